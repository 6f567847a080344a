/**
 * `npm run bench [-- --runs N] [--row TEXT]`: whole commands of eddy beside the real tools, in one run on one machine.
 *
 * Each row runs its commands in turn, so that both meet the same noise, and prints medians of wall and CPU time and of peak memory.
 * A tool that is not on PATH leaves its cells empty. Ratios are eddy divided by the other tool.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const ROOT = process.env['EDDY_ROOT'] ?? process.cwd();
const EDDY = [process.execPath, join(ROOT, 'bin/eddy')];

interface Measure {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMiB: number;
}

interface BenchRow {
  readonly name: string;
  /** The first command is eddy's. */
  readonly commands: readonly { readonly tool: string; readonly argv: readonly string[]; readonly env?: Readonly<Record<string, string>> }[];
  readonly runs?: number;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

/** Runs a command under time(1), which sees the CPU time and the peak memory of a whole process. */
function measure(argv: readonly string[], env: Readonly<Record<string, string>>, scratch: string): Measure {
  const report = join(scratch, 'time');
  const start = process.hrtime.bigint();
  const run = spawnSync('/usr/bin/time', ['-o', report, '-f', '%U %S %M', ...argv], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...env } });
  const wallMs = Number(process.hrtime.bigint() - start) / 1e6;
  if (run.status !== 0) throw new Error(`${argv.join(' ')} failed: ${run.stderr.toString().slice(-500)}`);
  const [user = 0, system = 0, peak = 0] = readFileSync(report, 'utf8').trim().split('\n').at(-1)!.split(' ').map(Number);
  return { wallMs, cpuMs: (user + system) * 1000, peakMiB: peak / 1024 };
}

function onPath(tool: string): boolean {
  return spawnSync('which', [tool], { stdio: 'ignore' }).status === 0;
}

function cloneFleet(name: string, scratch: string): string | undefined {
  const bundle = resolve(ROOT, `../shared/fleets/${name}.bundle`);
  if (!existsSync(bundle)) return undefined;
  const dir = join(scratch, name);
  spawnSync('git', ['clone', '-q', bundle, dir]);
  return dir;
}

function smallKustomization(scratch: string): string {
  const dir = mkdtempSync(join(scratch, 'kustomize-'));
  writeFileSync(join(dir, 'deployment.yaml'), 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n          image: web:1\n');
  writeFileSync(
    join(dir, 'kustomization.yaml'),
    'resources:\n  - deployment.yaml\npatches:\n  - patch: |\n      apiVersion: apps/v1\n      kind: Deployment\n      metadata:\n        name: web\n      spec:\n        template:\n          spec:\n            containers:\n              - name: web\n                image: web:2\n',
  );
  return dir;
}

function rows(scratch: string): BenchRow[] {
  const all: BenchRow[] = [
    { name: 'start: eddy --version, empty Node', commands: [{ tool: 'eddy', argv: [...EDDY, '--version'] }, { tool: 'node', argv: [process.execPath, '-e', '0'] }], runs: 15 },
  ];
  for (const name of ['bjws', 'buroa']) {
    const dir = cloneFleet(name, scratch);
    if (dir === undefined) continue;
    const path = join(dir, 'kubernetes/flux/cluster');
    all.push({
      name: `build ${name}, cold`,
      commands: [
        { tool: 'eddy', argv: [...EDDY, 'build', path, '--no-cache'] },
        { tool: 'flate', argv: ['flate', 'build', 'all', '-p', path, '--skip-crds=false', '--skip-secrets=false', '--no-progress', '--helm-render-cache-mb', '0', '--kustomize-render-cache-mb', '0', '--cache-dir', join(scratch, 'flate-cache')] },
      ],
    });
    all.push({
      name: `diff of one value in ${name}`,
      commands: [
        { tool: 'eddy', argv: [...EDDY, 'diff', path, '--base', 'HEAD~1', '--no-cache'] },
        { tool: 'flate', argv: ['flate', 'diff', 'all', '-p', path, '--base', 'HEAD~1', '--no-progress', '--helm-render-cache-mb', '0', '--kustomize-render-cache-mb', '0', '--cache-dir', join(scratch, 'flate-cache')] },
      ],
    });
  }
  const small = smallKustomization(scratch);
  all.push({ name: 'kustomize build, one patch', commands: [{ tool: 'eddy', argv: [...EDDY, 'kustomize', 'build', small] }, { tool: 'kustomize', argv: ['kustomize', 'build', small] }], runs: 9 });
  const chart = join(ROOT, 'examples/team-charts/database');
  all.push({ name: 'helm template, a small chart', commands: [{ tool: 'eddy', argv: [...EDDY, 'helm', 'template', 'x', chart] }, { tool: 'helm', argv: ['helm', 'template', 'x', chart] }], runs: 9 });
  return all;
}

function main(): void {
  const { values } = parseArgs({ options: { runs: { type: 'string' }, row: { type: 'string' } } });
  const scratch = mkdtempSync(join(tmpdir(), 'eddy-bench-'));
  try {
    for (const row of rows(scratch)) {
      if (values.row !== undefined && !row.name.includes(values.row)) continue;
      const commands = row.commands.filter(({ argv }) => argv[0]!.includes('/') || onPath(argv[0]!));
      const measures = commands.map((): Measure[] => []);
      const runs = Number(values.runs ?? row.runs ?? 3);
      for (let run = 0; run < runs; run++) {
        for (const [i, { argv, env }] of commands.entries()) measures[i]!.push(measure(argv, env ?? {}, scratch));
      }
      process.stdout.write(`\n${row.name} (medians of ${String(runs)})\n`);
      const medians = measures.map((list) => ({
        wallMs: median(list.map((one) => one.wallMs)),
        cpuMs: median(list.map((one) => one.cpuMs)),
        peakMiB: median(list.map((one) => one.peakMiB)),
      }));
      const own = medians[0]!;
      for (const [i, one] of medians.entries()) {
        const ratio = i === 0 ? '' : `   eddy / ${commands[i]!.tool}: wall ${(own.wallMs / one.wallMs).toFixed(2)}, CPU ${(own.cpuMs / one.cpuMs).toFixed(2)}`;
        process.stdout.write(`  ${commands[i]!.tool.padEnd(10)} wall ${one.wallMs.toFixed(0).padStart(7)} ms   CPU ${one.cpuMs.toFixed(0).padStart(7)} ms   peak ${one.peakMiB.toFixed(0).padStart(5)} MiB${ratio}\n`);
      }
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

main();
