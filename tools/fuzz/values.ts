// The step by itself has no place in helm's index: a render would hide it behind templates and dependencies.
import { instantiate } from '../../src/helm/chart-instance.ts';
import { coalesceValues } from '../../src/helm/coalesce.ts';
import { loadChart, readValues } from '../../src/helm/index.ts';
import { memoryTree } from '../../src/tree/index.ts';
import type { FuzzArea } from './fuzz-area.ts';
import type { Random } from './random.ts';

interface ChartCase {
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly charts: readonly ChartCase[];
}

interface ValuesCase {
  readonly chart: ChartCase;
  readonly values: Readonly<Record<string, unknown>>;
}

const KEYS = ['a', 'b', 'c', 'enabled', 'nested', 'list', 'x.y', 'sub'];
const GLOBALS = ['g', 'h', 'i', 'nested'];
const LEAVES = [null, null, true, false, 1, 0, 2.5, 1000000, 's', '', 'yes', [1, 'x', { q: null }], [], {}, '{{ .Release.Name }}'];

/** What Helm makes of the defaults of a chart and its subcharts, and of the values that a user gives: tables, nulls and globals. */
export const values: FuzzArea<ValuesCase> = {
  name: 'values',
  generate: (random) => {
    const chart = chartOf(random, 'root', 3);
    return { chart, values: table(random, 3, chart.charts) };
  },
  answer: ({ chart, values: given }) => {
    const loaded = loadChart(memoryTree(new Map(filesOf(chart, 'chart'))), 'chart', { gunzip: (bytes) => bytes });
    return coalesceValues(instantiate(loaded), readValues(JSON.stringify(given)), () => undefined);
  },
};

/** A chart with subcharts, in the order in which a folder lists them. */
function chartOf(random: Random, name: string, depth: number): ChartCase {
  const names = depth === 0 ? [] : [...new Set(random.list(0, 3, () => random.pick(['db', 'web', 'lib', 'sub'])))].sort();
  const charts = names.map((sub) => chartOf(random, sub, depth - 1));
  return { name, values: table(random, 3, charts), charts };
}

/** Values with tables in them, some of them for subcharts and for `global`; some are of a wrong type. */
function table(random: Random, depth: number, charts: readonly ChartCase[] = []): Record<string, unknown> {
  const found: Record<string, unknown> = random.record(KEYS, 0, 5, () => value(random, depth));
  if (random.oneIn(2)) found['global'] = random.oneIn(15) ? random.pick([null, 'text', 1]) : random.record(GLOBALS, 0, 3, () => value(random, depth - 1));
  for (const chart of charts) {
    if (random.oneIn(2)) found[chart.name] = random.oneIn(20) ? random.pick([null, 'text', true]) : table(random, Math.max(0, depth - 1), chart.charts);
  }
  return found;
}

function value(random: Random, depth: number): unknown {
  return depth > 0 && random.oneIn(2) ? table(random, depth - 1) : random.pick(LEAVES);
}

function* filesOf({ name, values: defaults, charts }: ChartCase, folder: string): Iterable<[string, string]> {
  yield [`${folder}/Chart.yaml`, JSON.stringify({ apiVersion: 'v2', name, version: '1.0.0' })];
  yield [`${folder}/values.yaml`, JSON.stringify(defaults)];
  for (const chart of charts) yield* filesOf(chart, `${folder}/charts/${chart.name}`);
}
