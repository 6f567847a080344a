import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EddyError } from '../../../src/diagnostics/index.ts';
import { build, printObjects, type BuildOptions } from '../../../src/kustomize/index.ts';
import { withLibraries } from '../../../src/std/lazy-library.ts';
import { memoryTree } from '../../../src/tree/index.ts';
import { renderChart } from '../chart-renderer.ts';
import type { CaseResult, Suite } from '../suite.ts';

interface KrustyCase {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly harness: string;
  readonly expected?: string;
  readonly error?: string;
  readonly args: readonly string[];
  readonly verified: boolean;
  readonly cliError?: string;
}

/** The cases of kustomize's own test-suite that kustomize v5.8.1 does as they say. */
export const kustomize: Suite = {
  name: 'kustomize',
  async *run({ data, show }) {
    const cases = JSON.parse(readFileSync(join(data, 'kustomize', 'cases.json'), 'utf8')) as readonly KrustyCase[];
    const seen = new Map<string, number>();
    for (const recorded of cases) {
      const count = (seen.get(recorded.name) ?? 0) + 1;
      seen.set(recorded.name, count);
      const id = count === 1 ? recorded.name : `${recorded.name}#${String(count)}`;
      if (recorded.verified && (show === undefined || show === id)) yield await check(id, recorded);
    }
  },
};

const DIR = '/case';

async function check(id: string, recorded: KrustyCase): Promise<CaseResult> {
  const wanted = recorded.expected === undefined ? errorLine(recorded.cliError ?? '') : recorded.expected.replace(/^\n/, '');
  const got = await run(recorded);
  const pass = got === wanted || got === withoutDir(wanted);
  return pass ? { id, pass } : { id, pass, detail: `args ${recorded.args.join(' ')}\n--- want\n${wanted}\n--- got\n${got}` };
}

/** Without what Go's log says before, and without the address of a generator. */
function errorLine(stderr: string): string {
  return stderr.slice(stderr.indexOf('Error: ')).replace(/ &\{0x[0-9a-f]+ (?:<nil>|0x[0-9a-f]+)\}/, '').trim();
}

/** The recorded texts name the folder of the case as it was then. */
function withoutDir(text: string): string {
  return text.replaceAll('{DIR}', DIR);
}

async function run({ files, args }: KrustyCase): Promise<string> {
  const tree = memoryTree(Object.fromEntries(Object.entries(files).map(([path, text]) => [path.replace(/^\//, ''), text])));
  const path = args[1]!.replace('{DIR}', '').replace(/^\//, '');
  const options: BuildOptions = {
    displayRoot: DIR,
    isOnlyPrinted: true,
    reorder: args.includes('--reorder') ? (args[args.indexOf('--reorder') + 1] as 'none') : 'unspecified',
    loadRestriction: args.includes('LoadRestrictionsNone') ? 'none' : 'rootOnly',
    enableHelm: args.includes('--enable-helm'), helm: renderChart,
    addManagedByLabel: args.includes('--enable-managedby-label'),
  };
  try {
    return printObjects((await withLibraries(() => build(tree, path, options))).objects);
  } catch (error) {
    if (error instanceof EddyError) return `Error: ${error.message}`.trim();
    throw error;
  }
}
