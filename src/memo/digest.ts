import { compareStrings } from '../std/compare.ts';
import { sha1Hex } from '../std/sha1.ts';

const encoder = new TextEncoder();

/** A digest of a JSON value: the same for equal values, whatever the order of their keys. An entry that is `undefined` counts as absent. */
export function digestOf(value: unknown): string {
  return sha1Hex(encoder.encode(canonicalJson(value)));
}

/** JSON with sorted keys. */
function canonicalJson(value: unknown): string {
  if (typeof value === 'bigint') return `${String(value)}n`;
  // JSON has no infinities, no NaN and no negative zero, but values have.
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value !== 'object' || value === null) return value === undefined ? 'undefined' : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const rows: string[] = [];
  const dict = value as Record<string, unknown>;
  for (const key of Object.keys(dict).sort(compareStrings)) {
    if (dict[key] !== undefined) rows.push(`${JSON.stringify(key)}:${canonicalJson(dict[key])}`);
  }
  return `{${rows.join(',')}}`;
}
