import { compareUtf8 } from '../std/compare.ts';
import { dirName } from './path.ts';
import type { Tree, TreeEntry } from './tree.ts';

/**
 * A tree with the files of another one laid over it: a file of `upper` replaces one of `lower` at the same path, folders are merged.
 *
 * Links of `upper` are not followed into `lower`, nor the other way round.
 */
export function overlayTree(lower: Tree, upper: Tree): Tree {
  const top = (path: string): Tree | undefined => {
    if (upper.kind(path) !== undefined) return upper;
    // A file of `upper` where `lower` has a folder hides all that is in the folder.
    for (let dir = dirName(path); dir !== ''; dir = dirName(dir)) if (upper.kind(dir) === 'file') return undefined;
    return lower;
  };
  const list = (path: string): readonly TreeEntry[] | undefined => {
    const above = upper.list(path);
    const below = top(path) === undefined || upper.kind(path) === 'file' ? undefined : lower.list(path);
    if (above === undefined || below === undefined) return above ?? below;
    const merged = new Map([...below, ...above].map((entry) => [entry.name, entry]));
    return [...merged.values()].sort((a, b) => compareUtf8(a.name, b.name));
  };
  const digest = (path: string): string | undefined => {
    const above = upper.digest(path);
    if (above === undefined || upper.kind(path) === 'file') return above ?? top(path)?.digest(path);
    const below = lower.kind(path) === 'dir' ? lower.digest(path) : undefined;
    return below === undefined ? above : `${above} over ${below}`;
  };
  return {
    kind: (path) => top(path)?.kind(path),
    read: (path) => top(path)?.read(path),
    readText: (path) => top(path)?.readText(path),
    readLink: (path) => upper.readLink(path) ?? top(path)?.readLink(path),
    list,
    digest,
  };
}
