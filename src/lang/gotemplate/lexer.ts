import { isNewerThanGo, quote, sprintf } from '../gofmt/index.ts';
import { GoInt } from '../govalue/index.ts';
import { behindSpace, endOf, isSpace, isTrimmed, spaceStart } from './action-text.ts';

/** What a token is. Keywords come last, from `Block` on. */
export type TokenKind =
  | 'Error' | 'EOF' | 'Text' | 'LeftDelim' | 'RightDelim' | 'Space'
  | 'Bool' | 'Char' | 'CharConstant' | 'Complex' | 'Number' | 'String' | 'RawString'
  | 'Assign' | 'Declare' | 'Pipe' | 'LeftParen' | 'RightParen'
  | 'Field' | 'Identifier' | 'Variable' | 'Dot' | 'Nil'
  | 'Block' | 'Break' | 'Continue' | 'Define' | 'Else' | 'End' | 'If' | 'Range' | 'Template' | 'With';

/**
 * The tokens of a text, in order: token `i` is a `kinds[i]` from `starts[i]` to `ends[i]`, in UTF-16 code units.
 * The last one is `EOF`, or `Error` with the message in `error`. Three arrays cost a third of an object per token.
 */
export interface Tokens {
  readonly kinds: readonly TokenKind[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly error: string | undefined;
}

/** What opens and closes an action. */
export interface Delimiters {
  readonly left: string;
  readonly right: string;
}

/** Go's own. */
export const DEFAULT_DELIMITERS: Delimiters = { left: '{{', right: '}}' };

const KEYWORDS: ReadonlyMap<string, TokenKind> = new Map([
  ['block', 'Block'], ['break', 'Break'], ['continue', 'Continue'], ['define', 'Define'], ['else', 'Else'], ['end', 'End'],
  ['if', 'If'], ['range', 'Range'], ['nil', 'Nil'], ['template', 'Template'], ['with', 'With'],
  ['true', 'Bool'], ['false', 'Bool'],
]);

/**
 * Splits a template into tokens. Comments and trimmed white space make none.
 *
 * Never throws: it stops at the first fault with an `Error` token. Linear in the length of the text.
 * Follows Go 1.26 text/template/parse/lex.go.
 */
export function lex(text: string, delimiters: Delimiters = DEFAULT_DELIMITERS): Tokens {
  return new Lexer(text, delimiters).run();
}

/** Whether a word cannot be the name of a function. */
export function isKeyword(word: string): boolean {
  return KEYWORDS.has(word);
}

class Lexer {
  readonly #text: string;
  readonly #left: string;
  readonly #right: string;
  /** The right delimiter after a trim marker. */
  readonly #trimmedRight: string;
  /** The first character of the right delimiter. */
  readonly #closing: number;
  readonly #kinds: TokenKind[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  #pos = 0;
  #error: string | undefined;
  #parenDepth = 0;

  constructor(text: string, { left, right }: Delimiters) {
    this.#text = text;
    this.#left = left;
    this.#right = right;
    this.#trimmedRight = `-${right}`;
    this.#closing = right.charCodeAt(0);
  }

  run(): Tokens {
    while (this.#lexText()) {
      // Each round reads the text before an action and the action itself.
    }
    return { kinds: this.#kinds, starts: this.#starts, ends: this.#ends, error: this.#error };
  }

  #emit(kind: TokenKind, start: number, end: number): void {
    this.#kinds.push(kind);
    this.#starts.push(start);
    this.#ends.push(end);
    this.#pos = end;
  }

  /** Ends the token list. Returns false, so that callers can end with it. */
  #fail(message: string, start: number): false {
    this.#error = message;
    this.#emit('Error', start, Math.max(start, this.#pos));
    return false;
  }

  /** Text = { any } ( Comment | Action | EOF ) . Returns whether there is more to read. */
  #lexText(): boolean {
    const text = this.#text;
    const start = this.#pos;
    const open = text.indexOf(this.#left, start);
    if (open === -1) {
      if (start < text.length) this.#emit('Text', start, text.length);
      this.#emit('EOF', text.length, text.length);
      return false;
    }
    // A trim marker is a minus followed by white space.
    const opened = open + this.#left.length;
    const trims = isTrimmed(text, opened);
    const end = trims ? spaceStart(text, start, open) : open;
    if (end > start) this.#emit('Text', start, end);
    const inside = trims ? opened + 2 : opened;
    if (text.startsWith('/*', inside)) return this.#lexComment(inside);
    this.#emit('LeftDelim', open, opened);
    this.#pos = inside;
    this.#parenDepth = 0;
    return this.#lexAction();
  }

  /** Comment = "/*" { any } "*" "/" , touching the delimiters or their trim markers. */
  #lexComment(start: number): boolean {
    const close = this.#text.indexOf('*/', start + 2);
    this.#pos = start;
    if (close === -1) return this.#fail('unclosed comment', start);
    this.#pos = close + 2;
    const length = this.#rightDelimLength(close + 2);
    if (length === 0) return this.#fail('comment ends before closing delimiter', start);
    this.#pos = this.#afterRightDelim(close + 2, length);
    return true;
  }

  /** Reads tokens up to the right delimiter. Returns false after a fault. */
  #lexAction(): boolean {
    for (;;) {
      const start = this.#pos;
      const length = this.#rightDelimLength(start);
      if (length > 0) {
        if (this.#parenDepth > 0) return this.#fail('unclosed left paren', start);
        const end = start + length;
        this.#emit('RightDelim', end - this.#right.length, end);
        this.#pos = this.#afterRightDelim(start, length);
        return true;
      }
      if (!this.#lexToken(start)) return false;
    }
  }

  /** Reads one token inside of an action. */
  #lexToken(start: number): boolean {
    const text = this.#text;
    if (start >= text.length) return this.#fail('unclosed action', start);
    const code = text.charCodeAt(start);
    switch (code) {
      case 0x20: // space
      case 0x09: // tab
      case 0x0a: // line feed
      case 0x0d: // carriage return
        return this.#lexSpace(start);
      case 0x3d: // =
        return this.#single('Assign', start);
      case 0x3a: // :
        if (text.charCodeAt(start + 1) !== 0x3d) return this.#fail('expected :=', start);
        this.#emit('Declare', start, start + 2);
        return true;
      case 0x7c: // |
        return this.#single('Pipe', start);
      case 0x22: // "
        return this.#lexQuoted(start, code, 'String', 'unterminated quoted string');
      case 0x27: // '
        return this.#lexQuoted(start, code, 'CharConstant', 'unterminated character constant');
      case 0x60: // `
        return this.#lexRawString(start);
      case 0x24: // $
        return this.#lexWord(start, 'Variable', 'Variable');
      case 0x2e: // .
        return isDigit(text.charCodeAt(start + 1)) || start + 1 === text.length ? this.#lexNumber(start) : this.#lexWord(start, 'Field', 'Dot');
      case 0x28: // (
        this.#parenDepth++;
        return this.#single('LeftParen', start);
      case 0x29: // )
        if (--this.#parenDepth < 0) return this.#fail('unexpected right paren', start);
        return this.#single('RightParen', start);
      case 0x2b: // +
      case 0x2d: // -
        return this.#lexNumber(start);
      default:
        if (isDigit(code)) return this.#lexNumber(start);
        if (alphaNumericLength(text, start) > 0) return this.#lexIdentifier(start);
        if (code > 0x20 && code < 0x7f) return this.#single('Char', start);
        return this.#fail(`unrecognized character in action: ${describeChar(text, start)}`, start);
    }
  }

  #single(kind: TokenKind, start: number): true {
    this.#emit(kind, start, start + 1);
    return true;
  }

  /** Space = ( " " | "\t" | "\r" | "\n" ) { Space } . The last one may belong to the trim marker of the right delimiter. */
  #lexSpace(start: number): true {
    let end = behindSpace(this.#text, start + 1);
    if (this.#text.startsWith(this.#trimmedRight, end)) end--;
    if (end > start) this.#emit('Space', start, end);
    return true;
  }

  /** The length of the right delimiter at `at`, its trim marker included; 0 when there is none. */
  #rightDelimLength(at: number): number {
    const text = this.#text;
    const code = text.charCodeAt(at);
    if (code === this.#closing) return text.startsWith(this.#right, at) ? this.#right.length : 0;
    return isSpace(code) && text.startsWith(this.#trimmedRight, at + 1) ? this.#right.length + 2 : 0;
  }

  #afterRightDelim(at: number, length: number): number {
    return length > this.#right.length ? behindSpace(this.#text, at + length) : at + length;
  }

  /** Field = "." Letter { Letter | Digit } . Variable = "$" { Letter | Digit } . Either may be the sign alone. */
  #lexWord(start: number, kind: TokenKind, alone: TokenKind): boolean {
    const end = this.#wordEnd(start + 1);
    if (!this.#atTerminator(end)) return this.#badCharacter(start, end);
    this.#emit(end === start + 1 ? alone : kind, start, end);
    return true;
  }

  /** Identifier = Letter { Letter | Digit } . Keywords and booleans look like one. */
  #lexIdentifier(start: number): boolean {
    const end = this.#wordEnd(start);
    if (!this.#atTerminator(end)) return this.#badCharacter(start, end);
    this.#emit(KEYWORDS.get(this.#text.slice(start, end)) ?? 'Identifier', start, end);
    return true;
  }

  #badCharacter(start: number, at: number): false {
    this.#pos = at;
    return this.#fail(`bad character ${describeChar(this.#text, at)}`, start);
  }

  #wordEnd(at: number): number {
    for (let end = endOf(WORD, this.#text, at); ; ) {
      const length = alphaNumericLength(this.#text, end);
      if (length === 0) return end;
      end += length;
    }
  }

  /** Whether a word may end here. */
  #atTerminator(at: number): boolean {
    const text = this.#text;
    if (at >= text.length) return true;
    switch (text.charCodeAt(at)) {
      case 0x20: case 0x09: case 0x0a: case 0x0d: // white space
      case 0x2e: case 0x2c: case 0x7c: case 0x3a: case 0x29: case 0x28: // . , | : ) (
        return true;
      default:
        return text.startsWith(this.#right, at);
    }
  }

  /** String = `"` { any | "\" any } `"` , on one line. */
  #lexQuoted(start: number, quote: number, kind: TokenKind, message: string): boolean {
    const text = this.#text;
    const plain = quote === 0x22 ? IN_DOUBLE_QUOTES : IN_SINGLE_QUOTES;
    for (let at = endOf(plain, text, start + 1); at < text.length; at = endOf(plain, text, Math.min(at + 1, text.length))) {
      const code = text.charCodeAt(at);
      if (code === quote) {
        this.#emit(kind, start, at + 1);
        return true;
      }
      if (code === 0x5c) at++; // backslash
      if (code === 0x0a || (code === 0x5c && text.charCodeAt(at) === 0x0a)) break;
    }
    return this.#fail(message, start);
  }

  #lexRawString(start: number): boolean {
    const close = this.#text.indexOf('`', start + 1);
    if (close === -1) return this.#fail('unterminated raw quoted string', start);
    this.#emit('RawString', start, close + 1);
    return true;
  }

  /** Number = Real [ Real ] , where a second one makes it complex. */
  #lexNumber(start: number): boolean {
    let end = this.#scanReal(start);
    if (end < 0) return this.#badNumber(start, -end);
    const sign = this.#text.charCodeAt(end);
    if (sign !== 0x2b && sign !== 0x2d) {
      this.#emit('Number', start, end);
      return true;
    }
    end = this.#scanReal(end);
    if (end < 0 || this.#text.charCodeAt(end - 1) !== 0x69) return this.#badNumber(start, Math.abs(end));
    this.#emit('Complex', start, end);
    return true;
  }

  #badNumber(start: number, end: number): false {
    this.#pos = end;
    return this.#fail(`bad number syntax: ${quote(this.#text.slice(start, end))}`, start);
  }

  /** Returns the end of the number at `at`; negated, and past the next character, when a letter or digit follows. */
  #scanReal(at: number): number {
    const text = this.#text;
    let end = at;
    if (text.charCodeAt(end) === 0x2b || text.charCodeAt(end) === 0x2d) end++;
    let digits = DECIMAL;
    if (text.charCodeAt(end) === 0x30) {
      end++;
      const base = RADIX.get(text.charCodeAt(end));
      if (base !== undefined) {
        digits = base;
        end++;
      }
    }
    end = skip(text, end, digits);
    if (text.charCodeAt(end) === 0x2e) end = skip(text, end + 1, digits);
    const lower = text.charCodeAt(end) | 0x20;
    if ((digits === DECIMAL && lower === 0x65) || (digits === HEX && lower === 0x70)) {
      end++;
      if (text.charCodeAt(end) === 0x2b || text.charCodeAt(end) === 0x2d) end++;
      end = skip(text, end, DECIMAL);
    }
    if (text.charCodeAt(end) === 0x69) end++; // i
    const letter = alphaNumericLength(text, end);
    return letter > 0 ? -(end + letter) : end;
  }
}

const DECIMAL = '0123456789_';
const HEX = '0123456789abcdefABCDEF_';
const RADIX: ReadonlyMap<number, string> = new Map([
  [0x78, HEX], [0x58, HEX], // x X
  [0x6f, '01234567_'], [0x4f, '01234567_'], // o O
  [0x62, '01_'], [0x42, '01_'], // b B
]);

function skip(text: string, at: number, accepted: string): number {
  let end = at;
  while (end < text.length && accepted.includes(text[end]!)) end++;
  return end;
}

// Templates are read before V8 has optimized anything: an expression runs as machine code from the start, a loop does not.
const WORD = /[A-Za-z0-9_]*/y;
const IN_DOUBLE_QUOTES = /[^"\\\n]*/y;
const IN_SINGLE_QUOTES = /[^'\\\n]*/y;

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

const LETTER_OR_DIGIT = /^[\p{L}\p{Nd}]$/u;

/** The length in code units of the letter, digit or underscore at `at`; 0 when there is none. */
function alphaNumericLength(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code < 0x80) {
    const lower = code | 0x20;
    return (lower >= 0x61 && lower <= 0x7a) || isDigit(code) || code === 0x5f ? 1 : 0;
  }
  if (at >= text.length) return 0;
  const point = text.codePointAt(at)!;
  if (!LETTER_OR_DIGIT.test(String.fromCodePoint(point)) || isNewerThanGo(point)) return 0;
  return point > 0xffff ? 2 : 1;
}

/** A character as Go's `%#U` prints it: `U+005B '['`. */
function describeChar(text: string, at: number): string {
  const code = text.codePointAt(at)!;
  return sprintf('%#U', [new GoInt('int32', BigInt(code >= 0xd800 && code <= 0xdfff ? 0xfffd : code))]);
}
