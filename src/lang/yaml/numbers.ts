/** Writes a float64 as Go's `strconv.FormatFloat(x, 'g', -1, 64)`, with YAML's words for what is no number. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const size = Math.abs(value);
  if (size < 1e6 && Number.isInteger(value)) return String(value);
  return formatDigits(value, value.toExponential());
}

/** As `formatFloat` for a number that Go rounds to 32 bits first. */
export function formatFloat32(value: number): string {
  const rounded = Math.fround(value);
  if (rounded === 0 || !Number.isFinite(rounded)) return formatFloat(rounded);
  for (let precision = 0; precision < 9; precision++) {
    const text = evenAtTie(rounded, precision);
    if (Math.fround(Number(text)) === rounded) return formatDigits(Number(text), text);
  }
  return formatFloat(rounded);
}

/** A number with some digits behind the first one. Halfway between two such texts JavaScript takes the larger, Go the even one. */
function evenAtTie(value: number, precision: number): string {
  const text = value.toExponential(precision);
  const [digits = '', exponent = ''] = value.toExponential(precision + 30).split('e');
  const kept = digits.slice(0, -30).replace(/\.$/, '');
  return /50{29}$/.test(digits) && /[02468]$/.test(kept) ? `${kept}e${exponent}` : text;
}

function formatDigits(value: number, exponential: string): string {
  const [digits = '', exponent = ''] = exponential.split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/**
 * Writes a float64 as `sigs.k8s.io/yaml` does: through JSON, where a whole number that fits 64 bits becomes an integer.
 * Its digits are the shortest ones, filled up with zeros. Undefined for what JSON cannot hold.
 */
export function formatJsonNumber(value: number): string | undefined {
  if (!Number.isFinite(value)) return undefined;
  if (value === 0) return '0';
  if (!Number.isInteger(value) || Math.abs(value) >= 1e21) return formatFloat(value);
  // The digits count, not the number: those of -2^63 are rounded away from zero and fit no more.
  const digits = String(value);
  return Math.abs(value) < 1e18 || fitsInt64(BigInt(digits)) ? digits : formatFloat(value);
}

/** Whether an integer fits 64 bits, with a sign or without. */
export function fitsInt64(value: bigint): boolean {
  return value >= -(1n << 63n) && value < 1n << 64n;
}
