const MASK = 0xffff_ffff_ffff_ffffn;

interface Constants {
  readonly start: readonly bigint[];
  readonly rounds: readonly bigint[];
}

let constants: Constants | undefined;

/** SHA-512 of bytes as lower-case hex (FIPS 180-4). Synchronous and small: for short texts. */
export function sha512Hex(bytes: Uint8Array): string {
  const { start, rounds } = (constants ??= computeConstants());
  const state = [...start];
  const padded = pad(bytes);
  const view = new DataView(padded.buffer);
  const words: bigint[] = [];
  for (let at = 0; at < padded.length; at += 128) {
    for (let i = 0; i < 16; i++) words[i] = view.getBigUint64(at + i * 8);
    for (let i = 16; i < 80; i++) {
      const [before, last] = [words[i - 15]!, words[i - 2]!];
      const first = rotate(before, 1n) ^ rotate(before, 8n) ^ (before >> 7n);
      const second = rotate(last, 19n) ^ rotate(last, 61n) ^ (last >> 6n);
      words[i] = (words[i - 16]! + first + words[i - 7]! + second) & MASK;
    }
    compress(state, words, rounds);
  }
  return state.map((word) => word.toString(16).padStart(16, '0')).join('');
}

function pad(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(Math.ceil((bytes.length + 17) / 128) * 128);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  new DataView(padded.buffer).setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n);
  return padded;
}

function compress(state: bigint[], words: readonly bigint[], rounds: readonly bigint[]): void {
  let [a, b, c, d, e, f, g, h] = state as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
  for (let i = 0; i < 80; i++) {
    const choice = (e & f) ^ (~e & MASK & g);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const first = h + (rotate(e, 14n) ^ rotate(e, 18n) ^ rotate(e, 41n)) + choice + rounds[i]! + words[i]!;
    const second = (rotate(a, 28n) ^ rotate(a, 34n) ^ rotate(a, 39n)) + majority;
    [h, g, f, e] = [g, f, e, (d + first) & MASK];
    [d, c, b, a] = [c, b, a, (first + second) & MASK];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => {
    state[i] = (state[i]! + word) & MASK;
  });
}

function rotate(word: bigint, bits: bigint): bigint {
  return (word >> bits) | ((word << (64n - bits)) & MASK);
}

/** The constants of FIPS 180-4: the first 64 bits of the fractions of roots of the first primes. */
function computeConstants(): Constants {
  const primes = firstPrimes(80);
  return { start: primes.slice(0, 8).map((prime) => rootFraction(prime, 2n)), rounds: primes.map((prime) => rootFraction(prime, 3n)) };
}

function firstPrimes(count: number): bigint[] {
  const primes: bigint[] = [];
  for (let n = 2n; primes.length < count; n++) {
    if (primes.every((prime) => n % prime !== 0n)) primes.push(n);
  }
  return primes;
}

/** The first 64 bits behind the point of a root: the integer root of the number scaled up, without its whole part. */
function rootFraction(prime: bigint, degree: bigint): bigint {
  const target = prime << (64n * degree);
  let low = 0n;
  let high = prime << 64n;
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle ** degree <= target) low = middle;
    else high = middle - 1n;
  }
  return low & MASK;
}
