const UNITS: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, 'µs': 1e-3, 'μs': 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const PART = /(\d+\.?\d*|\.\d+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/y;

/** Reads a duration in Go syntax (`1h30m`, `1.5s`) as milliseconds; undefined for any other text. Follows Go's `time.ParseDuration`. */
export function parseGoDuration(text: string): number | undefined {
  const [, sign, body] = /^([+-]?)(.*)$/s.exec(text)!;
  if (body === '0') return 0;
  let total = 0;
  let at = 0;
  do {
    PART.lastIndex = at;
    const part = PART.exec(body!);
    if (part === null) return undefined;
    total += Number(part[1]) * UNITS[part[2]!]!;
    at = PART.lastIndex;
  } while (at < body!.length);
  return sign === '-' ? -total : total;
}

/** Writes a duration in milliseconds as Go's `time.Duration` prints itself: `1h30m0s`, `1.5s`, `500ms`, `0s`. */
export function goDurationText(milliseconds: number): string {
  const nanos = Math.round(Math.abs(milliseconds) * 1e6);
  const sign = milliseconds < 0 ? '-' : '';
  if (nanos === 0) return '0s';
  if (nanos < 1e3) return `${sign}${String(nanos)}ns`;
  if (nanos < 1e6) return `${sign}${decimal(nanos, 1e3)}µs`;
  if (nanos < 1e9) return `${sign}${decimal(nanos, 1e6)}ms`;
  const minutes = Math.floor(nanos / 60e9);
  const seconds = `${decimal(nanos - minutes * 60e9, 1e9)}s`;
  if (minutes === 0) return sign + seconds;
  const hours = Math.floor(minutes / 60);
  return `${sign}${hours === 0 ? '' : `${String(hours)}h`}${String(minutes % 60)}m${seconds}`;
}

/** `nanos / unit` without rounding; both are exact integers. */
function decimal(nanos: number, unit: number): string {
  const rest = nanos % unit;
  const digits = String(rest).padStart(String(unit).length - 1, '0').replace(/0+$/, '');
  return String(Math.floor(nanos / unit)) + (digits === '' ? '' : `.${digits}`);
}
