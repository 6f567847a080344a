/** How a float64 is written: Go's format letters. */
export type FloatVerb = 'b' | 'e' | 'E' | 'f' | 'g' | 'G' | 'x' | 'X';

/** Significant decimal digits and the position of the decimal point in them: `{digits: '15', point: 1}` is 1.5. */
interface Decimal {
  readonly digits: string;
  readonly point: number;
}

const ZERO: Decimal = { digits: '', point: 0 };

/**
 * Writes a float64 as Go does; `precision` -1 takes the fewest digits that read back as the same number.
 *
 * Follows Go 1.26 strconv.FormatFloat.
 */
export function formatFloat(value: number, verb: FloatVerb, precision: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const magnitude = Math.abs(value);
  if (verb === 'b') return sign + formatBinary(magnitude);
  if (verb === 'x' || verb === 'X') return sign + formatHex(magnitude, verb, precision);
  return sign + formatDecimal(magnitude, verb, precision);
}

/** Writes a float64 as `%v` does: the shortest digits, with an exponent below 1e-4 and from 1e6: `100000`, `1e+06`. */
export function formatShortest(value: number): string {
  // Where Go uses no exponent, JavaScript uses none either, and both write the fewest digits.
  const magnitude = Math.abs(value);
  if (magnitude >= 1e-4 && magnitude < 1e6) return String(value);
  return formatFloat(value, 'g', -1);
}

function formatDecimal(value: number, verb: 'e' | 'E' | 'f' | 'g' | 'G', precision: number): string {
  const shortest = precision < 0;
  switch (verb) {
    case 'e':
    case 'E': {
      const decimal = shortest ? shortestDecimal(value) : roundedTo(value, precision + 1);
      return exponentForm(decimal, shortest ? Math.max(decimal.digits.length - 1, 0) : precision, verb);
    }
    case 'f': {
      const decimal = shortest ? shortestDecimal(value) : roundedAfterPoint(value, precision);
      return plainForm(decimal, shortest ? Math.max(decimal.digits.length - decimal.point, 0) : precision);
    }
    case 'g':
    case 'G':
      return generalForm(value, verb, precision);
  }
}

function generalForm(value: number, verb: 'g' | 'G', precision: number): string {
  const shortest = precision < 0;
  const wanted = precision === 0 ? 1 : precision;
  const decimal = shortest ? shortestDecimal(value) : roundedTo(value, wanted);
  const { digits, point } = decimal;
  let limit = shortest ? 6 : wanted;
  if (!shortest && limit > digits.length && digits.length >= point) limit = digits.length;
  const exponent = point - 1;
  if (exponent < -4 || exponent >= limit) {
    const after = shortest || wanted > digits.length ? digits.length : wanted;
    return exponentForm(decimal, after - 1, verb === 'g' ? 'e' : 'E');
  }
  return plainForm(decimal, Math.max(digits.length - point, 0));
}

/** d.ddde±dd */
function exponentForm({ digits, point }: Decimal, after: number, letter: 'e' | 'E'): string {
  const fraction = after > 0 ? `.${digits.slice(1, after + 1).padEnd(after, '0')}` : '';
  const exponent = digits === '' ? 0 : point - 1;
  return `${digits[0] ?? '0'}${fraction}${letter}${exponentText(exponent)}`;
}

/** ddd.ddd */
function plainForm({ digits, point }: Decimal, after: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  if (after <= 0) return whole;
  const fraction = point >= 0 ? digits.slice(point) : '0'.repeat(-point) + digits;
  return `${whole}.${fraction.slice(0, after).padEnd(after, '0')}`;
}

/** The exponent with its sign and at least two digits. */
function exponentText(exponent: number): string {
  const digits = String(Math.abs(exponent)).padStart(2, '0');
  return (exponent < 0 ? '-' : '+') + digits;
}

function shortestDecimal(value: number): Decimal {
  if (value === 0) return ZERO;
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  return { digits: mantissa.replace('.', ''), point: Number(exponent) + 1 };
}

function roundedTo(value: number, count: number): Decimal {
  const exact = exactDecimal(value);
  return roundDecimal(exact, count);
}

function roundedAfterPoint(value: number, after: number): Decimal {
  const exact = exactDecimal(value);
  return roundDecimal(exact, exact.point + after);
}

/** All digits of the number: a binary fraction always ends in decimal too. */
function exactDecimal(value: number): Decimal {
  if (value === 0) return ZERO;
  const { mantissa, exponent } = binaryParts(value);
  if (exponent >= 0) {
    const digits = (mantissa << BigInt(exponent)).toString();
    return { digits: digits.replace(/0+$/, ''), point: digits.length };
  }
  const digits = (mantissa * 5n ** BigInt(-exponent)).toString();
  return { digits: digits.replace(/0+$/, ''), point: digits.length + exponent };
}

/** Rounds to `count` significant digits, halves to even. */
function roundDecimal({ digits, point }: Decimal, count: number): Decimal {
  if (count < 0) return ZERO;
  if (count >= digits.length) return { digits, point };
  const next = digits.charCodeAt(count) - 0x30;
  const last = count > 0 ? digits.charCodeAt(count - 1) - 0x30 : 0;
  const up = next > 5 || (next === 5 && (count + 1 < digits.length || last % 2 === 1));
  const kept = digits.slice(0, count);
  if (!up) {
    const trimmed = kept.replace(/0+$/, '');
    return trimmed === '' ? ZERO : { digits: trimmed, point };
  }
  const raised = (BigInt(`0${kept}`) + 1n).toString();
  // A carry out of the first digit moves the point.
  const carried = count === 0 || raised.length > count ? 1 : 0;
  return { digits: raised.padStart(count, '0').replace(/0+$/, ''), point: point + carried };
}

/** value = mantissa * 2^exponent. */
function binaryParts(value: number): { readonly mantissa: bigint; readonly exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  return biased === 0 ? { mantissa: fraction, exponent: -1074 } : { mantissa: fraction | (1n << 52n), exponent: biased - 1075 };
}

function formatBinary(value: number): string {
  const { mantissa, exponent } = binaryParts(value);
  return `${mantissa.toString()}p${exponent < 0 ? '' : '+'}${exponent}`;
}

/** 0x1.hhhp±dd, with the mantissa scaled to one binary digit before the point. */
function formatHex(value: number, verb: 'x' | 'X', precision: number): string {
  let mantissa = 0n;
  let exponent = 0;
  if (value !== 0) {
    ({ mantissa, exponent } = binaryParts(value));
    // One digit, 60 fraction bits.
    const shift = 61 - mantissa.toString(2).length;
    mantissa <<= BigInt(shift);
    exponent += 60 - shift;
  }
  if (precision >= 0 && precision < 15) {
    const dropped = BigInt(60 - precision * 4);
    const extra = mantissa & ((1n << dropped) - 1n);
    const half = 1n << (dropped - 1n);
    mantissa >>= dropped;
    if (extra > half || (extra === half && (mantissa & 1n) === 1n)) mantissa++;
    mantissa <<= dropped;
    if (mantissa >> 61n !== 0n) {
      mantissa >>= 1n;
      exponent++;
    }
  }
  let fraction = (mantissa & ((1n << 60n) - 1n)).toString(16).padStart(15, '0');
  fraction = precision < 0 ? fraction.replace(/0+$/, '') : fraction.slice(0, precision).padEnd(precision, '0');
  const text = `0x${(mantissa >> 60n).toString()}${fraction === '' ? '' : `.${fraction}`}p${exponentText(exponent)}`;
  return verb === 'X' ? text.toUpperCase() : text;
}
