const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];
const DIGITS = 4;

/** A size as Docker's units print it: four digits, in steps of 1000. Follows docker/go-units v0.5.0 HumanSize. */
export function humanSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${String(Number(value.toPrecision(DIGITS)))}${UNITS[unit]!}`;
}
