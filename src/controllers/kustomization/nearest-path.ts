import { didYouMean } from '../../diagnostics/index.ts';
import type { Tree } from '../../tree/index.ts';

/** A hint about a folder that does not exist: the nearest names where the path leaves the tree. */
export function nearestPath(tree: Tree, path: string): string | undefined {
  const parts = path.split('/');
  let folder = '';
  for (const part of parts) {
    const next = folder === '' ? part : `${folder}/${part}`;
    if (tree.kind(next) === 'dir') {
      folder = next;
      continue;
    }
    const siblings = (tree.list(folder) ?? []).filter(({ kind }) => kind === 'dir').map(({ name }) => name);
    const hint = didYouMean(part, siblings);
    return hint === undefined ? `"${folder === '' ? '.' : folder}" has no folder "${part}"` : `in "${folder === '' ? '.' : folder}" ${hint}`;
  }
  return undefined;
}
