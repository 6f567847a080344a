/**
 * The outside world behind the ports: working directories, Git repositories, remote bases, archives, the cache folder.
 *
 * Knows no command and prints nothing. `cli/` and `server/` put adapters and the orchestrator together.
 *
 * @module
 */
export { archiveReader, gunzip } from './archive/index.ts';
export { cacheFolder } from './cache/cache-folder.ts';
export { diskShelf, type DiskShelfOptions } from './cache/disk-shelf.ts';
export { nodeCrypto, secureRandom } from './crypto/index.ts';
export { diskTree, type DiskTreeOptions } from './disk/disk-tree.ts';
export { gitFetcher, type GitFetcherOptions } from './git/git-fetcher.ts';
export { gitTree, resolveCommit, type GitTree } from './git/git-tree.ts';
export type { GitProtocol } from './git/git-url.ts';
export { findWorkTree } from './git/work-tree.ts';
export { writeFileAtomically } from './cache/write-file.ts';
export { nodePorts, type NodePortsOptions } from './node-ports.ts';
export { LOCK_FILE, parseLock, RemoteBases, updateLock, type LockEntry } from './remote-bases/index.ts';
