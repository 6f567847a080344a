import { gunzipSync } from 'node:zlib';
import { nodeCrypto } from '../../src/adapters/crypto/index.ts';
import { HelmEngine, loadChart, readValues } from '../../src/helm/index.ts';
import { memoryTree } from '../../src/tree/index.ts';
import { ChartText } from './chart-text.ts';
import type { FuzzArea } from './fuzz-area.ts';
import { holdsAddress } from './template-case.ts';

/** The files of a chart by their paths, and the values given. */
export interface ChartCase {
  readonly files: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
}

const engine = new HelmEngine({ crypto: nodeCrypto, now: () => Date.now() });

/** Whole charts: subcharts with conditions, tags, aliases and imports, globals, hooks, `.Files`, notes and schemas, rendered as `helm template` does. */
export const chart: FuzzArea<ChartCase> = {
  name: 'chart',
  generate: (random) => new ChartText(random).chart(),
  answer: ({ files, values }) => {
    const tree = memoryTree(new Map(Object.entries(files).map(([path, text]) => [`chart/${path}`, text])));
    const loaded = loadChart(tree, 'chart', { gunzip: (bytes) => gunzipSync(bytes) });
    const result = engine.render(loaded, { releaseName: 'rel', namespace: 'ns', values: readValues(JSON.stringify(values)), requireDependencies: false });
    return { manifest: result.manifest(), notes: result.notes };
  },
  show: ({ files, values }) => `${Object.entries(files).map(([path, text]) => `--- ${path}\n${text}\n`).join('')}--- values given\n${JSON.stringify(values)}`,
  saysNothing: (wanted) => holdsAddress(wanted),
};
