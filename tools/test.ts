/**
 * `npm test`: everything a contributor must pass. Types, lint, then unit and e2e tests, then conformance.
 *
 * Ends with one plain line, `N passed, N failed, N skipped`, which counts unit and e2e tests and conformance cases;
 * a type or lint error counts as one failure.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numFailedTestSuites: number;
}

const total: Counts = { passed: 0, failed: 0, skipped: 0 };

/** Runs a command of the repository, showing what it prints; a failure counts as one. */
function step(title: string, command: string, args: readonly string[]): boolean {
  process.stdout.write(`\n== ${title}\n`);
  const run = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (run.status === 0) return true;
  process.stdout.write(`${title} failed\n`);
  return false;
}

function check(title: string, command: string, args: readonly string[]): void {
  if (step(title, command, args)) total.passed++;
  else total.failed++;
}

function tests(scratch: string): void {
  const report = join(scratch, 'vitest.json');
  const ok = step('unit and e2e tests', 'npx', ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile=${report}`]);
  if (!existsSync(report)) {
    total.failed++;
    return;
  }
  const counts = JSON.parse(readFileSync(report, 'utf8')) as VitestReport;
  total.passed += counts.numPassedTests;
  total.failed += counts.numFailedTests;
  total.skipped += counts.numPendingTests;
  // A file that does not load fails without a failed test.
  if (!ok && counts.numFailedTests === 0) total.failed += Math.max(1, counts.numFailedTestSuites);
}

function conformance(): void {
  process.stdout.write('\n== conformance\n');
  const run = spawnSync(process.execPath, ['tools/run.mjs', 'test/conformance/main.ts'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 28 });
  process.stdout.write(run.stdout);
  const closing = /^conformance: (\d+) passed, (\d+) failed, (\d+) skipped$/m.exec(run.stdout);
  if (closing === null) {
    total.failed++;
    return;
  }
  total.passed += Number(closing[1]);
  // Cases that fail today are known: floors.json says how many pass. A number below its floor is the failure.
  process.stdout.write(`${closing[2]!} recorded cases do not hold yet (see floors.json)\n`);
  total.skipped += Number(closing[3]) + Number(closing[2]);
  if (run.status !== 0) total.failed++;
  if (!existsSync(resolve('../shared/conformance'))) process.stdout.write('conformance was skipped: the recorded data is not beside this checkout\n');
}

const scratch = mkdtempSync(join(tmpdir(), 'eddy-test-'));
try {
  check('types', 'npm', ['run', '--silent', 'types']);
  check('lint', 'npm', ['run', '--silent', 'lint']);
  tests(scratch);
  conformance();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.stdout.write(`\n${String(total.passed)} passed, ${String(total.failed)} failed, ${String(total.skipped)} skipped\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
