import { EddyError } from '../diagnostics/index.ts';

/**
 * Normalises a relative path: no `.`, no empty parts, `..` resolved.
 *
 * @throws EddyError TreePathEscape when the path leads above the root.
 */
export function cleanPath(path: string): string {
  const cleaned = tryCleanPath(path);
  if (cleaned === undefined) throw new EddyError('TreePathEscape', `path "${path}" leads out of its root`);
  return cleaned;
}

/** As `cleanPath`, but answers undefined for a path that leads above the root. A leading `/` counts as the root. */
export function tryCleanPath(path: string): string | undefined {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

/** As `cleanPath`, but `..` stays at the root once it is there, as in a chroot. */
export function confinedPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** Joins clean paths; `''` is the root. */
export function joinPath(base: string, path: string): string {
  return cleanPath(base === '' ? path : `${base}/${path}`);
}

/** The folder of a clean path; `''` for an entry of the root. */
export function dirName(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}

/** The last part of a clean path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
