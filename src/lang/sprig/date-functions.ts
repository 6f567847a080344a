import { parseInteger } from '../gofmt/index.ts';
import { GoInt, fn, type GoFunction } from '../govalue/index.ts';
import { SECOND, durationText, parseDuration, roundDuration } from './duration.ts';
import { formatTime } from './format-time.ts';
import { GoTime, parseGoTime, TIME_PARAM, timeBetween, zeroTime } from './go-time.ts';
import { orElse } from './or-else.ts';
import type { SprigPorts } from './ports.ts';
import { UTC, loadZone, type Zone } from './zone.ts';

const MAX_ZONES = 64;
const HTML_DATE = '2006-01-02';
/** `durationRound` names the largest of these that a duration exceeds. */
const ROUND_UNITS: readonly (readonly [unit: string, seconds: bigint])[] = [
  ['y', 365n * 86_400n], ['mo', 30n * 86_400n], ['d', 86_400n], ['h', 3600n], ['m', 60n], ['s', 1n],
];

/** Dates and durations. What is no date counts as now. Follows sprig v3.3.0 date.go. */
export function dateFunctions(ports: SprigPorts): Readonly<Record<string, GoFunction>> {
  // A machine whose clock is set by the name of a zone calls that its local one; it is a zone of its own nevertheless.
  const local: Zone = { ...(loadZone(ports.localZone) ?? UTC) };
  // Templates name few zones, and opening one is slow.
  const zones = new Map<string, Zone>([['Local', local]]);
  const zoneOf = (name: string): Zone => {
    const zone = zones.get(name) ?? loadZone(name) ?? UTC;
    if (zones.size < MAX_ZONES) zones.set(name, zone);
    return zone;
  };
  const now = (): GoTime => {
    const milliseconds = ports.now();
    return new GoTime({ seconds: Math.floor(milliseconds / 1000), nanos: Math.round((milliseconds - Math.floor(milliseconds / 1000) * 1000) * 1e6), zone: local }, local);
  };
  const timeOf = (date: unknown, kinds: readonly string[]): GoTime => {
    if (date instanceof GoTime) return date;
    if (date instanceof GoInt && kinds.includes(date.kind)) return new GoTime({ seconds: Number(date.value), nanos: 0, zone: local }, local);
    return now();
  };
  const inZone = (layout: string, date: unknown, zone: string): string => {
    const time = timeOf(date, ['int', 'int32', 'int64']);
    return formatTime(time.in(zoneOf(zone)).instant, layout);
  };
  const parseDate = (layout: string, text: string): GoTime => parseGoTime(layout, text, local);
  const dateInZone = fn('string', 'any', 'string')(inZone);
  const dateModify = fn('string', TIME_PARAM)((shift, date) => orElse(date, () => date.add(parseDuration(shift))));
  const mustDateModify = fn('string', TIME_PARAM)((shift, date) => date.add(parseDuration(shift)));
  return {
    now: fn()(now),
    date: fn('string', 'any')((layout, date) => inZone(layout, date, 'Local')),
    dateInZone, date_in_zone: dateInZone,
    htmlDate: fn('any')((date) => inZone(HTML_DATE, date, 'Local')),
    htmlDateInZone: fn('any', 'string')((date, zone) => inZone(HTML_DATE, date, zone)),
    dateModify, date_modify: dateModify,
    mustDateModify, must_date_modify: mustDateModify,
    toDate: fn('string', 'string')((layout, text) => orElse(zeroTime(local), () => parseDate(layout, text))),
    mustToDate: fn('string', 'string')(parseDate),
    unixEpoch: fn(TIME_PARAM)((date) => String(date.instant.seconds)),
    ago: fn('any')((date) => durationText(roundDuration(timeBetween(timeOf(date, ['int', 'int64']), now()), SECOND))),
    duration: fn('any')((seconds) => durationText(BigInt.asIntN(64, secondsOf(seconds) * SECOND))),
    durationRound: fn('any')((duration) => roundedDuration(nanosOf(duration, now))),
  };
}

function secondsOf(value: unknown): bigint {
  if (typeof value === 'string') return parseInteger(value, 10).value;
  return value instanceof GoInt && value.kind === 'int64' ? value.value : 0n;
}

function nanosOf(value: unknown, now: () => GoTime): bigint {
  if (typeof value === 'string') return orElse(0n, () => parseDuration(value));
  if (value instanceof GoTime) return timeBetween(value, now());
  return value instanceof GoInt && value.kind === 'int64' ? value.value : 0n;
}

function roundedDuration(nanos: bigint): string {
  const absolute = nanos < 0n ? -nanos : nanos;
  for (const [unit, seconds] of ROUND_UNITS) {
    if (absolute > seconds * SECOND) return `${absolute / (seconds * SECOND)}${unit}`;
  }
  return '0s';
}
