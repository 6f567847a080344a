import { BAR, COLON, DASH, DOUBLE_QUOTE, GREATER, HASH, LF, OPEN_BRACE, OPEN_BRACKET, SINGLE_QUOTE, SPACE, TAB, isDigit } from './chars.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import {
  BEYOND, DOUBLE_QUOTED, DOUBLE_QUOTED_LINE, PLAIN_CONTINUATION, PLAIN_REST, SINGLE_QUOTED, SINGLE_QUOTED_LINE, sticky,
} from './line-patterns.ts';

/** Deeper texts are for the readers. */
const MAX_DEPTH = 100;
/** Block scalars that are indented further are for the readers. */
const MAX_INDENT = 400;
/** A key without `?` may have 1,024 characters. */
const MAX_KEY = 1000;

/** What may follow in the lines below, given the line before. */
type Follow =
  /** A node of any kind, for a key or a dash that had none. */
  | 'node'
  /** More of a plain scalar. */
  | 'text'
  /** More of a plain scalar, if that is what the entry at `#entry` has. */
  | 'unknown'
  /** Nothing that is deeper. */
  | 'nothing';

/**
 * The text of some entries of a document that is a block mapping, where reading the whole document cannot fail; undefined where it
 * might, or where this is not sure.
 *
 * Walks the lines without making values: one regular expression for most lines, and the columns of the open collections. It knows less
 * than the readers do (no anchors, tags, flow collections over several lines, tabs, escapes that are rare), and never says what is wrong.
 * `names` matches the wanted keys with their colons, and has to be sticky.
 */
export function skimMapping(text: string, names: RegExp): string | undefined {
  return text.length > DEFAULT_LIMITS.maxLength ? undefined : new Skimmer(text, names).run();
}

class Skimmer {
  readonly #text: string;
  readonly #names: RegExp;
  #pos = 0;
  #follow: Follow = 'node';
  #entry = 0;
  /** The columns of the open collections, outermost first, and which of them are sequences. */
  readonly #columns: number[] = [];
  readonly #sequences: boolean[] = [];
  /** The column of the innermost collection; -1 before the first. */
  #column = -1;
  #picked = '';
  /** Where the wanted entry begins that is being passed; -1 in others. */
  #wanted = -1;

  constructor(text: string, names: RegExp) {
    this.#text = text;
    this.#names = names;
  }

  run(): string | undefined {
    const text = this.#text;
    while (this.#pos < text.length) {
      const start = this.#pos;
      const at = this.#afterSpaces(start);
      const code = text.charCodeAt(at);
      if (code === LF) {
        this.#pos = at + 1;
      } else if (code === HASH) {
        if (!this.#eat(COMMENT, at)) return undefined;
        if (this.#follow !== 'node') this.#follow = 'nothing';
      } else if (at === text.length) {
        break;
      } else {
        if (at === start) this.#startEntry(at);
        if (!this.#line(at, at - start)) return undefined;
      }
    }
    this.#startEntry(text.length);
    return this.#column === -1 ? undefined : this.#picked;
  }

  /** At a line in the first column: ends the entry before, and begins the next. */
  #startEntry(at: number): void {
    const code = this.#text.charCodeAt(at);
    if (code === DASH) return;
    if (this.#wanted !== -1) this.#picked += this.#text.slice(this.#wanted, at);
    this.#names.lastIndex = at;
    this.#wanted = this.#names.test(this.#text) ? at : -1;
  }

  /** Passes what an expression matches at a place. */
  #eat(expression: RegExp, at: number): boolean {
    expression.lastIndex = at;
    if (!expression.test(this.#text)) return false;
    this.#pos = expression.lastIndex;
    return true;
  }

  #line(at: number, column: number): boolean {
    if (column > this.#column) return this.#deeperLine(at, column);
    const before = this.#columns.length;
    while (this.#column > column) this.#close();
    if (this.#column !== column) return false;
    if (this.#isDash(at)) {
      // The items of a key may stand in its own column.
      if (!this.#isSequence() && (this.#columns.length < before || this.#follow !== 'node' || !this.#open(column, true))) return false;
      return this.#item(at, column);
    }
    if (this.#isSequence()) {
      this.#close();
      if (this.#column !== column || this.#isSequence()) return false;
    }
    return this.#keyAndValue(at);
  }

  #deeperLine(at: number, column: number): boolean {
    if (this.#follow === 'node') return this.#node(at, column);
    if (this.#follow === 'unknown') this.#follow = this.#matches(PLAIN_ENTRY, this.#entry) ? 'text' : 'nothing';
    return this.#follow === 'text' && this.#eat(PLAIN_GOES_ON, at);
  }

  #matches(expression: RegExp, at: number): boolean {
    expression.lastIndex = at;
    return expression.test(this.#text);
  }

  #isDash(at: number): boolean {
    if (this.#text.charCodeAt(at) !== DASH) return false;
    const next = this.#text.charCodeAt(at + 1);
    return next === SPACE || next === LF || at + 1 === this.#text.length;
  }

  #isSequence(): boolean {
    return this.#sequences[this.#sequences.length - 1] === true;
  }

  #open(column: number, sequence: boolean): boolean {
    this.#columns.push(column);
    this.#sequences.push(sequence);
    this.#column = column;
    return this.#columns.length <= MAX_DEPTH;
  }

  #close(): void {
    this.#columns.pop();
    this.#sequences.pop();
    this.#column = this.#columns[this.#columns.length - 1] ?? -1;
  }

  /** A node that begins at a place: a sequence, a mapping or a scalar. */
  #node(at: number, column: number): boolean {
    if (this.#isDash(at)) return this.#column !== -1 && this.#open(column, true) && this.#item(at, column);
    if (this.#column === -1 && column !== 0) return false;
    if (this.#matches(KEY, at)) return this.#open(column, false) && this.#keyAndValue(at);
    return this.#column !== -1 && this.#value(at);
  }

  #item(dash: number, column: number): boolean {
    const at = this.#afterSpaces(dash + 1);
    const empty = this.#nothingAt(at);
    if (empty !== undefined) return empty;
    this.#follow = 'node';
    return this.#node(at, column + at - dash);
  }

  #keyAndValue(at: number): boolean {
    if (this.#eat(SIMPLE_ENTRY, at)) {
      const end = this.#text.charCodeAt(this.#pos - 1) === LF ? this.#pos - 2 : this.#pos - 1;
      this.#follow = this.#text.charCodeAt(end) === COLON ? 'node' : 'unknown';
      this.#entry = at;
      return end - at < MAX_KEY || this.#text.indexOf(':', at) - at < MAX_KEY;
    }
    if (!this.#eat(KEY, at) || this.#pos - at > MAX_KEY) return false;
    const value = this.#afterSpaces(this.#pos);
    return this.#nothingAt(value) ?? this.#value(value);
  }

  /** An expression runs as machine code from the start: CRDs indent by 35 spaces on the average. */
  #afterSpaces(from: number): number {
    SPACES.lastIndex = from;
    SPACES.test(this.#text);
    return SPACES.lastIndex;
  }

  /** Passes the rest of a line that holds no value, whether that can be read; undefined where there is one. */
  #nothingAt(at: number): boolean | undefined {
    const code = this.#text.charCodeAt(at);
    if (code !== LF && code !== HASH && at < this.#text.length) return undefined;
    this.#follow = 'node';
    if (code === HASH) return this.#text.charCodeAt(at - 1) === SPACE && this.#eat(COMMENT, at);
    this.#pos = at + 1;
    return true;
  }

  /** A scalar or a flow collection; the lines below belong to it as its style has it. */
  #value(at: number): boolean {
    const code = this.#text.charCodeAt(at);
    this.#follow = 'nothing';
    switch (code) {
      case BAR:
      case GREATER: return this.#block(at);
      case DOUBLE_QUOTE: return this.#eat(DOUBLE_QUOTED_VALUE, at);
      case SINGLE_QUOTE: return this.#eat(SINGLE_QUOTED_VALUE, at);
      case OPEN_BRACE:
      case OPEN_BRACKET: return this.#eat(FLOW, at);
      default:
        if (!this.#eat(PLAIN, at)) return this.#eat(PLAIN_AND_COMMENT, at);
        this.#follow = 'text';
        return true;
    }
  }

  /** A block scalar, with its lines. */
  #block(at: number): boolean {
    if (!this.#eat(BLOCK_HEADER, at)) return false;
    const text = this.#text;
    const digit = [text.charCodeAt(at + 1), text.charCodeAt(at + 2)].find((code) => isDigit(code));
    const indent = digit === undefined ? this.#firstIndent() : this.#column + digit - 0x30;
    if (indent === undefined || indent > MAX_INDENT) return false;
    const line = blockLine(indent);
    // Matches every line but one that is less indented.
    while (this.#pos < text.length && this.#eat(line, this.#pos));
    return true;
  }

  /** The indentation of a block scalar; undefined where empty lines are wider than the first that is not. */
  #firstIndent(): number | undefined {
    const text = this.#text;
    let widest = 0;
    for (let start = this.#pos; ; ) {
      const at = this.#afterSpaces(start);
      const width = at - start;
      const code = text.charCodeAt(at);
      if (code === LF) {
        widest = Math.max(widest, width);
        start = at + 1;
      } else if (at === text.length) {
        return Math.max(widest, width, this.#column + 1);
      } else {
        return width < widest || code === TAB ? undefined : Math.max(width, this.#column + 1);
      }
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

const SPACES = sticky(' *');
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
