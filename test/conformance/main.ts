/**
 * `npm run conformance [-- --suite NAME] [--data DIR] [--show CASE] [--failures N] [--record]`.
 *
 * Runs recorded answers of the real tools against eddy and prints passed, failed and skipped per suite.
 * Exits 1 when a suite passes fewer cases than `floors.json` records, or when a case listed in `skips.ts` passes.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SKIPS } from './skips.ts';
import type { CaseResult, Suite } from './suite.ts';

const ROOT = process.env['EDDY_ROOT'] ?? process.cwd();
const FLOORS = join(ROOT, 'test/conformance/floors.json');

interface Row {
  passed: number;
  skipped: number;
  readonly failures: CaseResult[];
  readonly wronglySkipped: string[];
}

function isSuite(value: unknown): value is Suite {
  return typeof value === 'object' && value !== null && 'run' in value && 'name' in value;
}

async function loadSuites(): Promise<Suite[]> {
  const names = readdirSync(join(ROOT, 'test/conformance/suites'))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -3))
    .sort();
  const suites: Suite[] = [];
  for (const name of names) {
    const module = (await import(`./suites/${name}.ts`)) as Record<string, unknown>;
    suites.push(...Object.values(module).filter(isSuite));
  }
  return suites;
}

async function runSuite(suite: Suite, data: string, show: string | undefined): Promise<Map<string, Row>> {
  const rows = new Map<string, Row>();
  const skips = new Set(SKIPS.filter((skip) => skip.suite === suite.name).map((skip) => skip.id));
  for await (const result of suite.run({ data, show })) {
    if (show !== undefined && result.id !== show) continue;
    const name = result.topic === undefined ? suite.name : `${suite.name}:${result.topic}`;
    const row = rows.get(name) ?? { passed: 0, skipped: 0, failures: [], wronglySkipped: [] };
    rows.set(name, row);
    if (show !== undefined) process.stdout.write(`${name} ${result.id}: ${result.pass ? 'passed' : 'failed'}\n${result.detail ?? ''}\n`);
    if (skips.has(result.id)) {
      row.skipped++;
      if (result.pass) row.wronglySkipped.push(result.id);
    } else if (result.pass) row.passed++;
    else row.failures.push(result);
  }
  return rows;
}

function table(cells: readonly (readonly string[])[]): string {
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  return cells
    .map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ').trimEnd())
    .join('\n');
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      suite: { type: 'string', multiple: true },
      data: { type: 'string' },
      show: { type: 'string' },
      failures: { type: 'string', default: '0' },
      record: { type: 'boolean', default: false },
    },
  });
  const ownData = resolve(ROOT, '../shared/conformance');
  const data = values.data === undefined ? ownData : resolve(values.data);
  const floors = JSON.parse(readFileSync(FLOORS, 'utf8')) as Record<string, number>;
  const cells: string[][] = [['suite', 'passed', 'failed', 'skipped', 'seconds']];
  const problems: string[] = [];
  const total = { passed: 0, failed: 0, skipped: 0 };
  const suites = (await loadSuites()).filter((suite) => values.suite?.includes(suite.name) ?? true);
  const missing = (values.suite ?? []).filter((name) => !suites.some((suite) => suite.name === name));
  if (missing.length > 0) {
    process.stderr.write(`no such suite: ${missing.join(', ')}\n`);
    return 2;
  }
  for (const suite of suites) {
    if (!existsSync(join(data, suite.name))) {
      cells.push([suite.name, '-', '-', 'no data', '']);
      continue;
    }
    const start = performance.now();
    const rows = await runSuite(suite, data, values.show);
    let seconds = ((performance.now() - start) / 1000).toFixed(1);
    for (const [name, row] of [...rows].sort(([a], [b]) => (a < b ? -1 : 1))) {
      cells.push([name, String(row.passed), String(row.failures.length), String(row.skipped), seconds]);
      seconds = '';
      total.passed += row.passed;
      total.failed += row.failures.length;
      total.skipped += row.skipped;
      for (const failure of row.failures.slice(0, Number(values.failures))) process.stdout.write(`${name} ${failure.id}\n${failure.detail ?? ''}\n\n`);
      for (const id of row.wronglySkipped) problems.push(`${name}: ${id} is listed in skips.ts but passes`);
      const floor = floors[name];
      if (data !== ownData || values.show !== undefined) continue;
      if (floor !== undefined && row.passed < floor) problems.push(`${name}: ${String(row.passed)} passed, the floor is ${String(floor)}`);
      if (values.record && row.passed > (floor ?? -1)) floors[name] = row.passed;
    }
    if (rows.size === 0 && values.show === undefined) problems.push(`${suite.name}: ran no case`);
  }
  if (values.show === undefined) process.stdout.write(`${table(cells)}\n`);
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  if (values.record) {
    const sorted = Object.fromEntries(Object.entries(floors).sort(([a], [b]) => (a < b ? -1 : 1)));
    writeFileSync(FLOORS, `${JSON.stringify(sorted, null, 2)}\n`);
  }
  if (!existsSync(data)) process.stdout.write('the recorded data is absent: every suite was skipped\n');
  process.stdout.write(`conformance: ${String(total.passed)} passed, ${String(total.failed)} failed, ${String(total.skipped)} skipped\n`);
  return problems.length > 0 ? 1 : 0;
}

process.exitCode = await main();
