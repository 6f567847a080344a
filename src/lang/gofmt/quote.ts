import { isEscapedByte } from '../govalue/index.ts';
import { isNewerThanGo } from './newer-characters.ts';

const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
// Everything that a quoted string may hold as it is, in the common case.
const PLAIN = /^[ !#-[\]-~]*$/;
const REPLACEMENT = 0xfffd;
const ESCAPES: ReadonlyMap<number, string> = new Map([
  [0x07, '\\a'], [0x08, '\\b'], [0x0c, '\\f'], [0x0a, '\\n'], [0x0d, '\\r'], [0x09, '\\t'], [0x0b, '\\v'],
]);

/** Whether Go prints a character as it is: letters, marks, numbers, punctuation, symbols and the ASCII space. */
export function isPrintable(code: number): boolean {
  if (code < 0x7f) return code >= 0x20;
  if (code < 0xa1) return false;
  return !isSurrogate(code) && PRINTABLE.test(String.fromCodePoint(code)) && !isNewerThanGo(code);
}

/** A Go string literal, in double quotes. Follows Go 1.26 strconv.Quote. */
export function quote(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : quoteWith(text, 0x22, false);
}

/** A Go string literal of ASCII characters only. */
export function quoteToAscii(text: string): string {
  return quoteWith(text, 0x22, true);
}

/** A Go character literal, in single quotes. A number that is no character becomes U+FFFD. */
export function quoteRune(code: number, ascii = false): string {
  const valid = code >= 0 && code <= 0x10ffff && !isSurrogate(code);
  return `'${escapeRune(valid ? code : REPLACEMENT, 0x27, ascii)}'`;
}

/** Whether a text fits between backquotes unchanged. */
export function canBackquote(text: string): boolean {
  return !/[\u0000-\u0008\u000a-\u001f\u007f`\ufeff]|\p{Surrogate}/u.test(text);
}

function quoteWith(text: string, mark: number, ascii: boolean): string {
  let out = String.fromCharCode(mark);
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if (isEscapedByte(code)) out += `\\x${(code - 0xdc00).toString(16)}`;
    else out += escapeRune(isSurrogate(code) ? REPLACEMENT : code, mark, ascii);
  }
  return out + String.fromCharCode(mark);
}

function escapeRune(code: number, mark: number, ascii: boolean): string {
  if (code === mark || code === 0x5c) return `\\${String.fromCharCode(code)}`;
  if (isPrintable(code) && (!ascii || code < 0x80)) return String.fromCodePoint(code);
  const named = ESCAPES.get(code);
  if (named !== undefined) return named;
  const hex = code.toString(16);
  if (code < 0x20 || code === 0x7f) return `\\x${hex.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff;
}
