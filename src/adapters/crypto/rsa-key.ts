import type { RandomSource } from '../../lang/sprig/index.ts';
import { openssl } from './openssl.ts';

const EXPONENT = 65_537n;
/** The bases of the rounds of Miller and Rabin: FIPS 186-5 asks for 5 rounds for primes of this size, which nobody chose. */
const BASES = [2n, 3n, 5n, 7n, 11n];
/** Numbers with a prime factor below are sorted out before any power is taken. */
const SMALL = 8000;
let smallPrimes: readonly number[] | undefined;

/** Makes an RSA key (PKCS#8) of up to 6,144 bits whose primes depend on nothing but the random source. Takes about 30 milliseconds for 2048 bits. */
export function generateRsaKey(bits: number, random: RandomSource): Uint8Array {
  const p = generatePrime(bits / 2, random);
  let q = generatePrime(bits / 2, random);
  while (q === p) q = generatePrime(bits / 2, random);
  const [larger, smaller] = p > q ? [p, q] : [q, p];
  const d = inverse(EXPONENT, (larger - 1n) * (smaller - 1n));
  const numbers = { n: larger * smaller, e: EXPONENT, d, p: larger, q: smaller, dp: d % (larger - 1n), dq: d % (smaller - 1n), qi: inverse(smaller, larger) };
  const jwk = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, base64Url(value)]));
  return openssl().createPrivateKey({ format: 'jwk', key: { kty: 'RSA', ...jwk } }).export({ type: 'pkcs8', format: 'der' });
}

/** The first prime from a random start on that fits the exponent. The two highest bits are set, so that the product has all its bits. */
function generatePrime(bits: number, random: RandomSource): bigint {
  for (;;) {
    const start = randomInteger(bits, random) | (3n << BigInt(bits - 2)) | 1n;
    const isDivisible = sieve(start, 10 * bits);
    for (let i = 0; i < isDivisible.length; i++) {
      if (isDivisible[i] === 1) continue;
      const candidate = start + BigInt(2 * i);
      if ((candidate - 1n) % EXPONENT !== 0n && isPrime(candidate)) return candidate;
    }
  }
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
  const key = createPublicKey({ format: 'jwk', key: { kty: 'RSA', n: base64Url(modulus), e: base64Url(exponent) } });
  const length = bytesOf(modulus).length;
  return (base) => integer(publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, bytesOf(base, length)));
}

function randomInteger(bits: number, random: RandomSource): bigint {
  return integer(random(bits / 8));
}

function integer(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

function bytesOf(value: bigint, length = 0): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(Math.max(2 * length, hex.length + (hex.length % 2)), '0'), 'hex');
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

function base64Url(value: bigint): string {
  return bytesOf(value).toString('base64url');
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
