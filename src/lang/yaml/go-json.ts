import { compareUtf8 } from '../../std/compare.ts';
import { isDict } from '../../std/dict.ts';

const ESCAPED = /["\\\u0000-\u001f<>&\u2028\u2029]/g;
const ESCAPED_OR_STRAY = new RegExp(`${ESCAPED.source}|\\p{Cs}`, 'gu');
const SHORT: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f' };

/** Writes plain data as Go's `encoding/json` does: on one line, keys sorted by their bytes, `<`, `>` and `&` escaped. */
export function goJson(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return number(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`;
  if (!isDict(value)) return 'null';
  const keys = Object.keys(value).sort(compareUtf8);
  return `{${keys.map((key) => `${quote(key)}:${goJson(value[key])}`).join(',')}}`;
}

function quote(text: string): string {
  const body = text.replace(text.isWellFormed() ? ESCAPED : ESCAPED_OR_STRAY, (char) => {
    const code = char.charCodeAt(0);
    return SHORT[char] ?? `\\u${(code >= 0xd800 && code <= 0xdfff ? 0xfffd : code).toString(16).padStart(4, '0')}`;
  });
  return `"${body}"`;
}

/** Go writes exponents below 1e-6 and from 1e21 on, as JavaScript does, and minus zero. */
function number(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
