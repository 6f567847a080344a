import { seededRandom, type RandomSource } from '../../lang/sprig/index.ts';
import { STEPS_TO_PRIMES } from './primes.gen.ts';
import { primeStart } from './primes.ts';

/** The digits of a number in the list. */
export const STEP_WIDTH = 3;

/** Picks a prime of so many bits from a list that comes with eddy: everybody knows it. Undefined for a size of which there is no list. */
export function listedPrime(bits: number, random: RandomSource): bigint | undefined {
  const steps = STEPS_TO_PRIMES[bits];
  if (steps === undefined) return undefined;
  const [low, high] = random(2) as unknown as [number, number];
  const index = (low | (high << 8)) % (steps.length / STEP_WIDTH);
  return startOfPrime(bits, index) + 2n * BigInt(Number.parseInt(steps.slice(index * STEP_WIDTH, (index + 1) * STEP_WIDTH), 36));
}

/** Where the search for a prime of the list began. */
export function startOfPrime(bits: number, index: number): bigint {
  return primeStart(bits, seededRandom(`prime ${String(index)} of ${String(bits)} bits`));
}
