import { checkPrimeSync, type JsonWebKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { seededRandom, type RandomSource } from '../../lang/sprig/index.ts';
import { generateRsaKey } from './rsa-key.ts';

/** Bytes that look random, the same in every run. */
function counted(): (length: number) => Uint8Array {
  let state = 1;
  return (length) => Uint8Array.from({ length }, () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 24);
}

function jwkOf(bits: number, random: RandomSource): JsonWebKey {
  return generateRsaKey(bits, random).export({ format: 'jwk' });
}

/** Node checks that the numbers of a key belong together when it takes one; this says that the two are primes of half its size. */
function expectPrimes({ p, q }: JsonWebKey, bits: number): void {
  expect(p).not.toBe(q);
  for (const prime of [p, q]) {
    const bytes = Buffer.from(prime!, 'base64url');
    expect(bytes.length).toBe(bits / 16);
    expect(checkPrimeSync(bytes)).toBe(true);
  }
}

test('a key depends on its source alone, and has primes of half its size', () => {
  const key = jwkOf(1024, counted());
  expect(jwkOf(1024, counted())).toEqual(key);
  expect(key.e).toBe('AQAB');
  expectPrimes(key, 1024);
});

test.each([1024, 2048, 4096])('a seed gives a key of %i bits again, and another seed another', (bits) => {
  const [one, again, other] = ['a', 'a', 'b'].map((seed) => jwkOf(bits, seededRandom(seed)));
  expect(again).toEqual(one);
  expect(other!.n).not.toBe(one!.n);
  expectPrimes(one!, bits);
});

test('primes of the list are for seeds alone', () => {
  const random = seededRandom('a');
  expect(jwkOf(2048, (count) => random(count))).not.toEqual(jwkOf(2048, seededRandom('a')));
});
