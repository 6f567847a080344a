/**
 * `npm run bench [-- --runs N] [--row TEXT]`: eddy beside the real tools, in one run on one machine.
 *
 * Rows of commands run them in turn, so that all meet the same noise, and print medians of wall and CPU time and of peak memory.
 * A tool that is not on PATH leaves its line out. Ratios are eddy divided by the other tool.
 * What cannot be measured here is named with the reason.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fleetRows } from './bench/fleets.ts';
import { helmRows } from './bench/helm.ts';
import { kustomizeRows } from './bench/kustomize.ts';
import { EDDY, EMPTY_NODE, measure, median, onPath, type BenchRow, type CommandRow, type Measure } from './bench/measure.ts';

function rows(scratch: string): BenchRow[] {
  return [
    { type: 'commands', name: 'start: eddy --version, empty Node', commands: [{ tool: 'eddy', argv: [...EDDY, '--version'] }, EMPTY_NODE], runs: 15 },
    ...fleetRows(scratch),
    ...kustomizeRows(scratch),
    ...helmRows(),
  ];
}

async function linesOf(row: BenchRow, runs: string | undefined, scratch: string): Promise<readonly string[]> {
  switch (row.type) {
    case 'skipped': return [`${row.name}: skipped, ${row.reason}`];
    case 'report': return [row.name, ...(await row.report())];
    case 'commands': return compareCommands(row, Number(runs ?? row.runs ?? 3), scratch);
  }
}

function compareCommands(row: CommandRow, runs: number, scratch: string): readonly string[] {
  const commands = row.commands.filter(({ argv }) => argv[0]!.includes('/') || onPath(argv[0]!));
  const measures = commands.map((): Measure[] => []);
  for (let run = 0; run < runs; run++) {
    for (const [i, command] of commands.entries()) measures[i]!.push(measure(command, scratch));
  }
  const medians = measures.map((list) => ({
    wallMs: median(list.map((one) => one.wallMs)),
    cpuMs: median(list.map((one) => one.cpuMs)),
    peakMiB: median(list.map((one) => one.peakMiB)),
  }));
  const own = medians[0]!;
  return [
    `${row.name} (medians of ${String(runs)})`,
    ...medians.map((one, i) => {
      const { tool } = commands[i]!;
      const ratio = i === 0 ? '' : `   eddy / ${tool}: wall ${(own.wallMs / one.wallMs).toFixed(2)}, CPU ${(own.cpuMs / one.cpuMs).toFixed(2)}, peak ${(own.peakMiB / one.peakMiB).toFixed(2)}`;
      return `  ${tool.padEnd(10)} wall ${one.wallMs.toFixed(0).padStart(7)} ms   CPU ${one.cpuMs.toFixed(0).padStart(7)} ms   peak ${one.peakMiB.toFixed(0).padStart(5)} MiB${ratio}`;
    }),
  ];
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { runs: { type: 'string' }, row: { type: 'string' } } });
  const scratch = mkdtempSync(join(tmpdir(), 'eddy-bench-'));
  try {
    for (const row of rows(scratch)) {
      if (values.row !== undefined && !row.name.includes(values.row)) continue;
      process.stdout.write(`\n${(await linesOf(row, values.runs, scratch)).join('\n')}\n`);
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

await main();
