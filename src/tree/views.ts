import type { Tree, TreeEntry } from './tree.ts';

/** A tree rooted at a folder of another tree. Links that leave the folder but not the outer tree are still followed. */
export function subTree(tree: Tree, root: string): Tree {
  if (root === '') return tree;
  const inner = (path: string): string => (path === '' ? root : `${root}/${path}`);
  return {
    kind: (path) => tree.kind(inner(path)),
    read: (path) => tree.read(inner(path)),
    readText: (path) => tree.readText(inner(path)),
    list: (path) => tree.list(inner(path)),
    readLink: (path) => tree.readLink(inner(path)),
    digest: (path) => tree.digest(inner(path)),
  };
}

/** One thing that a computation read of a tree, with the digest it saw; `undefined` means it looked and found nothing. */
export interface TreeRead {
  readonly path: string;
  /** `content` of a file or whole folder, the names in a folder (`listing`), or only what a path names (`kind`). */
  readonly what: 'content' | 'listing' | 'kind';
  readonly digest: string | undefined;
}

/** A tree that writes down what is read through it, for the memo. */
export interface RecordingTree extends Tree {
  /** What was read so far, each read once, in the order of first reading. */
  reads(): readonly TreeRead[];
}

/** Wraps a tree so that every read is recorded. */
export function recordReads(tree: Tree): RecordingTree {
  const reads = new Map<string, TreeRead>();
  const note = (path: string, what: TreeRead['what']): void => {
    const key = `${what}:${path}`;
    if (!reads.has(key)) reads.set(key, { path, what, digest: readDigest(tree, path, what) });
  };
  return {
    kind: (path) => {
      note(path, 'kind');
      return tree.kind(path);
    },
    read: (path) => {
      note(path, 'content');
      return tree.read(path);
    },
    readText: (path) => {
      note(path, 'content');
      return tree.readText(path);
    },
    list: (path) => {
      note(path, 'listing');
      return tree.list(path);
    },
    readLink: (path) => {
      note(path, 'kind');
      return tree.readLink(path);
    },
    digest: (path) => {
      note(path, 'content');
      return tree.digest(path);
    },
    reads: () => [...reads.values()],
  };
}

/** The digest that a read of this sort gives now; a memo entry holds while all of its reads give the same. */
export function readDigest(tree: Tree, path: string, what: TreeRead['what']): string | undefined {
  switch (what) {
    case 'content':
      return tree.digest(path);
    case 'listing':
      return tree.list(path)?.map(entryText).join('\n');
    case 'kind': {
      const link = tree.readLink(path);
      const kind = tree.kind(path);
      return link === undefined ? kind : `${kind ?? 'absent'} -> ${link}`;
    }
  }
}

function entryText(entry: TreeEntry): string {
  return `${entry.kind}${entry.executable ? '*' : ''} ${entry.name}`;
}
