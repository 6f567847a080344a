import { gunzipSync } from 'node:zlib';
import { nodeCrypto } from '../../src/adapters/crypto/index.ts';
import { HelmEngine, loadChart, mergeValues, readValues } from '../../src/helm/index.ts';
import { memoryTree } from '../../src/tree/index.ts';
import { ChartText, type GivenValues } from './chart-text.ts';
import type { FuzzArea } from './fuzz-area.ts';
import { holdsAddress } from './template-case.ts';

/** The files of a chart by their paths, and the values given. */
export interface ChartCase {
  readonly files: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
  /** Values as flags give them, in the place of `values`. */
  readonly given?: GivenValues;
}

const engine = new HelmEngine({ crypto: nodeCrypto, now: () => Date.now() });

/** Whole charts: subcharts with conditions, tags, aliases and imports, globals, hooks, `.Files`, notes and schemas, rendered as `helm template` does. */
export const chart: FuzzArea<ChartCase> = {
  name: 'chart',
  generate: (random) => new ChartText(random).chart(),
  answer: ({ files, values, given }) => {
    const tree = memoryTree(new Map(Object.entries(files).map(([path, text]) => [`chart/${path}`, text])));
    const loaded = loadChart(tree, 'chart', { gunzip: (bytes) => gunzipSync(bytes) });
    const result = engine.render(loaded, { releaseName: 'rel', namespace: 'ns', values: given === undefined ? readValues(JSON.stringify(values)) : mergeValues({ ...given, files: given.files.map((text, i) => ({ path: `${i}.yaml`, text })) }), requireDependencies: false, includeCrds: true });
    return { manifest: result.manifest(), notes: result.notes };
  },
  show: ({ files, values, given }) => `${Object.entries(files).map(([path, text]) => `--- ${path}\n${text}\n`).join('')}--- values given\n${JSON.stringify(given ?? values)}`,
  saysNothing: (wanted) => holdsAddress(wanted),
};
