import { LF, SPACE, isBlankOrEnd, isBreak } from './chars.ts';
import { isPrintable } from './scalar-style.ts';

/** Where a scalar is written. */
export interface ScalarPlace {
  /** The column its first character gets. */
  readonly column: number;
  /** The indentation of its further lines. */
  readonly indent: number;
  /** Lines are broken at the first space beyond this column; Infinity for never. */
  readonly width: number;
  /** Whether line breaks may be put in at all; not in a key. */
  readonly breaks: boolean;
}

/** Writes a text without quotes, folded. */
export function plainText(text: string, place: ScalarPlace): string {
  if (!place.breaks || place.column + text.length <= place.width) return text;
  return fold(text, place, (i) => i >= 0 && text.charCodeAt(i + 1) !== SPACE);
}

/** Writes a text between single quotes, folded. */
export function singleQuotedText(text: string, place: ScalarPlace): string {
  const inner = text.includes("'") ? text.replaceAll("'", "''") : text;
  if (!hasBreak(inner)) {
    if (!place.breaks || place.column + 1 + inner.length <= place.width) return `'${inner}'`;
    const last = inner.length - 1;
    return `'${fold(inner, { ...place, column: place.column + 1 }, (i) => i > 0 && i < last && inner.charCodeAt(i + 1) !== SPACE)}'`;
  }
  return `'${brokenText(inner, place)}'`;
}

function hasBreak(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (isBreak(text.charCodeAt(i))) return true;
  return false;
}

/** Puts line breaks in place of single spaces beyond the width, where `allowed` agrees. */
function fold(text: string, place: ScalarPlace, allowed: (index: number) => boolean): string {
  const lineStart = `\n${' '.repeat(place.indent)}`;
  let out = '';
  let from = 0;
  let column = place.column;
  for (let i = text.indexOf(' '); i !== -1; i = text.indexOf(' ', i + 1)) {
    const previous = i > 0 && text.charCodeAt(i - 1) === SPACE && i - 1 >= from;
    if (previous || column + (i - from) <= place.width || !allowed(i)) continue;
    out += text.slice(from, i) + lineStart;
    from = i + 1;
    column = place.indent;
  }
  return out + text.slice(from);
}

/** Text with line breaks of its own, for single quotes: each LF is written twice where it follows text. */
function brokenText(text: string, place: ScalarPlace): string {
  const indent = ' '.repeat(place.indent);
  const last = text.length - 1;
  let out = '';
  let column = place.column + 1;
  let afterSpace = false;
  let afterBreak = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === SPACE) {
      if (place.breaks && !afterSpace && column > place.width && i > 0 && i < last && text.charCodeAt(i + 1) !== SPACE) {
        out += `\n${indent}`;
        column = place.indent;
      } else {
        out += ' ';
        column++;
      }
      afterSpace = true;
    } else if (isBreak(code)) {
      if (!afterBreak && code === LF) out += '\n';
      out += text[i]!;
      column = 0;
      afterBreak = true;
    } else {
      if (afterBreak) {
        out += indent;
        column = place.indent;
      }
      out += text[i]!;
      column++;
      afterSpace = false;
      afterBreak = false;
    }
  }
  return out;
}

const ESCAPES: ReadonlyMap<number, string> = new Map([
  [0x00, '\\0'], [0x07, '\\a'], [0x08, '\\b'], [0x09, '\\t'], [0x0a, '\\n'], [0x0b, '\\v'], [0x0c, '\\f'], [0x0d, '\\r'], [0x1b, '\\e'],
  [0x22, '\\"'], [0x5c, '\\\\'], [0x85, '\\N'], [0xa0, '\\_'], [0x2028, '\\L'], [0x2029, '\\P'],
]);

/** Writes a text between double quotes, escaped and folded. */
export function doubleQuotedText(text: string, place: ScalarPlace): string {
  const lineStart = `\n${' '.repeat(place.indent)}`;
  const last = text.length - 1;
  // Behind a byte order mark at its start go-yaml takes every character of a text for one.
  const escapeAll = text.startsWith('\ufeff');
  let out = '"';
  let column = place.column + 1;
  let afterSpace = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.codePointAt(i)!;
    if (code === SPACE && !escapeAll) {
      if (place.breaks && !afterSpace && column > place.width && i > 0 && i < last) {
        out += lineStart;
        column = place.indent;
        if (text.charCodeAt(i + 1) === SPACE) {
          out += '\\';
          column++;
        }
      } else {
        out += ' ';
        column++;
      }
      afterSpace = true;
      continue;
    }
    afterSpace = false;
    if (code > 0xffff) i++;
    const piece = escapeAll || !isPrintable(code) || isBreak(code) || code === 0x22 || code === 0x5c ? escape(code) : String.fromCharCode(code);
    out += piece;
    column += piece.length;
  }
  return `${out}"`;
}

function escape(code: number): string {
  const known = ESCAPES.get(code);
  if (known !== undefined) return known;
  const hex = code.toString(16).toUpperCase();
  return code <= 0xff ? `\\x${hex.padStart(2, '0')}` : code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

/**
 * The marks behind `|` or `>`: how far the text is indented when it begins with space, and what becomes of its end.
 * `bestIndent` is the printer's step of indentation.
 */
export function blockHeader(text: string, bestIndent: number): string {
  const first = text.charCodeAt(0);
  const hint = first === SPACE || isBreak(first) ? String(bestIndent) : '';
  const last = text.length - 1;
  if (text === '' || !isBreak(text.charCodeAt(last))) return `${hint}-`;
  return last === 0 || isBreak(text.charCodeAt(last - 1)) ? `${hint}+` : hint;
}

/** The lines of a literal block, each with the line break before it but the first. */
export function literalLines(text: string, indent: number): string {
  const pad = ' '.repeat(indent);
  if (ODD_BREAK.test(text)) return text.replace(LINE, `${pad}$&`);
  let out = '';
  let from = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
    if (end > from) out += pad;
    out += text.slice(from, end + 1);
    from = end + 1;
  }
  return from < text.length ? `${out}${pad}${text.slice(from)}` : out;
}

const ODD_BREAK = /[\r\x85\u2028\u2029]/;
const LINE = /[^\n\r\x85\u2028\u2029]+/g;

/** The lines of a folded block: broken at the width, with empty lines where the text has breaks of its own. */
export function foldedLines(text: string, indent: number, width: number): string {
  const pad = ' '.repeat(indent);
  let out = '';
  let column = 0;
  let afterBreak = true;
  let leadingSpaces = true;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (isBreak(code)) {
      // go-yaml looks at the start of the whole text here, not at the next line.
      if (!afterBreak && !leadingSpaces && code === LF && !isBlankOrEnd(firstAfterBreaks(text))) out += '\n';
      out += text[i]!;
      column = 0;
      afterBreak = true;
      continue;
    }
    if (afterBreak) {
      out += pad;
      column = indent;
      leadingSpaces = code === SPACE || code === 0x09;
    }
    if (!afterBreak && code === SPACE && text.charCodeAt(i + 1) !== SPACE && column > width) {
      out += `\n${pad}`;
      column = indent;
    } else {
      out += text[i]!;
      column++;
    }
    afterBreak = false;
  }
  return out;
}

function firstAfterBreaks(text: string): number {
  let k = 0;
  while (k < text.length && isBreak(text.charCodeAt(k))) k++;
  return k < text.length ? text.charCodeAt(k) : 0;
}
