const DEFLATE = 8;
const FIXED_BYTES = 10;
/** The flags of a header: what follows its fixed part. */
const CHECKSUM = 2;
const EXTRA = 4;
const NAME = 8;
const COMMENT = 16;

/** Where the data of the gzip member begin that begins at `start`; undefined where none does. Follows RFC 1952. */
export function endOfGzipHeader(bytes: Uint8Array, start: number): number | undefined {
  if (bytes[start] !== 0x1f || bytes[start + 1] !== 0x8b || bytes[start + 2] !== DEFLATE) return undefined;
  const flags = bytes[start + 3]!;
  let at = start + FIXED_BYTES;
  if ((flags & EXTRA) !== 0) at += 2 + (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
  for (const flag of [NAME, COMMENT]) {
    if ((flags & flag) === 0) continue;
    const end = bytes.indexOf(0, at);
    if (end === -1) return undefined;
    at = end + 1;
  }
  if ((flags & CHECKSUM) !== 0) at += 2;
  return at < bytes.length ? at : undefined;
}
