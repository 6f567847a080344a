import type { RandomSource } from './ports.ts';

/** A random integer from 0 up to, but without, `limit` (at most 2^32), each as likely as the others. */
export function randomBelow(random: RandomSource, limit: number): number {
  if (limit > 2 ** 32) return Number(randomBigInt(random, 8) % BigInt(limit));
  const fair = 2 ** 32 - (2 ** 32 % limit);
  for (;;) {
    const bytes = random(4);
    const word = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
    if (word < fair) return word % limit;
  }
}

/** Words that are fetched at a time at most. */
const BLOCK = 4096;

/**
 * As `randomBelow`, for `count` integers that are wanted one after the other, with limits of at most 2^32.
 *
 * Draws the same bytes as single calls do, but many at a time: never more than the integers that are still to come need at least.
 */
export function randomNumbers(random: RandomSource, count: number): (limit: number) => number {
  let words: DataView = new DataView(new ArrayBuffer(0));
  let at = 0;
  let left = count;
  return (limit) => {
    const fair = 2 ** 32 - (2 ** 32 % limit);
    for (;;) {
      if (at === words.byteLength) {
        const bytes = random(4 * Math.min(Math.max(left, 1), BLOCK));
        words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
        at = 0;
      }
      const word = words.getUint32(at);
      at += 4;
      if (word >= fair) continue;
      left--;
      return word % limit;
    }
  };
}

/** A random integer of so many bytes. */
function randomBigInt(random: RandomSource, bytes: number): bigint {
  return random(bytes).reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}
