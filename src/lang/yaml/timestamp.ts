/** A point in time as YAML v3 reads it, kept as the RFC 3339 text that Go prints for it. */
export class YamlTimestamp {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toJSON(): string {
    return this.text;
  }

  toString(): string {
    return this.text;
  }
}

const DATE_TIME = /^(\d{4})-(\d\d?)-(\d\d?)(?:[Tt](\d\d?):(\d\d?):(\d\d?)(?:[.,](\d+))?(Z|[+-]\d\d:\d\d)| (\d\d?):(\d\d?):(\d\d?)(?:[.,](\d+))?)?$/;

/** Reads the four forms of time that go-yaml knows; undefined for any other text. Follows go-yaml v3.0.4 `resolve.go`. */
export function parseTimestamp(text: string): YamlTimestamp | undefined {
  if (text.charCodeAt(4) !== 0x2d) return undefined;
  const match = DATE_TIME.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hourT, minuteT, secondT, fractionT, zone = 'Z', hourS, minuteS, secondS, fractionS] = match;
  const hour = Number(hourT ?? hourS ?? 0);
  const minute = Number(minuteT ?? minuteS ?? 0);
  const second = Number(secondT ?? secondS ?? 0);
  if (!isDate(Number(year), Number(month), Number(day)) || hour > 23 || minute > 59 || second > 59 || !isZone(zone)) return undefined;
  const fraction = (fractionT ?? fractionS ?? '').slice(0, 9).replace(/0+$/, '');
  const date = `${year!}-${two(Number(month))}-${two(Number(day))}`;
  const time = `${two(hour)}:${two(minute)}:${two(second)}${fraction === '' ? '' : `.${fraction}`}`;
  return new YamlTimestamp(`${date}T${time}${/^[+-]00:00$/.test(zone) ? 'Z' : zone}`);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function isZone(zone: string): boolean {
  return zone === 'Z' || (Number(zone.slice(1, 3)) <= 24 && Number(zone.slice(4)) <= 60);
}

function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return day <= days;
}
