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

/** Whether two values are one to a schema: 1 and 1.0 are. */
export function isSame(a: unknown, b: unknown): boolean {
  if (isNumber(a) && isNumber(b)) return numberOf(a) === numberOf(b);
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  if (isDict(a) && isDict(b)) {
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => hasKey(b, key) && isSame(a[key], b[key]));
  }
  return (a ?? null) === (b ?? null);
}

/** The first two equal items, found through a canonical text of each. */
export function firstEqualPair(list: readonly unknown[]): readonly [number, number] | undefined {
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
