import { hasAbbreviations, zoneAbbreviation } from './zone-abbreviations.ts';

/** What clocks of a zone show at some time. */
export interface ZoneOffset {
  /** Seconds east of UTC. */
  readonly seconds: number;
  /** Such as `CEST`; empty where nothing is known but the offset. */
  readonly abbreviation: string;
}

/** A time zone. */
export interface Zone {
  readonly name: string;
  /** The offset in force at a time, in seconds since 1970. */
  at(time: number): ZoneOffset;
}

/** Coordinated Universal Time. */
export const UTC: Zone = { name: 'UTC', at: () => ({ seconds: 0, abbreviation: 'UTC' }) };

const NAME = /^[A-Z][A-Za-z0-9_+-]*(?:\/[A-Z][A-Za-z0-9_+-]*|\/of|\/es)*$/;
/** What clocks showed before there were zones: the only offsets with odd seconds. */
const LOCAL_MEAN_TIME = 'LMT';
const MAX_MILLISECONDS = 8.64e15;

/** A zone that always has the same offset. */
export function fixedZone(name: string, seconds: number): Zone {
  return { name, at: () => ({ seconds, abbreviation: name }) };
}

/** A zone of the IANA database by its exact name, or undefined. The empty name is UTC. Follows Go 1.26 `time.LoadLocation`. */
export function loadZone(name: string): Zone | undefined {
  if (name === '' || name === 'UTC') return UTC;
  if (!hasAbbreviations(name) && !NAME.test(name)) return undefined;
  const format = createFormat(name);
  if (format === undefined) return undefined;
  // Asking Intl is slow, and templates ask for the same few days again and again.
  const known = new Map<number, ZoneOffset>();
  return {
    name,
    at(time) {
      const hour = Math.floor(time / 900);
      const found = known.get(hour);
      if (found !== undefined) return found;
      const offset = offsetAt(format, name, time);
      if (known.size < 1000) known.set(hour, offset);
      return offset;
    },
  };
}

function createFormat(zone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  } catch {
    return undefined;
  }
}

function offsetAt(format: Intl.DateTimeFormat, zone: string, time: number): ZoneOffset {
  const clamped = Math.max(-MAX_MILLISECONDS, Math.min(MAX_MILLISECONDS, time * 1000));
  const text = format.formatToParts(new Date(clamped)).find((part) => part.type === 'timeZoneName')?.value ?? '';
  const [, sign, hours = '0', minutes = '0', rest = '0'] = /([+-])(\d+)(?::(\d+))?(?::(\d+))?/.exec(text) ?? [];
  const seconds = (Number(hours) * 3600 + Number(minutes) * 60 + Number(rest)) * (sign === '-' ? -1 : 1);
  return { seconds, abbreviation: zoneAbbreviation(zone, seconds / 60) ?? (seconds % 60 === 0 ? numericAbbreviation(seconds) : LOCAL_MEAN_TIME) };
}

/** `+03` or `-0330`, as the database names zones without a name of their own. */
function numericAbbreviation(seconds: number): string {
  const minutes = Math.floor(Math.abs(seconds) / 60);
  const digits = `${seconds < 0 ? '-' : '+'}${String(Math.floor(minutes / 60)).padStart(2, '0')}`;
  return minutes % 60 === 0 ? digits : digits + String(minutes % 60).padStart(2, '0');
}
