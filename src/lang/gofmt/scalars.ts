import { toBytes } from '../govalue/index.ts';
import { pad, truncate, type Flags } from './flags.ts';
import { formatFloat, type FloatVerb } from './float.ts';
import { canBackquote, isPrintable, quote, quoteRune, quoteToAscii } from './quote.ts';

/*
 * One function per kind of scalar. Each returns undefined for a verb that the kind does not have.
 */

/** Prints a bool. */
export function printBool(value: boolean, verb: string, flags: Flags): string | undefined {
  return verb === 't' || verb === 'v' ? pad(String(value), flags) : undefined;
}

/** Prints an integer; `value` is negative only for signed kinds. */
export function printInteger(value: bigint, verb: string, flags: Flags, unsigned: boolean): string | undefined {
  switch (verb) {
    case 'v':
      return flags.sharpV && unsigned ? hexLiteral(value, flags) : digitsOf(value, 10, verb, flags);
    case 'd':
      return digitsOf(value, 10, verb, flags);
    case 'b':
      return digitsOf(value, 2, verb, flags);
    case 'o':
    case 'O':
      return digitsOf(value, 8, verb, flags);
    case 'x':
    case 'X':
      return digitsOf(value, 16, verb, flags);
    case 'c':
      return pad(charOf(value), flags);
    case 'q':
      return pad(quoteRune(codeOf(value), flags.plus), flags);
    case 'U':
      return printUnicode(BigInt.asUintN(64, value), flags);
    default:
      return undefined;
  }
}

/** `0x1f`: how `%#v` prints unsigned integers. */
export function hexLiteral(value: bigint, flags: Flags): string {
  return digitsOf(value, 16, 'v', { ...flags, sharp: true });
}

function digitsOf(value: bigint, base: 2 | 8 | 10 | 16, verb: string, flags: Flags): string {
  const negative = value < 0n;
  let precision = 0;
  if (flags.precision !== undefined) {
    precision = flags.precision;
    if (precision === 0 && value === 0n) return ' '.repeat(flags.width ?? 0);
  } else if (flags.zero && !flags.minus && flags.width !== undefined) {
    precision = flags.width - (negative || flags.plus || flags.space ? 1 : 0);
  }
  let text = (negative ? -value : value).toString(base).padStart(precision, '0');
  if (verb === 'X') text = text.toUpperCase();
  if (flags.sharp) {
    if (base === 2) text = `0b${text}`;
    else if (base === 8 && !text.startsWith('0')) text = `0${text}`;
    else if (base === 16) text = (verb === 'X' ? '0X' : '0x') + text;
  }
  if (verb === 'O') text = `0o${text}`;
  const sign = negative ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
  return pad(sign + text, flags, false);
}

/** The character number of `%c` and `%q`: a number beyond Unicode is U+FFFD, the rest is cut to 32 bits as Go's rune. */
function codeOf(value: bigint): number {
  const wide = BigInt.asUintN(64, value);
  return wide > 0x10ffffn ? 0xfffd : Number(wide);
}

function charOf(value: bigint): string {
  const code = codeOf(value);
  return code >= 0xd800 && code <= 0xdfff ? '\ufffd' : String.fromCodePoint(code);
}

/** `U+00E9`, and with the sharp flag `U+00E9 'é'`. */
function printUnicode(value: bigint, flags: Flags): string {
  let text = `U+${value.toString(16).toUpperCase().padStart(Math.max(flags.precision ?? 4, 4), '0')}`;
  if (flags.sharp && value <= 0x10ffffn && isPrintable(Number(value))) text += ` '${String.fromCodePoint(Number(value))}'`;
  return pad(text, flags, false);
}

/** Prints a float64. */
export function printFloat(value: number, verb: string, flags: Flags): string | undefined {
  switch (verb) {
    case 'v':
      return layOutFloat(value, 'g', -1, flags);
    case 'b':
    case 'g':
    case 'G':
    case 'x':
    case 'X':
      return layOutFloat(value, verb, -1, flags);
    case 'f':
    case 'e':
    case 'E':
      return layOutFloat(value, verb, 6, flags);
    case 'F':
      return layOutFloat(value, 'f', 6, flags);
    default:
      return undefined;
  }
}

function layOutFloat(value: number, verb: FloatVerb, defaultPrecision: number, flags: Flags): string {
  const precision = flags.precision ?? defaultPrecision;
  const plain = formatFloat(value, verb, precision);
  let sign = plain.startsWith('-') ? '-' : '+';
  let text = /^[+-]/.test(plain) ? plain.slice(1) : plain;
  if (flags.space && sign === '+' && !flags.plus) sign = ' ';
  if (Number.isNaN(value)) return pad(flags.space || flags.plus ? sign + text : text, flags, false);
  if (!Number.isFinite(value)) return pad(sign + text, flags, false);
  if (flags.sharp && verb !== 'b') text = keepZeros(text, verb, precision);
  if (!flags.plus && sign === '+') return pad(text, flags);
  if (flags.zero && !flags.minus && flags.width !== undefined && flags.width > text.length + 1) return sign + text.padStart(flags.width - 1, '0');
  return pad(sign + text, flags);
}

/** The sharp flag: always a decimal point, and for `%g` and `%x` no trailing zeros removed. */
function keepZeros(text: string, verb: FloatVerb, precision: number): string {
  const hex = verb === 'x' || verb === 'X';
  const exponentAt = text.search(hex ? /[pP]/ : /[eE]/);
  const mantissa = exponentAt === -1 ? text : text.slice(0, exponentAt);
  const tail = exponentAt === -1 ? '' : text.slice(exponentAt);
  let wanted = verb === 'g' || verb === 'G' || verb === 'x' ? (precision === -1 ? 6 : precision) : 0;
  // Digits count from the first one that is not zero; the x of 0x counts as well.
  const significant = mantissa.replace('.', '').replace(/^0+/, '');
  wanted -= mantissa.replace('.', '') === '0' && !mantissa.includes('.') ? 1 : significant.length;
  return mantissa + (mantissa.includes('.') ? '' : '.') + '0'.repeat(Math.max(wanted, 0)) + tail;
}

/** Prints a complex128. */
export function printComplex(re: number, im: number, verb: string, flags: Flags): string | undefined {
  const real = printFloat(re, verb, flags);
  const imaginary = printFloat(im, verb, { ...flags, plus: true });
  return real === undefined || imaginary === undefined ? undefined : `(${real}${imaginary}i)`;
}

/** Prints a string. */
export function printString(value: string, verb: string, flags: Flags): string | undefined {
  switch (verb) {
    case 'v':
      return flags.sharpV ? printQuoted(value, flags) : pad(truncate(value, flags), flags);
    case 's':
      return pad(truncate(value, flags), flags);
    case 'x':
    case 'X':
      return printHexBytes(toBytes(value), verb, flags);
    case 'q':
      return printQuoted(value, flags);
    default:
      return undefined;
  }
}

function printQuoted(value: string, flags: Flags): string {
  const text = truncate(value, flags);
  if (flags.sharp && canBackquote(text)) return pad(`\`${text}\``, flags);
  return pad(flags.plus ? quoteToAscii(text) : quote(text), flags);
}

/** `%x` of bytes. The space flag separates them, the sharp flag puts 0x in front of all or, with the space flag, of each. */
export function printHexBytes(bytes: Uint8Array, verb: 'x' | 'X', flags: Flags): string {
  const shown = flags.precision !== undefined && flags.precision < bytes.length ? bytes.subarray(0, flags.precision) : bytes;
  if (shown.length === 0) return pad('', flags);
  const prefix = flags.sharp ? '0x' : '';
  const hex = Array.from(shown, (byte) => byte.toString(16).padStart(2, '0'));
  const text = flags.space ? hex.map((digits) => prefix + digits).join(' ') : prefix + hex.join('');
  return pad(verb === 'X' ? text.toUpperCase() : text, flags);
}
