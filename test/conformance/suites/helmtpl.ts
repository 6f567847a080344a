import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EddyError } from '../../../src/diagnostics/index.ts';
import { HelmEngine, loadChart, mergeValues } from '../../../src/helm/index.ts';
import { withLibraries } from '../../../src/std/lazy-library.ts';
import { memoryTree } from '../../../src/tree/index.ts';
import type { CaseResult, Suite, SuiteContext } from '../suite.ts';

interface Case {
  readonly id: string;
  readonly templates: Readonly<Record<string, string>>;
  readonly values?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly set?: readonly string[];
  readonly out?: Readonly<Record<string, string>>;
  readonly outError?: string;
}

const CHART_YAML = 'apiVersion: v2\nname: c\nversion: 1.2.3\nappVersion: "4.5.6"\n';

/** Small charts through Helm's template engine: the text of each template, or the error. */
export const helmtpl: Suite = {
  name: 'helmtpl',
  async *run(context: SuiteContext): AsyncIterable<CaseResult> {
    const lines = readFileSync(join(context.data, 'helmtpl/cases.jsonl'), 'utf8').trimEnd().split('\n');
    const engine = new HelmEngine();
    for (const line of lines) yield await check(engine, JSON.parse(line) as Case);
  },
};

async function check(engine: HelmEngine, recorded: Case): Promise<CaseResult> {
  const wanted = recorded.outError === undefined ? canonical(recorded.out ?? {}) : `error: ${recorded.outError}`;
  const found = await withLibraries(() => attempt(engine, recorded));
  return { id: recorded.id, pass: found === wanted, detail: `${canonical(recorded.templates)}\nwanted ${wanted}\nfound  ${found}` };
}

function attempt(engine: HelmEngine, recorded: Case): string {
  try {
    const chart = loadChart(memoryTree(filesOf(recorded)), '', { gunzip: (bytes) => bytes });
    const files = engine.renderFiles(chart, { releaseName: 'rel', namespace: 'ns', values: mergeValues({ set: recorded.set ?? [] }) });
    return canonical(Object.fromEntries(files));
  } catch (error) {
    if (!(error instanceof EddyError)) throw error;
    // The recording read the values itself, so its errors lack what loading a chart puts in front.
    return `error: ${error.message.replace('cannot load values.yaml: cannot unmarshal yaml document: ', '')}`;
  }
}

function filesOf({ templates, values, files }: Case): Map<string, string> {
  const all = new Map([['Chart.yaml', CHART_YAML]]);
  if (values !== undefined) all.set('values.yaml', values);
  for (const [path, text] of Object.entries(templates)) all.set(`templates/${path}`, text);
  for (const [path, text] of Object.entries(files ?? {})) all.set(path, text);
  return all;
}

function canonical(files: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))));
}
