import type { RandomSource } from '../../lang/sprig/index.ts';
import { fromBigEndian, toBase64Url, toBigEndian } from './big-integers.ts';
import { openssl } from './openssl.ts';

/** The public exponent of the keys that the primes are for: no factor of a prime less one. */
export const EXPONENT = 65_537n;
/** The bases of the rounds of Miller and Rabin: FIPS 186-5 asks for 5 rounds for primes of this size, which nobody chose. */
const BASES = [2n, 3n, 5n, 7n, 11n];
/** Numbers with a prime factor below are sorted out before any power is taken. */
const SMALL = 8000;
let smallPrimes: readonly number[] | undefined;

/** The first prime from a random start on. */
export function generatePrime(bits: number, random: RandomSource): bigint {
  for (;;) {
    const prime = primeFrom(primeStart(bits, random));
    if (prime !== undefined) return prime;
  }
}

/** A random place for the search of a prime: odd, and with the two highest bits set, so that a product of two has all its bits. */
export function primeStart(bits: number, random: RandomSource): bigint {
  return fromBigEndian(random(bits / 8)) | (3n << BigInt(bits - 2)) | 1n;
}

/** The first prime from an odd number on that fits the exponent; undefined where there is none for a long way. */
export function primeFrom(start: bigint): bigint | undefined {
  const isDivisible = sieve(start, 10 * start.toString(2).length);
  for (let i = 0; i < isDivisible.length; i++) {
    if (isDivisible[i] === 1) continue;
    const candidate = start + BigInt(2 * i);
    if ((candidate - 1n) % EXPONENT !== 0n && isPrime(candidate)) return candidate;
  }
  return undefined;
}

/** Marks which of the odd numbers from a start on have a small factor. A power for one that has takes longer than all of this. */
function sieve(start: bigint, count: number): Uint8Array {
  const marks = new Uint8Array(count);
  for (const prime of (smallPrimes ??= primesBelow(SMALL))) {
    const residue = Number(start % BigInt(prime));
    // start + 2 * first is a multiple of the prime, and (prime + 1) / 2 is half of one.
    for (let at = ((prime - residue) * ((prime + 1) / 2)) % prime; at < count; at += prime) marks[at] = 1;
  }
  return marks;
}

/**
 * The test of Miller and Rabin. OpenSSL's own check makes 64 rounds, ten times as many as are needed for a number that nobody chose;
 * its RSA gives the powers, which take longer as BigInts.
 */
export function isPrime(candidate: bigint): boolean {
  const top = candidate - 1n;
  let exponent = top;
  let halvings = 0;
  for (; (exponent & 1n) === 0n; exponent >>= 1n) halvings++;
  const power = powers(candidate, exponent);
  return BASES.every((base) => {
    let value = power(base);
    if (value === 1n) return true;
    for (let i = 1; i < halvings && value !== top; i++) value = (value * value) % candidate;
    return value === top;
  });
}

/** Gives the power of each base, by a public key of that modulus and exponent. */
function powers(modulus: bigint, exponent: bigint): (base: bigint) => bigint {
  const { constants, createPublicKey, publicEncrypt } = openssl();
  const key = createPublicKey({ format: 'jwk', key: { kty: 'RSA', n: toBase64Url(modulus), e: toBase64Url(exponent) } });
  const length = toBigEndian(modulus).length;
  return (base) => fromBigEndian(publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, toBigEndian(base, length)));
}

/** The odd primes below a limit. */
function primesBelow(limit: number): number[] {
  const isDivisible = new Uint8Array(limit);
  const primes: number[] = [];
  for (let n = 3; n < limit; n += 2) {
    if (isDivisible[n] === 1) continue;
    primes.push(n);
    for (let multiple = n * n; multiple < limit; multiple += 2 * n) isDivisible[multiple] = 1;
  }
  return primes;
}
