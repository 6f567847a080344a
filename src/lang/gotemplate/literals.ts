import { parseBigInteger, parseFloat64, quote } from '../gofmt/index.ts';
import { GoComplex, fromBytes, toBytes } from '../govalue/index.ts';
import type { NumberNode } from './nodes.ts';
import type { TokenKind } from './lexer.ts';

/** What a number's text can be read as. */
export type NumberValue = Pick<NumberNode, 'int' | 'uint' | 'float' | 'complex'>;

const SIMPLE_ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 0x5c };
const MAX_INT64 = (1n << 63n) - 1n;
const MAX_UINT64 = (1n << 64n) - 1n;

/** Reads a string literal with its quotes, interpreted or raw; undefined when Go says `invalid syntax`. */
export function unquote(literal: string): string | undefined {
  if (literal.startsWith('`')) return literal.slice(1, -1).replaceAll('\r', '');
  const inner = readable(literal.slice(1, -1));
  if (!inner.includes('\\')) return inner;
  return unescape(inner, '"');
}

/** Reads a number, a character or a complex number. @throws Error with Go's text for a parse error. */
export function readNumber(text: string, kind: TokenKind): NumberValue {
  if (kind === 'CharConstant') return readChar(text);
  if (kind === 'Complex') return readComplex(text);
  if (text.endsWith('i')) {
    const imaginary = parseFloat64(text.slice(0, -1));
    if (imaginary.fault === undefined) return fromComplex(new GoComplex(0, imaginary.value));
  }
  return readReal(text);
}

function readReal(text: string): NumberValue {
  const whole = parseBigInteger(text, 0);
  const int = whole !== undefined && whole <= MAX_INT64 && whole >= -MAX_INT64 - 1n ? whole : undefined;
  const unsigned = !/^[+-]/.test(text) || whole === 0n;
  const uint = whole !== undefined && unsigned && whole <= MAX_UINT64 ? whole : undefined;
  if (int !== undefined || uint !== undefined) return { int, uint, float: Number(int ?? uint), complex: undefined };
  const { value: float, fault } = parseFloat64(text);
  if (fault !== undefined) throw new Error(`illegal number syntax: ${quote(text)}`);
  if (!/[.eEpP]/.test(text)) throw new Error(`integer overflow: ${quote(text)}`);
  return { ...integersOf(float), float, complex: undefined };
}

/** Complex = Real ( "+" | "-" ) Real "i" . A sign behind the letter of an exponent belongs to the exponent. */
function readComplex(text: string): NumberValue {
  const split = /^[+-]?0[xX]/.test(text) ? /(?<![pP])[+-]/g : /(?<![eE])[+-]/g;
  split.lastIndex = 1;
  const at = split.exec(text)?.index ?? text.length - 1;
  const real = text.slice(0, at);
  const imaginary = text.slice(at, -1);
  // Go scans decimal and hexadecimal halves only.
  if (imaginary.length < 2 || [real, imaginary].some((half) => /^[+-]?0[oObB]|i$/.test(half))) throw new Error('syntax error scanning complex number');
  return fromComplex(new GoComplex(halfOfComplex(real), halfOfComplex(imaginary)));
}

function halfOfComplex(text: string): number {
  const { value, fault } = parseFloat64(text);
  if (fault !== undefined) throw new Error(`strconv.ParseFloat: parsing ${quote(text)}: invalid syntax`);
  return value;
}

function fromComplex(complex: GoComplex): NumberValue {
  if (complex.im !== 0) return { int: undefined, uint: undefined, float: undefined, complex };
  return { ...integersOf(complex.re), float: complex.re, complex };
}

function integersOf(float: number): { readonly int: bigint | undefined; readonly uint: bigint | undefined } {
  if (!Number.isInteger(float)) return { int: undefined, uint: undefined };
  const whole = BigInt(float);
  return {
    int: whole <= MAX_INT64 && whole >= -MAX_INT64 - 1n ? whole : undefined,
    uint: whole >= 0n && whole <= MAX_UINT64 ? whole : undefined,
  };
}

/** Go reads an interpreted literal character by character: each byte that is part of none becomes U+FFFD. */
function readable(inner: string): string {
  return inner.toWellFormed();
}

function readChar(literal: string): NumberValue {
  const inner = readable(literal.slice(1, -1));
  const first = inner.startsWith('\\') ? /^\\(?:[0-7]{3}|x..|u.{4}|U.{8}|[^])/u.exec(inner)?.[0] : /^[^]/u.exec(inner)?.[0];
  if (first === undefined) throw new Error('invalid syntax');
  const text = first.startsWith('\\') ? unescape(first, "'") : first;
  if (text === undefined) throw new Error('invalid syntax');
  if (first.length !== inner.length) throw new Error(`malformed character constant: ${literal}`);
  const code = text.codePointAt(0)!;
  // A byte that is no character by itself (`'\xff'`) counts as its number.
  const int = BigInt(code >= 0xdc80 && code <= 0xdcff ? code - 0xdc00 : code);
  return { int, uint: int, float: Number(int), complex: undefined };
}

/** Resolves the escapes of an interpreted string or character; undefined when one is none of Go's. */
function unescape(inner: string, mark: '"' | "'"): string | undefined {
  let out = '';
  let raw = false;
  for (let at = 0; at < inner.length; ) {
    const backslash = inner.indexOf('\\', at);
    if (backslash === -1) {
      out += inner.slice(at);
      break;
    }
    out += inner.slice(at, backslash);
    const escape = readEscape(inner, backslash + 1, mark);
    if (escape === undefined) return undefined;
    out += escape.text;
    raw ||= escape.raw;
    at = escape.end;
  }
  // Bytes written one by one may make up a character together.
  return raw ? fromBytes(toBytes(out)) : out;
}

interface Escape {
  readonly text: string;
  readonly end: number;
  /** A single byte above 0x7f. */
  readonly raw: boolean;
}

/** Escape = "\" ( letter | "x" 2 hex | "u" 4 hex | "U" 8 hex | 3 octal | quote ) . */
function readEscape(text: string, at: number, mark: string): Escape | undefined {
  const letter = text[at] ?? '';
  const simple = SIMPLE_ESCAPES[letter];
  if (simple !== undefined) return { text: String.fromCharCode(simple), end: at + 1, raw: false };
  if (letter === mark) return { text: letter, end: at + 1, raw: false };
  const octal = /^[0-7]{3}/.exec(text.slice(at, at + 3));
  if (octal !== null) return byteEscape(parseInt(octal[0], 8), at + 3);
  const length = letter === 'x' ? 2 : letter === 'u' ? 4 : letter === 'U' ? 8 : 0;
  const digits = text.slice(at + 1, at + 1 + length);
  if (length === 0 || digits.length < length || !/^[0-9a-fA-F]+$/.test(digits)) return undefined;
  const code = parseInt(digits, 16);
  if (letter === 'x') return byteEscape(code, at + 3);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined;
  return { text: String.fromCodePoint(code), end: at + 1 + length, raw: false };
}

function byteEscape(byte: number, end: number): Escape | undefined {
  if (byte > 0xff) return undefined;
  return byte < 0x80 ? { text: String.fromCharCode(byte), end, raw: false } : { text: String.fromCharCode(0xdc00 + byte), end, raw: true };
}
