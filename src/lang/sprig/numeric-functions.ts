import { formatValue, parseInteger } from '../gofmt/index.ts';
import { GoError, fn, goInt, goInt64, withGoType, type GoFunction, type GoInt } from '../govalue/index.ts';
import { toFloat64, toInt64 } from './cast.ts';
import { addDecimals, decimalFromNumber, decimalToNumber, divideDecimals, multiplyDecimals, subtractDecimals, type Decimal } from './decimal.ts';
import type { RandomSource } from './ports.ts';
import { powerOfTen } from './power-of-ten.ts';
import { randomBelow } from './random-number.ts';
import { runtimeError } from './runtime-error.ts';

/** The longest list that `until`, `untilStep` and `seq` make. */
const MAX_COUNT = 1_000_000;

/** Arithmetic on int64 (wrapping) and on float64 through exact decimals, conversions, and ranges of integers. Follows sprig v3.3.0 numeric.go. */
export function numericFunctions(random: RandomSource): Readonly<Record<string, GoFunction>> {
  const max = fn('any', '...any')((first, ...rest) => goInt64([first, ...rest].map(toInt64).reduce((a, b) => (b > a ? b : a))));
  return {
    atoi: fn('string')((text) => goInt(parseInteger(text, 10).value)),
    int: fn('any')((value) => goInt(toInt64(value))),
    int64: fn('any')((value) => goInt64(toInt64(value))),
    float64: fn('any')(toFloat64),
    toDecimal: fn('any')(toDecimal),

    add1: fn('any')((value) => goInt64(toInt64(value) + 1n)),
    add: fn('...any')((...values) => goInt64(values.reduce<bigint>((sum, value) => sum + toInt64(value), 0n))),
    sub: fn('any', 'any')((a, b) => goInt64(toInt64(a) - toInt64(b))),
    mul: fn('any', '...any')((first, ...rest) => goInt64(rest.reduce<bigint>((product, value) => BigInt.asIntN(64, product * toInt64(value)), toInt64(first)))),
    div: fn('any', 'any')((a, b) => goInt64(toInt64(a) / divisor(b))),
    mod: fn('any', 'any')((a, b) => goInt64(toInt64(a) % divisor(b))),
    biggest: max,
    max,
    min: fn('any', '...any')((first, ...rest) => goInt64([first, ...rest].map(toInt64).reduce((a, b) => (b < a ? b : a)))),

    add1f: fn('any')((value) => foldDecimals(value, [1], addDecimals)),
    addf: fn('...any')((...values) => foldDecimals(0, values, addDecimals)),
    subf: fn('any', '...any')((first, ...rest) => foldDecimals(first, rest, subtractDecimals)),
    mulf: fn('any', '...any')((first, ...rest) => foldDecimals(first, rest, multiplyDecimals)),
    divf: fn('any', '...any')((first, ...rest) => foldDecimals(first, rest, divideDecimals)),
    maxf: fn('any', '...any')((first, ...rest) => rest.map(toFloat64).reduce(larger, toFloat64(first))),
    minf: fn('any', '...any')((first, ...rest) => rest.map(toFloat64).reduce((a, b) => -larger(-a, -b), toFloat64(first))),
    ceil: fn('any')((value) => Math.ceil(toFloat64(value))),
    floor: fn('any')((value) => Math.floor(toFloat64(value))),
    round: fn('any', 'int', '...float64')((value, places, ...threshold) => round(toFloat64(value), places, threshold[0] ?? 0.5)),

    until: fn('int')((count) => intList(range(0, count, count < 0 ? -1 : 1))),
    untilStep: fn('int', 'int', 'int')((start, stop, step) => intList(range(start, stop, step))),
    seq: fn('...int')((...params) => sequence(params).join(' ')),
    randInt: fn('int', 'int')((min, max) => randomInt(random, min, max)),
  };
}

function divisor(value: unknown): bigint {
  const divisor = toInt64(value);
  if (divisor === 0n) throw runtimeError('integer divide by zero');
  return divisor;
}

function foldDecimals(first: unknown, rest: readonly unknown[], combine: (a: Decimal, b: Decimal) => Decimal): number {
  const start = decimalFromNumber(toFloat64(first));
  return decimalToNumber(rest.reduce<Decimal>((total, value) => combine(total, decimalFromNumber(toFloat64(value))), start));
}

/** `math.Max`: an infinity beats NaN. */
function larger(a: number, b: number): number {
  return a === Infinity || b === Infinity ? Infinity : Math.max(a, b);
}

/** The text of a value, read as an octal number: `755` is a file mode. */
function toDecimal(value: unknown): GoInt {
  const { value: parsed, fault } = parseInteger(formatValue(value), 8);
  return goInt64(fault === undefined ? parsed : 0n);
}

/** Rounds up from `threshold` on. The fraction of a negative number is negative, so those are rounded down. */
function round(value: number, places: number, threshold: number): number {
  const scale = powerOfTen(places);
  const scaled = scale * value;
  const fraction = scaled - Math.trunc(scaled);
  return (fraction >= threshold ? Math.ceil(scaled) : Math.floor(scaled)) / scale;
}

/** The integers from `start` up or down to `stop`, which is left out. None where the step leads away. */
function range(start: number, stop: number, step: number): number[] {
  const leadsThere = stop < start ? step < 0 : step > 0;
  if (!leadsThere) return [];
  const count = Math.ceil((stop - start) / step);
  if (count > MAX_COUNT) throw new GoError(`a list of ${count} numbers is too long (max ${MAX_COUNT})`);
  return Array.from({ length: count }, (_, i) => start + i * step);
}

function intList(values: readonly number[]): GoInt[] {
  return withGoType(values.map(goInt), '[]int');
}

/** As the shell's `seq`: LAST, FIRST LAST, or FIRST STEP LAST, all inclusive. */
function sequence(params: readonly number[]): number[] {
  const [a = 0, b = 0, c = 0] = params;
  switch (params.length) {
    case 1: {
      const step = a < 1 ? -1 : 1;
      return range(1, a + step, step);
    }
    case 2: {
      const step = b < a ? -1 : 1;
      return range(a, b + step, step);
    }
    case 3:
      return c < a && b > 0 ? [] : range(a, c + (c < a ? -1 : 1), b);
    default:
      return [];
  }
}

function randomInt(random: RandomSource, min: number, max: number): GoInt {
  if (max <= min) throw new GoError('invalid argument to Intn');
  return goInt(min + randomBelow(random, max - min));
}
