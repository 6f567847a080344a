import { seededRandom } from '../../src/lang/sprig/index.ts';

/** Chance that a seed determines: the same seed gives the same cases on every machine. */
export class Random {
  readonly #bytes: (count: number) => Uint8Array;

  constructor(seed: string) {
    this.#bytes = seededRandom(seed);
  }

  /** A whole number from 0 up to, not including, `end`. */
  below(end: number): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.#bytes(4);
    return (((a << 24) | (b << 16) | (c << 8) | d) >>> 0) % end;
  }

  /** True once in `times`. */
  oneIn(times: number): boolean {
    return this.below(times) === 0;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }

  /** The answer of one of some generators. A generator that is listed twice is chosen twice as often. */
  choose<T>(...makers: readonly (() => T)[]): T {
    return this.pick(makers)();
  }

  /** Between `min` and `max` (included) results of a generator. */
  list<T>(min: number, max: number, make: () => T): T[] {
    return Array.from({ length: min + this.below(max - min + 1) }, make);
  }

  /** Between `min` and `max` (included) pieces, put together. */
  text(min: number, max: number, pieces: readonly string[]): string {
    return this.list(min, max, () => this.pick(pieces)).join('');
  }

  /** Some keys, each with a result of a generator. A key is taken once. */
  record<T>(keys: readonly string[], min: number, max: number, make: (key: string) => T): Record<string, T> {
    return Object.fromEntries(this.list(min, max, () => this.pick(keys)).map((key) => [key, make(key)]));
  }
}
