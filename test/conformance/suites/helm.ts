import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diskTree } from '../../../src/adapters/disk/disk-tree.ts';
import { gunzip } from '../../../src/adapters/archive/index.ts';
import { nodeCrypto } from '../../../src/adapters/crypto/index.ts';
import { EddyError, type ErrorCode } from '../../../src/diagnostics/index.ts';
import { HelmEngine, loadChart, mergeValues, type Chart, type RenderOptions, type ValueOptions } from '../../../src/helm/index.ts';
import { withLibraries } from '../../../src/std/lazy-library.ts';
import type { Tree } from '../../../src/tree/index.ts';
import { hermeticFunctions } from '../hermetic-functions.ts';
import type { CaseResult, Suite, SuiteContext } from '../suite.ts';
import { unpacked } from '../unpacked.ts';

interface Case {
  readonly id: string;
  readonly chart: string;
  readonly args: readonly string[];
  readonly values?: readonly string[];
  readonly exit: number;
  readonly sha256?: string;
  readonly stderr?: string;
  readonly hermetic?: boolean;
}

/** `helm template` of public charts: the bytes it printed, or its error. */
export const helm: Suite = {
  name: 'helm',
  async *run({ data, show }: SuiteContext): AsyncIterable<CaseResult> {
    const runner = new Runner(unpacked(join(data, 'helm/charts.tar.br')), unpacked(join(data, 'helm/expected.tar.br')));
    for (const line of readFileSync(join(data, 'helm/cases.jsonl'), 'utf8').trimEnd().split('\n')) {
      const recorded = JSON.parse(line) as Case;
      if (show === undefined || show === recorded.id) yield await withLibraries(() => runner.check(recorded));
    }
  },
};

/** Errors after which Helm offers to print what it rendered so far. */
const WHILE_RENDERING: readonly ErrorCode[] = [
  'HelmKubeVersion', 'HelmManifestInvalid', 'HelmTemplateExecution', 'HelmTemplateFail', 'HelmTemplateLimit', 'HelmTemplateSyntax',
];

class Runner {
  readonly #folder: string;
  readonly #tree: Tree;
  readonly #expected: string;
  readonly #plain = new HelmEngine({ crypto: nodeCrypto });
  readonly #hermetic = new HelmEngine({ functions: hermeticFunctions, now: () => Date.parse('2026-01-02T03:04:05Z') });
  readonly #charts = new Map<string, Chart>();

  constructor(charts: string, expected: string) {
    this.#folder = charts;
    this.#tree = diskTree(charts);
    this.#expected = expected;
  }

  check(recorded: Case): CaseResult {
    try {
      const found = this.#render(recorded);
      const pass = recorded.exit === 0 && createHash('sha256').update(found).digest('hex') === recorded.sha256;
      return { id: recorded.id, topic: recorded.exit === 0 ? 'output' : 'errors', pass, ...(pass ? {} : { detail: this.#difference(recorded, found) }) };
    } catch (error) {
      if (!(error instanceof EddyError)) throw error;
      const found = errorText(error);
      const wanted = (recorded.stderr ?? '').replaceAll('{CHARTS}/', '').split('\n').filter((line) => !line.startsWith('level=')).join('\n').trim();
      const pass = recorded.exit !== 0 && found === wanted;
      return { id: recorded.id, topic: recorded.exit === 0 ? 'output' : 'errors', pass, ...(pass ? {} : { detail: `wanted ${wanted}\nfound  ${found}` }) };
    }
  }

  #render(recorded: Case): string {
    const { chart, options } = this.#parse(recorded);
    const engine = recorded.hermetic === true ? this.#hermetic : this.#plain;
    return engine.render(this.#chart(chart), options).manifest();
  }

  #chart(path: string): Chart {
    let chart = this.#charts.get(path);
    if (chart === undefined) {
      chart = loadChart(this.#tree, path, { gunzip });
      this.#charts.set(path, chart);
    }
    return chart;
  }

  #parse(recorded: Case): { readonly chart: string; readonly options: RenderOptions } {
    const flags = parseFlags(recorded.args);
    const files = flags.all('-f').map((path) => {
      const text = path.startsWith('@') ? recorded.values![Number(path.slice(1))]! : readFileSync(join(this.#folder, path), 'utf8');
      return { path, text };
    });
    const values: ValueOptions = {
      files, set: flags.all('--set'), setString: flags.all('--set-string'), setJson: flags.all('--set-json'), setLiteral: flags.all('--set-literal'),
    };
    const kubeVersion = flags.all('--kube-version').at(-1);
    const options: RenderOptions = {
      releaseName: flags.names[0]!,
      namespace: flags.all('-n').at(-1)!,
      values: mergeValues(values),
      apiVersions: flags.all('-a').flatMap((list) => list.split(',')),
      showOnly: flags.all('-s'),
      includeCrds: flags.has('--include-crds'),
      isUpgrade: flags.has('--is-upgrade'),
      disableHooks: flags.has('--no-hooks'),
      skipTests: flags.has('--skip-tests'),
      skipSchemaValidation: flags.has('--skip-schema-validation'),
      ...(kubeVersion === undefined ? {} : { kubeVersion }),
    };
    return { chart: flags.names[1]!, options };
  }

  /** The first line that differs, with a few around it. */
  #difference(recorded: Case, found: string): string {
    if (recorded.exit !== 0) return `wanted ${recorded.stderr ?? ''}\nfound  output of ${String(found.length)} characters`;
    const want = readFileSync(join(this.#expected, `${recorded.sha256!}.yaml`), 'utf8').split('\n');
    const got = found.split('\n');
    const first = want.findIndex((line, index) => line !== got[index]);
    const at = first === -1 ? want.length : first;
    const part = (lines: readonly string[]): string => lines.slice(Math.max(0, at - 3), at + 5).join('\n');
    return `line ${String(at + 1)}\nwanted\n${part(want)}\nfound\n${part(got)}`;
  }
}

function errorText(error: EddyError): string {
  const hint = WHILE_RENDERING.includes(error.code) ? '\n\nUse --debug flag to render out invalid YAML' : '';
  return `Error: ${error.message}${hint}`.trim();
}

interface Flags {
  readonly names: readonly string[];
  all(flag: string): readonly string[];
  has(flag: string): boolean;
}

const SWITCHES = new Set(['--include-crds', '--is-upgrade', '--no-hooks', '--skip-tests', '--skip-schema-validation']);

function parseFlags(args: readonly string[]): Flags {
  const names: string[] = [];
  const values = new Map<string, string[]>();
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (!arg.startsWith('-')) names.push(arg);
    else {
      const flag = arg === '--api-versions' ? '-a' : arg;
      values.set(flag, [...(values.get(flag) ?? []), SWITCHES.has(flag) ? '' : args[++i]!]);
    }
  }
  return { names, all: (flag) => values.get(flag) ?? [], has: (flag) => values.has(flag) };
}
