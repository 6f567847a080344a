import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readFileSync, readlinkSync, readSync, realpathSync, statSync, type Dirent, type Stats } from 'node:fs';
import { sep } from 'node:path';
import { EddyError } from '../../diagnostics/index.ts';
import type { Tree } from '../../tree/index.ts';
import { lazyTree, type LazyDir, type LazyNode } from '../lazy-tree.ts';
import { readGitIndex, type GitIndex } from './git-index.ts';

/** Settings of a tree over a working directory. */
export interface DiskTreeOptions {
  /** No larger file is read. 64 MiB when not given. */
  readonly maxFileBytes?: number | undefined;
  /** Use Git's index to know the digests of unchanged files without reading them. On when not given. */
  readonly gitIndex?: boolean | undefined;
}

const MAX_FILE_BYTES = 64 * 1024 * 1024;

/**
 * A tree over a working directory: a snapshot that grows as it is read. Make a new one to see later changes.
 *
 * `.git` is left out at every level; ignore rules are the source controller's work.
 * Sockets, pipes and devices are left out too, and no link leads out of `root`.
 *
 * @throws EddyError TreeNotFound when `root` is no folder; TreeLimit when a file is read that is too large, TreeUnreadable when one may not be read.
 */
export function diskTree(root: string, options: DiskTreeOptions = {}): Tree {
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true) throw new EddyError('TreeNotFound', `there is no folder "${root}"`);
  const real = realpathSync(root);
  const reader = new DiskReader(real, options.maxFileBytes ?? MAX_FILE_BYTES, options.gitIndex === false ? undefined : readGitIndex(real));
  return lazyTree(reader.dir(''));
}

class DiskReader {
  /** The root with a separator behind it: paths in a tree are clean, so nothing has to be normalized. */
  readonly #prefix: string;
  readonly #maxFileBytes: number;
  readonly #index: GitIndex | undefined;

  constructor(root: string, maxFileBytes: number, index: GitIndex | undefined) {
    this.#prefix = root.endsWith(sep) ? root : root + sep;
    this.#maxFileBytes = maxFileBytes;
    this.#index = index;
  }

  dir(path: string): LazyDir {
    return { type: 'dir', load: () => this.#list(path) };
  }

  #list(path: string): ReadonlyMap<string, LazyNode> {
    const entries = new Map<string, LazyNode>();
    for (const entry of orIfGone(path, () => readdirSync(this.#prefix + path, { withFileTypes: true }), [])) {
      const node = entry.name === '.git' ? undefined : this.#node(path === '' ? entry.name : `${path}/${entry.name}`, entry);
      if (node !== undefined) entries.set(entry.name, node);
    }
    return entries;
  }

  #node(path: string, entry: Dirent): LazyNode | undefined {
    const absolute = this.#prefix + path;
    if (entry.isDirectory()) return this.dir(path);
    if (entry.isSymbolicLink()) return orIfGone(path, () => ({ type: 'link', target: readlinkSync(absolute) }), undefined);
    return entry.isFile() ? this.#file(path, absolute) : undefined;
  }

  /** A file. It is looked at when asked for: a chart may lie beside a thousand files that nobody reads. */
  #file(path: string, absolute: string): LazyNode {
    const index = this.#index;
    let known: Stats | undefined;
    const stats = (): Stats | undefined => (known ??= lstatSync(absolute, { throwIfNoEntry: false }));
    return {
      type: 'file',
      get executable() {
        return ((stats()?.mode ?? 0) & 0o100) !== 0;
      },
      load: () => this.#read(path),
      get id() {
        const found = index === undefined ? undefined : stats();
        return found === undefined ? undefined : index!.blobId(path, found);
      },
    };
  }

  #read(path: string): Uint8Array | undefined {
    // O_NOFOLLOW: a link that takes the file's place in between is not followed out of the tree.
    const open = (): number => openSync(this.#prefix + path, constants.O_RDONLY | constants.O_NOFOLLOW);
    const file = orIfGone(path, open, undefined);
    if (file === undefined) return undefined;
    try {
      const { size } = fstatSync(file);
      if (size > this.#maxFileBytes) throw new EddyError('TreeLimit', `file "${path}" has ${size} bytes, the limit is ${this.#maxFileBytes}`);
      return size === 0 ? readFileSync(file) : readAll(file, size);
    } finally {
      closeSync(file);
    }
  }
}

/** The bytes of a file whose size is known, unless it becomes shorter: `readFileSync` would ask for it again. */
function readAll(file: number, size: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(size);
  let read = 0;
  while (read < size) {
    const more = readSync(file, bytes, read, size - read, null);
    if (more === 0) return bytes.subarray(0, read);
    read += more;
  }
  return bytes;
}

/** The answer of `step`, or `gone` where what it reads was removed or replaced since it was listed. */
function orIfGone<T>(path: string, step: () => T, gone: T): T {
  try {
    return step();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return gone;
    const reason = error instanceof Error ? error.message.replace(/, \w+ '.*'$/, '') : String(error);
    throw new EddyError('TreeUnreadable', `"${path}" cannot be read: ${reason}`, { cause: error });
  }
}
