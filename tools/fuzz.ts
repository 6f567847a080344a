/**
 * `npm run fuzz -- [--minutes N] [--count N] [--area NAME]... [--seed TEXT] [--shrink] [--refusals]`: eddy's engines against the real Go libraries.
 *
 * Each area makes random cases; `tools/oracles/answer` asks the libraries that eddy follows, eddy answers in this process, and
 * every answer that differs, error texts included, is a difference. The same seed gives the same cases. `--minutes` is shared out among the areas.
 * `--shrink` makes the cases that differ small before it shows them.
 * `--refusals` lists what the libraries refused most often: a generator should make few cases that fail at once, and for many reasons.
 * Exit codes: 0 no differences, or no Go toolchain; 1 differences; 2 could not run.
 */
import { parseArgs } from 'node:util';
import { FUZZ_AREAS } from './fuzz/areas.ts';
import { compareBatch, isOtherAnswer, type Difference } from './fuzz/compare.ts';
import type { FuzzArea } from './fuzz/fuzz-area.ts';
import { Oracle } from './fuzz/oracle.ts';
import { Random } from './fuzz/random.ts';
import { shrunk } from './fuzz/shrink.ts';

/** Cases per question to the oracle. */
const BATCH = 500;
/** Differences shown per area: the shortest of those that are kept. */
const SHOWN = 5;
const KEPT = 500;
/** Characters of an answer that are shown around the place where it differs. */
const SHOWN_BEFORE = 300;
const SHOWN_AFTER = 700;
const SHOWN_REFUSALS = 20;
const REFUSAL_LENGTH = 160;

interface Limits {
  readonly count: number;
  /** When to stop, in milliseconds since the epoch. */
  readonly end: number;
  readonly seed: string;
  readonly refusals: boolean;
  readonly shrink: boolean;
}

/** Runs one area and prints its row. While eddy answers a batch, the library answers the next one. */
async function fuzz(area: FuzzArea, oracle: Oracle, limits: Limits): Promise<number> {
  const start = Date.now();
  const random = new Random(`${limits.seed}/${area.name}`);
  const kept: Difference[] = [];
  const totals = { cases: 0, incomparable: 0, varying: 0, differences: 0 };
  const refusals: string[] = [];
  let asked = 0;
  const ask = (): { readonly batch: readonly unknown[]; readonly replies: ReturnType<Oracle['ask']> } | undefined => {
    if (asked >= limits.count || (asked > 0 && Date.now() >= limits.end)) return undefined;
    const batch = Array.from({ length: Math.min(BATCH, limits.count - asked) }, () => area.generate(random));
    asked += batch.length;
    return { batch, replies: oracle.ask(area.oracle ?? area.name, batch) };
  };
  for (let question = ask(); question !== undefined; ) {
    const replies = await question.replies;
    const next = ask();
    const found = await compareBatch(area, question.batch, replies);
    totals.cases += question.batch.length;
    totals.incomparable += found.incomparable;
    refusals.push(...found.refusals.map((text) => text.slice(-REFUSAL_LENGTH)));
    for (const difference of found.differences) {
      if (await isOtherAnswer(area, oracle, difference)) totals.varying++;
      else if (totals.differences++ < KEPT) kept.push(difference);
    }
    question = next;
  }
  const { cases, incomparable, varying, differences } = totals;
  const seconds = Math.round((Date.now() - start) / 1000);
  console.log(`${area.name}: ${cases} cases (${refusals.length} refused by the library, ${incomparable} not comparable, ${varying} with several answers) in ${seconds} s, ${differences} differences`);
  for (const difference of shortest(kept)) show(area, limits.shrink ? await shrunk(area, oracle, difference) : difference);
  if (limits.refusals) for (const [text, times] of mostFrequent(refusals)) console.log(`  ${times} × ${text}`);
  return differences;
}

function shortest(differences: readonly Difference[]): readonly Difference[] {
  const sized = differences.map((difference) => ({ difference, size: JSON.stringify(difference.asked).length }));
  return sized.sort((a, b) => a.size - b.size).slice(0, SHOWN).map(({ difference }) => difference);
}

/** The commonest texts, without the numbers and names in them. */
function mostFrequent(texts: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    const kind = JSON.stringify(text.replaceAll(/\d+/g, '0').replaceAll(/"[^"]*"|<[^>]*>/g, '"…"'));
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]).slice(0, SHOWN_REFUSALS);
}

function show(area: FuzzArea, { asked, wanted, got }: Difference): void {
  const [a, b] = [JSON.stringify(wanted), JSON.stringify(got)];
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  const around = (text: string): string => (at > SHOWN_BEFORE ? '…' : '') + text.slice(Math.max(0, at - SHOWN_BEFORE), at + SHOWN_AFTER);
  console.log(`  case   ${area.show?.(asked) ?? JSON.stringify(asked)}\n  wanted ${around(a)}\n  got    ${around(b)}\n`);
}

function numberOf(flag: string, text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new Error(`--${flag} takes a number above zero, not "${text}"`);
  return number;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { minutes: { type: 'string' }, count: { type: 'string' }, area: { type: 'string', multiple: true }, seed: { type: 'string', default: 'eddy' }, refusals: { type: 'boolean', default: false }, shrink: { type: 'boolean', default: false } },
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
  for (const area of areas) differences += await fuzz(area, oracle, { count, end: Date.now() + share, seed: values.seed, refusals: values.refusals, shrink: values.shrink });
  console.log(`${differences} differences in ${areas.length} areas, seed ${values.seed}`);
  return differences === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
