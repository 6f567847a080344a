import { parseFloat64, parseInteger, quote } from '../gofmt/index.ts';
import { GoError, goInt64, type GoInt } from '../govalue/index.ts';
import { fixedZone, parseGoTime, UTC, type GoTime, type Zone } from '../sprig/index.ts';

/*
 * Values from their texts. A function throws an `Error` with the words of the fault; the parser knows the place.
 * Follows github.com/BurntSushi/toml v1.6.0 `parse.go`.
 */

/** An integer: decimal with a sign, or with the prefix of a base. */
export function integerOf(text: string): GoInt {
  if (!hasUnderscoresInside(text)) throw new Error(`Invalid integer ${quote(text)}: underscores must be surrounded by digits`);
  if (hasLeadingZero(text)) throw new Error(`Invalid integer ${quote(text)}: cannot have leading zeroes`);
  const { value, fault } = parseInteger(text, 0);
  // The parser lets no other text come here.
  if (fault !== undefined) throw new Error(`${text} is out of range for int64`);
  return goInt64(value);
}

/** A float, `inf` and `nan` among them. */
export function floatOf(text: string): number {
  const parts = text.split(/[.eE]/).filter((part) => part !== '');
  if (!parts.every(hasUnderscoresInside)) throw new Error(`Invalid float ${quote(text)}: underscores must be surrounded by digits`);
  if (parts[0] !== undefined && hasLeadingZero(parts[0])) throw new Error(`Invalid float ${quote(text)}: cannot have leading zeroes`);
  if (/\.(?![0-9])/.test(text)) throw new Error(`Invalid float ${quote(text)}: '.' must be followed by one or more digits`);
  const { value, fault } = parseFloat64(text.replaceAll('_', '').replace(/^[+-]nan$/, 'nan'));
  if (fault === 'syntax') throw new Error(`Invalid float value: ${quote(text)}`);
  if (fault === 'range') throw new Error(`${text} is out of range for float64`);
  return value;
}

/** Whether there is a digit before and behind each underscore, and one at the end. */
function hasUnderscoresInside(text: string): boolean {
  if (/^[+-]?(?:inf|nan)$/.test(text)) return true;
  let isDigitBefore = false;
  for (const char of text) {
    if (char === '_' && !isDigitBefore) return false;
    isDigitBefore = /[0-9a-fA-F]/.test(char);
  }
  return isDigitBefore;
}

function hasLeadingZero(text: string): boolean {
  return /^0[^box]/.test(text) || /^[+-]0./.test(text);
}

const LAYOUTS: readonly (readonly [layout: string, zone: Zone])[] = (
  [
    ['2006-01-02T15:04:05.999999999Z07:00', UTC],
    ['2006-01-02T15:04:05.999999999', 'datetime-local'],
    ['2006-01-02', 'date-local'],
    ['15:04:05.999999999', 'time-local'],
    ['2006-01-02T15:04Z07:00', UTC],
    ['2006-01-02T15:04', 'datetime-local'],
    ['15:04', 'time-local'],
  ] as const
).map(([layout, zone]) => [layout, typeof zone === 'string' ? fixedZone(zone, 0) : zone]);

/** A date, a time of day, or both, with or without an offset. What has no offset is in a zone whose name says so. */
export function timeOf(written: string): GoTime {
  const text = written.replaceAll('z', 'Z').replaceAll(/[t ]/g, 'T');
  for (const [layout, zone] of LAYOUTS) {
    const time = parsed(layout, text, zone);
    if (time === undefined) continue;
    if (lacksLeadingZero(layout, text)) break;
    return time;
  }
  throw new Error(`invalid datetime: ${quote(text)}`);
}

function parsed(layout: string, text: string, zone: Zone): GoTime | undefined {
  try {
    return parseGoTime(layout, text, zone);
  } catch (error) {
    if (error instanceof GoError) return undefined;
    throw error;
  }
}

/** Go reads hours of one digit; then the signs of the layout are not where they belong. */
function lacksLeadingZero(layout: string, text: string): boolean {
  const signs = layout.replace(/[.Z].*$/, '');
  return Array.from(signs).some((char, i) => !/[0-9]/.test(char) && text[i] !== char);
}

/** The text of a string with escapes, whose form the parser has looked at. */
export function unescaped(text: string): string {
  return text.replaceAll(/\\(?:x(..)|u(.{4})|U(.{8})|([^]))/g, (_, byte?: string, short?: string, long?: string, letter?: string) => {
    const hex = byte ?? short ?? long;
    return hex === undefined ? escaped(letter!) : characterOf(hex);
  });
}

const ESCAPED: Readonly<Record<string, string>> = { b: '\b', t: '\t', n: '\n', f: '\f', r: '\r', e: '\u001b', '"': '"', '\\': '\\' };

function escaped(letter: string): string {
  const found = ESCAPED[letter];
  if (found === undefined) throw new Error(`invalid escape: '\\${letter}'`);
  return found;
}

function characterOf(hex: string): string {
  const code = parseInt(hex, 16);
  if (code > 0x10ffff || isSurrogate(code)) throw new Error(`Escaped character '\\u${hex}' is not valid UTF-8.`);
  return String.fromCodePoint(code);
}

function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff;
}

/** The text of a string between three quotes: without a line feed at its start, and without line breaks behind a backslash. */
export function withoutFirstLineFeed(text: string): string {
  return text.replace(/^\r?\n/, '');
}

export function withoutEscapedLineFeeds(text: string): string {
  return text.replaceAll(/\\\\|\\[ \t\r\n]+/g, (found) => (found.includes('\n') ? '' : found));
}
