import { EddyError } from '../diagnostics/index.ts';
import { memoryTree, type MemoryFile } from './memory-tree.ts';
import { tryCleanPath } from './path.ts';
import { readTar } from './tar.ts';
import type { Tree } from './tree.ts';

/**
 * Unpacks gzip data of at most `limitBytes` bytes.
 *
 * @throws EddyError ArchiveInvalid when the data is damaged or unpacks to more.
 */
export type Gunzip = (bytes: Uint8Array, limitBytes: number) => Uint8Array;

/** How much an archive may hold. */
export interface ArchiveLimits {
  /** The unpacked size of the whole archive, in bytes. */
  readonly totalBytes: number;
  readonly files: number;
}

const DEFAULT_LIMITS: ArchiveLimits = { totalBytes: 512 * 1024 * 1024, files: 100_000 };

/** Whether bytes start as gzip data does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Makes a tree of a `.tar.gz` (or plain tar) archive, as source-controller's artifacts and OCI layers are.
 *
 * Links are left out, as Flux's controllers do when they unpack an artifact; devices and pipes are an error.
 *
 * @throws EddyError ArchiveInvalid when the archive is damaged, passes a limit, or names a path outside of its root.
 */
export function archiveTree(archive: Uint8Array, gunzip: Gunzip, limits: ArchiveLimits = DEFAULT_LIMITS): Tree {
  const tar = isGzip(archive) ? gunzip(archive, limits.totalBytes) : archive;
  const files = new Map<string, MemoryFile>();
  for (const entry of readTar(tar)) {
    const path = entry.path.startsWith('/') ? undefined : tryCleanPath(entry.path);
    if (path === undefined) throw new EddyError('ArchiveInvalid', `archive holds the path "${entry.path}", which leads out of its root`);
    if (entry.type === 'other') throw new EddyError('ArchiveInvalid', `archive holds "${entry.path}", which is neither a file nor a folder`);
    if (entry.type === 'link' || path === '') continue;
    if (entry.type === 'dir') files.set(`${path}/`, '');
    else files.set(path, (entry.mode & 0o111) === 0 ? entry.bytes : { executable: entry.bytes });
    if (files.size > limits.files) throw new EddyError('ArchiveInvalid', `archive holds more than ${limits.files} files`);
  }
  return memoryTree(files);
}
