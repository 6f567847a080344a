/*
 * Go strings are bytes, most often UTF-8; JavaScript strings are UTF-16 units.
 * A byte that is no part of a valid UTF-8 sequence is kept as the lone surrogate U+DC00 + byte (U+DC80 to U+DCFF),
 * so that a string cut inside of a character, or binary content, survives a round trip.
 */

const ESCAPE = 0xdc00;
const encoder = new TextEncoder();
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The number of bytes of a string in Go: what `len` answers. */
export function byteLength(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) bytes++;
    else if (unit < 0xd800 || unit > 0xdfff) bytes += 2;
    else if (unit < 0xdc00 && isLowSurrogate(text.charCodeAt(i + 1))) {
      bytes += 2;
      i++;
    } else if (!isEscapedByte(unit)) bytes += 2;
  }
  return bytes;
}

/** The bytes of a Go string. */
export function toBytes(text: string): Uint8Array {
  if (text.isWellFormed()) return encoder.encode(text);
  const out = new Uint8Array(byteLength(text));
  let at = 0;
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if (isEscapedByte(code)) out[at++] = code - ESCAPE;
    else at += encoder.encodeInto(char, out.subarray(at)).written;
  }
  return out;
}

/** The string that Go makes of bytes. Bytes that are not valid UTF-8 are kept. */
export function fromBytes(bytes: Uint8Array): string {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return decodeWithEscapes(bytes);
  }
}

/** Whether a UTF-16 unit, found where no high surrogate precedes it, stands for a byte that is not valid UTF-8. */
export function isEscapedByte(unit: number): boolean {
  return unit >= 0xdc80 && unit <= 0xdcff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

function decodeWithEscapes(bytes: Uint8Array): string {
  let out = '';
  for (let at = 0; at < bytes.length; ) {
    const size = sequenceLength(bytes, at);
    if (size === 0) out += String.fromCharCode(ESCAPE + bytes[at++]!);
    else {
      let end = at + size;
      for (let next = sequenceLength(bytes, end); next > 0; next = sequenceLength(bytes, end)) end += next;
      out += strictDecoder.decode(bytes.subarray(at, end));
      at = end;
    }
  }
  return out;
}

/** The length of the valid UTF-8 sequence at `at`; 0 when there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at];
  if (first === undefined) return 0;
  if (first < 0x80) return 1;
  const size = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  for (let i = 1; i < size; i++) {
    if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  if (size < 3) return size;
  const second = bytes[at + 1]!;
  const overlong = (first === 0xe0 && second < 0xa0) || (first === 0xf0 && second < 0x90);
  const outside = (first === 0xed && second > 0x9f) || (first === 0xf4 && second > 0x8f);
  return overlong || outside ? 0 : size;
}
