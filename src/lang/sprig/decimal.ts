import { GoError } from '../govalue/index.ts';

/** An exact decimal number: `coefficient * 10^exponent`. Follows shopspring/decimal v1.4.0. */
export interface Decimal {
  readonly coefficient: bigint;
  readonly exponent: number;
}

/** Digits behind the point that a division keeps. */
const DIVISION_DIGITS = 16;

/** The shortest decimal that stands for a float64. @throws GoError for NaN and infinities */
export function decimalFromNumber(value: number): Decimal {
  if (!Number.isFinite(value)) {
    const name = Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
    throw new GoError(`Cannot create a Decimal from ${name}`);
  }
  const [digits, exponent = '0'] = String(value).split('e');
  const [whole, fraction = ''] = digits!.split('.');
  return { coefficient: BigInt(whole! + fraction) * (Object.is(value, -0) ? 0n : 1n), exponent: Number(exponent) - fraction.length };
}

/** The float64 nearest to a decimal. */
export function decimalToNumber({ coefficient, exponent }: Decimal): number {
  return Number(`${coefficient.toString()}e${exponent}`);
}

/** The exact sum. */
export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const exponent = Math.min(a.exponent, b.exponent);
  return { coefficient: rescale(a, exponent) + rescale(b, exponent), exponent };
}

/** The exact difference. */
export function subtractDecimals(a: Decimal, b: Decimal): Decimal {
  return addDecimals(a, { coefficient: -b.coefficient, exponent: b.exponent });
}

/** The exact product. */
export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return { coefficient: a.coefficient * b.coefficient, exponent: a.exponent + b.exponent };
}

/** The quotient to 16 digits behind the point, halves rounded away from zero. @throws GoError for a zero divisor */
export function divideDecimals(a: Decimal, b: Decimal): Decimal {
  if (b.coefficient === 0n) throw new GoError('decimal division by 0');
  const shift = a.exponent - b.exponent + DIVISION_DIGITS;
  const numerator = a.coefficient * 10n ** BigInt(Math.max(shift, 0));
  const denominator = b.coefficient * 10n ** BigInt(Math.max(-shift, 0));
  const quotient = numerator / denominator;
  const rest = absolute(numerator - quotient * denominator);
  const isNegative = numerator < 0n !== denominator < 0n;
  const step = 2n * rest < absolute(denominator) ? 0n : isNegative ? -1n : 1n;
  return { coefficient: quotient + step, exponent: -DIVISION_DIGITS };
}

function rescale({ coefficient, exponent }: Decimal, target: number): bigint {
  return coefficient * 10n ** BigInt(exponent - target);
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}
