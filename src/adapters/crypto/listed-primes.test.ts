import { checkPrimeSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { listedPrime } from './listed-primes.ts';

/** Picks the prime at an index. */
function at(index: number): (count: number) => Uint8Array {
  return () => Uint8Array.of(index & 0xff, index >> 8);
}

test.each([
  [1024, 512, 64],
  [2048, 256, 64],
])('the numbers of %i bits are different primes that make moduli of full length', (bits, count, step) => {
  const numbers = Array.from({ length: count }, (_, index) => listedPrime(bits, at(index))!);
  expect(new Set(numbers).size).toBe(count);
  expect(listedPrime(bits, at(count))).toBe(numbers[0]);
  for (const number of numbers) {
    expect(number >> BigInt(bits - 2)).toBe(3n);
    expect((number - 1n) % 65_537n).not.toBe(0n);
  }
  // All of them would take seconds.
  for (let index = 0; index < count; index += step) expect(checkPrimeSync(numbers[index]!)).toBe(true);
});

test('there is no list for other sizes', () => {
  expect(listedPrime(512, at(0))).toBeUndefined();
});
