import type { KeyObject } from 'node:crypto';
import type { RandomSource } from '../../lang/sprig/index.ts';
import { toBase64Url } from './big-integers.ts';
import { listedPrime } from './listed-primes.ts';
import { openssl } from './openssl.ts';
import { EXPONENT, generatePrime } from './primes.ts';

/**
 * Makes an RSA key of up to 6,144 bits that depends on nothing but the random source. Takes about 30 milliseconds for 2048 bits.
 *
 * Where the source is repeatable, so that the key is no secret, its primes come from a list, which takes a millisecond.
 */
export function generateRsaKey(bits: number, random: RandomSource): KeyObject {
  const prime = (): bigint => (random.isRepeatable === true ? listedPrime(bits / 2, random) : undefined) ?? generatePrime(bits / 2, random);
  const p = prime();
  let q = prime();
  while (q === p) q = prime();
  const [larger, smaller] = p > q ? [p, q] : [q, p];
  const d = inverse(EXPONENT, (larger - 1n) * (smaller - 1n));
  const numbers = { n: larger * smaller, e: EXPONENT, d, p: larger, q: smaller, dp: d % (larger - 1n), dq: d % (smaller - 1n), qi: inverse(smaller, larger) };
  const jwk = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, toBase64Url(value)]));
  return openssl().createPrivateKey({ format: 'jwk', key: { kty: 'RSA', ...jwk } });
}

/** The inverse of `value` by the extended algorithm of Euclid. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b] = [value % modulus, modulus];
  let [x, y] = [1n, 0n];
  while (b > 0n) {
    const quotient = a / b;
    [a, b] = [b, a - quotient * b];
    [x, y] = [y, x - quotient * y];
  }
  return ((x % modulus) + modulus) % modulus;
}
