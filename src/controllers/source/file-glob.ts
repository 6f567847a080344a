import { EddyError } from '../../diagnostics/index.ts';
import { compileNamePattern } from '../../lang/gitignore/index.ts';
import type { Tree } from '../../tree/index.ts';

/** Whether a text is a pattern of source-watcher, and no path. Braces do not count. */
export function hasWildcard(text: string): boolean {
  return /[*?[\]]/.test(text);
}

/** The folder of a pattern above its first wildcard; `''` for the root. */
export function wildcardRoot(pattern: string): string {
  const parts = pattern.split('/').filter((part) => part !== '' && part !== '.');
  const first = parts.findIndex(hasWildcard);
  return parts.slice(0, first === -1 ? undefined : first).join('/');
}

/**
 * The files and folders that a pattern matches, name by name: `**` is but a `*`, and what lies in a folder that matches is not listed.
 *
 * Follows Go 1.26 `io/fs.Glob`, with its order.
 *
 * @throws EddyError SpecInvalid for a malformed pattern.
 */
export function listGlob(tree: Tree, pattern: string): readonly string[] {
  const parts = pattern.split('/');
  const compiled = parts.map((part) => {
    const matches = compileNamePattern(part);
    if (matches === undefined) throw new EddyError('SpecInvalid', `invalid glob pattern '${pattern}': syntax error in pattern`);
    return matches;
  });
  // A file system of Go knows no path with an empty part or a dot.
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return [];
  let found: readonly string[] = [''];
  for (const matches of compiled) {
    found = found.flatMap((folder) => {
      const names = (tree.list(folder) ?? []).filter(({ name, kind }) => kind !== 'link' && matches(name));
      return names.map(({ name }) => (folder === '' ? name : `${folder}/${name}`));
    });
  }
  return found;
}
