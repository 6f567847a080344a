import { lstatSync, readlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const MAX_LINKS = 255;

/**
 * Why the link at an absolute path cannot be followed, in Go's words; undefined where it can, or where no link is.
 *
 * Follows Go 1.26 `path/filepath.EvalSymlinks`.
 */
export function linkFault(path: string): string | undefined {
  if (!isLink(path)) return undefined;
  let links = 0;
  let at = '/';
  let rest = partsOf(path);
  while (rest.length > 0) {
    const next = join(at, rest[0]!);
    rest = rest.slice(1);
    const stat = lstatSync(next, { throwIfNoEntry: false });
    if (stat === undefined) return `lstat ${next}: no such file or directory`;
    if (stat.isSymbolicLink()) {
      if (++links > MAX_LINKS) return 'EvalSymlinks: too many links';
      const target = resolve(dirname(next), readlinkSync(next));
      at = '/';
      rest = [...partsOf(target), ...rest];
    } else if (rest.length > 0 && !stat.isDirectory()) return 'not a directory';
    else at = next;
  }
  return undefined;
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}
