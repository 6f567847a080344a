import { GoError } from '../govalue/index.ts';
import { quoteTime } from './quote-time.ts';

const MAX_INT64 = 2n ** 63n - 1n;
const UNITS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n], ['us', 1000n], ['µs', 1000n], ['μs', 1000n], ['ms', 1_000_000n], ['s', 1_000_000_000n], ['m', 60_000_000_000n], ['h', 3_600_000_000_000n],
]);

/** One second in nanoseconds. */
export const SECOND = 1_000_000_000n;

/**
 * Reads a duration such as `1h30m` or `-1.5s` as nanoseconds. Follows Go 1.26 `time.ParseDuration`.
 * @throws GoError with Go's message
 */
export function parseDuration(text: string): bigint {
  const [, sign, body] = /^([+-]?)(.*)$/s.exec(text)!;
  if (body === '0') return 0n;
  const invalid = new GoError(`time: invalid duration ${quoteTime(text)}`);
  if (body === '') throw invalid;
  let total = 0n;
  for (let at = 0; at < body!.length; ) {
    const [part, whole, fraction, unit] = /^(\d*)(?:\.(\d*))?([^.\d]*)/.exec(body!.slice(at))!;
    if (whole === '' && (fraction ?? '') === '') throw invalid;
    if (BigInt(whole!) > MAX_INT64 + 1n) throw invalid;
    if (unit === '') throw new GoError(`time: missing unit in duration ${quoteTime(text)}`);
    const scale = UNITS.get(unit!);
    if (scale === undefined) throw new GoError(`time: unknown unit ${quoteTime(unit!)} in duration ${quoteTime(text)}`);
    total += BigInt(whole!) * scale + fractionOf(fraction ?? '', scale);
    if (total > MAX_INT64 + 1n) throw invalid;
    at += part.length;
  }
  if (sign === '-') return -total;
  if (total > MAX_INT64) throw invalid;
  return total;
}

/** A duration in nanoseconds as Go prints it: `1h30m0s`, `1.5s`, `500ms`, `0s`. Follows `time.Duration.String`. */
export function durationText(nanos: bigint): string {
  if (nanos === 0n) return '0s';
  const sign = nanos < 0n ? '-' : '';
  const absolute = nanos < 0n ? -nanos : nanos;
  if (absolute < 1000n) return `${sign}${absolute}ns`;
  if (absolute < 1_000_000n) return `${sign}${decimal(absolute, 3)}µs`;
  if (absolute < SECOND) return `${sign}${decimal(absolute, 6)}ms`;
  const minutes = absolute / (60n * SECOND);
  const seconds = `${decimal(absolute % (60n * SECOND), 9)}s`;
  if (minutes === 0n) return sign + seconds;
  const hours = minutes / 60n;
  return hours === 0n ? `${sign}${minutes}m${seconds}` : `${sign}${hours}h${minutes % 60n}m${seconds}`;
}

/** Rounds to a multiple of `unit`, halves away from zero. Follows `time.Duration.Round`. */
export function roundDuration(nanos: bigint, unit: bigint): bigint {
  if (unit <= 0n) return nanos;
  const rest = nanos % unit;
  const magnitude = rest < 0n ? -rest : rest;
  if (magnitude * 2n < unit) return nanos - rest;
  return nanos < 0n ? nanos - rest - unit : nanos - rest + unit;
}

function fractionOf(digits: string, scale: bigint): bigint {
  const kept = digits.slice(0, 18);
  return kept === '' ? 0n : (BigInt(kept) * scale) / 10n ** BigInt(kept.length);
}

function decimal(value: bigint, places: number): string {
  const text = value.toString().padStart(places + 1, '0');
  const fraction = text.slice(-places).replace(/0+$/, '');
  return text.slice(0, -places) + (fraction === '' ? '' : `.${fraction}`);
}
