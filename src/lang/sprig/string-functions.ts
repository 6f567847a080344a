import { formatValue, quote } from '../gofmt/index.ts';
import { GoError, byteLength, fn, isNil, toBytes, withGoType, type GoFunction } from '../govalue/index.ts';
import { newDict, type Dict } from '../../std/dict.ts';
import { abbreviate } from './abbreviate.ts';
import { sliceBytes } from './byte-slice.ts';
import { stringList } from './list-functions.ts';
import { toKebabCase, toPascalCase, toSnakeCase } from './word-case.ts';
import { isSpaceRune, isUpperRune, lowerRune, mapRunes, titleRune, toLowerGo, toUpperGo, upperRune } from './unicode-case.ts';
import { textOf } from './text-value.ts';
import { wrapText } from './wrap.ts';

/** The longest text that `repeat` and `indent` make, in UTF-16 units. */
const MAX_TEXT = 64 * 1024 * 1024;
const OUTER_SPACE = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/g;

/** Text. Lengths and offsets count bytes, as in Go. Follows sprig v3.3.0 strings.go and functions.go. */
export function stringFunctions(): Readonly<Record<string, GoFunction>> {
  const trimAll = fn('string', 'string')((cutset, text) => trimSet(text, cutset));
  return {
    abbrev: fn('int', 'string')((width, text) => (width < 4 ? text : abbreviate(text, 0, width))),
    abbrevboth: fn('int', 'int', 'string')((left, right, text) => (right < 4 || (left > 0 && right < 7) ? text : abbreviate(text, left, right))),
    trunc: fn('int', 'string')(truncate),
    substr: fn('int', 'int', 'string')(substring),
    trim: fn('string')((text) => text.replace(OUTER_SPACE, '')),
    trimAll, trimall: trimAll,
    trimSuffix: fn('string', 'string')((suffix, text) => (text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text)),
    trimPrefix: fn('string', 'string')((prefix, text) => (text.startsWith(prefix) ? text.slice(prefix.length) : text)),
    upper: fn('string')(toUpperGo),
    lower: fn('string')(toLowerGo),
    title: fn('string')(titleWords),
    untitle: fn('string')(untitleWords),
    swapcase: fn('string')(swapCase),
    snakecase: fn('string')(toSnakeCase),
    camelcase: fn('string')(toPascalCase),
    kebabcase: fn('string')(toKebabCase),
    nospace: fn('string')(deleteSpace),
    initials: fn('string')(initials),
    repeat: fn('int', 'string')((count, text) => repeat(text, count)),
    indent: fn('int', 'string')(indent),
    nindent: fn('int', 'string')((spaces, text) => `\n${indent(spaces, text)}`),
    replace: fn('string', 'string', 'string')(replaceAll),
    plural: fn('string', 'string', 'int')((one, many, count) => (count === 1 ? one : many)),
    contains: fn('string', 'string')((part, text) => text.includes(part)),
    hasPrefix: fn('string', 'string')((prefix, text) => text.startsWith(prefix)),
    hasSuffix: fn('string', 'string')((suffix, text) => text.endsWith(suffix)),
    quote: fn('...any')((...values) => values.filter(isPresent).map((value) => quote(textOf(value))).join(' ')),
    squote: fn('...any')((...values) => values.filter(isPresent).map((value) => `'${formatValue(value)}'`).join(' ')),
    cat: fn('...any')((...values) => values.filter(isPresent).map(formatValue).join(' ')),
    toString: fn('any')(textOf),
    split: fn('string', 'string')((separator, text) => numbered(splitText(text, separator, -1))),
    splitn: fn('string', 'int', 'string')((separator, limit, text) => numbered(splitText(text, separator, limit))),
    splitList: fn('string', 'string')((separator, text) => stringList(splitText(text, separator, -1))),
    wrap: fn('int', 'string')((width, text) => wrapText(text, width, '\n', false)),
    wrapWith: fn('int', 'string', 'string')((width, separator, text) => wrapText(text, width, separator === '' ? '\n' : separator, true)),
  };
}

function isPresent(value: unknown): boolean {
  return !isNil(value);
}

function trimSet(text: string, cutset: string): string {
  const cut = new Set(cutset);
  const runes = Array.from(text);
  let start = 0;
  let end = runes.length;
  while (start < end && cut.has(runes[start]!)) start++;
  while (end > start && cut.has(runes[end - 1]!)) end--;
  return runes.slice(start, end).join('');
}

/** The first `count` bytes, or with a negative count the last. */
function truncate(count: number, text: string): string {
  const length = byteLength(text);
  if (count < 0) return length + count > 0 ? sliceBytes(text, length + count) : text;
  return length > count ? sliceBytes(text, 0, count) : text;
}

function substring(start: number, end: number, text: string): string {
  if (start < 0) return sliceBytes(text, 0, end);
  return end < 0 || end > byteLength(text) ? sliceBytes(text, start) : sliceBytes(text, start, end);
}

/** Title case at the start of each word; letters, digits and underscores continue one. */
function titleWords(text: string): string {
  let before = ' ';
  return mapRunes(text, (rune) => {
    const startsWord = isWordSeparator(before);
    before = rune;
    return startsWord ? titleRune(rune) : rune;
  });
}

function isWordSeparator(rune: string): boolean {
  if (rune <= '\x7f') return !/[0-9A-Za-z_]/.test(rune);
  return isSpaceRune(rune);
}

function untitleWords(text: string): string {
  let afterSpace = true;
  return mapRunes(text, (rune) => {
    const startsWord = afterSpace && !isSpaceRune(rune);
    afterSpace = isSpaceRune(rune);
    return startsWord ? lowerRune(rune) : rune;
  });
}

/** Upper case becomes lower and the other way round; the first lower-case letter of a word becomes title case. */
function swapCase(text: string): string {
  let afterSpace = true;
  return mapRunes(text, (rune) => {
    if (isUpperRune(rune) || /^\p{Lt}$/u.test(rune)) {
      afterSpace = false;
      return lowerRune(rune);
    }
    if (!/^\p{Ll}$/u.test(rune)) {
      afterSpace = isSpaceRune(rune);
      return rune;
    }
    const startsWord = afterSpace;
    afterSpace = false;
    return startsWord ? titleRune(rune) : upperRune(rune);
  });
}

// Upstream walks over bytes here and prints each as a character of its own, so text beyond ASCII does not survive.
function latin1(text: string): string {
  return Array.from(toBytes(text), (byte) => String.fromCharCode(byte)).join('');
}

function deleteSpace(text: string): string {
  const characters = latin1(text);
  const kept = characters.replace(/[\t-\r \u0085\u00a0]/g, '');
  return kept.length === characters.length ? text : kept;
}

function initials(text: string): string {
  return Array.from(latin1(text).matchAll(/[^\t-\r \u0085\u00a0]+/g), ([word]) => word[0]).join('');
}

function repeat(text: string, count: number): string {
  if (count < 0) throw new GoError('strings: negative Repeat count');
  if (text.length * count > MAX_TEXT) throw new GoError('strings: Repeat output length overflow');
  return text.repeat(count);
}

function indent(spaces: number, text: string): string {
  const pad = repeat(' ', spaces);
  if (pad.length * (text.length + 1) > MAX_TEXT && pad.length * text.split('\n').length > MAX_TEXT) throw new GoError('strings: Repeat output length overflow');
  return pad + text.replaceAll('\n', `\n${pad}`);
}

function replaceAll(old: string, replacement: string, text: string): string {
  if (old !== '') return text.split(old).join(replacement);
  return replacement + Array.from(text, (rune) => rune + replacement).join('');
}

/** `strings.SplitN`: at most `limit` parts, all of them for a negative limit, none for 0. An empty separator splits into characters. */
function splitText(text: string, separator: string, limit: number): string[] {
  if (limit === 0) return [];
  const parts = separator === '' ? Array.from(text) : text.split(separator);
  if (limit < 0 || parts.length <= limit) return parts;
  return [...parts.slice(0, limit - 1), parts.slice(limit - 1).join(separator)];
}

/** A `map[string]string` with the keys `_0`, `_1` and so on. */
function numbered(parts: readonly string[]): Dict {
  const dict = newDict();
  for (const [i, part] of parts.entries()) dict[`_${i}`] = part;
  return withGoType(dict, 'map[string]string');
}
