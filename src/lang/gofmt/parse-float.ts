/** A float64, and why it is not exact: `range` gives an infinity. */
export interface ParsedFloat {
  readonly value: number;
  readonly fault: 'syntax' | 'range' | undefined;
}

const SYNTAX: ParsedFloat = { value: 0, fault: 'syntax' };
const DECIMAL = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?$/;
const HEX = /^([+-]?)0x([0-9a-f]*)(?:\.([0-9a-f]*))?p([+-]?[0-9]+)$/;
// An underscore stands between digits, or between the prefix and a digit.
const STRAY_UNDERSCORE = /(?:^|[^0-9])_|_(?:[^0-9]|$)/;
const STRAY_HEX_UNDERSCORE = /(?:^|[^0-9a-fx])_|_(?:[^0-9a-f]|$)/;
const SPECIAL = /^([+-]?)(inf(?:inity)?|nan)$/;

/** Reads a float64: `1.5e3`, `0x1.8p4`, `1_000`, `inf`. Follows Go 1.26 strconv.ParseFloat. */
export function parseFloat64(text: string): ParsedFloat {
  const lower = text.toLowerCase();
  const special = SPECIAL.exec(lower);
  if (special !== null) return readSpecial(special[1]!, special[2]!);
  if ((lower.includes('x') ? STRAY_HEX_UNDERSCORE : STRAY_UNDERSCORE).test(lower)) return SYNTAX;
  const digits = lower.replaceAll('_', '');
  const value = DECIMAL.test(digits) ? Number(digits) : readHex(digits);
  if (value === undefined) return SYNTAX;
  return { value, fault: Number.isFinite(value) ? undefined : 'range' };
}

function readSpecial(sign: string, word: string): ParsedFloat {
  if (word !== 'nan') return { value: sign === '-' ? -Infinity : Infinity, fault: undefined };
  return sign === '' ? { value: NaN, fault: undefined } : SYNTAX;
}

function readHex(text: string): number | undefined {
  const match = HEX.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent] = match;
  if (whole + fraction === '') return undefined;
  const value = scale(Number(`0x${whole}${fraction}`), Number(exponent) - 4 * fraction.length);
  return sign === '-' ? -value : value;
}

/** `mantissa * 2^exponent`, in two steps so that no factor leaves the range of float64. */
function scale(mantissa: number, exponent: number): number {
  return exponent < -1000 ? mantissa * 2 ** -1000 * 2 ** (exponent + 1000) : mantissa * 2 ** exponent;
}
