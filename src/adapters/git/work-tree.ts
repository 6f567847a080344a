import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The top folder of the Git work tree that a path lies in; undefined outside of one. Runs no process. */
export function findWorkTree(path: string): string | undefined {
  for (let folder = realpathSync(path); ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}
