import { seededRandom, type RandomSource } from '../../lang/sprig/index.ts';
import { STEPS_TO_PRIMES } from './primes.gen.ts';
import { primeStart } from './primes.ts';

const steps = new Map<number, readonly string[]>();

/** Picks a prime of so many bits from a list that comes with eddy: everybody knows it. Undefined for a size of which there is no list. */
export function listedPrime(bits: number, random: RandomSource): bigint | undefined {
  const list = stepsOf(bits);
  if (list === undefined) return undefined;
  const [low, high] = random(2) as unknown as [number, number];
  const index = (low | (high << 8)) % list.length;
  return startOfPrime(bits, index) + 2n * BigInt(Number.parseInt(list[index]!, 36));
}

/** Where the search for a prime of the list began. */
export function startOfPrime(bits: number, index: number): bigint {
  return primeStart(bits, seededRandom(`prime ${String(index)} of ${String(bits)} bits`));
}

function stepsOf(bits: number): readonly string[] | undefined {
  let list = steps.get(bits);
  if (list === undefined) {
    list = STEPS_TO_PRIMES[bits]?.split(' ');
    if (list !== undefined) steps.set(bits, list);
  }
  return list;
}
