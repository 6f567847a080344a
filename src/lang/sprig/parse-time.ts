import { GoError } from '../govalue/index.ts';
import { daysInMonth, daysSinceEpoch, isLeapYear } from './civil-date.ts';
import type { Instant } from './format-time.ts';
import { quoteTime } from './quote-time.ts';
import { MONTHS, WEEKDAYS, splitLayout } from './time-layout.ts';
import { UTC, fixedZone, type Zone } from './zone.ts';

/**
 * Reads a time by a layout. Without an offset or zone in the text, it is a time in `local`.
 *
 * Follows Go 1.26 `time.ParseInLocation`.
 * @throws GoError with Go's message
 */
export function parseTime(layout: string, text: string, local: Zone): Instant {
  return new TimeParser(layout, text, local).parse();
}

/** The instant of a time of day in a zone. Where clocks were turned, as Go's `time.Date` picks it. */
export function instantOf(days: number, secondOfDay: number, nanos: number, zone: Zone): Instant {
  const wall = days * 86_400 + secondOfDay;
  const guess = zone.at(wall).seconds;
  const offset = zone.at(wall - guess).seconds;
  return { seconds: wall - offset, nanos, zone };
}

/** The text does not fit the layout element at hand. */
class Mismatch extends Error {}

/** The text fits, but names no such hour, month and so on. */
class OutOfRange extends Error {}

class TimeParser {
  readonly #layout: string;
  readonly #text: string;
  readonly #local: Zone;
  #rest: string;
  #year = 0;
  #month = -1;
  #day = -1;
  #yearDay = -1;
  #hour = 0;
  #minute = 0;
  #second = 0;
  #nanos = 0;
  #isMorning = false;
  #isAfternoon = false;
  #isUtc = false;
  #offset: number | undefined;
  #zoneName = '';

  constructor(layout: string, text: string, local: Zone) {
    this.#layout = layout;
    this.#text = text;
    this.#rest = text;
    this.#local = local;
  }

  parse(): Instant {
    const parts = splitLayout(this.#layout);
    for (const [i, { prefix, element }] of parts.entries()) {
      this.#skip(prefix);
      if (element === '') break;
      const hold = this.#rest;
      try {
        this.#readElement(element, parts[i + 1]);
      } catch (error) {
        if (error instanceof OutOfRange) throw this.#fault(`: ${error.message} out of range`);
        if (error instanceof Mismatch) throw this.#cannotParse(hold, element);
        throw error;
      }
    }
    if (this.#rest !== '') throw this.#fault(`: extra text: ${quoteTime(this.#rest)}`);
    return this.#assemble();
  }

  /** Takes text that the layout has literally; a space stands for any number of them. */
  #skip(prefix: string): void {
    let wanted = prefix;
    while (wanted !== '') {
      if (wanted.startsWith(' ')) {
        if (this.#rest !== '' && !this.#rest.startsWith(' ')) throw this.#cannotParse(this.#rest, prefix);
        wanted = wanted.replace(/^ +/, '');
        this.#rest = this.#rest.replace(/^ +/, '');
      } else {
        if (this.#rest === '' || this.#rest[0] !== wanted[0]) throw this.#cannotParse(this.#rest, prefix);
        wanted = wanted.slice(1);
        this.#rest = this.#rest.slice(1);
      }
    }
  }

  #readElement(element: string, next: { readonly prefix: string; readonly element: string } | undefined): void {
    switch (element) {
      case '2006':
        this.#year = Number(this.#take(/^\d{4}/));
        return;
      case '06': {
        const year = Number(this.#take(/^[\d+-]\d/));
        this.#year = year + (year >= 69 ? 1900 : 2000);
        return;
      }
      case 'January':
        this.#month = this.#lookUp(MONTHS) + 1;
        return;
      case 'Jan':
        this.#month = this.#lookUp(MONTHS.map((name) => name.slice(0, 3))) + 1;
        return;
      case '1':
      case '01':
        this.#month = this.#number(element === '01');
        if (this.#month < 1 || this.#month > 12) throw new OutOfRange('month');
        return;
      case 'Monday':
        this.#lookUp(WEEKDAYS);
        return;
      case 'Mon':
        this.#lookUp(WEEKDAYS.map((name) => name.slice(0, 3)));
        return;
      case '2':
      case '02':
      case '_2':
        if (element === '_2' && this.#rest.startsWith(' ')) this.#rest = this.#rest.slice(1);
        this.#day = this.#number(element === '02');
        return;
      case '__2':
      case '002':
        if (element === '__2') this.#rest = this.#rest.replace(/^ {1,2}/, '');
        this.#yearDay = Number(this.#take(element === '002' ? /^\d{3}/ : /^\d{1,3}/));
        return;
      case '15':
        this.#hour = this.#below(24, this.#number(false), 'hour');
        return;
      case '3':
      case '03':
        this.#hour = this.#below(13, this.#number(element === '03'), 'hour');
        return;
      case '4':
      case '04':
        this.#minute = this.#below(60, this.#number(element === '04'), 'minute');
        return;
      case '5':
      case '05':
        this.#second = this.#below(60, this.#number(element === '05'), 'second');
        this.#readSurplusFraction(next);
        return;
      case 'PM':
        if (this.#take(/^(?:AM|PM)/) === 'PM') this.#isAfternoon = true;
        else this.#isMorning = true;
        return;
      case 'pm':
        if (this.#take(/^(?:am|pm)/) === 'pm') this.#isAfternoon = true;
        else this.#isMorning = true;
        return;
      case 'MST':
        this.#readZoneName();
        return;
      default:
        if (element.startsWith('-') || element.startsWith('Z')) this.#readOffset(element);
        else this.#readFraction(element);
    }
  }

  /** A fraction behind the seconds is read even where the layout has none next. */
  #readSurplusFraction(next: { readonly prefix: string; readonly element: string } | undefined): void {
    if (next !== undefined && /^[.,]/.test(next.element)) return;
    const fraction = /^[.,](\d+)/.exec(this.#rest);
    if (fraction === null) return;
    this.#nanos = nanosOf(fraction[1]!);
    this.#rest = this.#rest.slice(fraction[0].length);
  }

  #readFraction(element: string): void {
    if (element[1] === '0') {
      const width = element.length;
      if (this.#rest.length < width || !/^[.,]\d*$/.test(this.#rest.slice(0, width))) throw new Mismatch();
      this.#nanos = nanosOf(this.#rest.slice(1, width));
      this.#rest = this.#rest.slice(width);
      return;
    }
    const fraction = /^[.,](\d+)/.exec(this.#rest);
    if (fraction === null) return;
    this.#nanos = nanosOf(fraction[1]!);
    this.#rest = this.#rest.slice(fraction[0].length);
  }

  #readOffset(element: string): void {
    if (element.startsWith('Z') && this.#rest.startsWith('Z')) {
      this.#rest = this.#rest.slice(1);
      this.#isUtc = true;
      return;
    }
    const separator = element.includes(':') ? ':' : '';
    const groups = element.length <= 3 ? 1 : element.length <= 6 ? 2 : 3;
    const shape = new RegExp(`^.${Array.from({ length: groups }, () => '..').join(separator)}`, 's');
    const text = this.#take(shape);
    const [hours = 0, minutes = 0, seconds = 0] = Array.from({ length: groups }, (_, i) => twoDigits(text, 1 + i * (2 + separator.length)));
    // What is out of range is said before what is no number, as long as all before it are numbers.
    if (hours > 24) throw new OutOfRange('time zone offset hour');
    if (minutes > 60 && hours >= 0) throw new OutOfRange('time zone offset minute');
    if (seconds > 60 && hours >= 0 && minutes >= 0) throw new OutOfRange('time zone offset second');
    if (Number.isNaN(hours + minutes + seconds) || (text[0] !== '+' && text[0] !== '-')) throw new Mismatch();
    this.#offset = (hours * 3600 + minutes * 60 + seconds) * (text[0] === '-' ? -1 : 1);
  }

  #readZoneName(): void {
    if (this.#rest.startsWith('UTC')) {
      this.#rest = this.#rest.slice(3);
      this.#isUtc = true;
      return;
    }
    const length = zoneNameLength(this.#rest);
    if (length === 0) throw new Mismatch();
    this.#zoneName = this.#rest.slice(0, length);
    this.#rest = this.#rest.slice(length);
  }

  /** Takes what matches `shape`. */
  #take(shape: RegExp): string {
    const match = shape.exec(this.#rest);
    if (match === null) throw new Mismatch();
    this.#rest = this.#rest.slice(match[0].length);
    return match[0];
  }

  /** One or two digits; `fixed` asks for both. */
  #number(fixed: boolean): number {
    return Number(this.#take(fixed ? /^\d\d/ : /^\d\d?/));
  }

  #below(limit: number, value: number, what: string): number {
    if (value >= limit) throw new OutOfRange(what);
    return value;
  }

  #lookUp(names: readonly string[]): number {
    const lower = this.#rest.toLowerCase();
    const index = names.findIndex((name) => lower.startsWith(name.toLowerCase()));
    if (index === -1) throw new Mismatch();
    this.#rest = this.#rest.slice(names[index]!.length);
    return index;
  }

  #assemble(): Instant {
    this.#applyYearDay();
    if (this.#month < 0) this.#month = 1;
    if (this.#day < 0) this.#day = 1;
    if (this.#day < 1 || this.#day > daysInMonth(this.#year, this.#month)) throw this.#fault(': day out of range');
    if (this.#isAfternoon && this.#hour < 12) this.#hour += 12;
    else if (this.#isMorning && this.#hour === 12) this.#hour = 0;
    const days = daysSinceEpoch(this.#year, this.#month, this.#day);
    const secondOfDay = this.#hour * 3600 + this.#minute * 60 + this.#second;
    if (this.#isUtc) return instantOf(days, secondOfDay, this.#nanos, UTC);
    if (this.#offset !== undefined) return this.#atOffset(days * 86_400 + secondOfDay - this.#offset, this.#offset);
    if (this.#zoneName !== '') return this.#inNamedZone(days * 86_400 + secondOfDay);
    return instantOf(days, secondOfDay, this.#nanos, this.#local);
  }

  #applyYearDay(): void {
    if (this.#yearDay < 0) return;
    if (this.#yearDay < 1 || this.#yearDay > (isLeapYear(this.#year) ? 366 : 365)) throw this.#fault(': day-of-year out of range');
    let month = 1;
    let day = this.#yearDay;
    while (day > daysInMonth(this.#year, month)) day -= daysInMonth(this.#year, month++);
    if (this.#month >= 0 && this.#month !== month) throw this.#fault(': day-of-year does not match month');
    if (this.#day >= 0 && this.#day !== day) throw this.#fault(': day-of-year does not match day');
    this.#month = month;
    this.#day = day;
  }

  /** The local zone if it has that offset then, and otherwise one made up for it. */
  #atOffset(seconds: number, offset: number): Instant {
    const local = this.#local.at(seconds);
    const fits = local.seconds === offset && (this.#zoneName === '' || this.#zoneName === local.abbreviation);
    return { seconds, nanos: this.#nanos, zone: fits ? this.#local : fixedZone(this.#zoneName, offset) };
  }

  /** A name means something in the local zone only; elsewhere it is a label with the offset 0, except for `GMT+3`. */
  #inNamedZone(wall: number): Instant {
    const offset = this.#local.at(wall - this.#local.at(wall).seconds);
    if (offset.abbreviation === this.#zoneName) return { seconds: wall - offset.seconds, nanos: this.#nanos, zone: this.#local };
    const hours = this.#zoneName.startsWith('GMT') && this.#zoneName.length > 3 ? Number(this.#zoneName.slice(3)) : 0;
    return { seconds: wall, nanos: this.#nanos, zone: fixedZone(this.#zoneName, hours * 3600) };
  }

  #cannotParse(value: string, element: string): GoError {
    return new GoError(`parsing time ${quoteTime(this.#text)} as ${quoteTime(this.#layout)}: cannot parse ${quoteTime(value)} as ${quoteTime(element)}`);
  }

  #fault(message: string): GoError {
    return new GoError(`parsing time ${quoteTime(this.#text)}${message}`);
  }
}

/** The number of two digits at an offset; NaN where there are none. */
function twoDigits(text: string, at: number): number {
  const digits = text.slice(at, at + 2);
  return /^\d\d$/.test(digits) ? Number(digits) : NaN;
}

function nanosOf(digits: string): number {
  return Number(digits.slice(0, 9).padEnd(9, '0'));
}

/** The length of a zone abbreviation at the start of a text: three to five capitals, `GMT+3`, `+03`; 0 where there is none. */
function zoneNameLength(text: string): number {
  if (text.startsWith('ChST') || text.startsWith('MeST')) return 4;
  if (text.startsWith('GMT')) return 3 + signedOffsetLength(text.slice(3));
  if (/^[+-]/.test(text)) return text.length < 3 ? 0 : signedOffsetLength(text);
  const capitals = /^[A-Z]{0,6}/.exec(text)![0];
  switch (capitals.length) {
    case 3:
      return 3;
    case 4:
      return capitals.endsWith('T') || capitals === 'WITA' ? 4 : 0;
    case 5:
      return capitals.endsWith('T') ? 5 : 0;
    default:
      return 0;
  }
}

function signedOffsetLength(text: string): number {
  const match = /^[+-](\d+)/.exec(text);
  return match === null || Number(match[1]) > 23 ? 0 : match[0].length;
}
