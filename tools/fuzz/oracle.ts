import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** What the real library said, or that it said nothing: it panicked, or its answer was over a bound. */
export type OracleReply = { readonly answer: unknown } | { readonly panic: string };

/** Bounds of the process: its time for one batch, and its address space. The program bounds its own heap far below that. */
const BATCH_MS = 120_000;
const ADDRESS_SPACE_KIB = 6 * 1024 * 1024;

/** What a release of Helm says of itself in `.Capabilities.HelmVersion`: its build sets it. */
const HELM_BUILD = Object.entries({ version: 'v4.2.2', gitTreeState: 'clean' }).map(([name, value]) => `-X helm.sh/helm/v4/internal/version.${name}=${value}`).join(' ');

/** How a run of the program ended: the whole lines that it wrote, and what it said of its end. */
interface Run {
  readonly lines: readonly string[];
  readonly fault: string;
}

/** The program of ours that asks the real Go libraries. */
export class Oracle {
  readonly #program: string;

  private constructor(program: string) {
    this.#program = program;
  }

  /** Whether there is a Go toolchain. */
  static isAvailable(): boolean {
    return spawnSync('go', ['version'], { stdio: 'ignore' }).status === 0;
  }

  /** Builds the program. Go's own cache makes this quick the second time. @throws Error with the compiler's words. */
  static build(root: string): Oracle {
    const folder = join(root, 'node_modules', '.cache', 'eddy-oracle');
    mkdirSync(folder, { recursive: true });
    const program = join(folder, 'answer');
    const built = spawnSync('go', ['build', '-ldflags', HELM_BUILD, '-o', program, '.'], { cwd: join(root, 'tools/oracles/answer'), encoding: 'utf8' });
    if (built.status !== 0) throw new Error(`the oracle cannot be built:\n${built.stderr}`);
    return new Oracle(program);
  }

  /** Asks for the answers to some cases of one area. A case that ends the process gets a panic; the rest is asked again. */
  async ask(area: string, cases: readonly unknown[]): Promise<OracleReply[]> {
    const replies: OracleReply[] = [];
    while (replies.length < cases.length) {
      const { lines, fault } = await this.#run(area, cases.slice(replies.length));
      replies.push(...lines.map((line) => JSON.parse(line) as OracleReply));
      if (replies.length < cases.length) replies.push({ panic: fault });
    }
    return replies;
  }

  /** One process for a batch: it runs beside this one, and gives its memory back at its end. */
  #run(area: string, cases: readonly unknown[]): Promise<Run> {
    const bounded = `ulimit -v ${ADDRESS_SPACE_KIB}; exec "$0"`;
    const child = spawn('sh', ['-c', bounded, this.#program], { env: { ...process.env, TZ: 'UTC', GOMAXPROCS: '1' }, timeout: BATCH_MS, killSignal: 'SIGKILL' });
    const output: string[] = [];
    const faults: string[] = [];
    child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => faults.push(text));
    // A program that ended early does not read on: its last line says enough.
    child.stdin.on('error', () => undefined);
    child.stdin.end(cases.map((asked) => `${JSON.stringify({ area, case: asked })}\n`).join(''));
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      // The last line is whole only if it ends in a line break.
      child.on('close', () => {
        resolve({ lines: output.join('').split('\n').slice(0, -1), fault: faults.join('').slice(0, 500) });
      });
    });
  }
}
