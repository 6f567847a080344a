import { EddyError } from '../../diagnostics/index.ts';

const HEADER_BYTES = 10;

/** The `Gunzip` port over Node's zlib. Data that end early are given as far as they go: who reads them knows where they should end. @throws EddyError ArchiveInvalid when the data is damaged or unpacks to more than `limitBytes`. */
export function gunzip(bytes: Uint8Array, limitBytes: number): Uint8Array {
  // Loaded when there is something to unpack: most commands need it never.
  const { constants, gunzipSync } = process.getBuiltinModule('node:zlib');
  try {
    if (bytes.length < HEADER_BYTES) throw new Error('unexpected end of the header');
    return gunzipSync(bytes, { maxOutputLength: limitBytes, finishFlush: constants.Z_SYNC_FLUSH });
  } catch (error) {
    const tooLarge = error instanceof RangeError;
    throw new EddyError('ArchiveInvalid', tooLarge ? `archive unpacks to more than ${String(limitBytes)} bytes` : 'archive is not valid gzip data', { cause: error });
  }
}
