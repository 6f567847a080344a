import { hexWords } from './hex-words.ts';

/** The round constants of FIPS 180-4: the first 32 bits of the fractions of the cube roots of the first 64 primes. */
const K = Int32Array.from(firstPrimes(64), (prime) => fractionBits(Math.cbrt(prime)));
const START = Uint32Array.from(firstPrimes(8), (prime) => fractionBits(Math.sqrt(prime)));

/** SHA-256 of bytes as lower-case hex (FIPS 180-4). Synchronous: for digests of content, never for secrets. */
export function sha256Hex(bytes: Uint8Array): string {
  return hexWords(digestWords(bytes));
}

/** SHA-256 of bytes as its 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(32);
  const view = new DataView(out.buffer);
  digestWords(bytes).forEach((word, i) => {
    view.setUint32(i * 4, word);
  });
  return out;
}

/** One loop over variables, which runs at full speed after a few blocks: there are large texts, and short processes. */
function digestWords(bytes: Uint8Array): Uint32Array {
  const state = START.slice();
  const words = new Int32Array(64);
  const padded = pad(bytes);
  const view = new DataView(padded.buffer);
  for (let at = 0; at < padded.length; at += 64) {
    let a = state[0]!, b = state[1]!, c = state[2]!, d = state[3]!, e = state[4]!, f = state[5]!, g = state[6]!, h = state[7]!;
    for (let i = 0; i < 64; i++) {
      if (i < 16) {
        words[i] = view.getInt32(at + i * 4);
      } else {
        const x = words[i - 15]!;
        const y = words[i - 2]!;
        const sigma0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
        const sigma1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
        words[i] = words[i - 16]! + sigma0 + words[i - 7]! + sigma1;
      }
      const rotatedE = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const rotatedA = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const first = (h + rotatedE + ((e & f) ^ (~e & g)) + K[i]! + words[i]!) | 0;
      const second = (rotatedA + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + first) | 0;
      d = c;
      c = b;
      b = a;
      a = (first + second) | 0;
    }
    state[0]! += a;
    state[1]! += b;
    state[2]! += c;
    state[3]! += d;
    state[4]! += e;
    state[5]! += f;
    state[6]! += g;
    state[7]! += h;
  }
  return state;
}

function pad(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 0x20000000));
  view.setUint32(padded.length - 4, (bytes.length << 3) >>> 0);
  return padded;
}

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) {
    if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  }
  return primes;
}

function fractionBits(root: number): number {
  return Math.floor((root - Math.floor(root)) * 2 ** 32);
}
