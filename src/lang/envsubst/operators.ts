import { EddyError } from '../../diagnostics/index.ts';
import { matchesGlob } from './glob.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Applies an operator to a value. `:+` and `:?` are what `:-` is, unlike in bash.
 *
 * Follows fluxcd/pkg envsubst v1.7.0 funcs.go: lengths and offsets count bytes of UTF-8.
 */
export function applyOperator(operator: string, value: string, args: readonly string[]): string {
  const [first = '', second = ''] = args;
  switch (operator) {
    case '#':
      return args.length === 0 ? String(encoder.encode(value).length) : trimPrefix(value, first, 'shortest');
    case '##':
      return trimPrefix(value, first, 'longest');
    case '%':
      return reverse(trimPrefix(reverse(value), reverse(first), 'shortest'));
    case '%%':
      return reverse(trimPrefix(reverse(value), reverse(first), 'longest'));
    case ',':
      return mapFirst(value, toLower);
    case ',,':
      return Array.from(value, toLower).join('');
    case '^':
      return mapFirst(value, toUpper);
    case '^^':
      return Array.from(value, toUpper).join('');
    case ':':
      return substring(value, first, args[1]);
    case '/':
      return replaceFirst(value, first, second);
    case '//':
      return (first === '' ? ['', ...Array.from(value), ''] : value.split(first)).join(second);
    case '/#':
      return args.length === 2 && value.startsWith(first) ? replaceFirst(value, first, second) : value;
    case '/%':
      return args.length === 2 && value.endsWith(first) ? value.slice(0, value.length - first.length) + second : value;
    default:
      return value === '' ? args.join('') : value;
  }
}

/** A slice of bytes; an offset or length that is no number leaves the value alone. A negative offset counts from the end. */
function substring(value: string, offset: string, length: string | undefined): string {
  const bytes = encoder.encode(value);
  const from = parseInteger(offset);
  if (from === undefined) return value;
  const start = from < 0 ? Math.max(0, bytes.length + from) : from;
  if (length === undefined) return decoder.decode(bytes.subarray(Math.min(start, bytes.length)));
  const count = parseInteger(length);
  if (count === undefined) return value;
  if (start + count >= bytes.length) return decoder.decode(bytes.subarray(Math.min(start, bytes.length)));
  if (count < 0) throw new EddyError('SubstitutionSyntax', `substring length ${length} is negative`);
  return decoder.decode(bytes.subarray(start, start + count));
}

function parseInteger(text: string): number | undefined {
  return /^[-+]?[0-9]+$/.test(text) ? Number(text) : undefined;
}

function replaceFirst(value: string, search: string, replacement: string): string {
  const at = value.indexOf(search);
  return at === -1 ? value : value.slice(0, at) + replacement + value.slice(at + search.length);
}

/** Takes away the shortest or longest non-empty prefix that a glob matches. Prefixes are cut between bytes. */
function trimPrefix(value: string, glob: string, wanted: 'shortest' | 'longest'): string {
  const bytes = toByteString(value);
  const pattern = toByteString(glob);
  let matched = 0;
  for (let length = bytes.length; length > 0; length--) {
    const matches = matchesGlob(pattern, bytes.slice(0, length));
    if (matches === undefined) return value;
    if (!matches) continue;
    matched = length;
    if (wanted === 'longest') break;
  }
  return fromByteString(bytes.slice(matched));
}

function reverse(text: string): string {
  return Array.from(text).reverse().join('');
}

function mapFirst(value: string, map: (char: string) => string): string {
  const [first = ''] = value;
  return map(first) + value.slice(first.length);
}

/** Go maps each code point to one code point: `ß` has no upper case there. */
function toUpper(char: string): string {
  const upper = char.toUpperCase();
  return Array.from(upper).length === 1 ? upper : char;
}

function toLower(char: string): string {
  const lower = char.toLowerCase();
  const [first = char] = Array.from(lower);
  return first;
}

// Go cuts strings between bytes. One char per byte lets the same code cut and match as it does.
function toByteString(text: string): string {
  if (!/[^\0-\x7f]/.test(text)) return text;
  return Array.from(encoder.encode(text), (byte) => String.fromCharCode(byte)).join('');
}

function fromByteString(bytes: string): string {
  if (!/[^\0-\x7f]/.test(bytes)) return bytes;
  return decoder.decode(Uint8Array.from(bytes, (char) => char.charCodeAt(0)));
}
