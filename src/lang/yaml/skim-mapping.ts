import { BAR, COLON, DASH, DOUBLE_QUOTE, GREATER, HASH, LF, OPEN_BRACE, OPEN_BRACKET, SINGLE_QUOTE, SPACE, TAB, isDigit } from './chars.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import {
  afterSpaces, BEYOND, DOUBLE_QUOTED, DOUBLE_QUOTED_LINE, matchEnd, PLAIN_CONTINUATION, PLAIN_REST, SINGLE_QUOTED, SINGLE_QUOTED_LINE, sticky,
} from './line-patterns.ts';

/** Deeper texts are for the readers. */
const MAX_DEPTH = 100;
/** Block scalars that are indented further are for the readers. */
const MAX_INDENT = 400;
/** A key without `?` may have 1,024 characters. */
const MAX_KEY = 1000;

// What may follow in the lines below, given the line before.
/** A node of any kind, for a key or a dash that had none. */
const NODE = 0;
/** More of a plain scalar. */
const TEXT = 1;
/** More of a plain scalar, if that is what the entry before has. */
const UNKNOWN = 2;
/** Nothing that is deeper. */
const NOTHING = 3;

/**
 * The text of some entries of a document that is a block mapping, where reading the whole document cannot fail; undefined where it
 * might, or where this is not sure.
 *
 * Walks the lines without making values: one regular expression for most lines, and the columns of the open collections. It knows less
 * than the readers do (no anchors, tags, flow collections over several lines, tabs, escapes that are rare), and never says what is wrong.
 * One loop with its state in variables: that runs fast from the start, where V8 has compiled nothing yet.
 *
 * @param names - Matches the wanted keys with their colons; has to be sticky.
 */
export function skimMapping(text: string, names: RegExp): string | undefined {
  if (text.length > DEFAULT_LIMITS.maxLength) return undefined;
  // The open collections, outermost first.
  const columns: number[] = [];
  const sequences: boolean[] = [];
  let depth = 0;
  let follow = NODE;
  /** Where the entry begins that `UNKNOWN` speaks of. */
  let entry = 0;
  let picked = '';
  /** Where the wanted entry begins that is being passed; -1 in others. */
  let wanted = -1;
  for (let pos = 0; pos < text.length; ) {
    const start = pos;
    let at = afterSpaces(text, start);
    const code = text.charCodeAt(at);
    if (code === LF) {
      pos = at + 1;
      continue;
    }
    if (at === text.length) break;
    if (code === HASH) {
      pos = matchEnd(COMMENT, text, at);
      if (pos === -1) return undefined;
      if (follow !== NODE) follow = NOTHING;
      continue;
    }
    let column = at - start;
    if (column === 0 && code !== DASH) {
      if (wanted !== -1) picked += text.slice(wanted, at);
      wanted = matchEnd(names, text, at) === -1 ? -1 : at;
    }

    /** A node begins here; else the line goes on with an open collection. */
    let begins = depth === 0 || column > columns[depth - 1]!;
    if (begins && follow !== NODE) {
      if (follow === UNKNOWN) follow = matchEnd(PLAIN_ENTRY, text, entry) === -1 ? NOTHING : TEXT;
      pos = follow === TEXT ? matchEnd(PLAIN_GOES_ON, text, at) : -1;
      if (pos === -1) return undefined;
      continue;
    }
    if (!begins) {
      const before = depth;
      while (depth > 0 && columns[depth - 1]! > column) depth--;
      if (depth === 0 || columns[depth - 1] !== column) return undefined;
      if (isDash(text, at)) {
        // The items of a key may stand in its own column.
        if (!sequences[depth - 1]!) {
          if (depth < before || follow !== NODE || depth === MAX_DEPTH) return undefined;
          columns[depth] = column;
          sequences[depth++] = true;
        }
      } else if (sequences[depth - 1]!) {
        depth--;
        if (depth === 0 || columns[depth - 1] !== column || sequences[depth - 1]!) return undefined;
      }
    }

    /** Where the next line begins once all of this one is known; 0 until then. */
    let next = 0;
    while (next === 0 && isDash(text, at)) {
      if (begins) {
        if (depth === 0 || depth === MAX_DEPTH) return undefined;
        columns[depth] = column;
        sequences[depth++] = true;
      }
      begins = true;
      const inner = afterSpaces(text, at + 1);
      next = emptyEnd(text, inner);
      column += inner - at;
      at = inner;
      follow = NODE;
    }
    if (next === 0) {
      if (depth === 0 && column !== 0) return undefined;
      const simple = matchEnd(SIMPLE_ENTRY, text, at);
      const after = simple === -1 ? matchEnd(KEY, text, at) : simple;
      if (after === -1) {
        if (!begins || depth === 0) return undefined;
      } else if (begins) {
        if (depth === MAX_DEPTH) return undefined;
        columns[depth] = column;
        sequences[depth++] = false;
      }
      if (simple !== -1) {
        const end = text.charCodeAt(simple - 1) === LF ? simple - 2 : simple - 1;
        follow = text.charCodeAt(end) === COLON ? NODE : UNKNOWN;
        entry = at;
        if (end - at >= MAX_KEY && text.indexOf(':', at) - at >= MAX_KEY) return undefined;
        next = simple;
      } else {
        if (after !== -1) {
          if (after - at > MAX_KEY) return undefined;
          at = afterSpaces(text, after);
          next = emptyEnd(text, at);
          follow = NODE;
        }
        if (next === 0) {
          next = matchEnd(PLAIN, text, at);
          follow = next === -1 ? NOTHING : TEXT;
          if (next === -1) next = valueEnd(text, at, columns[depth - 1]!);
        }
      }
    }
    if (next === -1) return undefined;
    pos = next;
  }
  if (wanted !== -1) picked += text.slice(wanted);
  return depth === 0 ? undefined : picked;
}

function isDash(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== DASH) return false;
  const next = text.charCodeAt(at + 1);
  return next === SPACE || next === LF || at + 1 === text.length;
}

/** Where a line ends that holds no value; -1 where it cannot be read, 0 where it holds one. */
function emptyEnd(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code === LF || at === text.length) return at + 1;
  if (code !== HASH) return 0;
  return text.charCodeAt(at - 1) === SPACE ? matchEnd(COMMENT, text, at) : -1;
}

/** Where a scalar that is not plain, or has a comment, or a flow collection ends, inside a collection of a column; -1 where it cannot be read. */
function valueEnd(text: string, at: number, column: number): number {
  switch (text.charCodeAt(at)) {
    case BAR:
    case GREATER: return blockEnd(text, at, column);
    case DOUBLE_QUOTE: return matchEnd(DOUBLE_QUOTED_VALUE, text, at);
    case SINGLE_QUOTE: return matchEnd(SINGLE_QUOTED_VALUE, text, at);
    case OPEN_BRACE:
    case OPEN_BRACKET: return matchEnd(FLOW, text, at);
    default: return matchEnd(PLAIN_AND_COMMENT, text, at);
  }
}

/** Where a block scalar ends, with its lines. */
function blockEnd(text: string, at: number, column: number): number {
  const lines = matchEnd(BLOCK_HEADER, text, at);
  if (lines === -1) return -1;
  const digit = [text.charCodeAt(at + 1), text.charCodeAt(at + 2)].find((code) => isDigit(code));
  const indent = digit === undefined ? firstIndent(text, lines, column) : column + digit - 0x30;
  if (indent === undefined || indent > MAX_INDENT) return -1;
  const line = blockLine(indent);
  // Matches every line but one that is less indented.
  let end = lines;
  for (let next = end; next !== -1 && end < text.length; next = matchEnd(line, text, end)) end = next;
  return end;
}

/** The indentation of a block scalar; undefined where empty lines are wider than the first that is not. */
function firstIndent(text: string, lines: number, column: number): number | undefined {
  let widest = 0;
  for (let start = lines; ; ) {
    const at = afterSpaces(text, start);
    const width = at - start;
    const code = text.charCodeAt(at);
    if (code === LF) {
      widest = Math.max(widest, width);
      start = at + 1;
    } else if (at === text.length) {
      return Math.max(widest, width, column + 1);
    } else {
      return width < widest || code === TAB ? undefined : Math.max(width, column + 1);
    }
  }
}

const END_OF_LINE = '(?:\\n|$)';
const COMMENT_END = `(?: +#[\\t -~${BEYOND}]*| *)${END_OF_LINE}`;
/** Keys that are no null, infinity or `<<`. */
const PLAIN_KEY = '(?!(?:null|Null|NULL):)(?:[A-Za-z_$/(^]|\\.(?![iInN]))[\\w./$()^-]*';
/** How a plain scalar may begin: with no indicator, and not as infinity or `<<` do. */
const PLAIN_START = `(?:[A-Za-z0-9_$/(^~;\\\\${BEYOND}]|\\.(?![iInN])|-(?=[\\w-])|\\+(?=\\w)|<(?!<)|:(?=[\\w:]))`;
const QUOTED = `(?:${DOUBLE_QUOTED_LINE}|${SINGLE_QUOTED_LINE})`;
const FLOW_SCALAR = `(?:${QUOTED}|-?[A-Za-z0-9_/][\\w./+=-]*)`;
const FLOW_ENTRY = `(?:${DOUBLE_QUOTED_LINE}|${PLAIN_KEY}): +${FLOW_SCALAR}`;

const COMMENT = sticky(`#[\\t -~${BEYOND}]*${END_OF_LINE}`);
const KEY = sticky(`(?:${PLAIN_KEY}|${QUOTED}):(?=[ \\n]|$)`);
/** A key with nothing, a plain or quoted scalar of one line, or an empty collection. */
const SIMPLE_ENTRY = sticky(`${PLAIN_KEY}:(?: +(?:${PLAIN_START}${PLAIN_REST}|${QUOTED}|\\{\\}|\\[\\]) *)?${END_OF_LINE}`);
const PLAIN_ENTRY = sticky(`[^:]+: +${PLAIN_START}`);
const PLAIN = sticky(`${PLAIN_START}${PLAIN_REST} *${END_OF_LINE}`);
const PLAIN_AND_COMMENT = sticky(`${PLAIN_START}${PLAIN_REST}${COMMENT_END}`);
const PLAIN_GOES_ON = sticky(`${PLAIN_CONTINUATION}${PLAIN_REST} *${END_OF_LINE}`);
const DOUBLE_QUOTED_VALUE = sticky(DOUBLE_QUOTED + COMMENT_END);
const SINGLE_QUOTED_VALUE = sticky(SINGLE_QUOTED + COMMENT_END);
const FLOW = sticky(`(?:\\[ *(?:${FLOW_SCALAR}(?: *, *${FLOW_SCALAR})* *)?\\]|\\{ *(?:${FLOW_ENTRY}(?: *, *${FLOW_ENTRY})* *)?\\})${COMMENT_END}`);
const BLOCK_HEADER = sticky(`[|>](?:[+-]?[1-9]?|[1-9][+-])${COMMENT_END}`);

/** Per indentation, a line of a block scalar. */
const BLOCK_LINES: (RegExp | undefined)[] = [];

function blockLine(indent: number): RegExp {
  return (BLOCK_LINES[indent] ??= sticky(` {${String(indent)}}[\\t -~${BEYOND}]*${END_OF_LINE}| *${END_OF_LINE}`));
}
