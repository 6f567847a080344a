import { newDict, type Dict } from '../../std/dict.ts';
import {
  BACKSLASH, BAR, CLOSE_BRACE, CLOSE_BRACKET, COLON, COMMA, DASH, DOT, DOUBLE_QUOTE, GREATER, HASH, LF, OPEN_BRACE, OPEN_BRACKET, PLUS,
  SINGLE_QUOTE, SPACE, forbiddenAt, isDigit,
} from './chars.ts';
import { MERGE_KEY } from './node.ts';
import { resolve, resolvesToString, type Resolution } from './resolve.ts';
import { scanQuoted } from './scan-quoted.ts';
import { toJsonValue, type IntegerMode } from './to-json.ts';
import type { YamlDocument } from './yaml-document.ts';

/** The answer to a text that is not of the common form: the complete reader must read it. */
export const DECLINED: unique symbol = Symbol('declined');

export interface ManifestReaderOptions {
  readonly resolution: Resolution;
  readonly integers: IntegerMode;
  /** Hand texts with duplicate keys to the complete reader, which refuses them. */
  readonly uniqueKeys: boolean;
  readonly maxDepth: number;
}

/** Thrown to leave the reader; always the same one, because making an error costs more than reading a small text. */
const DECLINE = new Error('this text is for the complete reader');

/** A key without `?` may have 1,024 characters. */
const MAX_KEY = 1000;
const KEY_SLOTS = 4096;

/** Line breaks other than LF, and characters that no text may hold. */
const UNCOMMON = /[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ufefe\uff00-\ufffd]/;
const SURROGATE = /[\ud800-\udfff]/;

/** What a plain scalar may be that begins with a certain character. */
const STRING = 0;
const WORD = 1;
const NUMBER = 2;
const REFUSED = 3;
/** Per ASCII code: one of the four above. */
const START = startTable();

function startTable(): Uint8Array {
  const table = new Uint8Array(128).fill(STRING);
  for (const char of 'yYnNtTfFoO~') table[char.charCodeAt(0)] = WORD;
  for (const char of '0123456789+-.') table[char.charCodeAt(0)] = NUMBER;
  for (const char of '\t\n ?:,[]{}#&*!|>\'"%@`<') table[char.charCodeAt(0)] = REFUSED;
  return table;
}

/**
 * Reads texts of the form that manifests have straight into values: block mappings and sequences, scalars of every
 * style, short flow collections, comments. Everything else it declines: anchors, tags, `? key`, flow collections over
 * several lines, CR, and whatever might be an error.
 *
 * It never decides what is wrong with a text, and a text that it reads has the value that the complete reader gives it.
 */
export class ManifestReader {
  readonly #text: string;
  readonly #options: ManifestReaderOptions;
  /** The first character of the current line's content. */
  #pos = 0;
  /** The column of `#pos`; -1 at the end of the document. */
  #column = 0;
  #depth = 0;
  /** Where the current document begins. */
  #start = 0;
  /** The key that `#keyAhead` found. */
  #key = '';
  /** The current document holds nothing. */
  #empty = false;

  constructor(text: string, options: ManifestReaderOptions) {
    this.#text = text;
    this.#options = options;
  }

  /** Reads the first document of a text. A second one is declined where `alone` asks for it, else not looked at. */
  static read(text: string, options: ManifestReaderOptions, alone: boolean): unknown {
    return attempt(text, () => {
      const reader = new ManifestReader(text, options);
      const value = reader.#document();
      return alone && reader.#pos < text.length ? DECLINED : value;
    });
  }

  /** Reads every document of a text. */
  static readAll(text: string, options: ManifestReaderOptions): readonly YamlDocument[] | typeof DECLINED {
    return attempt(text, () => {
      const reader = new ManifestReader(text, options);
      const documents: YamlDocument[] = [];
      do {
        const value = reader.#document();
        const span = { start: reader.#start, end: reader.#pos };
        documents.push({ value, index: documents.length, span, empty: reader.#empty });
      } while (reader.#pos < text.length);
      return documents;
    });
  }

  #document(): unknown {
    // The first document may do without a marker; each later one begins at its own.
    if (this.#pos === 0) this.#nextLine(0);
    this.#start = this.#pos;
    this.#empty = false;
    if (this.#isOver() && this.#text.startsWith('---', this.#pos)) {
      this.#pos += 3;
      this.#endLine();
      this.#empty = this.#isOver();
      if (this.#empty) return null;
    }
    if (this.#isOver()) throw DECLINE;
    const value = this.#blockNode(-1);
    if (!this.#isOver()) throw DECLINE;
    return value;
  }

  #isOver(): boolean {
    return this.#column === -1;
  }

  /** Moves to the next line with content, from the start of a line. Stops at `---`. */
  #nextLine(from: number): void {
    const text = this.#text;
    let start = from;
    for (;;) {
      let pos = start;
      while (text.charCodeAt(pos) === SPACE) pos++;
      const code = text.charCodeAt(pos);
      if (code === LF) {
        start = pos + 1;
      } else if (code === HASH) {
        start = this.#lineEnd(pos) + 1;
      } else if (pos >= text.length) {
        this.#pos = text.length;
        this.#column = -1;
        return;
      } else {
        this.#pos = pos;
        this.#column = pos - start;
        if (pos === start && (code === DASH || code === DOT || code === 0x25)) this.#checkMarker(code);
        return;
      }
    }
  }

  #checkMarker(code: number): void {
    if (code === 0x25) throw DECLINE;
    const text = this.#text;
    if (text.charCodeAt(this.#pos + 1) !== code || text.charCodeAt(this.#pos + 2) !== code) return;
    const after = text.charCodeAt(this.#pos + 3);
    if (after !== SPACE && after !== LF && this.#pos + 3 < text.length) return;
    if (code === DOT) throw DECLINE;
    this.#column = -1;
  }

  #lineEnd(pos: number): number {
    const end = this.#text.indexOf('\n', pos);
    return end === -1 ? this.#text.length : end;
  }

  /** Passes space and a comment behind a value, and moves on to the next line with content. */
  #endLine(): void {
    const text = this.#text;
    let pos = this.#pos;
    while (text.charCodeAt(pos) === SPACE) pos++;
    const code = text.charCodeAt(pos);
    if (code === LF) {
      this.#nextLine(pos + 1);
      return;
    }
    if (pos < text.length && (code !== HASH || pos === this.#pos)) throw DECLINE;
    this.#nextLine(this.#lineEnd(pos) + 1);
  }

  /** A node that begins at the current place, inside a collection of indentation `indent`. */
  #blockNode(indent: number): unknown {
    if (++this.#depth > this.#options.maxDepth) throw DECLINE;
    const text = this.#text;
    const code = text.charCodeAt(this.#pos);
    let value: unknown;
    if (code === DASH && this.#isGap(this.#pos + 1)) value = this.#sequence(this.#column);
    else if (this.#keyAhead() !== -1) value = this.#mapping(this.#column);
    else value = this.#scalar(indent);
    this.#depth--;
    return value;
  }

  /** Whether a space, a line break or the end of the text is at a place. */
  #isGap(pos: number): boolean {
    const code = this.#text.charCodeAt(pos);
    return code === SPACE || code === LF || pos >= this.#text.length;
  }

  #sequence(column: number): unknown[] {
    const list: unknown[] = [];
    const text = this.#text;
    while (this.#column === column && text.charCodeAt(this.#pos) === DASH && this.#isGap(this.#pos + 1)) {
      let pos = this.#pos + 1;
      while (text.charCodeAt(pos) === SPACE) pos++;
      const code = text.charCodeAt(pos);
      if (code === LF || code === HASH || pos >= text.length) {
        this.#pos++;
        this.#endLine();
        list.push(this.#column > column ? this.#blockNode(column) : null);
      } else {
        this.#column += pos - this.#pos;
        this.#pos = pos;
        list.push(this.#blockNode(column));
      }
    }
    return list;
  }

  #mapping(column: number): Dict {
    const dict = newDict();
    const unique = this.#options.uniqueKeys;
    while (this.#column === column) {
      const colon = this.#keyAhead();
      if (colon === -1) throw DECLINE;
      const key = this.#key;
      this.#pos = colon + 1;
      const value = this.#value(column);
      if (unique && dict[key] !== undefined) throw DECLINE;
      dict[key] = value;
    }
    if (this.#column > column) throw DECLINE;
    return dict;
  }

  /** What stands behind a key's colon, or below it. */
  #value(column: number): unknown {
    const text = this.#text;
    let pos = this.#pos;
    while (text.charCodeAt(pos) === SPACE) pos++;
    const code = text.charCodeAt(pos);
    if (code !== LF && code !== HASH && pos < text.length) {
      this.#pos = pos;
      return this.#scalar(column);
    }
    this.#endLine();
    if (this.#column > column) return this.#blockNode(column);
    if (this.#column === column && text.charCodeAt(this.#pos) === DASH && this.#isGap(this.#pos + 1)) return this.#sequence(column);
    return null;
  }

  /** The place of the colon when a key begins at the current place, else -1. */
  #keyAhead(): number {
    const text = this.#text;
    const start = this.#pos;
    const first = text.charCodeAt(start);
    if (first === DOUBLE_QUOTE || first === SINGLE_QUOTE) return this.#quotedKeyAhead(first);
    if ((first < 128 && START[first] === REFUSED) || (first === DASH && this.#isGap(start + 1))) return -1;
    let hash = 0;
    for (let pos = start; ; pos++) {
      const code = text.charCodeAt(pos);
      if (code === COLON) {
        const next = text.charCodeAt(pos + 1);
        if (next === SPACE || next === LF || pos + 1 >= text.length) {
          this.#key = this.#internedKey(start, pos, hash);
          return pos;
        }
      } else if (code === LF || pos >= text.length || (code === HASH && text.charCodeAt(pos - 1) === SPACE)) {
        return -1;
      }
      hash = (Math.imul(hash, 31) + code) | 0;
    }
  }

  #quotedKeyAhead(quote: number): number {
    const text = this.#text;
    const start = this.#pos + 1;
    for (let pos = start; ; pos++) {
      const code = text.charCodeAt(pos);
      if (code === quote) {
        if (text.charCodeAt(pos + 1) !== COLON || !this.#isGap(pos + 2)) return -1;
        if (pos - start > MAX_KEY) throw DECLINE;
        this.#key = text.slice(start, pos);
        if (this.#key === MERGE_KEY) throw DECLINE;
        return pos + 1;
      }
      if (code === LF || pos >= text.length) return -1;
      if (code === BACKSLASH || code === 0x09) throw DECLINE;
    }
  }

  /** The same key comes again and again: it is cut out and looked at once. */
  #internedKey(start: number, end: number, hash: number): string {
    const keys = KEYS[this.#options.resolution];
    const slot = (hash ^ (hash >>> 15)) & (KEY_SLOTS - 1);
    const known = keys[slot];
    const length = end - start;
    if (known?.length === length && this.#text.startsWith(known, start)) return known;
    if (length > MAX_KEY) throw DECLINE;
    const key = this.#text.slice(start, end);
    // Space before the colon, a tab anywhere, and keys that are no strings.
    if (key.endsWith(' ') || key.includes('\t') || !resolvesToString(this.#options.resolution, key)) throw DECLINE;
    keys[slot] = key;
    return key;
  }

  /** A scalar or a flow collection at the current place; the lines below belong to it when they are indented more than `indent`. */
  #scalar(indent: number): unknown {
    const text = this.#text;
    const code = text.charCodeAt(this.#pos);
    switch (code) {
      case DOUBLE_QUOTE: return this.#doubleQuoted();
      case SINGLE_QUOTE: return this.#singleQuoted();
      case BAR: return this.#block(indent, true);
      case GREATER: return this.#block(indent, false);
      case OPEN_BRACE:
      case OPEN_BRACKET: {
        const value = this.#flow();
        this.#endLine();
        return value;
      }
      default: return this.#plain(indent, code);
    }
  }

  #plain(indent: number, first: number): unknown {
    // A colon that is no indicator begins a text, such as an address of IPv6.
    const start = first >= 128 || (first === COLON && !this.#isGap(this.#pos + 1)) ? STRING : START[first]!;
    if (start === REFUSED || (first === DASH && this.#isGap(this.#pos + 1))) throw DECLINE;
    const from = this.#pos;
    const end = this.#plainLineEnd(from);
    let value = this.#text.slice(from, this.#trimmed(from, end));
    this.#pos = end;
    if (this.#text.charCodeAt(end) === LF) {
      // One space, or a line feed for each empty line, where lines go on.
      for (let breaks = this.#continuation(indent); breaks !== 0; breaks = this.#continuation(indent)) {
        const lineEnd = this.#plainLineEnd(this.#pos);
        value += (breaks === 1 ? ' ' : '\n'.repeat(breaks - 1)) + this.#text.slice(this.#pos, this.#trimmed(this.#pos, lineEnd));
        this.#pos = lineEnd;
        if (this.#text.charCodeAt(lineEnd) !== LF) {
          this.#endLine();
          break;
        }
      }
    } else {
      this.#endLine();
    }
    return start === STRING ? value : this.#resolved(value, start);
  }

  /** Where a line of a plain scalar ends: at its line break or before its comment. */
  #plainLineEnd(from: number): number {
    const text = this.#text;
    for (let pos = from; ; pos++) {
      const code = text.charCodeAt(pos);
      if (code > COLON) continue;
      if (code === LF) return pos;
      if (code === COLON) {
        if (this.#isGap(pos + 1)) throw DECLINE;
      } else if (code === HASH) {
        if (text.charCodeAt(pos - 1) === SPACE) return pos - 1;
      } else if (code === 0x09 || pos >= text.length) {
        if (pos < text.length) throw DECLINE;
        return pos;
      }
    }
  }

  #trimmed(from: number, end: number): number {
    let to = end;
    while (to > from && this.#text.charCodeAt(to - 1) === SPACE) to--;
    return to;
  }

  /**
   * At the line break behind a line of a plain scalar: moves to the line that goes on with it and answers how many
   * line breaks lie between; 0 when the scalar is over, and then at the next line with content.
   */
  #continuation(indent: number): number {
    const text = this.#text;
    let breaks = 0;
    let start = this.#pos;
    for (;;) {
      breaks++;
      start++;
      let pos = start;
      while (text.charCodeAt(pos) === SPACE) pos++;
      const code = text.charCodeAt(pos);
      if (code === LF) {
        start = pos;
        continue;
      }
      if (code === 0x09) throw DECLINE;
      if (pos - start > indent && code !== HASH && pos < text.length) {
        // Only a document that is one scalar goes on in the first column, where markers would have to be looked for.
        if (indent === -1) throw DECLINE;
        this.#pos = pos;
        return breaks;
      }
      this.#nextLine(start);
      return 0;
    }
  }

  #resolved(value: string, start: number): unknown {
    const { resolution, integers } = this.#options;
    if (start === NUMBER && integers !== 'bigint' && isPlainInteger(value)) return Number(value);
    if (resolvesToString(resolution, value)) return value;
    const resolved = resolve(resolution, '', value).value;
    // v2 knows times but hands them out as they are written.
    if (resolution === 'v2' && typeof resolved === 'object' && resolved !== null) return value;
    if (typeof resolved === 'number' && !Number.isFinite(resolved)) throw DECLINE;
    return toJsonValue(resolved, integers);
  }

  #doubleQuoted(): string {
    const text = this.#text;
    const start = this.#pos + 1;
    let escaped = false;
    for (let pos = start; ; pos++) {
      const code = text.charCodeAt(pos);
      if (code === DOUBLE_QUOTE) {
        const value = escaped ? unescape(text.slice(start - 1, pos + 1)) : text.slice(start, pos);
        this.#pos = pos + 1;
        this.#endLine();
        return value;
      }
      if (code === BACKSLASH) {
        escaped = true;
        pos++;
      } else if (code === LF) {
        escaped = true;
        this.#checkQuotedLine(pos + 1);
      } else if (pos >= text.length) {
        throw DECLINE;
      }
    }
  }

  #singleQuoted(): string {
    const text = this.#text;
    const start = this.#pos + 1;
    let pos = start;
    for (;;) {
      pos = text.indexOf("'", pos);
      if (pos === -1) throw DECLINE;
      if (text.charCodeAt(pos + 1) !== SINGLE_QUOTE) break;
      pos += 2;
    }
    let value = text.slice(start, pos);
    if (value.includes('\n')) {
      for (let at = text.indexOf('\n', start); at !== -1 && at < pos; at = text.indexOf('\n', at + 1)) this.#checkQuotedLine(at + 1);
      value = scannedQuoted(text.slice(start - 1, pos + 1));
    } else if (value.includes("''")) {
      value = value.replaceAll("''", "'");
    }
    this.#pos = pos + 1;
    this.#endLine();
    return value;
  }

  /** A line of a quoted scalar must not look like a document's marker. */
  #checkQuotedLine(start: number): void {
    const code = this.#text.charCodeAt(start);
    if (code === DASH || code === DOT) throw DECLINE;
  }

  /** block = ( "|" | ">" ) [ "+" | "-" ] [ comment ] lines */
  #block(indent: number, literal: boolean): string {
    const text = this.#text;
    let pos = this.#pos + 1;
    let given = 0;
    let chomping = 0;
    for (; pos < text.length; pos++) {
      const code = text.charCodeAt(pos);
      if ((code === PLUS || code === DASH) && chomping === 0) chomping = code;
      else if (isDigit(code) && code !== 0x30 && given === 0) given = code - 0x30;
      else break;
    }
    while (text.charCodeAt(pos) === SPACE) pos++;
    if (text.charCodeAt(pos) === HASH && text.charCodeAt(pos - 1) === SPACE) pos = this.#lineEnd(pos);
    if (text.charCodeAt(pos) !== LF) throw DECLINE;
    const inner = given === 0 ? this.#firstIndent(pos + 1, indent) : Math.max(indent, 0) + given;
    const value = this.#blockLines(pos + 1, inner, literal, chomping);
    // v3 does not print every folded scalar as it was, and kustomize reads what v3 prints.
    if (!literal && this.#options.resolution === 'v3' && !FOLDS_SAFELY.test(value)) throw DECLINE;
    return value;
  }

  /** The indentation of the first line with text. */
  #firstIndent(from: number, indent: number): number {
    const text = this.#text;
    let widest = 0;
    for (let start = from; ; ) {
      let pos = start;
      while (text.charCodeAt(pos) === SPACE) pos++;
      if (pos >= text.length) return Math.max(widest, pos - start, indent + 1, 1);
      if (text.charCodeAt(pos) !== LF) {
        // Empty lines that are longer than the first line with text are an error, as is a tab.
        if (widest > pos - start || text.charCodeAt(pos) === 0x09) throw DECLINE;
        return Math.max(pos - start, indent + 1, 1);
      }
      widest = Math.max(widest, pos - start);
      start = pos + 1;
    }
  }

  #blockLines(from: number, indent: number, literal: boolean, chomping: number): string {
    const text = this.#text;
    let value = '';
    let breaks = '';
    let lastBreak = '';
    let afterBlank = false;
    let start = from;
    for (;;) {
      let pos = start;
      const limit = start + indent;
      while (pos < limit && text.charCodeAt(pos) === SPACE) pos++;
      const code = text.charCodeAt(pos);
      if (code === LF) {
        breaks += '\n';
        start = pos + 1;
        continue;
      }
      if (pos < limit || pos >= text.length) {
        if (code === 0x09) throw DECLINE;
        break;
      }
      const end = this.#lineEnd(pos);
      const blank = code === SPACE || code === 0x09;
      if (!literal && lastBreak !== '' && !afterBlank && !blank) value += breaks === '' ? ' ' : breaks;
      else value += lastBreak + breaks;
      afterBlank = blank;
      breaks = '';
      value += text.slice(pos, end);
      lastBreak = end < text.length ? '\n' : '';
      start = end + 1;
      if (end >= text.length) break;
    }
    if (chomping !== DASH) value += lastBreak;
    if (chomping === PLUS) value += breaks;
    this.#nextLine(Math.min(start, text.length));
    return value;
  }

  /** A flow collection on one line, of quoted scalars, words and numbers. */
  #flow(): unknown {
    if (++this.#depth > this.#options.maxDepth) throw DECLINE;
    const isSequence = this.#text.charCodeAt(this.#pos) === OPEN_BRACKET;
    this.#pos++;
    this.#skipSpaces();
    const value = isSequence ? this.#flowSequence() : this.#flowMapping();
    this.#depth--;
    return value;
  }

  #flowSequence(): unknown[] {
    const list: unknown[] = [];
    if (this.#take(CLOSE_BRACKET)) return list;
    for (;;) {
      list.push(this.#flowItem());
      this.#skipSpaces();
      if (this.#take(CLOSE_BRACKET)) return list;
      if (!this.#take(COMMA)) throw DECLINE;
      this.#skipSpaces();
    }
  }

  #flowMapping(): Dict {
    const dict = newDict();
    if (this.#take(CLOSE_BRACE)) return dict;
    for (;;) {
      const first = this.#text.charCodeAt(this.#pos);
      const key = this.#flowItem();
      if (typeof key !== 'string' || key === MERGE_KEY || !this.#take(COLON)) throw DECLINE;
      // Only behind quotes a colon needs no space, as in JSON.
      if (this.#text.charCodeAt(this.#pos) !== SPACE && first !== DOUBLE_QUOTE && first !== SINGLE_QUOTE) throw DECLINE;
      this.#skipSpaces();
      const value = this.#flowItem();
      if (this.#options.uniqueKeys && dict[key] !== undefined) throw DECLINE;
      dict[key] = value;
      this.#skipSpaces();
      if (this.#take(CLOSE_BRACE)) return dict;
      if (!this.#take(COMMA)) throw DECLINE;
      this.#skipSpaces();
    }
  }

  #flowItem(): unknown {
    const text = this.#text;
    const start = this.#pos;
    const code = text.charCodeAt(start);
    if (code === OPEN_BRACE || code === OPEN_BRACKET) return this.#flow();
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
      const end = text.indexOf(code === DOUBLE_QUOTE ? '"' : "'", start + 1);
      const value = text.slice(start + 1, end);
      if (end === -1 || value.includes('\n') || value.includes('\\') || (code === SINGLE_QUOTE && text.charCodeAt(end + 1) === SINGLE_QUOTE)) throw DECLINE;
      this.#pos = end + 1;
      return value;
    }
    let pos = start;
    while (FLOW_WORD[text.charCodeAt(pos)] === 1) pos++;
    if (pos === start || (code === DASH && !isDigit(text.charCodeAt(start + 1)))) throw DECLINE;
    this.#pos = pos;
    return this.#resolved(text.slice(start, pos), NUMBER);
  }

  #skipSpaces(): void {
    while (this.#text.charCodeAt(this.#pos) === SPACE) this.#pos++;
  }

  #take(code: number): boolean {
    if (this.#text.charCodeAt(this.#pos) !== code) return false;
    this.#pos++;
    return true;
  }
}

function attempt<T>(text: string, read: () => T): T | typeof DECLINED {
  if (UNCOMMON.test(text) || (SURROGATE.test(text) && forbiddenAt(text) !== -1)) return DECLINED;
  try {
    return read();
  } catch (error) {
    if (error === DECLINE) return DECLINED;
    throw error;
  }
}

/** Keys seen before that are strings, by hash. */
const KEYS: Readonly<Record<Resolution, (string | undefined)[]>> = {
  v2: new Array<string | undefined>(KEY_SLOTS).fill(undefined),
  v3: new Array<string | undefined>(KEY_SLOTS).fill(undefined),
};

/** One line of text, with or without its line break. */
const FOLDS_SAFELY = /^[^\s](?:[^\n]*[^\s])?\n?$/;

const FLOW_WORD = new Uint8Array(65536);
for (const char of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+=-') FLOW_WORD[char.charCodeAt(0)] = 1;

/** Digits only, without a leading zero, small enough to be exact. */
function isPlainInteger(text: string): boolean {
  if (text.length > 15 || (text.length > 1 && text.charCodeAt(0) === 0x30)) return false;
  for (let i = 0; i < text.length; i++) if (!isDigit(text.charCodeAt(i))) return false;
  return true;
}

const JSON_ESCAPES = /^"(?:[^"\\\n\t]|\\["\\bfnrt]|\\u(?:[0-9a-ce-fA-CE-F][0-9a-fA-F]{3}|[dD][0-7][0-9a-fA-F]{2}))*"$/;

/** The value of a quoted scalar of any form. */
function scannedQuoted(quoted: string): string {
  const value = scanQuoted(quoted);
  if (value === undefined) throw DECLINE;
  return value;
}

/** The value of a double-quoted scalar, quotes included. */
function unescape(quoted: string): string {
  return JSON_ESCAPES.test(quoted) ? (JSON.parse(quoted) as string) : scannedQuoted(quoted);
}
