import { relative, resolve } from 'node:path';
import { EddyError } from '../diagnostics/index.ts';

/** The error with its place counted from the current folder, where it was counted from the root of a tree. */
export function withShownPlace(error: EddyError, root: string, cwd: string): EddyError {
  if (error.at === undefined || error.at.file.includes('://')) return error;
  const { code, message, object, hint, notes, sourceLine, path, cause } = error;
  const file = relative(cwd, resolve(root, error.at.file));
  return new EddyError(code, message, { object, hint, notes, sourceLine, path, cause, at: { ...error.at, file } });
}
