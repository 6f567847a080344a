import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The folder of this repository. */
export const ROOT: string = process.env['EDDY_ROOT'] ?? process.cwd();

/** The command line that starts the built eddy. */
export const EDDY: readonly string[] = [process.execPath, join(ROOT, 'bin/eddy')];

/** A whole process that does nothing: the floor of every command of eddy. */
export const EMPTY_NODE: BenchCommand = { tool: 'node', argv: [process.execPath, '-e', '0'] };

/** One tool of a row. */
export interface BenchCommand {
  readonly tool: string;
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Whole commands beside each other; the first is eddy's. */
export interface CommandRow {
  readonly type: 'commands';
  readonly name: string;
  readonly commands: readonly BenchCommand[];
  /** How often each command runs when `--runs` is not given. Default: 3. */
  readonly runs?: number;
}

/** A measurement of its own, such as two engines in one process each: it answers lines of text. */
export interface ReportRow {
  readonly type: 'report';
  readonly name: string;
  readonly report: () => Promise<readonly string[]>;
}

/** A row that cannot be measured here: it is named, with the reason, so that nobody takes it for done. */
export interface SkippedRow {
  readonly type: 'skipped';
  readonly name: string;
  readonly reason: string;
}

export type BenchRow = CommandRow | ReportRow | SkippedRow;

/** What one run of a command cost. */
export interface Measure {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMiB: number;
}

/** The middle value; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

// Some machines name a file of certificates here. Node reads it at every start, which takes longer than all else it does then.
const { NODE_EXTRA_CA_CERTS: _, ...ENVIRONMENT } = process.env;

/** Runs a command under time(1), which sees the CPU time and the peak memory of a whole process. */
export function measure(command: BenchCommand, scratch: string): Measure {
  const report = join(scratch, 'time');
  const start = process.hrtime.bigint();
  const run = spawnSync('/usr/bin/time', ['-o', report, '-f', '%U %S %M', ...command.argv], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...ENVIRONMENT, ...command.env },
    cwd: command.cwd,
  });
  const wallMs = Number(process.hrtime.bigint() - start) / 1e6;
  if (run.status !== 0) throw new Error(`${command.argv.join(' ')} failed: ${run.stderr.toString().slice(-500)}`);
  const [user = 0, system = 0, peak = 0] = readFileSync(report, 'utf8').trim().split('\n').at(-1)!.split(' ').map(Number);
  return { wallMs, cpuMs: (user + system) * 1000, peakMiB: peak / 1024 };
}

export function onPath(tool: string): boolean {
  return spawnSync('which', [tool], { stdio: 'ignore' }).status === 0;
}

/** A folder of the data that lies beside the repository; undefined where it is absent. */
export function sharedData(path: string): string | undefined {
  const full = resolve(ROOT, '../shared', path);
  return existsSync(full) ? full : undefined;
}
