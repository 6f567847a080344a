import { statSync } from 'node:fs';

/** What a path on the disk is, links followed; undefined where nothing can be found at it, for whatever reason. */
export function pathKind(path: string): 'dir' | 'file' | undefined {
  try {
    return statSync(path).isDirectory() ? 'dir' : 'file';
  } catch (error) {
    if (error instanceof Error && 'errno' in error) return undefined;
    throw error;
  }
}
