import { checkPrimeSync, createPrivateKey, generatePrimeSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { generateRsaKey, isPrime } from './rsa-key.ts';

/** Bytes that look random, the same in every run. */
function counted(): (length: number) => Uint8Array {
  let state = 1;
  return (length) => Uint8Array.from({ length }, () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 24);
}

test('a key depends on its source alone, and has primes of half its size', () => {
  const key = generateRsaKey(1024, counted());
  expect(generateRsaKey(1024, counted())).toEqual(key);
  const { p, q, e } = createPrivateKey({ key: Buffer.from(key), format: 'der', type: 'pkcs8' }).export({ format: 'jwk' });
  expect(e).toBe('AQAB');
  for (const prime of [p, q]) {
    const bytes = Buffer.from(prime!, 'base64url');
    expect(bytes.length).toBe(64);
    expect(checkPrimeSync(bytes)).toBe(true);
  }
});

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
