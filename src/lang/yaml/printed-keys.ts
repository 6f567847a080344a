import { BAR, DASH, DOUBLE_QUOTE, LF, SINGLE_QUOTE, SPACE } from './chars.ts';
import { compareYamlKeys } from './key-order.ts';
import { afterSpaces, BEYOND, DOUBLE_QUOTED, matchEnd, PLAIN_CONTINUATION, PLAIN_REST, SINGLE_QUOTED, sticky } from './line-patterns.ts';
import { printedScalar } from './print.ts';
import { scanQuoted } from './scan-quoted.ts';

/** Deeper texts are for the readers. */
const MAX_LEVEL = 50;
/** Lines are folded at the first space beyond this column. */
const WIDTH = 80;

/** Where the lines with the keys of a text begin, per level (half of their column). */
export type PrintedKeys = readonly (readonly number[])[];

/**
 * The keys of the first two levels of a text that is what `printYaml` makes of its value: a block mapping with sorted keys, each scalar
 * in the style and folded as go-yaml v2 has it. Undefined for every other text, and for some of these.
 *
 * Walks the lines without making values, because a text that is printed as it was read needs none: most of what large bundles of CRDs
 * have is of this kind. One loop with its state in variables: that runs fast from the start, where V8 has compiled nothing yet.
 *
 * @param start the start of the line with the first key
 * @param end the end of the text, behind a line break
 */
export function printedKeys(text: string, start: number, end: number): PrintedKeys | undefined {
  const outline: number[][] = [[], []];
  // Levels are halves of columns. Per level: the last key of the mapping that is open there, and whether a sequence is.
  const keys = new Array<string | undefined>(MAX_LEVEL + 2).fill(undefined);
  const sequences = new Array<boolean>(MAX_LEVEL + 2).fill(false);
  keys[0] = '';
  /** The level of what the line before ended in. */
  let last = 0;
  /** The line before was a key without a value. */
  let isOpen = false;
  for (let line = start, pos = start; pos < end; line = pos) {
    let at = afterSpaces(text, pos);
    if (((at - line) & 1) === 1) return undefined;
    let level = (at - line) >> 1;
    const isItem = isDash(text, at);
    if (!isOpen ? level > last : level !== (isItem ? last : last + 1)) return undefined;
    if (isItem) {
      // The items of a key stand in its own column.
      if (!isOpen && !sequences[level]!) return undefined;
      do {
        if (level > MAX_LEVEL) return undefined;
        sequences[level] = true;
        keys[level + 1] = undefined;
        at += 2;
        level++;
      } while (isDash(text, at));
    } else if (isOpen) {
      keys[level] = '';
    }
    if (level > MAX_LEVEL) return undefined;
    sequences[level] = false;
    last = level;
    const after = matchEnd(KEY, text, at);
    if (after === -1) {
      if (!isItem) return undefined;
      isOpen = false;
    } else {
      const before = isItem ? '' : keys[level];
      const key = text.slice(at, after - 1);
      if (before === undefined || !isBefore(before, key)) return undefined;
      keys[level] = key;
      if (level < outline.length && !isItem) outline[level]!.push(line);
      isOpen = text.charCodeAt(after) === LF;
      at = after + 1;
      level++;
    }
    pos = isOpen ? at : scalarEnd(text, line, at, level * 2);
    if (pos === -1) return undefined;
  }
  return isOpen || keys[0] === '' ? undefined : outline;
}

function isDash(text: string, at: number): boolean {
  return text.charCodeAt(at) === DASH && text.charCodeAt(at + 1) === SPACE;
}

/** The start of the line behind a scalar, further lines of which have an indentation; -1 for one that is not printed so. */
function scalarEnd(text: string, line: number, at: number, indent: number): number {
  const end = matchEnd(PLAIN, text, at);
  if (end !== -1) return foldedEnd(PLAIN_GOES_ON, text, line, at, end, indent);
  const word = matchEnd(WORD, text, at);
  if (word !== -1) return word;
  switch (text.charCodeAt(at)) {
    case BAR: return literalEnd(text, at, indent);
    case SINGLE_QUOTE: return singleQuotedEnd(text, line, at, indent);
    case DOUBLE_QUOTE: return doubleQuotedEnd(text, line, at, indent);
    default: return -1;
  }
}

/** A scalar goes on in the lines below just where the printer breaks it. */
function foldedEnd(goesOn: RegExp, text: string, firstLine: number, firstAt: number, firstEnd: number, indent: number): number {
  for (let line = firstLine, at = firstAt, end = firstEnd; ; ) {
    const isLong = end - 1 - line > WIDTH;
    if (isLong && hasSingleSpace(text, Math.max(line + WIDTH + 1, at), end)) return -1;
    line = end;
    at = afterSpaces(text, line);
    if (at - line < indent || at === text.length) return line;
    if (!isLong || at - line > indent) return -1;
    end = matchEnd(goesOn, text, at);
    if (end === -1) return -1;
  }
}

/** Whether a line could be broken between two places: where a space has no other beside it. */
function hasSingleSpace(text: string, start: number, end: number): boolean {
  for (let at = text.indexOf(' ', start); at !== -1 && at < end; ) {
    const after = afterSpaces(text, at);
    if (after - at === 1 && text.charCodeAt(at - 1) !== SPACE) return true;
    at = text.indexOf(' ', after);
  }
  return false;
}

/** A literal block has more than one line of text, no space at the end of any, and none in front of the first. */
function literalEnd(text: string, at: number, indent: number): number {
  const lines = matchEnd(BLOCK_HEADER, text, at);
  if (lines === -1 || afterSpaces(text, lines) !== lines + indent) return -1;
  return matchEnd(text.charCodeAt(at + 1) === DASH ? STRIPPED_BLOCK : BLOCK, text, lines);
}

/** What has single quotes cannot do without them. */
function singleQuotedEnd(text: string, line: number, at: number, indent: number): number {
  const end = matchEnd(SINGLE_QUOTED_VALUE, text, at);
  if (end === -1) return -1;
  const quoted = text.slice(at, end - 1);
  if (!NEEDS_QUOTES.test(quoted) || ODD_SPACE.test(quoted)) return -1;
  return foldedEnd(QUOTED_GOES_ON, text, line, at, text.indexOf('\n', at) + 1, indent) === end ? end : -1;
}

/** What is in double quotes is printed, to see whether the printer uses these and breaks the lines there. */
function doubleQuotedEnd(text: string, line: number, at: number, indent: number): number {
  const end = matchEnd(DOUBLE_QUOTED_VALUE, text, at);
  if (end === -1) return -1;
  const quoted = text.slice(at, end - 1);
  const value = scanQuoted(quoted);
  return value !== undefined && quoted === printedScalar(value, indent - 2, at - line) ? end : -1;
}

function isBefore(key: string, next: string): boolean {
  const difference = next.charCodeAt(0) - key.charCodeAt(0);
  // Nearly all keys begin with small letters.
  if (difference !== 0 && key.charCodeAt(0) >= SMALL_A && next.charCodeAt(0) >= SMALL_A) return difference > 0;
  return compareYamlKeys(key, next) < 0;
}

const SMALL_A = 0x61;

/** What YAML 1.1 or 1.2 reads as a boolean or null, and some words more. */
const WORDS = '(?:[nN][uU][lL][lL]|[tT][rR][uU][eE]|[fF][aA][lL][sS][eE]|[yY][eE][sS]|[nN][oO]|[oO][nN]|[oO][fF][fF]|[yYnN])';

const KEY = sticky(`(?!${WORDS}:)[A-Za-z_$/][\\w./$-]{0,120}:(?=[ \\n])`);
/** A string that is no other type, as its first character shows. */
const PLAIN = sticky(`(?!${WORDS}\\n)(?:[A-Za-z_$/(^]|\\.(?=[a-hj-mo-z]))${PLAIN_REST}\\n`);
const PLAIN_GOES_ON = sticky(`${PLAIN_CONTINUATION}${PLAIN_REST}\\n`);
/** Booleans, null, empty collections and numbers that are printed with the same digits. */
const WORD = sticky('(?:true|false|null|""|\\[\\]|\\{\\}|0|-?[1-9]\\d{0,14}|[1-9]\\d{0,5}\\.\\d{0,5}[1-9]|\\d{1,6}(?:[KMGT]i|[msh]))\\n');
const DOUBLE_QUOTED_VALUE = sticky(`${DOUBLE_QUOTED}\\n`);
const SINGLE_QUOTED_VALUE = sticky(`${SINGLE_QUOTED}\\n`);
const QUOTED_GOES_ON = sticky('[^\\n]+\\n');
/** An indicator at the start, or what ends a key or begins a comment. */
const NEEDS_QUOTES = /^'(?:[#,[\]{}&*!|>"%@`]|'')|: |:\n|:'$| #/;
/** Space that is not single within the text: at its ends, and where lines are broken. */
const ODD_SPACE = /^' | '$| \n|\n *\n/;
const BLOCK_HEADER = sticky('\\|-?\\n');
const FIRST_LINE = `( *)[!-~${BEYOND}](?:[ -~${BEYOND}]*[!-~${BEYOND}])?\\n`;
/** It has the indentation of the first. */
const FURTHER_LINE = `\\n*\\1[ -~${BEYOND}]*[!-~${BEYOND}]\\n`;
const BLOCK = sticky(`${FIRST_LINE}(?:${FURTHER_LINE})*`);
const STRIPPED_BLOCK = sticky(`${FIRST_LINE}(?:${FURTHER_LINE})+`);
