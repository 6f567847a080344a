import { relative, resolve } from 'node:path';
import type { EddyError } from '../diagnostics/index.ts';

/** The error with its place counted from the current folder, where it was counted from the root of a tree. */
export function withShownPlace(error: EddyError, root: string, cwd: string): EddyError {
  if (error.at === undefined || error.at.file.includes('://')) return error;
  return error.with({ at: { ...error.at, file: relative(cwd, resolve(root, error.at.file)) } });
}
