import { goTimeSyntax } from '../../std/go-time-syntax.ts';
import { GoObject, fn, goInt, goInt64, goParam, refusedFunction, toBytes, type GoFunction, type GoInt, type Param } from '../govalue/index.ts';
import { civilTime, daysSinceEpoch, type CivilTime } from './civil-date.ts';
import { SECOND, durationText, roundDuration } from './duration.ts';
import { formatTime, type Instant } from './format-time.ts';
import { instantOf, parseTime } from './parse-time.ts';
import { MONTHS, WEEKDAYS } from './time-layout.ts';
import { UTC, type Zone } from './zone.ts';

const ZERO_SECONDS = -62_135_596_800;
const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;

/** Go's `time.Time`. */
export class GoTime extends GoObject {
  override readonly goType = 'time.Time';
  override readonly goKind = 'struct';
  readonly instant: Instant;
  readonly #local: Zone;

  constructor(instant: Instant, local: Zone) {
    super();
    this.instant = instant;
    this.#local = local;
  }

  override text(): string {
    return this.format('2006-01-02 15:04:05.999999999 -0700 MST');
  }

  override goSyntax(): string {
    const { zone, nanos } = this.instant;
    return goTimeSyntax({ ...this.civil(), nanos }, zone === UTC ? 'UTC' : zone === this.#local ? 'Local' : zone.name);
  }

  /** As `time.Time.Format`. */
  format(layout: string): string {
    return formatTime(this.instant, layout);
  }

  /** RFC 3339. */
  override marshaledText(): string {
    return this.format('2006-01-02T15:04:05.999999999Z07:00');
  }

  override method(name: string): GoFunction | undefined {
    return TIME_METHODS[name]?.(this);
  }

  /** The same instant in another zone. */
  in(zone: Zone): GoTime {
    return new GoTime({ ...this.instant, zone }, this.#local);
  }

  local(): GoTime {
    return this.in(this.#local);
  }

  /** The time some nanoseconds later. */
  add(nanos: bigint): GoTime {
    const total = this.nanosSinceEpoch() + nanos;
    const rest = ((total % SECOND) + SECOND) % SECOND;
    return new GoTime({ ...this.instant, seconds: Number((total - rest) / SECOND), nanos: Number(rest) }, this.#local);
  }

  /** The same time of day on another date. */
  addDate(years: number, months: number, days: number): GoTime {
    const { year, month, day, hour, minute, second } = this.civil();
    const moved = instantOf(daysSinceEpoch(year + years, month + months, day + days), hour * 3600 + minute * 60 + second, this.instant.nanos, this.instant.zone);
    return new GoTime(moved, this.#local);
  }

  civil(): CivilTime {
    return civilTime(this.instant.seconds + this.instant.zone.at(this.instant.seconds).seconds);
  }

  nanosSinceEpoch(): bigint {
    return BigInt(this.instant.seconds) * SECOND + BigInt(this.instant.nanos);
  }
}

/** Reads a time by a layout; without an offset or zone in the text, it is one of the local zone. @throws GoError with Go's message. */
export function parseGoTime(layout: string, text: string, local: Zone): GoTime {
  return new GoTime(parseTime(layout, text, local), local);
}

/** The parameter type `time.Time`; nil is refused. */
export const TIME_PARAM: Param<GoTime> = goParam('time.Time', (value) => value instanceof GoTime);

/** Go's zero time: the first of January of the year 1, in UTC. */
export function zeroTime(local: Zone): GoTime {
  return new GoTime({ seconds: ZERO_SECONDS, nanos: 0, zone: UTC }, local);
}

/** The time between two times, as far as an int64 of nanoseconds goes. Follows `time.Time.Sub`. */
export function timeBetween(from: GoTime, to: GoTime): bigint {
  const nanos = to.nanosSinceEpoch() - from.nanosSinceEpoch();
  return nanos > MAX_INT64 ? MAX_INT64 : nanos < MIN_INT64 ? MIN_INT64 : nanos;
}

/** An integer type of Go with names for its values or a text of its own. */
class NamedInt extends GoObject {
  override readonly goType: string;
  override readonly goKind: string;
  readonly #value: GoInt;
  readonly #text: string;
  readonly #methods: Readonly<Record<string, GoFunction>>;

  constructor(goType: string, value: GoInt, text: string, methods: Readonly<Record<string, GoFunction>> = {}) {
    super();
    this.goType = goType;
    this.goKind = value.kind;
    this.#value = value;
    this.#text = text;
    this.#methods = { String: fn()(() => text), ...methods };
  }

  override underlying(): GoInt {
    return this.#value;
  }

  override text(): string {
    return this.#text;
  }

  override method(name: string): GoFunction | undefined {
    return Object.hasOwn(this.#methods, name) ? this.#methods[name] : undefined;
  }
}

/** Go's `time.Duration`. */
function goDuration(nanos: bigint): GoObject {
  const value = Number(nanos);
  return new NamedInt('time.Duration', goInt64(nanos), durationText(nanos), {
    Hours: fn()(() => value / 3.6e12),
    Minutes: fn()(() => value / 6e10),
    Seconds: fn()(() => value / 1e9),
    Milliseconds: fn()(() => goInt64(nanos / 1_000_000n)),
    Microseconds: fn()(() => goInt64(nanos / 1000n)),
    Nanoseconds: fn()(() => goInt64(nanos)),
    Abs: fn()(() => goDuration(nanos < 0n ? -nanos : nanos)),
    Round: fn(DURATION_PARAM)((unit) => goDuration(roundDuration(nanos, unit))),
    Truncate: fn(DURATION_PARAM)((unit) => goDuration(unit <= 0n ? nanos : nanos - (nanos % unit))),
  });
}

/** The parameter type `time.Duration`, in nanoseconds: a duration, or an integer that stands in the template. Other integers are refused. */
const DURATION_PARAM: Param<bigint> = {
  goType: 'time.Duration',
  kind: 'int',
  accepts: (value) => value instanceof GoObject && value.goType === 'time.Duration',
  convert: (value) => ((value instanceof GoObject ? value.underlying() : value) as GoInt).value,
};

/** `*time.Location`. */
class GoLocation extends GoObject {
  override readonly goType = '*time.Location';
  override readonly goKind = 'ptr';
  readonly zone: Zone;

  constructor(zone: Zone) {
    super();
    this.zone = zone;
  }

  override text(): string {
    return this.zone.name;
  }

  override method(name: string): GoFunction | undefined {
    return name === 'String' ? fn()(() => this.zone.name) : undefined;
  }
}

const LOCATION_PARAM: Param<GoLocation> = goParam('*time.Location', (value) => value instanceof GoLocation);

const hasThreeResults = (name: string) => (): GoFunction => refusedFunction(`function ${name} has 3 return values; should be 1 or 2`);
const hasNoError = (name: string, second: string) => (): GoFunction =>
  refusedFunction(`invalid function signature for ${name}: second return value should be error; is ${second}`);

const TIME_METHODS: Readonly<Record<string, ((time: GoTime) => GoFunction) | undefined>> = {
  Format: (time) => fn('string')((layout) => time.format(layout)),
  String: (time) => fn()(() => time.text()),
  GoString: (time) => fn()(() => time.goSyntax()),
  MarshalText: (time) => fn()(() => toBytes(time.marshaledText())),
  MarshalJSON: (time) => fn()(() => toBytes(`"${time.marshaledText()}"`)),
  Unix: (time) => fn()(() => goInt64(time.instant.seconds)),
  UnixMilli: (time) => fn()(() => goInt64(time.nanosSinceEpoch() / 1_000_000n)),
  UnixMicro: (time) => fn()(() => goInt64(time.nanosSinceEpoch() / 1000n)),
  UnixNano: (time) => fn()(() => goInt64(time.nanosSinceEpoch())),
  Year: (time) => fn()(() => goInt(time.civil().year)),
  Month: (time) => fn()(() => new NamedInt('time.Month', goInt(time.civil().month), MONTHS[time.civil().month - 1]!)),
  Day: (time) => fn()(() => goInt(time.civil().day)),
  Weekday: (time) => fn()(() => new NamedInt('time.Weekday', goInt(time.civil().weekday), WEEKDAYS[time.civil().weekday]!)),
  YearDay: (time) => fn()(() => goInt(time.civil().yearDay)),
  Hour: (time) => fn()(() => goInt(time.civil().hour)),
  Minute: (time) => fn()(() => goInt(time.civil().minute)),
  Second: (time) => fn()(() => goInt(time.civil().second)),
  Nanosecond: (time) => fn()(() => goInt(time.instant.nanos)),
  UTC: (time) => fn()(() => time.in(UTC)),
  Local: (time) => fn()(() => time.local()),
  In: (time) => fn(LOCATION_PARAM)(({ zone }) => time.in(zone)),
  Location: (time) => fn()(() => new GoLocation(time.instant.zone)),
  IsZero: (time) => fn()(() => time.instant.seconds === ZERO_SECONDS && time.instant.nanos === 0),
  Add: (time) => fn(DURATION_PARAM)((duration) => time.add(duration)),
  AddDate: (time) => fn('int', 'int', 'int')((years, months, days) => time.addDate(years, months, days)),
  Sub: (time) => fn(TIME_PARAM)((other) => goDuration(timeBetween(other, time))),
  Before: (time) => fn(TIME_PARAM)((other) => time.nanosSinceEpoch() < other.nanosSinceEpoch()),
  After: (time) => fn(TIME_PARAM)((other) => time.nanosSinceEpoch() > other.nanosSinceEpoch()),
  Equal: (time) => fn(TIME_PARAM)((other) => time.nanosSinceEpoch() === other.nanosSinceEpoch()),
  Compare: (time) => fn(TIME_PARAM)((other) => goInt(time.nanosSinceEpoch() < other.nanosSinceEpoch() ? -1 : time.nanosSinceEpoch() > other.nanosSinceEpoch() ? 1 : 0)),
  Truncate: (time) => fn(DURATION_PARAM)((unit) => truncated(time, unit)),
  Round: (time) => fn(DURATION_PARAM)((unit) => rounded(time, unit)),
  Date: hasThreeResults('Date'),
  Clock: hasThreeResults('Clock'),
  ISOWeek: hasNoError('ISOWeek', 'int'),
  Zone: hasNoError('Zone', 'int'),
  ZoneBounds: hasNoError('ZoneBounds', 'time.Time'),
};

/** Multiples of a duration count from the zero time. */
function sinceZero(time: GoTime): bigint {
  return time.nanosSinceEpoch() - BigInt(ZERO_SECONDS) * SECOND;
}

function truncated(time: GoTime, unit: bigint): GoTime {
  return unit <= 0n ? time : time.add(-(sinceZero(time) % unit));
}

function rounded(time: GoTime, unit: bigint): GoTime {
  if (unit <= 0n) return time;
  const rest = sinceZero(time) % unit;
  return time.add(rest * 2n < unit ? -rest : unit - rest);
}
