import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diskTree, gunzip, nodeCrypto } from '../../src/adapters/index.ts';
import { HelmEngine, loadChart } from '../../src/helm/index.ts';
import { withLibraries } from '../../src/std/lazy-library.ts';
import { median, onPath, ROOT, type BenchRow } from './measure.ts';

/** What loading a chart and each of its renders cost, in milliseconds of CPU time. */
interface Cost {
  readonly chart: string;
  readonly loadMs: number;
  readonly renderMs: readonly number[];
  readonly bytes: number;
  readonly error?: string;
}

const RENDERS = 5;

/** Both engines render the default values of every recorded chart, each in one process. Charts that draw random keys, or need a flag to render, are left out. */
export function inProcessRow(charts: string, cases: string): BenchRow {
  const name = 'helm engines in one process, recorded charts';
  if (!onPath('go')) return { type: 'skipped', name, reason: 'there is no Go toolchain to build tools/oracles/helm-render' };
  return { type: 'report', name, report: () => compareEngines(charts, chartsOf(cases)) };
}

function chartsOf(cases: string): readonly string[] {
  const recorded = readFileSync(cases, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as { id: string; chart: string; args: readonly string[]; exit: number; hermetic?: boolean });
  return recorded.filter(({ id, args, exit, hermetic }) => id.endsWith('#default') && exit === 0 && hermetic !== true && !args.includes('--skip-schema-validation')).map(({ chart }) => chart);
}

async function compareEngines(charts: string, paths: readonly string[]): Promise<readonly string[]> {
  const theirs = helmCosts(charts, paths);
  const own: Cost[] = [];
  for (const path of paths) own.push(await eddyCost(charts, path));
  const pairs = own.flatMap((cost, i) => {
    const other = theirs[i];
    return cost.error === undefined && other?.error === undefined && other !== undefined ? [{ own: cost, theirs: other }] : [];
  });
  const line = (what: string, cost: (one: Cost) => number): string => {
    const total = (side: 'own' | 'theirs'): number => pairs.reduce((sum, pair) => sum + cost(pair[side]), 0);
    const times = median(pairs.map((pair) => cost(pair.theirs) / cost(pair.own)));
    return `  ${what.padEnd(22)} helm / eddy: median ${times.toFixed(2)}, sums ${(total('theirs') / total('own')).toFixed(2)}   (eddy ${total('own').toFixed(0)} ms, helm ${total('theirs').toFixed(0)} ms of CPU)`;
  };
  return [
    `  ${String(pairs.length)} charts of ${String(paths.length)}, ${(pairs.reduce((sum, pair) => sum + pair.own.bytes, 0) / 1e6).toFixed(1)} MB of manifests`,
    line('load', ({ loadMs }) => loadMs),
    line('first render', ({ renderMs }) => renderMs[0]!),
    line('load and first render', ({ loadMs, renderMs }) => loadMs + renderMs[0]!),
    line('further renders', ({ renderMs }) => median(renderMs.slice(1))),
  ];
}

function helmCosts(charts: string, paths: readonly string[]): readonly Cost[] {
  const folder = join(ROOT, 'node_modules', '.cache', 'eddy-oracle');
  mkdirSync(folder, { recursive: true });
  const program = join(folder, 'helm-render');
  const built = spawnSync('go', ['build', '-o', program, '.'], { cwd: join(ROOT, 'tools/oracles/helm-render'), encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`tools/oracles/helm-render cannot be built:\n${built.stderr}`);
  const run = spawnSync(program, [charts, String(RENDERS)], { input: paths.join('\n'), encoding: 'utf8', maxBuffer: 1 << 28 });
  if (run.status !== 0) throw new Error(`helm-render failed: ${run.stderr}`);
  return run.stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as Cost);
}

const engine = new HelmEngine({ crypto: nodeCrypto });

async function eddyCost(charts: string, path: string): Promise<Cost> {
  const start = cpuMs();
  const chart = loadChart(diskTree(join(charts, path), { gitIndex: false }), '', { gunzip });
  const loadMs = cpuMs() - start;
  const renderMs: number[] = [];
  let bytes = 0;
  for (let i = 0; i < RENDERS; i++) {
    const before = cpuMs();
    bytes = (await withLibraries(() => engine.render(chart, { releaseName: 'myrel', namespace: 'demo' }))).manifest().length;
    renderMs.push(cpuMs() - before);
  }
  return { chart: path, loadMs, renderMs, bytes };
}

/** What this process used so far, on all of its threads. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
