import { gunzipSync } from 'node:zlib';
import { EddyError } from '../diagnostics/index.ts';
import { archiveTree, type Gunzip } from '../tree/index.ts';
import type { ArchiveReader } from '../controllers/base/index.ts';

/** Unpacks gzip data with Node's zlib. */
export const gunzip: Gunzip = (bytes, limitBytes) => {
  try {
    return gunzipSync(bytes, { maxOutputLength: limitBytes });
  } catch (error) {
    const tooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    const reason = tooLarge ? `it unpacks to more than ${String(limitBytes)} bytes` : error instanceof Error ? error.message : String(error);
    throw new EddyError('ArchiveInvalid', `archive cannot be unpacked: ${reason}`, { cause: error });
  }
};

/** Opens archives with Node's zlib. */
export const archiveReader: ArchiveReader = {
  untar: (bytes) => Promise.resolve().then(() => archiveTree(bytes, gunzip)),
};
