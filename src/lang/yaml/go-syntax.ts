import { compareUtf8 } from '../../std/compare.ts';
import { isDict } from '../../std/dict.ts';
import { goTimeSyntax } from '../../std/go-time-syntax.ts';
import { YamlBinary } from './binary.ts';
import { formatFloat } from './numbers.ts';
import { YamlTimestamp } from './timestamp.ts';

/** Writes a value as Go's `%#v` does, because error texts about map keys carry it. v3 types maps whose keys are all strings. */
export function goSyntax(value: unknown, dialect: 'v2' | 'v3'): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return Number.isNaN(value) ? 'NaN' : Number.isFinite(value) ? formatFloat(value) : value > 0 ? '+Inf' : '-Inf';
  if (typeof value === 'bigint') return value >= 1n << 63n ? `0x${value.toString(16)}` : String(value);
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map((item) => goSyntax(item, dialect)).join(', ')}}`;
  if (value instanceof YamlTimestamp) return timeSyntax(value.text);
  if (value instanceof YamlBinary) return quoteBytes(value.bytes);
  const typed = dialect === 'v3' && isDict(value);
  const entries = entriesOf(value).sort(([a], [b]) => compareKeys(a, b));
  const body = entries.map(([key, item]) => `${goSyntax(key, dialect)}:${goSyntax(item, dialect)}`).join(', ');
  return `map[${typed ? 'string' : 'interface {}'}]interface {}{${body}}`;
}

function entriesOf(value: unknown): [unknown, unknown][] {
  if (value instanceof Map) return [...(value as Map<unknown, unknown>)];
  return isDict(value) ? Object.entries(value) : [];
}

/** Go sorts keys by where their types lie in its program, then by their values. */
function compareKeys(a: unknown, b: unknown): number {
  const types = typeRank(a) - typeRank(b);
  if (types !== 0) return types;
  if ((typeof a === 'bigint' || typeof a === 'number') && (typeof b === 'bigint' || typeof b === 'number')) return a < b ? -1 : a > b ? 1 : 0;
  return compareUtf8(String(a), String(b));
}

function typeRank(key: unknown): number {
  switch (typeof key) {
    case 'string': return 1;
    case 'bigint': return key >= 1n << 63n ? 2 : 3;
    case 'number': return 4;
    case 'boolean': return 5;
    default: return key === null ? 0 : 6;
  }
}

const SHORT: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\u0007': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v' };

function quote(text: string): string {
  return `"${text.replaceAll(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, escaped)}"`;
}

/** Bytes as a Go string: those that are no UTF-8 are escaped one by one. */
function quoteBytes(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at]!;
    const length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    const char = utf8Text(bytes.subarray(at, at + length));
    text += char === undefined ? `\\x${byte.toString(16)}` : quote(char).slice(1, -1);
    at += char === undefined ? 1 : length;
  }
  return `"${text}"`;
}

/** Undefined for bytes that are no UTF-8. */
function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function escaped(char: string): string {
  const short = SHORT[char];
  if (short !== undefined) return short;
  const code = char.codePointAt(0)!;
  const hex = code.toString(16);
  return code < 0x80 ? `\\x${hex.padStart(2, '0')}` : code > 0xffff ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
}

/** A time from its RFC 3339 text. An offset has no name. */
function timeSyntax(text: string): string {
  const [, date = '', time = '', fraction = '', zone = ''] = /^(.*)T([^.Z+-]*)(?:\.(\d+))?(.*)$/.exec(text) ?? [];
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const [hour = 0, minute = 0, second = 0] = time.split(':').map(Number);
  return goTimeSyntax({ year, month, day, hour, minute, second, nanos: Number(fraction.padEnd(9, '0')) }, zone === 'Z' ? 'UTC' : '');
}
