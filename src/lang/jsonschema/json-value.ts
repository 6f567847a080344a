import { GoInt } from '../govalue/index.ts';
import { hasKey, isDict } from '../../std/dict.ts';

/** The name of the type of a value, as schemas call it. */
export function typeName(value: unknown): string {
  if (value == null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (isNumber(value)) return 'number';
  return isDict(value) ? 'object' : typeof value;
}

/** Numbers of YAML, JSON and templates. */
export function isNumber(value: unknown): value is number | bigint | GoInt {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof GoInt;
}

/** As a float, which is how bounds are compared. */
export function numberOf(value: number | bigint | GoInt): number {
  return Number(value instanceof GoInt ? value.value : value);
}

/** Whether two values are one to a schema: 1 and 1.0 are. A number is also the same as a text that spells it, if the number comes first, because the library reads both. */
export function isSame(a: unknown, b: unknown): boolean {
  if (isNumber(a) && (isNumber(b) || typeof b === 'string')) return numberOf(a) === (isNumber(b) ? numberOf(b) : spelledNumber(b));
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  if (isDict(a) && isDict(b)) {
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => hasKey(b, key) && isSame(a[key], b[key]));
  }
  return (a ?? null) === (b ?? null);
}

/** The number that a text spells: a decimal, or a fraction. */
function spelledNumber(text: string): number | undefined {
  const [, numerator = '', denominator] = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?:\/(\d+))?$/.exec(text) ?? [];
  return numerator === '' ? undefined : Number(numerator) / Number(denominator ?? 1);
}

/** Longer lists are compared by a digest of their items. */
const COMPARED_ITEMS = 20;

/** The first two equal items. */
export function firstEqualPair(list: readonly unknown[]): readonly [number, number] | undefined {
  if (list.length > COMPARED_ITEMS) return firstEqualDigests(list);
  for (const [index, item] of list.entries()) {
    const before = list.slice(0, index).findIndex((other) => isSame(item, other));
    if (before !== -1) return [before, index];
  }
  return undefined;
}

function firstEqualDigests(list: readonly unknown[]): readonly [number, number] | undefined {
  const seen = new Map<string, number>();
  for (const [index, item] of list.entries()) {
    const text = canonical(item);
    const before = seen.get(text);
    if (before !== undefined) return [before, index];
    seen.set(text, index);
  }
  return undefined;
}

function canonical(value: unknown): string {
  if (isNumber(value)) return String(numberOf(value));
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isDict(value)) return JSON.stringify(value ?? null);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
}

/** Whether a number is another one some whole times. Counts in decimals, as both are written: 0.3 is a multiple of 0.1. */
export function isMultiple(value: number, step: number): boolean {
  const [a, b] = [decimalOf(value), decimalOf(step)];
  const least = Math.min(a.exponent, b.exponent);
  return (a.digits * 10n ** BigInt(a.exponent - least)) % (b.digits * 10n ** BigInt(b.exponent - least)) === 0n;
}

/** A number as digits with a power of ten. */
function decimalOf(value: number): { readonly digits: bigint; readonly exponent: number } {
  const [, whole = '', fraction = '', exponent = '0'] = /^(-?\d+)(?:\.(\d+))?(?:e(.*))?$/.exec(String(value)) ?? [];
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}
