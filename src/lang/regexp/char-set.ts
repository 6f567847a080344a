/** A set of code points: inclusive ranges in order, or all but those. */
export interface CharSet {
  readonly ranges: readonly Range[];
  readonly negated: boolean;
}

/** Inclusive. */
export type Range = readonly [low: number, high: number];

const MAX_CODE = 0x10ffff;

/** A single code point. */
export function literalSet(code: number): CharSet {
  return rangeSet([[code, code]]);
}

/** A union of ranges. */
export function rangeSet(ranges: readonly Range[]): CharSet {
  return { ranges, negated: false };
}

/** All other code points. */
export function negate(set: CharSet): CharSet {
  return { ranges: set.ranges, negated: !set.negated };
}

const DIGIT = rangeSet([[0x30, 0x39]]);
const SPACE = rangeSet([[9, 10], [12, 13], [32, 32]]);
const WORD = rangeSet([[0x30, 0x39], [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]]);

/** `\d`, `\s`, `\w` and their opposites: ASCII only, and no vertical tab in `\s`. */
export const PERL_CLASSES: ReadonlyMap<string, CharSet> = new Map([
  ['d', DIGIT],
  ['D', negate(DIGIT)],
  ['s', SPACE],
  ['S', negate(SPACE)],
  ['w', WORD],
  ['W', negate(WORD)],
]);

/** The set in JavaScript's syntax with the `u` flag. */
export function setSource(set: CharSet): string {
  const items = set.ranges.map(([low, high]) => (low === high ? codeSource(low) : `${codeSource(low)}-${codeSource(high)}`));
  if (set.ranges.length === 1 && !set.negated && set.ranges[0]![0] === set.ranges[0]![1]) return items[0]!;
  return `[${set.negated ? '^' : ''}${items.join('')}]`;
}

/** A summary to tell sets apart with: a bit for each ASCII character, and one for all the others. */
export function setMask(set: CharSet, ignoreCase: boolean): bigint {
  let mask = 0n;
  for (const [low, high] of set.ranges) mask |= rangeMask(low, high);
  if (ignoreCase) mask = foldMask(mask);
  // A negated set that names some character beyond ASCII still holds others.
  return set.negated ? (~mask & ASCII) | OTHERS : mask;
}

const OTHERS = 1n << 128n;
const ASCII = OTHERS - 1n;
const UPPER = rangeMask(0x41, 0x5a);
const LOWER = rangeMask(0x61, 0x7a);

function rangeMask(low: number, high: number): bigint {
  const top = Math.min(high, 0x7f);
  const ascii = low > top ? 0n : ((1n << BigInt(top - low + 1)) - 1n) << BigInt(low);
  return high > 0x7f && low <= MAX_CODE ? ascii | OTHERS : ascii;
}

function foldMask(mask: bigint): bigint {
  const folded = mask | ((mask & UPPER) << 32n) | ((mask & LOWER) >> 32n);
  // k and s also fold to the Kelvin sign and the long s.
  return (folded & (rangeMask(0x6b, 0x6b) | rangeMask(0x73, 0x73))) === 0n ? folded : folded | OTHERS;
}

function codeSource(code: number): string {
  const char = String.fromCodePoint(code);
  return /^[A-Za-z0-9_]$/.test(char) ? char : `\\u{${code.toString(16)}}`;
}
