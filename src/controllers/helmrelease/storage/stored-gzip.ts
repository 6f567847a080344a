import { concatBytes } from '../../../std/concat-bytes.ts';

/** A stored block of DEFLATE holds at most this many bytes. */
const MAX_BLOCK = 0xffff;
const HEADER_BYTES = 10;
const TRAILER_BYTES = 8;

/**
 * Bytes as a gzip stream that does not compress them: every reader of gzip takes it, and no compressor is needed to make it.
 *
 * Follows RFC 1951 section 3.2.4 and RFC 1952.
 */
export function gzipStored(bytes: Uint8Array): Uint8Array {
  const blocks = Math.max(1, Math.ceil(bytes.length / MAX_BLOCK));
  const out = new Uint8Array(HEADER_BYTES + blocks * 5 + bytes.length + TRAILER_BYTES);
  const view = new DataView(out.buffer);
  out.set([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
  let at = HEADER_BYTES;
  for (let block = 0; block < blocks; block++) {
    const part = bytes.subarray(block * MAX_BLOCK, (block + 1) * MAX_BLOCK);
    out[at] = block === blocks - 1 ? 1 : 0;
    view.setUint16(at + 1, part.length, true);
    view.setUint16(at + 3, part.length ^ 0xffff, true);
    out.set(part, at + 5);
    at += 5 + part.length;
  }
  view.setUint32(at, crc32(bytes), true);
  view.setUint32(at + 4, bytes.length, true);
  return out;
}

/** The bytes of a stream that `gzipStored` made; undefined for one that is compressed or has a longer header. */
export function gunzipStored(stream: Uint8Array): Uint8Array | undefined {
  if (!isGzip(stream) || stream[3] !== 0 || stream.length < HEADER_BYTES + TRAILER_BYTES) return undefined;
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  const parts: Uint8Array[] = [];
  for (let at = HEADER_BYTES, last = false; !last; ) {
    if (at + 5 > stream.length || (stream[at]! & 0b110) !== 0) return undefined;
    last = (stream[at]! & 1) === 1;
    const length = view.getUint16(at + 1, true);
    if (at + 5 + length > stream.length) return undefined;
    parts.push(stream.subarray(at + 5, at + 5 + length));
    at += 5 + length;
  }
  return concatBytes(parts);
}

/** Whether bytes begin as a gzip stream does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length > 3 && bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
}

let table: Uint32Array | undefined;

function crc32(bytes: Uint8Array): number {
  table ??= crcTable();
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ table[(crc ^ byte) & 0xff]!;
  return (crc ^ 0xffffffff) >>> 0;
}

function crcTable(): Uint32Array {
  const made = new Uint32Array(256);
  for (let n = 0; n < 256; n++) {
    let value = n;
    for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    made[n] = value;
  }
  return made;
}
