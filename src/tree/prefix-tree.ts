import type { Tree, TreeEntry } from './tree.ts';

/** A tree whose root holds nothing but `prefix`, a folder with all of `tree` in it. */
export function prefixTree(tree: Tree, prefix: string): Tree {
  if (prefix === '') return tree;
  const parts = prefix.split('/');
  /** The path in `tree`; a number where the path lies on the way to the prefix; undefined outside. */
  const inner = (path: string): string | number | undefined => {
    if (path === prefix) return '';
    if (path.startsWith(`${prefix}/`)) return path.slice(prefix.length + 1);
    if (path === '') return 0;
    return prefix.startsWith(`${path}/`) ? path.split('/').length : undefined;
  };
  const read = <T>(path: string, from: (inside: string) => T | undefined): T | undefined => {
    const inside = inner(path);
    return typeof inside === 'string' ? from(inside) : undefined;
  };
  const folder = (depth: number): readonly TreeEntry[] => [{ name: parts[depth]!, kind: 'dir', executable: false }];
  return {
    kind: (path) => (typeof inner(path) === 'number' ? 'dir' : read(path, (inside) => tree.kind(inside))),
    read: (path) => read(path, (inside) => tree.read(inside)),
    readText: (path) => read(path, (inside) => tree.readText(inside)),
    readLink: (path) => read(path, (inside) => tree.readLink(inside)),
    list: (path) => {
      const inside = inner(path);
      return typeof inside === 'number' ? folder(inside) : read(path, (at) => tree.list(at));
    },
    digest: (path) => {
      const inside = inner(path);
      if (typeof inside !== 'number') return read(path, (at) => tree.digest(at));
      const digest = tree.digest('');
      return digest === undefined ? undefined : `${digest} in ${parts.slice(inside).join('/')}`;
    },
  };
}
