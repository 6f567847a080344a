import { expect, test } from 'vitest';
import { randomBelow, randomNumbers } from './random-number.ts';
import { seededRandom } from './seeded-random.ts';

/** A limit that refuses nearly every second word. */
const UNFAIR = 2 ** 31 + 1;

test.each([1, 2, 62, UNFAIR, 2 ** 32])('numbers below %i come as single calls give them', (limit) => {
  const [one, many] = [seededRandom('a'), seededRandom('a')];
  const next = randomNumbers(many, 10_000);
  expect(Array.from({ length: 10_000 }, () => next(limit))).toEqual(Array.from({ length: 10_000 }, () => randomBelow(one, limit)));
  expect(many(16)).toEqual(one(16));
});

test('more numbers than were announced come as well', () => {
  const next = randomNumbers(seededRandom('a'), 1);
  const one = seededRandom('a');
  expect([next(10), next(10), next(10)]).toEqual([randomBelow(one, 10), randomBelow(one, 10), randomBelow(one, 10)]);
});
