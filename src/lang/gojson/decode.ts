import { newDict, type Dict } from '../../std/dict.ts';
import { GoError, isEscapedByte } from '../govalue/index.ts';

/** The deepest nesting that is read; what Go's scanner allows. */
const MAX_DEPTH = 10_000;

const END_OF_INPUT = 'unexpected end of JSON input';
const BACKSLASH = 0x5c;
const QUOTE = 0x22;

/**
 * Reads a whole text as one JSON value: objects become `Dict`, numbers float64, a repeated key keeps its last value.
 *
 * Follows Go 1.26 `encoding/json.Unmarshal` into an `interface{}`, error texts included.
 *
 * @throws GoError with Go's message, such as `invalid character 'x' looking for beginning of value`.
 */
export function decodeJson(text: string): unknown {
  const { value, fault } = decodeJsonPartly(text);
  if (fault !== undefined) throw fault;
  return value;
}

/**
 * As `decodeJson`, but a number that float64 cannot hold is null, and a fault beside the value: Go has stored the rest by the time it reports one.
 *
 * @throws GoError with Go's message where the text is no JSON.
 */
export function decodeJsonPartly(text: string): { readonly value: unknown; readonly fault?: GoError | undefined } {
  const native = decodeNatively(text);
  if (native !== undefined) return { value: native };
  const reader = new JsonReader(text, 0, END_OF_INPUT, END_OF_INPUT);
  const value = reader.readRoot();
  reader.skipSpace();
  if (reader.at < text.length) reader.failAt('after top-level value');
  return { value, fault: reader.fault() };
}

/** What V8 reads at once: texts in which Go and JavaScript can see nothing different. Undefined for all others, faulty ones among them. */
function decodeNatively(text: string): unknown {
  if (OTHER_TO_GO.test(text) || !text.isWellFormed()) return undefined;
  try {
    return asGo(JSON.parse(text), 0);
  } catch {
    return undefined;
  }
}

/** What may be half of a pair of surrogates, which Go replaces, and numbers that may be too large, which it refuses. */
const OTHER_TO_GO = /\\u[dD][89a-fA-F]|[eE]\+?\d{3}|\d{300}/;
/** Beyond it the reader of this file counts. */
const MAX_NATIVE_DEPTH = 500;

function asGo(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_NATIVE_DEPTH) throw new RangeError('too deep');
  if (Array.isArray(value)) return value.map((item) => asGo(item, depth + 1));
  const object = newDict();
  for (const key in value) object[key] = asGo((value as Dict)[key], depth + 1);
  return object;
}

/**
 * Reads the first JSON value at or after `start`, and says where it ends.
 *
 * Follows Go 1.26 `encoding/json.Decoder.Decode`: what comes after the value is not looked at.
 *
 * @throws GoError with Go's message; `EOF` where nothing is left, `unexpected EOF` inside of a value.
 */
export function decodeJsonPrefix(text: string, start: number): { readonly value: unknown; readonly end: number } {
  const reader = new JsonReader(text, start, 'EOF', 'unexpected EOF');
  const value = reader.readRoot();
  const fault = reader.fault();
  if (fault !== undefined) throw fault;
  return { value, end: reader.at };
}

class JsonReader {
  readonly #text: string;
  readonly #endBefore: string;
  readonly #endInside: string;
  /** The first number too large for a float64: Go reports it only after the syntax proved right. */
  #tooLarge: string | undefined;
  at: number;

  constructor(text: string, start: number, endBefore: string, endInside: string) {
    this.#text = text;
    this.at = start;
    this.#endBefore = endBefore;
    this.#endInside = endInside;
  }

  /** The value that starts here. A stack that ends before the depth that Go allows is the same fault to the reader. */
  readRoot(): unknown {
    try {
      return this.readValue(0);
    } catch (error) {
      throw error instanceof RangeError ? new GoError('exceeded max depth', { cause: error }) : error;
    }
  }

  /** What Go says of a number that it could not store. */
  fault(): GoError | undefined {
    return this.#tooLarge === undefined ? undefined : new GoError(`json: cannot unmarshal number ${this.#tooLarge} into Go value of type float64`);
  }

  skipSpace(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.at++;
    }
  }

  /** Fails at the current character, or because there is none. */
  failAt(context: string): never {
    if (this.at >= this.#text.length) throw new GoError(this.#endInside);
    throw new GoError(`invalid character ${quoteByte(this.#text, this.at)} ${context}`);
  }

  /** Fails inside of a word, number or escape. At its end, Go's `Unmarshal` pretends that a space follows, and blames that. */
  #failInToken(context: string): never {
    if (this.at >= this.#text.length && this.#endInside === END_OF_INPUT) throw new GoError(`invalid character ' ' ${context}`);
    this.failAt(context);
  }

  readValue(depth: number): unknown {
    this.skipSpace();
    if (this.at >= this.#text.length) throw new GoError(depth === 0 ? this.#endBefore : this.#endInside);
    if (depth > MAX_DEPTH) throw new GoError('exceeded max depth');
    switch (this.#text[this.at]) {
      case '{':
        return this.#readObject(depth);
      case '[':
        return this.#readArray(depth);
      case '"':
        return this.#readString();
      case 't':
        return this.#readWord('true', true);
      case 'f':
        return this.#readWord('false', false);
      case 'n':
        return this.#readWord('null', null);
      default:
        return this.#readNumber();
    }
  }

  #readObject(depth: number): Dict {
    const object = newDict();
    this.at++;
    this.skipSpace();
    if (this.#text[this.at] === '}') {
      this.at++;
      return object;
    }
    for (;;) {
      this.skipSpace();
      if (this.#text[this.at] !== '"') this.failAt('looking for beginning of object key string');
      const key = this.#readString();
      this.skipSpace();
      if (this.#text[this.at] !== ':') this.failAt('after object key');
      this.at++;
      object[key] = this.readValue(depth + 1);
      this.skipSpace();
      const next = this.#text[this.at];
      if (next !== ',' && next !== '}') this.failAt('after object key:value pair');
      this.at++;
      if (next === '}') return object;
    }
  }

  #readArray(depth: number): unknown[] {
    const list: unknown[] = [];
    this.at++;
    this.skipSpace();
    if (this.#text[this.at] === ']') {
      this.at++;
      return list;
    }
    for (;;) {
      list.push(this.readValue(depth + 1));
      this.skipSpace();
      const next = this.#text[this.at];
      if (next !== ',' && next !== ']') this.failAt('after array element');
      this.at++;
      if (next === ']') return list;
    }
  }

  #readString(): string {
    const text = this.#text;
    let start = ++this.at;
    let out = '';
    for (;;) {
      const code = text.charCodeAt(this.at);
      if (code === QUOTE) {
        out += text.slice(start, this.at++);
        return out;
      }
      if (code === BACKSLASH) {
        out += text.slice(start, this.at) + this.#readEscape();
        start = this.at;
      } else if (code < 0x20 || Number.isNaN(code)) {
        this.failAt('in string literal');
      } else if (code < 0xd800 || code > 0xdfff) {
        this.at++;
      } else if (text.codePointAt(this.at)! > 0xffff) {
        this.at += 2;
      } else {
        // A byte that is no UTF-8.
        out += `${text.slice(start, this.at)}\ufffd`;
        start = ++this.at;
      }
    }
  }

  #readEscape(): string {
    this.at++;
    const letter = this.#text[this.at];
    const plain = letter === undefined ? undefined : ESCAPES.get(letter);
    if (plain !== undefined) {
      this.at++;
      return plain;
    }
    if (letter !== 'u') this.#failInToken('in string escape code');
    const unit = this.#readHex();
    if (unit < 0xd800 || unit > 0xdfff) return String.fromCharCode(unit);
    if (unit > 0xdbff || !this.#text.startsWith('\\u', this.at)) return '\ufffd';
    const before = this.at;
    this.at++;
    const low = this.#readHex();
    if (low >= 0xdc00 && low <= 0xdfff) return String.fromCharCode(unit, low);
    this.at = before;
    return '\ufffd';
  }

  /** Reads the four digits after `\u`; `at` is on the `u`. */
  #readHex(): number {
    this.at++;
    for (let i = 0; i < 4; i++, this.at++) {
      if (!/^[0-9a-fA-F]$/.test(this.#text.charAt(this.at))) this.#failInToken('in \\u hexadecimal character escape');
    }
    return Number.parseInt(this.#text.slice(this.at - 4, this.at), 16);
  }

  #readWord<T>(word: string, value: T): T {
    for (let i = 1; i < word.length; i++) {
      this.at++;
      if (this.#text[this.at] !== word[i]) this.#failInToken(`in literal ${word} (expecting '${word[i]!}')`);
    }
    this.at++;
    return value;
  }

  #readNumber(): number | null {
    const start = this.at;
    const negative = this.#text[this.at] === '-';
    if (negative) this.at++;
    if (this.#text[this.at] === '0') this.at++;
    else this.#readDigits(negative ? 'in numeric literal' : 'looking for beginning of value');
    if (this.#text[this.at] === '.') {
      this.at++;
      this.#readDigits('after decimal point in numeric literal');
    }
    const exponent = this.#text[this.at];
    if (exponent === 'e' || exponent === 'E') {
      this.at++;
      const sign = this.#text[this.at];
      if (sign === '+' || sign === '-') this.at++;
      this.#readDigits('in exponent of numeric literal');
    }
    const literal = this.#text.slice(start, this.at);
    const value = Number(literal);
    if (Number.isFinite(value)) return value;
    this.#tooLarge ??= literal;
    return null;
  }

  #readDigits(context: string): void {
    const start = this.at;
    for (;;) {
      const code = this.#text.charCodeAt(this.at);
      if (!(code >= 0x30 && code <= 0x39)) break;
      this.at++;
    }
    if (this.at === start) this.#failInToken(context);
  }
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/** The character in quotes as Go prints it: it scans bytes, so a wide character shows its first UTF-8 byte as a Latin-1 letter. */
function quoteByte(text: string, at: number): string {
  const code = text.codePointAt(at)!;
  if (code === 0x27) return `'\\''`;
  if (code === QUOTE) return `'"'`;
  const byte = code < 0x80 ? code : isEscapedByte(code) ? code & 0xff : code < 0x800 ? 0xc0 | (code >> 6) : code < 0x10000 ? 0xe0 | (code >> 12) : 0xf0 | (code >> 18);
  if (byte === BACKSLASH) return `'\\\\'`;
  const short = SHORT_CONTROLS.get(byte);
  if (short !== undefined) return `'${short}'`;
  return byte < 0x20 || byte === 0x7f ? `'\\x${byte.toString(16).padStart(2, '0')}'` : `'${String.fromCharCode(byte)}'`;
}

const SHORT_CONTROLS: ReadonlyMap<number, string> = new Map([
  [0x07, '\\a'],
  [0x08, '\\b'],
  [0x0c, '\\f'],
  [0x0a, '\\n'],
  [0x0d, '\\r'],
  [0x09, '\\t'],
  [0x0b, '\\v'],
]);
