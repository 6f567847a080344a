import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EddyError } from '../../../src/diagnostics/index.ts';
import { build, printObjects, type BuildOptions } from '../../../src/kustomize/index.ts';
import { withLibraries } from '../../../src/std/lazy-library.ts';
import { memoryTree, type Tree } from '../../../src/tree/index.ts';
import { readArchive } from '../read-archive.ts';
import { renderChart } from '../chart-renderer.ts';
import type { CaseResult, Suite } from '../suite.ts';

interface BuildCase {
  readonly id: string;
  readonly dir: string;
  readonly exit: number;
  readonly stderr: string;
  readonly sha256?: string;
  readonly args: readonly string[];
}

interface Outcome {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Kustomizations of public repositories, built by kustomize v5.8.1: the bytes of the output, or the text of the failure. */
export const kustomizeBuilds: Suite = {
  name: 'kustomize-builds',
  async *run({ data, show }) {
    const folder = join(data, 'kustomize-builds');
    const tree = memoryTree(readArchive(join(folder, 'inputs.tar.br')));
    const expected = readArchive(join(folder, 'expected.tar.br'));
    for (const line of readFileSync(join(folder, 'cases.jsonl'), 'utf8').split('\n')) {
      if (line === '') continue;
      const recorded = JSON.parse(line) as BuildCase;
      if (show === undefined || show === recorded.id) yield await check(tree, expected, recorded);
    }
  },
};

const decoder = new TextDecoder();

async function check(tree: Tree, expected: ReadonlyMap<string, Uint8Array>, recorded: BuildCase): Promise<CaseResult> {
  const { id, exit, sha256, stderr } = recorded;
  const got = await run(tree, recorded);
  const stdout = sha256 === undefined ? '' : decoder.decode(expected.get(`${sha256}.yaml`));
  const faults = [
    ...(got.exit === exit ? [] : [`exit: want ${String(exit)}, got ${String(got.exit)}`]),
    ...(got.stdout === stdout ? [] : [`output: ${firstDifference(stdout, got.stdout)}`]),
    ...(normalized(got.stderr) === normalized(stderr) ? [] : [`stderr:\n--- want\n${stderr}--- got\n${got.stderr}`]),
  ];
  return faults.length === 0 ? { id, pass: true } : { id, pass: false, detail: faults.join('\n') };
}

/** Go's log prints the time, and unused vars in the order of a map. */
function normalized(stderr: string): string {
  return stderr
    .replace(/ &\{0x[0-9a-f]+ (?:<nil>|0x[0-9a-f]+)\}/g, '')
    .replace(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d /gm, '')
    .replace(/(never replaced: )(.*)$/gm, (_, head: string, names: string) => head + names.split(',').sort().join(','));
}

async function run(tree: Tree, { dir, args }: BuildCase): Promise<Outcome> {
  const warnings: string[] = [];
  const options: BuildOptions = {
    onWarning: (line) => warnings.push(`${line}\n`),
    displayRoot: '{ROOT}', isOnlyPrinted: true, loadRestriction: args.includes('LoadRestrictionsNone') ? 'none' : 'rootOnly', enableHelm: args.includes('--enable-helm'), helm: renderChart,
  };
  try {
    const { objects } = await withLibraries(() => build(tree, dir, options));
    return { exit: 0, stdout: printObjects(objects), stderr: warnings.join('') };
  } catch (error) {
    if (!(error instanceof EddyError)) throw error;
    return { exit: 1, stdout: '', stderr: `${warnings.join('')}Error: ${error.message}\n` };
  }
}

function firstDifference(wanted: string, got: string): string {
  const left = wanted.split('\n');
  const right = got.split('\n');
  const at = left.findIndex((line, i) => line !== right[i]);
  const from = Math.max(0, at - 3);
  const line = at === -1 ? left.length : at;
  return `line ${String(line + 1)}\n--- want\n${left.slice(from, line + 4).join('\n')}\n--- got\n${right.slice(from, line + 4).join('\n')}`;
}
