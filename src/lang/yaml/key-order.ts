import { YamlBinary } from './binary.ts';
import { isLetter, isUnicodeDigit } from './unicode-classes.ts';

/**
 * Orders two keys as go-yaml's printers do: digits by value (`a2` before `a10`), letters after everything else.
 *
 * The order is Go's and so is its flaw: it is not transitive for some mixes of digits and letters.
 * Follows go-yaml v2.4.3 `sorter.go`; `ordering: 'v3'` is that of v3.0.4, where a letter sorts before what follows a number.
 */
export function compareYamlKeys(a: string, b: string, ordering: 'v2' | 'v3' = 'v2'): number {
  const length = Math.min(a.length, b.length);
  let i = 0;
  while (i < length && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  if (i === length) return a.length - b.length;
  return compareAt(a, b, backToCodePoint(a, i), ordering);
}

/** A difference in the second half of a surrogate pair is one of the whole character. */
function backToCodePoint(text: string, at: number): number {
  const code = text.charCodeAt(at);
  const before = text.charCodeAt(at - 1);
  return code >= 0xdc00 && code <= 0xdfff && before >= 0xd800 && before <= 0xdbff ? at - 1 : at;
}

function compareAt(a: string, b: string, at: number, ordering: 'v2' | 'v3'): number {
  const x = a.codePointAt(at)!;
  const y = b.codePointAt(at)!;
  const xLetter = isLetter(x);
  const yLetter = isLetter(y);
  if (xLetter && yLetter) return x - y;
  if (xLetter || yLetter) {
    const numberBefore = ordering === 'v3' && at > 0 && isUnicodeDigit(a.codePointAt(backToCodePoint(a, at - 1))!);
    return (numberBefore ? xLetter : yLetter) ? -1 : 1;
  }
  // Zeros within a number must not make it look shorter than it is.
  const start = (x === 0x30 || y === 0x30) && followsSignificantDigit(a, at) ? 1n : 0n;
  const [xValue, xEnd] = numberAt(a, at, start);
  const [yValue, yEnd] = numberAt(b, at, start);
  if (xValue !== yValue) return xValue < yValue ? -1 : 1;
  return xEnd !== yEnd ? xEnd - yEnd : x - y;
}

function followsSignificantDigit(text: string, at: number): boolean {
  for (let i = at - 1; i >= 0; i--) {
    const code = text.charCodeAt(i);
    if (!isUnicodeDigit(code)) return false;
    if (code !== 0x30) return true;
  }
  return false;
}

/** The number that starts at a place, in Go's 64 bits that overflow silently, and the place behind it. */
function numberAt(text: string, at: number, start: bigint): readonly [value: bigint, end: number] {
  let end = at;
  let small = Number(start);
  while (end < text.length && isUnicodeDigit(text.charCodeAt(end))) {
    small = small * 10 + text.charCodeAt(end) - 0x30;
    end++;
  }
  if (small <= Number.MAX_SAFE_INTEGER) return [BigInt(small), end];
  let value = start;
  for (let i = at; i < end; i++) value = BigInt.asIntN(64, value * 10n + BigInt(text.charCodeAt(i) - 0x30));
  return [value, end];
}

/** The rank of a key that is no number among Go's kinds: null, then text, then times. */
function kindRank(key: unknown): number {
  if (typeof key === 'boolean') return 1;
  if (typeof key === 'bigint') return 2;
  if (typeof key === 'number') return 14;
  if (key === null) return 20;
  return typeof key === 'string' ? 24 : 25;
}

/** Orders keys of any type: booleans and numbers by value, before null, before text. */
export function compareTypedKeys(one: unknown, other: unknown, ordering: 'v2' | 'v3'): number {
  const [a, b] = [textOfBinary(one), textOfBinary(other)];
  if (typeof a === 'string' && typeof b === 'string') return compareYamlKeys(a, b, ordering);
  const [x, y] = [kindRank(a), kindRank(b)];
  if (x <= 14 && y <= 14) {
    const difference = Number(a) - Number(b);
    if (difference !== 0) return difference;
  }
  return x - y;
}

function textOfBinary(key: unknown): unknown {
  return key instanceof YamlBinary ? key.toText() : key;
}
