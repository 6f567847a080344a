import { quote } from './quote.ts';

/** An integer, and why it is not exact: `range` gives the nearest value. */
export interface ParsedInteger {
  readonly value: bigint;
  readonly fault: 'syntax' | 'range' | undefined;
}

const MAX_INT64 = 2n ** 63n - 1n;
const MIN_INT64 = -(2n ** 63n);
const SYNTAX: ParsedInteger = { value: 0n, fault: 'syntax' };
const MAX_UINT64 = 2n ** 64n - 1n;
/** The shortest hexadecimal number beyond it has so many digits. */
const MIN_OVERFLOW = 17;
const DECIMAL: Base = { start: /^[0-9]*/, js: '' };
const BASES: Readonly<Record<'b' | 'o' | 'x', Base>> = {
  b: { start: /^[01]*/, js: '0b' },
  o: { start: /^[0-7]*/, js: '0o' },
  x: { start: /^[0-9a-f]*/, js: '0x' },
};

interface Base {
  /** The digits that a text starts with. */
  readonly start: RegExp;
  /** What JavaScript writes in front of digits. */
  readonly js: string;
}

/** Reads a 64-bit integer. Base 0 takes Go's literals: `0x1f`, `0b1`, `0o17`, `017`, `1_000`. Follows Go 1.26 strconv.ParseInt. */
export function parseInteger(text: string, base: 0 | 8 | 10): ParsedInteger {
  const value = parseBigInteger(text, base);
  if (value === undefined) return overflows(text, base) ? { value: text.startsWith('-') ? MIN_INT64 : MAX_INT64, fault: 'range' } : SYNTAX;
  if (value > MAX_INT64) return { value: MAX_INT64, fault: 'range' };
  return value < MIN_INT64 ? { value: MIN_INT64, fault: 'range' } : { value, fault: undefined };
}

/** Whether the digits are too many for 64 bits before Go comes to what is no digit: it reads no further. */
function overflows(text: string, base: 0 | 8 | 10): boolean {
  const { digits, radix } = literalOf(text, base);
  const [start] = radix.start.exec(digits)!;
  return start.length >= MIN_OVERFLOW && BigInt(radix.js + start) > MAX_UINT64;
}

/** Reads an integer of any size, in the forms of `parseInteger`; undefined for what is none. */
export function parseBigInteger(text: string, base: 0 | 8 | 10): bigint | undefined {
  if (base !== 8 && /^[1-9][0-9]*$/.test(text)) return BigInt(text);
  const { isNegative, digits, radix, isSound } = literalOf(text, base);
  if (!isSound || digits === '' || radix.start.exec(digits)![0].length < digits.length) return undefined;
  const magnitude = BigInt(radix.js + digits);
  return isNegative ? -magnitude : magnitude;
}

/** Reads a decimal integer, or tells what Go's `strconv.Atoi` says of the text. */
export function atoi(text: string): { readonly value: bigint } | { readonly fault: string } {
  const { value, fault } = parseInteger(text, 10);
  if (fault === undefined) return { value };
  return { fault: `strconv.Atoi: parsing ${quote(text)}: ${fault === 'range' ? 'value out of range' : 'invalid syntax'}` };
}

/** The parts of an integer as it is written. */
interface Literal {
  readonly isNegative: boolean;
  /** Without underscores, where these may be. */
  readonly digits: string;
  readonly radix: Base;
  /** Whether underscores stand between digits only. */
  readonly isSound: boolean;
}

/** Literal = Decimal | "0" ( "b" | "o" | "x" | "" ) Digits , in base 0 with underscores between digits. A prefix counts as a digit. */
function literalOf(text: string, base: 0 | 8 | 10): Literal {
  const [, sign, body] = /^([+-]?)(.*)$/s.exec(text)!;
  const isNegative = sign === '-';
  if (base !== 0) return { isNegative, digits: body!, radix: base === 8 ? BASES.o : DECIMAL, isSound: true };
  const lower = body!.toLowerCase();
  const [, letter, digits] = /^0([box]?)(.+)$/s.exec(lower) ?? [undefined, undefined, lower];
  return {
    isNegative,
    digits: digits.replaceAll('_', ''),
    radix: letter === undefined ? DECIMAL : BASES[(letter || 'o') as keyof typeof BASES],
    isSound: /^[^_]+(?:_[^_]+)*$/.test(letter === undefined ? digits : `0${digits}`),
  };
}
