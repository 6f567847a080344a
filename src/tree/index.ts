/**
 * Immutable sets of files with content digests: what every engine reads.
 *
 * A tree may stand over memory, a disk or a Git commit (the last two live in `adapters/`). Engines never open a path.
 *
 * @module
 */
export { archiveTree, isGzip, type ArchiveLimits, type Gunzip } from './archive-tree.ts';
export { filteredTree, type TreeFilter } from './filtered-tree.ts';
export { memoryTree, type MemoryFile } from './memory-tree.ts';
export { overlayTree } from './overlay-tree.ts';
export { baseName, cleanPath, confinedPath, dirName, joinPath, tryCleanPath } from './path.ts';
export { prefixTree } from './prefix-tree.ts';
export { readTar, type TarEntry } from './tar.ts';
export type { EntryKind, Tree, TreeEntry } from './tree.ts';
export { readDigest, recordReads, subTree, type RecordingTree, type TreeRead } from './views.ts';
