import { EddyError } from '../../diagnostics/index.ts';

/** The `Gunzip` port over Node's zlib. @throws EddyError ArchiveInvalid when the data is damaged or unpacks to more than `limitBytes`. */
export function gunzip(bytes: Uint8Array, limitBytes: number): Uint8Array {
  // Loaded when there is something to unpack: most commands need it never.
  const { gunzipSync } = process.getBuiltinModule('node:zlib');
  try {
    return gunzipSync(bytes, { maxOutputLength: limitBytes });
  } catch (error) {
    const tooLarge = error instanceof RangeError;
    throw new EddyError('ArchiveInvalid', tooLarge ? `archive unpacks to more than ${String(limitBytes)} bytes` : 'archive is not valid gzip data', { cause: error });
  }
}
