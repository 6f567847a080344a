import { EddyError } from '../../diagnostics/index.ts';
import { concatBytes } from '../../std/concat-bytes.ts';
import { endOfGzipHeader } from './gzip-header.ts';

const HEADER_BYTES = 10;
/** A member ends with a sum and a length. */
const TRAILER_BYTES = 8;

/**
 * The `Gunzip` port over Node's zlib. Data that end early, or have something else behind them, are given as far as they go:
 * who reads them knows where they should end, and Go looks no further.
 *
 * @throws EddyError ArchiveInvalid when the data is damaged or unpacks to more than `limitBytes`.
 */
export function gunzip(bytes: Uint8Array, limitBytes: number): Uint8Array {
  try {
    return unpack(bytes, limitBytes);
  } catch (error) {
    const tooLarge = error instanceof RangeError;
    throw new EddyError('ArchiveInvalid', tooLarge ? `archive unpacks to more than ${String(limitBytes)} bytes` : 'archive is not valid gzip data', { cause: error });
  }
}

function unpack(bytes: Uint8Array, limitBytes: number): Uint8Array {
  if (bytes.length < HEADER_BYTES) throw new Error('unexpected end of the header');
  // Loaded when there is something to unpack: most commands need it never.
  const { constants, gunzipSync } = process.getBuiltinModule('node:zlib');
  try {
    return gunzipSync(bytes, { maxOutputLength: limitBytes, finishFlush: constants.Z_SYNC_FLUSH });
  } catch (error) {
    const members = error instanceof RangeError ? [] : soundMembers(bytes, limitBytes);
    if (members.length === 0) throw error;
    return concatBytes(members);
  }
}

/** What the members in front of the first fault hold. One with a wrong sum is the last: Go meets the sum behind the data. */
function soundMembers(bytes: Uint8Array, limitBytes: number): Uint8Array[] {
  const members: Uint8Array[] = [];
  let left = limitBytes;
  let start = endOfGzipHeader(bytes, 0);
  while (start !== undefined) {
    const member = inflate(bytes.subarray(start), left);
    if (member === undefined) break;
    members.push(member.data);
    left -= member.data.length;
    const end = start + member.length;
    start = isSum(bytes.subarray(end, end + TRAILER_BYTES), member.data) ? endOfGzipHeader(bytes, end + TRAILER_BYTES) : undefined;
  }
  return members;
}

/** Whether the end of a member is right about its data. */
function isSum(trailer: Uint8Array, data: Uint8Array): boolean {
  const { crc32 } = process.getBuiltinModule('node:zlib');
  const fields = new DataView(trailer.buffer, trailer.byteOffset, trailer.byteLength);
  return trailer.byteLength === TRAILER_BYTES && fields.getUint32(0, true) === crc32(data) && fields.getUint32(4, true) === data.length % 2 ** 32;
}

/** What compressed data hold, and their length; undefined when they are damaged. @throws RangeError when they unpack to more than `limitBytes`. */
function inflate(bytes: Uint8Array, limitBytes: number): { readonly data: Uint8Array; readonly length: number } | undefined {
  const { inflateRawSync } = process.getBuiltinModule('node:zlib');
  try {
    // With `info`, which Node's types do not know, the answer tells how much was read.
    const { buffer, engine } = inflateRawSync(bytes, { maxOutputLength: Math.max(limitBytes, 1), info: true }) as unknown as { readonly buffer: Uint8Array; readonly engine: { readonly bytesWritten: number } };
    return { data: buffer, length: engine.bytesWritten };
  } catch (error) {
    if (error instanceof RangeError) throw error;
    return undefined;
  }
}
