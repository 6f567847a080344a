/**
 * `npm run fuzz -- [--minutes N] [--count N] [--area NAME]... [--seed TEXT]`: eddy's engines against the real Go libraries.
 *
 * Each area makes random cases; `tools/oracles/answer` asks the libraries that eddy follows, eddy answers in this process, and
 * every answer that differs, error texts included, is a difference. The same seed gives the same cases.
 * Exit codes: 0 no differences, or no Go toolchain; 1 differences; 2 could not run.
 */
import { parseArgs } from 'node:util';
import { FUZZ_AREAS } from './fuzz/areas.ts';
import { compareBatch, type Difference } from './fuzz/compare.ts';
import type { FuzzArea } from './fuzz/fuzz-area.ts';
import { Oracle } from './fuzz/oracle.ts';
import { Random } from './fuzz/random.ts';

/** Cases per question to the oracle, and differences shown per area. */
const BATCH = 500;
const SHOWN = 5;

interface Limits {
  readonly count: number;
  /** When to stop, in milliseconds since the epoch. */
  readonly end: number;
  readonly seed: string;
}

async function fuzz(area: FuzzArea, oracle: Oracle, limits: Limits): Promise<number> {
  const random = new Random(`${limits.seed}/${area.name}`);
  const shown: Difference[] = [];
  let cases = 0;
  let incomparable = 0;
  let refused = 0;
  let differences = 0;
  while (cases < limits.count && (cases === 0 || Date.now() < limits.end)) {
    const batch = Array.from({ length: Math.min(BATCH, limits.count - cases) }, () => area.generate(random));
    const found = await compareBatch(area, oracle, batch);
    cases += batch.length;
    incomparable += found.incomparable;
    refused += found.refused;
    differences += found.differences.length;
    shown.push(...found.differences.slice(0, SHOWN - shown.length));
  }
  console.log(`${area.name}: ${cases} cases (${refused} refused by the library, ${incomparable} not comparable), ${differences} differences`);
  for (const { asked, wanted, got } of shown) console.log(`  case   ${area.show?.(asked) ?? JSON.stringify(asked)}\n  wanted ${JSON.stringify(wanted)}\n  got    ${JSON.stringify(got)}\n`);
  return differences;
}

function numberOf(flag: string, text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new Error(`--${flag} takes a number above zero, not "${text}"`);
  return number;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { minutes: { type: 'string' }, count: { type: 'string' }, area: { type: 'string', multiple: true }, seed: { type: 'string', default: 'eddy' } },
  });
  const unknown = values.area?.find((name) => FUZZ_AREAS.every((area) => area.name !== name));
  if (unknown !== undefined) throw new Error(`there is no area "${unknown}": ${FUZZ_AREAS.map(({ name }) => name).join(', ')}`);
  if (!Oracle.isAvailable()) {
    console.log('skipped: fuzzing asks the real libraries, and there is no `go` on this machine');
    return 0;
  }
  const areas = FUZZ_AREAS.filter(({ name }) => values.area?.includes(name) ?? true);
  const oracle = Oracle.build(process.env['EDDY_ROOT'] ?? process.cwd());
  const share = (numberOf('minutes', values.minutes ?? 'Infinity') * 60_000) / areas.length;
  const count = numberOf('count', values.count ?? (values.minutes === undefined ? '1000' : 'Infinity'));
  let differences = 0;
  for (const area of areas) differences += await fuzz(area, oracle, { count, end: Date.now() + share, seed: values.seed });
  console.log(`${differences} differences, seed ${values.seed}`);
  return differences === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
