import { generatePrimeSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { isPrime } from './primes.ts';

describe('isPrime', () => {
  test('knows primes', () => {
    for (let i = 0; i < 5; i++) expect(isPrime(generatePrimeSync(512, { bigint: true }))).toBe(true);
  });

  test('refuses products of primes, those that fool the test of Fermat too', () => {
    const p = generatePrimeSync(256, { bigint: true });
    const q = generatePrimeSync(256, { bigint: true });
    expect(isPrime(p * q)).toBe(false);
    expect(isPrime(p * p)).toBe(false);
    // A number of Carmichael: three primes, found by search.
    const k = 10n ** 52n + 54_255n;
    expect(isPrime((6n * k + 1n) * (12n * k + 1n) * (18n * k + 1n))).toBe(false);
  });
});
