import { fn, type GoFunction } from '../govalue/index.ts';

/** Paths with `/`. The `os` forms do the same, as they do on Linux. Follows Go 1.26 package path. */
export function pathFunctions(): Readonly<Record<string, GoFunction>> {
  const base = fn('string')(basePath);
  const dir = fn('string')((path) => cleanPath(path.slice(0, path.lastIndexOf('/') + 1)));
  const clean = fn('string')(cleanPath);
  const ext = fn('string')((path) => /\.[^./]*$/.exec(path)?.[0] ?? '');
  const isAbs = fn('string')((path) => path.startsWith('/'));
  return { base, osBase: base, dir, osDir: dir, clean, osClean: clean, ext, osExt: ext, isAbs, osIsAbs: isAbs };
}

function basePath(path: string): string {
  if (path === '') return '.';
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

/** Resolves `.`, `..` and repeated slashes in the text alone. */
function cleanPath(path: string): string {
  const isRooted = path.startsWith('/');
  const kept: string[] = [];
  for (const name of path.split('/')) {
    if (name === '' || name === '.') continue;
    if (name !== '..') kept.push(name);
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (!isRooted) kept.push('..');
  }
  return isRooted ? `/${kept.join('/')}` : kept.join('/') || '.';
}
