const QUANTITY = /^([+-]?)(0*)(\d*)(?:\.(\d*))?(|[numkMGTPE]|[KMGTPE]i|[eE][+-]?\d+)$/;
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const NANO = 10n ** 9n;
const MAX_BINARY = (2n ** 63n - 1n) * NANO;
const MAX_EXPONENT = 64;

/**
 * Writes a resource quantity the way Kubernetes prints it: `0.5` is `500m`, `1024Mi` is `1Gi`, `1000m` is `1`.
 *
 * Undefined for a text that is no quantity. Follows k8s.io/apimachinery v0.36 pkg/api/resource/quantity.go.
 */
export function canonicalQuantity(text: string): string | undefined {
  const match = QUANTITY.exec(text);
  if (text === '' || match === null) return undefined;
  const [, sign = '', , whole = '', fraction = '', suffix = ''] = match;
  if (keepsItsText(whole === '' ? '0' : whole, fraction, suffix)) return text;
  const nanos = nanosOf(BigInt(`0${whole}${fraction}`), fraction.length, suffix);
  const minus = sign === '-' && nanos !== 0n ? '-' : '';
  const binary = suffix.endsWith('i') && nanos >= 1024n * NANO && nanos % NANO === 0n;
  return minus + (binary ? binaryText(nanos) : decimalText(nanos, isExponent(suffix)));
}

/** Less than zero, zero or more, as the first quantity is less than, the same as or more than the second; texts that are none count as zero. */
export function compareQuantities(a: string, b: string): number {
  const difference = amountOf(a) - amountOf(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function amountOf(text: string): bigint {
  const [, sign = '', , whole = '', fraction = '', suffix = ''] = QUANTITY.exec(text) ?? [];
  const nanos = nanosOf(BigInt(`0${whole}${fraction}`), fraction.length, suffix);
  return sign === '-' ? -nanos : nanos;
}

function isExponent(suffix: string): boolean {
  return suffix.length > 1 && /^[eE]/.test(suffix) && !suffix.endsWith('i');
}

/** A text that is as short as it gets is kept, with its sign and the way its exponent is written. */
function keepsItsText(whole: string, fraction: string, suffix: string): boolean {
  const digits = whole + fraction;
  const power = BINARY.indexOf(suffix);
  if (power > 0) {
    const fits = fraction === '' && 14 - whole.length - 3 * power >= 0;
    return fits && (Number(whole) & 7) !== 0;
  }
  const scale = (DECIMAL[suffix] ?? Number(suffix.slice(1))) - fraction.length;
  return digits.length <= 18 && scale >= -9 && scale % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0');
}

/** The amount in units of 10^-9, rounded away from zero. */
function nanosOf(digits: bigint, fractionDigits: number, suffix: string): bigint {
  const power = BINARY.indexOf(suffix);
  if (power > 0) {
    const nanos = divideUp(digits * 1024n ** BigInt(power) * NANO, 10n ** BigInt(fractionDigits));
    return nanos > MAX_BINARY ? MAX_BINARY : nanos;
  }
  const exponent = Math.min((DECIMAL[suffix] ?? Number(suffix.slice(1))) - fractionDigits + 9, MAX_EXPONENT);
  if (exponent >= 0) return digits * 10n ** BigInt(exponent);
  return divideUp(digits, 10n ** BigInt(Math.min(-exponent, fractionDigits + MAX_EXPONENT)));
}

function divideUp(a: bigint, b: bigint): bigint {
  return (a + b - 1n) / b;
}

function binaryText(nanos: bigint): string {
  let amount = nanos / NANO;
  let power = 0;
  while (amount !== 0n && amount % 1024n === 0n && power < BINARY.length - 1) {
    amount /= 1024n;
    power++;
  }
  return `${String(amount)}${BINARY[power]!}`;
}

function decimalText(nanos: bigint, scientific: boolean): string {
  let amount = nanos;
  let exponent = -9;
  while (amount !== 0n && amount % 1000n === 0n && (scientific || exponent < 18)) {
    amount /= 1000n;
    exponent += 3;
  }
  if (amount === 0n || exponent === 0) return String(amount);
  if (scientific) return `${String(amount)}e${String(exponent)}`;
  return String(amount) + Object.keys(DECIMAL).find((suffix) => DECIMAL[suffix] === exponent)!;
}
