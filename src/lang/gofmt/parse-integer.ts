import { quote } from './quote.ts';

/** An integer, and why it is not exact: `range` gives the nearest value. */
export interface ParsedInteger {
  readonly value: bigint;
  readonly fault: 'syntax' | 'range' | undefined;
}

const MAX_INT64 = 2n ** 63n - 1n;
const MIN_INT64 = -(2n ** 63n);
const SYNTAX: ParsedInteger = { value: 0n, fault: 'syntax' };
const BASES: Readonly<Record<string, { readonly digits: RegExp; readonly js: string }>> = {
  b: { digits: /^[01]+$/, js: '0b' },
  o: { digits: /^[0-7]+$/, js: '0o' },
  x: { digits: /^[0-9a-f]+$/, js: '0x' },
};

/** Reads a 64-bit integer. Base 0 takes Go's literals: `0x1f`, `0b1`, `0o17`, `017`, `1_000`. Follows Go 1.26 strconv.ParseInt. */
export function parseInteger(text: string, base: 0 | 8 | 10): ParsedInteger {
  const value = parseBigInteger(text, base);
  if (value === undefined) return SYNTAX;
  if (value > MAX_INT64) return { value: MAX_INT64, fault: 'range' };
  return value < MIN_INT64 ? { value: MIN_INT64, fault: 'range' } : { value, fault: undefined };
}

/** Reads an integer of any size, in the forms of `parseInteger`; undefined for what is none. */
export function parseBigInteger(text: string, base: 0 | 8 | 10): bigint | undefined {
  if (base !== 8 && /^[1-9][0-9]*$/.test(text)) return BigInt(text);
  const [, sign, body] = /^([+-]?)(.*)$/s.exec(text)!;
  const magnitude = base === 0 ? readLiteral(body!.toLowerCase()) : readDigits(body!, base === 8 ? 'o' : undefined);
  return sign === '-' && magnitude !== undefined ? -magnitude : magnitude;
}

/** Reads a decimal integer, or tells what Go's `strconv.Atoi` says of the text. */
export function atoi(text: string): { readonly value: bigint } | { readonly fault: string } {
  const { value, fault } = parseInteger(text, 10);
  if (fault === undefined) return { value };
  return { fault: `strconv.Atoi: parsing ${quote(text)}: ${fault === 'range' ? 'value out of range' : 'invalid syntax'}` };
}

/** Literal = Decimal | "0" ( "b" | "o" | "x" | "" ) Digits , underscores between digits. A prefix counts as a digit. */
function readLiteral(body: string): bigint | undefined {
  const [, letter, digits] = /^0([box]?)(.+)$/s.exec(body) ?? [undefined, undefined, body];
  if (!/^[^_]+(?:_[^_]+)*$/.test(letter === undefined ? digits : `0${digits}`)) return undefined;
  return readDigits(digits.replaceAll('_', ''), letter === '' ? 'o' : letter);
}

function readDigits(digits: string, base: string | undefined): bigint | undefined {
  if (base === undefined) return /^[0-9]+$/.test(digits) ? BigInt(digits) : undefined;
  const { digits: valid, js } = BASES[base]!;
  return valid.test(digits) ? BigInt(js + digits) : undefined;
}
