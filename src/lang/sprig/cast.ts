import { parseFloat64, parseInteger } from '../gofmt/index.ts';
import { GoInt, GoObject } from '../govalue/index.ts';

const MIN_INT64 = -(2n ** 63n);
const TWO_63 = 2 ** 63;

/** Any value as an int64; 0 for what is no number. Follows spf13/cast v1.7.0 `ToInt64`. */
export function toInt64(value: unknown): bigint {
  switch (typeof value) {
    case 'number':
      return truncateToInt64(value);
    case 'string': {
      const parsed = parseInteger(trimZeroDecimal(value), 0);
      return parsed.fault === undefined ? parsed.value : 0n;
    }
    case 'boolean':
      return value ? 1n : 0n;
    default: {
      const integer = integerOf(value);
      return integer === undefined ? 0n : BigInt.asIntN(64, integer.value);
    }
  }
}

/** Any value as a float64; 0 for what is no number. Follows spf13/cast v1.7.0 `ToFloat64`. */
export function toFloat64(value: unknown): number {
  switch (typeof value) {
    case 'number':
      return value;
    case 'string': {
      const parsed = parseFloat64(value);
      return parsed.fault === undefined ? parsed.value : 0;
    }
    case 'boolean':
      return value ? 1 : 0;
    default: {
      const integer = integerOf(value);
      return integer === undefined ? 0 : Number(integer.value);
    }
  }
}

/** A float64 as an int64, as Go converts on amd64: what does not fit becomes the smallest int64. */
function truncateToInt64(value: number): bigint {
  return value >= -TWO_63 && value < TWO_63 ? BigInt(Math.trunc(value)) : MIN_INT64;
}

function integerOf(value: unknown): GoInt | undefined {
  if (value instanceof GoInt) return value;
  if (!(value instanceof GoObject) || (value.goType !== 'time.Month' && value.goType !== 'time.Weekday')) return undefined;
  const underlying = value.underlying();
  return underlying instanceof GoInt ? underlying : undefined;
}

/** Cuts `.0`, `.00` and so on off the end. */
function trimZeroDecimal(text: string): string {
  return text.replace(/\.0+$/, '');
}
