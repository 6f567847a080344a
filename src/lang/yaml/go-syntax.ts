import { compareUtf8 } from '../../std/compare.ts';
import { isDict } from '../../std/dict.ts';
import { formatFloat } from './numbers.ts';
import { YamlTimestamp } from './timestamp.ts';

/** Writes a value as Go's `%#v` does, because error texts about map keys carry it. v3 types maps whose keys are all strings. */
export function goSyntax(value: unknown, dialect: 'v2' | 'v3'): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return Number.isNaN(value) ? 'NaN' : Number.isFinite(value) ? formatFloat(value) : value > 0 ? '+Inf' : '-Inf';
  if (typeof value === 'bigint') return value >= 1n << 63n ? `0x${value.toString(16)}` : String(value);
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map((item) => goSyntax(item, dialect)).join(', ')}}`;
  if (value instanceof YamlTimestamp) return value.text;
  const typed = dialect === 'v3' && isDict(value);
  const entries = entriesOf(value).sort(([a], [b]) => compareKeys(a, b));
  const body = entries.map(([key, item]) => `${goSyntax(key, dialect)}:${goSyntax(item, dialect)}`).join(', ');
  return `map[${typed ? 'string' : 'interface {}'}]interface {}{${body}}`;
}

function entriesOf(value: unknown): [unknown, unknown][] {
  if (value instanceof Map) return [...(value as Map<unknown, unknown>)];
  return isDict(value) ? Object.entries(value) : [];
}

function compareKeys(a: unknown, b: unknown): number {
  if ((typeof a === 'bigint' || typeof a === 'number') && (typeof b === 'bigint' || typeof b === 'number')) return a < b ? -1 : a > b ? 1 : 0;
  return compareUtf8(String(a), String(b));
}
