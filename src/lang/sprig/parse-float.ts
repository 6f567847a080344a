const DECIMAL = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?$/;
const HEX = /^([+-]?)0x([0-9a-f]*)(?:\.([0-9a-f]*))?p([+-]?[0-9]+)$/;
// An underscore stands between digits, or between the prefix and a digit.
const STRAY_UNDERSCORE = /(?:^|[^0-9])_|_(?:[^0-9]|$)/;
const STRAY_HEX_UNDERSCORE = /(?:^|[^0-9a-fx])_|_(?:[^0-9a-f]|$)/;
const SPECIAL = /^([+-]?)(inf(?:inity)?|nan)$/;

/** Reads a float64; undefined for what is none or is too large. Follows Go 1.26 strconv.ParseFloat. */
export function parseFloat64(text: string): number | undefined {
  const lower = text.toLowerCase();
  const special = SPECIAL.exec(lower);
  if (special !== null) return readSpecial(special[1]!, special[2]!);
  if ((lower.includes('x') ? STRAY_HEX_UNDERSCORE : STRAY_UNDERSCORE).test(lower)) return undefined;
  const digits = lower.replaceAll('_', '');
  const value = DECIMAL.test(digits) ? Number(digits) : readHex(digits);
  return value === undefined || !Number.isFinite(value) ? undefined : value;
}

function readSpecial(sign: string, word: string): number | undefined {
  if (word === 'nan') return sign === '' ? NaN : undefined;
  return sign === '-' ? -Infinity : Infinity;
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
