import type { ArchiveReader } from '../../controllers/base/index.ts';
import { archiveTree } from '../../tree/index.ts';
import { gunzip } from './gunzip.ts';

/** Opens archives with Node's zlib. */
export const archiveReader: ArchiveReader = {
  untar: (bytes) => Promise.resolve().then(() => archiveTree(bytes, gunzip)),
};
