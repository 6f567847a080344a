import { toBytes } from '../govalue/index.ts';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const WELL_FORMED = /^[A-Za-z0-9+/]*={0,2}$/;
const INVALID = 0xff;
const PAD = 0x3d;
const BASE32_VALUES = valuesOf(BASE32);
const BASE64_VALUES = valuesOf(BASE64);

/** Bytes in standard base32 with padding. */
export function encodeBase32(bytes: Uint8Array): string {
  let out = '';
  let bits = 0;
  let pending = 0;
  for (const byte of bytes) {
    pending = ((pending << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) out += BASE32[(pending >> (bits - 5)) & 31]!;
  }
  if (bits > 0) out += BASE32[(pending << (5 - bits)) & 31]!;
  return out.padEnd(Math.ceil(out.length / 8) * 8, '=');
}

/** Bytes out of standard base64, or the text of Go's error: line breaks are skipped, padding is required. Follows Go 1.26 encoding/base64. */
export function decodeBase64(text: string): Uint8Array | string {
  if (text.length % 4 === 0 && WELL_FORMED.test(text)) return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  const fault = (at: number): string => `illegal base64 data at input byte ${at}`;
  const source = toBytes(text);
  const out: number[] = [];
  const quantum: number[] = [];
  let at = 0;
  const skipBreaks = (): void => {
    while (source[at] === 0x0a || source[at] === 0x0d) at++;
  };
  for (;;) {
    skipBreaks();
    if (at >= source.length) break;
    const byte = source[at++]!;
    const value = BASE64_VALUES[byte]!;
    if (value !== INVALID) {
      quantum.push(value);
      if (quantum.length === 4) writeQuantum(out, quantum);
      continue;
    }
    if (byte !== PAD || quantum.length < 2) return fault(at - 1);
    if (quantum.length === 2) {
      skipBreaks();
      if (at === source.length) return fault(source.length);
      if (source[at] !== PAD) return fault(at - 1);
      at++;
    }
    skipBreaks();
    if (at < source.length) return fault(at);
    writeQuantum(out, quantum);
  }
  return quantum.length === 0 ? Uint8Array.from(out) : fault(at - quantum.length);
}

/** Writes the whole bytes of up to four digits, and empties the quantum. */
function writeQuantum(out: number[], quantum: number[]): void {
  const [a = 0, b = 0, c = 0, d = 0] = quantum;
  const bytes = [(a << 2) | (b >> 4), ((b & 15) << 4) | (c >> 2), ((c & 3) << 6) | d];
  out.push(...bytes.slice(0, quantum.length - 1));
  quantum.length = 0;
}

/** Bytes out of standard base32, or the text of Go's error. Follows Go 1.26 encoding/base32. */
export function decodeBase32(text: string): Uint8Array | string {
  const fault = (at: number): string => `illegal base32 data at input byte ${at}`;
  const source = toBytes(text).filter((byte) => byte !== 0x0a && byte !== 0x0d);
  const out: number[] = [];
  for (let start = 0; start < source.length; start += 8) {
    const digits: number[] = [];
    let length = 8;
    for (let j = 0; j < length; j++) {
      const at = start + j;
      if (at >= source.length) return fault(start);
      const byte = source[at]!;
      if (byte === PAD && j >= 2 && source.length - at - 1 < 8) {
        const bad = badPadding(source, at, j);
        if (bad !== undefined) return fault(bad);
        length = j;
        break;
      }
      const value = BASE32_VALUES[byte]!;
      if (value === INVALID) return fault(at);
      digits.push(value);
    }
    writeDigits(out, digits);
    if (length < 8) break;
  }
  return Uint8Array.from(out);
}

/** Where the padding that begins at `at`, after `digits` digits, is wrong. */
function badPadding(source: Uint8Array, at: number, digits: number): number | undefined {
  const rest = source.length - at - 1;
  if (rest + digits < 7) return source.length;
  for (let k = 0; k < 7 - digits; k++) {
    if (rest > k && source[at + 1 + k] !== PAD) return at + k;
  }
  return digits === 3 || digits === 6 || digits === 1 ? at : undefined;
}

function writeDigits(out: number[], digits: readonly number[]): void {
  let bits = 0;
  let pending = 0;
  for (const digit of digits) {
    pending = ((pending << 5) | digit) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      out.push((pending >> bits) & 0xff);
    }
  }
}

function valuesOf(alphabet: string): Uint8Array {
  const values = new Uint8Array(256).fill(INVALID);
  for (let i = 0; i < alphabet.length; i++) values[alphabet.charCodeAt(i)] = i;
  return values;
}
