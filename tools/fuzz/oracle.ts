import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** What the real library said, or that it said nothing: it panicked, or its answer was over a bound. */
export type OracleReply = { readonly answer: unknown } | { readonly panic: string };

/** Bounds of the process: its time for one batch, and what it may write. */
const BATCH_MS = 120_000;
const OUTPUT_BYTES = 256 * 1024 * 1024;

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
    const built = spawnSync('go', ['build', '-o', program, '.'], { cwd: join(root, 'tools/oracles/answer'), encoding: 'utf8' });
    if (built.status !== 0) throw new Error(`the oracle cannot be built:\n${built.stderr}`);
    return new Oracle(program);
  }

  /** Asks for the answers to some cases of one area. A case that ends the process gets a panic; the rest is asked again. */
  ask(area: string, cases: readonly unknown[]): OracleReply[] {
    const replies: OracleReply[] = [];
    while (replies.length < cases.length) {
      const { lines, fault } = this.#run(area, cases.slice(replies.length));
      replies.push(...lines.map((line) => JSON.parse(line) as OracleReply));
      if (replies.length < cases.length) replies.push({ panic: fault });
    }
    return replies;
  }

  #run(area: string, cases: readonly unknown[]): { readonly lines: readonly string[]; readonly fault: string } {
    const input = cases.map((asked) => `${JSON.stringify({ area, case: asked })}\n`).join('');
    const run = spawnSync(this.#program, { input, encoding: 'utf8', timeout: BATCH_MS, maxBuffer: OUTPUT_BYTES, env: { ...process.env, TZ: 'UTC', GOMAXPROCS: '1' } });
    // The last line is whole only if it ends in a line break.
    return { lines: run.stdout.split('\n').slice(0, -1), fault: run.stderr.slice(0, 500) };
  }
}
