import { EddyError } from '../../diagnostics/index.ts';
import type { Tree } from '../../tree/index.ts';
import { lazyTree, type LazyDir, type LazyNode } from '../lazy-tree.ts';
import { gitSync } from './git.ts';

/** A tree of a commit, and which commit that is. */
export interface GitTree extends Tree {
  /** The full commit id that the revision stands for. */
  readonly commit: string;
}

/** One row of `git ls-tree`. */
interface Blob {
  readonly path: string;
  readonly id: string;
  readonly sizeBytes: number;
}

const MAX_FILE_BYTES = 64 * 1024 * 1024;
const MAX_BATCH_BYTES = 64 * 1024 * 1024;
const FIRST_BATCH = 64;

/**
 * A tree over a commit of the repository at `repo`: no checkout, digests are Git's own ids.
 *
 * The names are read once; contents come in batches around the file that is asked for, each larger than the one before,
 * so reading one file is cheap and reading all takes a handful of git processes. Submodules are empty folders.
 *
 * @throws EddyError GitNoRepository, GitRevisionNotFound; TreeLimit when a file is read that is too large.
 */
export function gitTree(repo: string, revision: string): GitTree {
  const { commit, tree: treeId } = resolveRevision(repo, revision);
  const tree = lazyTree(readNames(repo, treeId, new BlobReader(repo)));
  // Copied by hand: the methods live on the prototype of the lazy tree.
  return {
    commit,
    kind: (path) => tree.kind(path),
    read: (path) => tree.read(path),
    readText: (path) => tree.readText(path),
    list: (path) => tree.list(path),
    readLink: (path) => tree.readLink(path),
    digest: (path) => tree.digest(path),
  };
}

/** The full id of the commit that a revision (`HEAD~1`, a branch, a tag, an id) names. @throws EddyError GitNoRepository, GitRevisionNotFound. */
export function resolveCommit(repo: string, revision: string): string {
  return resolveRevision(repo, revision).commit;
}

/** The revision goes in by stdin: nothing in it can be an option. An answer is `ID TYPE SIZE`, or `NAME missing`. */
function resolveRevision(repo: string, revision: string): { readonly commit: string; readonly tree: string } {
  if (!revision.includes('\n')) {
    const answers = catFile(repo, ['--batch-check'], `${revision}^{commit}\n${revision}^{tree}\n`).toString().split('\n');
    const [commit, tree] = answers.map((answer) => /^([0-9a-f]{40,64}) (?:commit|tree) \d+$/.exec(answer)?.[1]);
    if (commit !== undefined && tree !== undefined) return { commit, tree };
  }
  throw new EddyError('GitRevisionNotFound', `there is no commit "${revision}" in "${repo}"`, {
    hint: 'in a shallow clone, fetch it first (git fetch origin REVISION)',
  });
}

function catFile(repo: string, options: readonly string[], input: string, maxBytes?: number): Buffer {
  try {
    return gitSync(['cat-file', ...options], { dir: repo, input, maxBytes });
  } catch (error) {
    if (!(error instanceof EddyError) || !error.message.includes('not a git repository')) throw error;
    throw new EddyError('GitNoRepository', `"${repo}" is not in a Git repository`, { cause: error });
  }
}

/** `MODE TYPE ID SIZE\tPATH`, each ended by NUL; folders come before what is in them. */
function readNames(repo: string, treeId: string, blobs: BlobReader): LazyDir {
  const rows = gitSync(['ls-tree', '-r', '-t', '-l', '-z', '--full-tree', treeId], { dir: repo }).toString();
  const top = newFolder(treeId);
  const folders = new Map([['', top]]);
  const links: { readonly folder: Folder; readonly name: string; readonly blob: Blob }[] = [];
  for (let start = 0, end = rows.indexOf('\0'); end !== -1; start = end + 1, end = rows.indexOf('\0', start)) {
    const tab = rows.indexOf('\t', start);
    const [mode = '', , id = '', size = ''] = rows.slice(start, tab).split(/ +/);
    const path = rows.slice(tab + 1, end);
    const slash = path.lastIndexOf('/');
    const folder = folders.get(slash === -1 ? '' : path.slice(0, slash));
    if (folder === undefined) throw new EddyError('GitFailed', `git ls-tree lists "${path}" before its folder`);
    const name = path.slice(slash + 1);
    if (mode === '040000' || mode === '160000') {
      const child = newFolder(id);
      folders.set(path, child);
      folder.entries.set(name, child.node);
      continue;
    }
    const blob: Blob = { path, id, sizeBytes: Number(size) };
    blobs.add(blob);
    if (mode === '120000') links.push({ folder, name, blob });
    else folder.entries.set(name, { type: 'file', executable: mode === '100755', id, load: () => blobs.read(blob) });
  }
  blobs.readAll(links.map(({ blob }) => blob));
  for (const { folder, name, blob } of links) folder.entries.set(name, { type: 'link', target: Buffer.from(blobs.read(blob)).toString() });
  return top.node;
}

interface Folder {
  readonly entries: Map<string, LazyNode>;
  readonly node: LazyDir;
}

function newFolder(id: string): Folder {
  const entries = new Map<string, LazyNode>();
  return { entries, node: { type: 'dir', id, load: () => entries } };
}

/** Reads blobs in batches with `git cat-file --batch`. */
class BlobReader {
  readonly #repo: string;
  readonly #blobs: Blob[] = [];
  readonly #contents = new Map<string, Uint8Array>();
  #batch = FIRST_BATCH;

  constructor(repo: string) {
    this.#repo = repo;
  }

  /** Makes a blob known, in the order of the tree. */
  add(blob: Blob): void {
    this.#blobs.push(blob);
  }

  read(blob: Blob): Uint8Array {
    if (!this.#contents.has(blob.id)) this.readAll(this.#around(blob));
    const bytes = this.#contents.get(blob.id);
    if (bytes === undefined) throw new EddyError('GitFailed', `git has no content for "${blob.path}" (${blob.id})`);
    return bytes;
  }

  /** Reads blobs in one process. */
  readAll(blobs: readonly Blob[]): void {
    const wanted = [...new Map(blobs.filter(({ id }) => !this.#contents.has(id)).map((blob) => [blob.id, blob])).values()];
    if (wanted.length === 0) return;
    const large = wanted.find(({ sizeBytes }) => sizeBytes > MAX_FILE_BYTES);
    if (large !== undefined) throw new EddyError('TreeLimit', `file "${large.path}" has ${large.sizeBytes} bytes, the limit is ${MAX_FILE_BYTES}`);
    const maxBytes = wanted.reduce((sum, { sizeBytes }) => sum + sizeBytes + 128, 0);
    const output = catFile(this.#repo, ['--batch'], wanted.map(({ id }) => `${id}\n`).join(''), maxBytes);
    let at = 0;
    for (const { id } of wanted) {
      const lineEnd = output.indexOf(10, at);
      const [, type, size] = output.toString('latin1', at, lineEnd).split(' ');
      if (type !== 'blob') throw new EddyError('GitFailed', `object ${id} is missing from the repository`, { hint: 'a partial clone has to fetch it first' });
      at = lineEnd + 1 + Number(size);
      this.#contents.set(id, output.subarray(lineEnd + 1, at));
      at += 1;
    }
  }

  /** The blob and its neighbours in the tree that are not read yet; four times as many at each call. */
  #around(blob: Blob): Blob[] {
    const middle = this.#blobs.indexOf(blob);
    const chosen = [blob];
    let bytes = blob.sizeBytes;
    for (let i = Math.max(0, middle - (this.#batch >> 2)); i < this.#blobs.length && chosen.length < this.#batch; i++) {
      const next = this.#blobs[i]!;
      if (this.#contents.has(next.id) || bytes + next.sizeBytes > MAX_BATCH_BYTES) continue;
      bytes += next.sizeBytes;
      chosen.push(next);
    }
    this.#batch *= 4;
    return chosen;
  }
}
