import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { EddyError } from '../diagnostics/index.ts';

/** Reads the text of a file that a flag names. @throws EddyError PathNotFound */
export function readFlagFile(flag: string, path: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, path), 'utf8');
  } catch (error) {
    throw new EddyError('PathNotFound', `--${flag}: file "${path}" cannot be read: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
