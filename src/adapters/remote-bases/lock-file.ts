import { EddyError } from '../../diagnostics/index.ts';
import { parseYaml, printYaml } from '../../lang/yaml/index.ts';
import { compareStrings } from '../../std/compare.ts';
import { isDict, newDict, toDict, type Dict } from '../../std/dict.ts';

/** The name of the file that pins what comes from outside of a repository; it lies at the repository's root. */
export const LOCK_FILE = 'eddy.lock';

/** A file behind an http address. */
export interface LockedFile {
  readonly kind: 'File';
  readonly url: string;
  /** `sha256:` and hex digits. */
  readonly digest: string;
}

/** A Git repository at a ref. */
export interface LockedRepository {
  readonly kind: 'Git';
  readonly url: string;
  /** Empty for the branch that the repository points to. */
  readonly ref: string;
  readonly commit: string;
}

/** What `eddy.lock` says of one address. Addresses have no user names or passwords. */
export type LockEntry = LockedFile | LockedRepository;

/** The key of an entry: one per file, one per repository and ref. */
export function lockKey(entry: Pick<LockedFile, 'kind' | 'url'> | Pick<LockedRepository, 'kind' | 'url' | 'ref'>): string {
  return entry.kind === 'File' ? `File ${entry.url}` : `Git ${entry.url} ${entry.ref}`;
}

/** Reads the remote bases of an `eddy.lock`. @throws EddyError LockInvalid */
export function parseLock(text: string, file: string): ReadonlyMap<string, LockEntry> {
  const entries = readLock(text, file)['remoteBases'] ?? [];
  if (!Array.isArray(entries)) throw invalid(file, 'remoteBases has to be a list');
  return new Map(entries.map((entry, i) => {
    const read = readEntry(entry);
    if (read === undefined) throw invalid(file, `entry ${String(i + 1)} of remoteBases is none that eddy writes`);
    return [lockKey(read), read];
  }));
}

/**
 * The text of an `eddy.lock` with these remote bases. What else stood in the file stays, other remote bases too: one lock serves all
 * kustomizations of a repository, and a run builds some of them.
 *
 * @throws EddyError LockInvalid
 */
export function updateLock(text: string | undefined, file: string, entries: Iterable<LockEntry>): string {
  const lock = text === undefined ? newDict() : toDict(readLock(text, file));
  const all = new Map(text === undefined ? [] : parseLock(text, file));
  for (const entry of entries) all.set(lockKey(entry), entry);
  lock['version'] = 1;
  lock['remoteBases'] = [...all.values()].sort((a, b) => compareStrings(lockKey(a), lockKey(b))).map((entry) => toDict({ ...entry }));
  return printYaml(lock);
}

function readLock(text: string, file: string): Dict {
  let lock: unknown;
  try {
    lock = parseYaml(text, { file });
  } catch (error) {
    if (!(error instanceof EddyError)) throw error;
    throw new EddyError('LockInvalid', error.message, { at: error.at, cause: error });
  }
  if (isDict(lock) && lock['version'] === 1) return lock;
  throw invalid(file, 'version has to be 1');
}

function readEntry(entry: unknown): LockEntry | undefined {
  if (!isDict(entry)) return undefined;
  const { kind, url, digest, ref = '', commit } = entry;
  if (typeof url !== 'string') return undefined;
  if (kind === 'File' && typeof digest === 'string' && /^sha256:[0-9a-f]{64}$/.test(digest)) return { kind, url, digest };
  if (kind === 'Git' && typeof ref === 'string' && typeof commit === 'string' && /^[0-9a-f]{40}$/.test(commit)) return { kind, url, ref, commit };
  return undefined;
}

function invalid(file: string, reason: string): EddyError {
  return new EddyError('LockInvalid', `"${file}" cannot be read: ${reason}`, { at: { file, line: 1, col: 1 }, hint: 'write it anew with --update-lock' });
}
