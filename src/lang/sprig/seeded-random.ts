import type { RandomSource } from './ports.ts';

/**
 * A source of bytes that a seed determines, for renderings that must come out the same twice. Never for real secrets.
 *
 * The generator is xoshiro128**, seeded through SplitMix32 over the characters of the seed.
 */
export function seededRandom(seed: string): RandomSource {
  const next = xoshiro128(mixSeed(seed));
  const source = (count: number): Uint8Array => {
    const bytes = new Uint8Array(count);
    for (let at = 0; at < count; at += 4) {
      const word = next();
      for (let i = 0; i < 4 && at + i < count; i++) bytes[at + i] = word >>> (i * 8);
    }
    return bytes;
  };
  return Object.assign(source, { isRepeatable: true });
}

function mixSeed(seed: string): Uint32Array {
  let state = 0x9e3779b9;
  for (let i = 0; i < seed.length; i++) state = Math.imul(state ^ seed.charCodeAt(i), 0x85ebca6b) + 0x7f4a7c15;
  return Uint32Array.from({ length: 4 }, () => {
    state = (state + 0x9e3779b9) | 0;
    let word = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
    return word ^ (word >>> 15);
  });
}

function xoshiro128(state: Uint32Array): () => number {
  let [a, b, c, d] = state as unknown as [number, number, number, number];
  return () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const carry = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= carry;
    d = rotate(d, 11);
    return result;
  };
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
