import { civilTime, type CivilTime } from './civil-date.ts';
import { MONTHS, WEEKDAYS, splitLayout } from './time-layout.ts';
import type { Zone, ZoneOffset } from './zone.ts';

/** An instant: whole seconds since 1970, and nanoseconds on top, seen from a zone. */
export interface Instant {
  readonly seconds: number;
  readonly nanos: number;
  readonly zone: Zone;
}

/** Writes a time by a layout such as `2006-01-02T15:04:05Z07:00`. Follows Go 1.26 `time.Time.Format`. */
export function formatTime(instant: Instant, layout: string): string {
  const offset = instant.zone.at(instant.seconds);
  const civil = civilTime(instant.seconds + offset.seconds);
  return splitLayout(layout)
    .map(({ prefix, element }) => prefix + formatElement(element, civil, offset, instant.nanos))
    .join('');
}

function formatElement(element: string, civil: CivilTime, offset: ZoneOffset, nanos: number): string {
  switch (element) {
    case '':
      return '';
    case '2006':
      return (civil.year < 0 ? '-' : '') + digits(Math.abs(civil.year), 4);
    case '06':
      return digits(Math.max(civil.year, 0) % 100, 2);
    case 'January':
      return MONTHS[civil.month - 1]!;
    case 'Jan':
      return MONTHS[civil.month - 1]!.slice(0, 3);
    case '1':
      return String(civil.month);
    case '01':
      return digits(civil.month, 2);
    case 'Monday':
      return WEEKDAYS[civil.weekday]!;
    case 'Mon':
      return WEEKDAYS[civil.weekday]!.slice(0, 3);
    case '2':
      return String(civil.day);
    case '_2':
      return String(civil.day).padStart(2, ' ');
    case '02':
      return digits(civil.day, 2);
    case '__2':
      return String(civil.yearDay).padStart(3, ' ');
    case '002':
      return digits(civil.yearDay, 3);
    case '15':
      return digits(civil.hour, 2);
    case '3':
      return String(civil.hour % 12 || 12);
    case '03':
      return digits(civil.hour % 12 || 12, 2);
    case '4':
      return String(civil.minute);
    case '04':
      return digits(civil.minute, 2);
    case '5':
      return String(civil.second);
    case '05':
      return digits(civil.second, 2);
    case 'PM':
      return civil.hour >= 12 ? 'PM' : 'AM';
    case 'pm':
      return civil.hour >= 12 ? 'pm' : 'am';
    case 'MST':
      return offset.abbreviation === '' ? formatOffset('-0700', offset.seconds) : offset.abbreviation;
    default:
      return element.startsWith('-') || element.startsWith('Z') ? formatOffset(element, offset.seconds) : formatFraction(element, nanos);
  }
}

/** `-07:00` and its relatives; those with a `Z` write just that for UTC. */
function formatOffset(element: string, seconds: number): string {
  if (element.startsWith('Z') && seconds === 0) return 'Z';
  const minutes = Math.trunc(seconds / 60);
  const absolute = Math.abs(minutes);
  const separator = element.includes(':') ? ':' : '';
  let out = (minutes < 0 ? '-' : '+') + digits(Math.floor(absolute / 60), 2);
  if (element.length > 3) out += separator + digits(absolute % 60, 2);
  if (element.length > 6) out += separator + digits(Math.abs(seconds) % 60, 2);
  return out;
}

/** `.000` writes so many digits, `.999` leaves out zeros at the end. */
function formatFraction(element: string, nanos: number): string {
  const text = digits(nanos, 9).slice(0, element.length - 1).padEnd(element.length - 1, '0');
  if (element[1] === '0') return element[0]! + text;
  const trimmed = text.replace(/0+$/, '');
  return trimmed === '' ? '' : element[0]! + trimmed;
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
