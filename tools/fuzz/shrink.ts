import { compareBatch, isOtherAnswer, type Difference } from './compare.ts';
import type { FuzzArea } from './fuzz-area.ts';
import type { Oracle } from './oracle.ts';

/** How often a case may get smaller, and how many smaller cases are tried each time. */
const ROUNDS = 60;
const TRIES = 300;
/** Characters behind the place where answers part that a smaller case must keep. */
const SIGN = 8;

/** Makes a case that differs smaller as long as it still differs: fewer members, lines and characters. */
export async function shrunk(area: FuzzArea, oracle: Oracle, difference: Difference): Promise<Difference> {
  const sign = signOf(difference);
  let smallest = difference;
  for (let round = 0; round < ROUNDS; round++) {
    const tries = smaller(smallest.asked).sort((a, b) => sizeOf(a) - sizeOf(b)).slice(0, TRIES);
    const { differences } = await compareBatch(area, tries, await oracle.ask(area.oracle ?? area.name, tries));
    const next = await firstOf(differences, async (found) => signOf(found) === sign && !(await isOtherAnswer(area, oracle, found)));
    if (next === undefined) break;
    smallest = next;
  }
  return smallest;
}

async function firstOf<T>(items: readonly T[], accepts: (item: T) => Promise<boolean>): Promise<T | undefined> {
  for (const item of items) if (await accepts(item)) return item;
  return undefined;
}

/** What makes two differences alike: which sides fail, with what crash, and the words where the answers part. A broken case differs in other words. */
export function signOf({ wanted, got }: Difference): string {
  const [a, b] = [JSON.stringify(wanted), JSON.stringify(got)];
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  const failure = (answer: string): string => /^\{"(?:error"|crash":.*?(?:\\n|$))/.exec(answer)?.[0] ?? '';
  return [failure(a), failure(b), a.slice(at, at + SIGN), b.slice(at, at + SIGN)].join('|');
}

function sizeOf(value: unknown): number {
  return JSON.stringify(value).length;
}

/** The value with one part less, in each way there is. */
function smaller(value: unknown): unknown[] {
  if (typeof value === 'string') return shorter(value);
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return items.flatMap((item, i) => [items.toSpliced(i, 1), ...smaller(item).map((less) => items.with(i, less))]);
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [
    Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)),
    ...smaller(item).map((less) => ({ ...value, [key]: less })),
  ]);
}

/** The text without runs of its lines, or without runs of its characters where it has one line. */
function shorter(text: string): string[] {
  const parts = text.split(/(?<=\n)/);
  const lines = runsLeftOut(parts);
  return text.length < 400 ? [...lines, ...runsLeftOut(Array.from(text))] : lines;
}

function runsLeftOut(parts: readonly string[]): string[] {
  const found: string[] = [];
  for (let run = parts.length; run > 0; run = run >> 1) {
    for (let at = 0; at + run <= parts.length; at += run) found.push([...parts.slice(0, at), ...parts.slice(at + run)].join(''));
  }
  return found;
}
