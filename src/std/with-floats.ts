import { isDict, newDict } from './dict.ts';

/** A copy of plain data as a `map[string]interface{}` of Go's JSON has it: all numbers are floats. */
export function withFloats(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(withFloats);
  if (!isDict(value)) return value;
  const out = newDict();
  for (const key of Object.keys(value)) out[key] = withFloats(value[key]);
  return out;
}
