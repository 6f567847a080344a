import { readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { findWorkTree } from '../adapters/index.ts';
import { EddyError } from '../diagnostics/index.ts';
import { cleanPath } from '../tree/index.ts';
import { pathKind } from './path-kind.ts';

/** Where a fleet lies on the disk. */
export interface Place {
  /** The absolute path of the repository: what `spec.path` of its Kustomizations is relative to. */
  readonly root: string;
  /** The folder that Flux syncs the cluster from, relative to `root`; undefined where PATH is the repository itself. */
  readonly entry: string | undefined;
  /** The Git work tree that `root` lies in. */
  readonly workTree: string | undefined;
  /** Why `root` is not the top of the work tree, to be said with `-v`. */
  readonly notice?: string | undefined;
}

/** What bootstrap writes into the entry folder. */
const SYNC_FILES = ['flux-system/gotk-sync.yaml', 'gotk-sync.yaml'];

/**
 * Finds the repository of an entry folder: the Git work tree around it, or the folder that the `spec.path` which bootstrap wrote is relative to
 * (a fleet may lie deeper in its repository, or in no repository at all).
 *
 * @throws EddyError PathNotFound.
 */
export function findPlace(path: string, cwd: string): Place {
  const given = resolve(cwd, path);
  if (pathKind(given) !== 'dir') {
    throw new EddyError('PathNotFound', `there is no folder "${path}"`, { hint: 'PATH is the folder that Flux syncs a cluster from' });
  }
  const folder = realpathSync(given);
  const workTree = findWorkTree(folder);
  const bootstrapRoot = rootOfSync(folder);
  if (bootstrapRoot !== undefined && bootstrapRoot !== workTree) {
    const notice = `the repository is ${bootstrapRoot}, because bootstrap's spec.path is relative to it`;
    return { root: bootstrapRoot, entry: treePath(bootstrapRoot, folder), workTree, notice };
  }
  if (workTree === undefined || workTree === folder) return { root: folder, entry: bootstrapRoot === folder ? '' : undefined, workTree };
  return { root: workTree, entry: treePath(workTree, folder), workTree };
}

/** A path on the disk as a path in the tree of `root`. */
export function treePath(root: string, path: string): string {
  return relative(root, path).split(sep).join('/');
}

/** Whether a path lies in a folder, or is it. */
export function isInside(root: string, path: string): boolean {
  const from = relative(root, path);
  return from === '' || (!from.startsWith('..') && !isAbsolute(from));
}

/** The folder that leads to the entry by the path that bootstrap wrote into it. */
function rootOfSync(entry: string): string | undefined {
  for (const file of SYNC_FILES) {
    const path = syncPath(join(entry, file));
    if (path === '') return entry;
    if (path !== undefined && entry.endsWith(`${sep}${path.split('/').join(sep)}`)) return entry.slice(0, -path.length - 1);
  }
  return undefined;
}

/** `spec.path` of the Kustomization in a file that bootstrap wrote. It is always in this form, so it is not worth loading a YAML reader. */
function syncPath(file: string): string | undefined {
  if (pathKind(file) !== 'file') return undefined;
  for (const document of readFileSync(file, 'utf8').split(/^---.*$/m)) {
    const path = /^kind: Kustomization\s*$/m.test(document) ? /^ {2}path: *["']?([^"'\s]+)["']? *$/m.exec(document)?.[1] : undefined;
    if (path !== undefined) return cleanPath(path);
  }
  return undefined;
}
