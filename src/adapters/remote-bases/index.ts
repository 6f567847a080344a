/**
 * Remote bases of kustomizations: fetched over Git and http, kept in the cache, pinned by `eddy.lock`.
 *
 * @module
 */
export { LOCK_FILE, parseLock, updateLock, type LockEntry } from './lock-file.ts';
export { RemoteBases, type RemoteBasesOptions } from './remote-bases.ts';
