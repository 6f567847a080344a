/** What clocks show in some zone. Months and days count from 1. */
export interface ClockReading {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanos: number;
}

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** A time as `%#v` prints it: `time.Date(2001, time.January, 1, 0, 0, 0, 0, time.UTC)`. Follows Go 1.26 `time.Time.GoString`. */
export function goTimeSyntax({ year, month, day, hour, minute, second, nanos }: ClockReading, zone: string): string {
  const location = zone === 'UTC' ? 'time.UTC' : zone === 'Local' ? 'time.Local' : `time.Location(${JSON.stringify(zone)})`;
  return `time.Date(${year}, time.${MONTHS[month - 1]!}, ${day}, ${hour}, ${minute}, ${second}, ${nanos}, ${location})`;
}
