/*
 * Go maps case rune by rune with the simple mappings of Unicode, while JavaScript's methods use the full ones:
 * `ß` has no simple upper case, a sigma at the end of a word is nothing special.
 */

const STRAY = /^\p{Surrogate}$/u;
const ASCII = /^[\0-\x7f]*$/;
const DIGRAPH_TITLES = /[\u01c4-\u01cc\u01f1-\u01f3]/;
const GEORGIAN = /[\u10d0-\u10fa\u10fd-\u10ff\u1c90-\u1cba\u1cbd-\u1cbf]/;

/** `strings.ToUpper`. */
export function toUpperGo(text: string): string {
  return ASCII.test(text) ? text.toUpperCase() : mapRunes(text, upperRune);
}

/** `strings.ToLower`. */
export function toLowerGo(text: string): string {
  return ASCII.test(text) ? text.toLowerCase() : mapRunes(text, lowerRune);
}

/** The upper case of one character: `unicode.ToUpper`. */
export function upperRune(rune: string): string {
  const upper = rune.toUpperCase();
  return isSingle(upper) ? upper : (iotaSubscriptUpper(rune) ?? rune);
}

/** The lower case of one character: `unicode.ToLower`. */
export function lowerRune(rune: string): string {
  const lower = rune.toLowerCase();
  return isSingle(lower) ? lower : lower[0]!;
}

/** The title case of one character: `unicode.ToTitle`. It differs from upper case for digraphs such as `dž`, and in Georgian. */
export function titleRune(rune: string): string {
  if (GEORGIAN.test(rune)) return rune;
  if (!DIGRAPH_TITLES.test(rune)) return upperRune(rune);
  const code = rune.charCodeAt(0);
  // Upper, title and lower case are neighbours, in this order.
  if (code >= 0x1f1) return '\u01f2';
  return String.fromCharCode(code - ((code - 0x1c4) % 3) + 1);
}

/** `unicode.IsSpace`. */
export function isSpaceRune(rune: string): boolean {
  return /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/.test(rune);
}

/** `unicode.IsUpper`. */
export function isUpperRune(rune: string): boolean {
  return /^\p{Lu}$/u.test(rune);
}

/** Maps each character of a text. A byte that is no character becomes U+FFFD, as in `strings.Map`. */
export function mapRunes(text: string, map: (rune: string) => string): string {
  let out = '';
  for (const rune of text) out += map(STRAY.test(rune) ? '\ufffd' : rune);
  return out;
}

function isSingle(text: string): boolean {
  return text.length === 1 || (text.length === 2 && text.codePointAt(0)! > 0xffff);
}

/** Greek letters with an iota below have a simple upper case (a title form); the full one is two letters. */
function iotaSubscriptUpper(rune: string): string | undefined {
  const code = rune.charCodeAt(0);
  const isSeries = code >= 0x1f80 && code <= 0x1faf && (code & 8) === 0;
  if (isSeries) return String.fromCharCode(code + 8);
  return code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3 ? String.fromCharCode(code + 9) : undefined;
}
