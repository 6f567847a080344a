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

/** A random integer of so many bytes. */
function randomBigInt(random: RandomSource, bytes: number): bigint {
  return random(bytes).reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}
