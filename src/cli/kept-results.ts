import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder, diskShelf } from '../adapters/index.ts';
import type { MemoShelf } from '../memo/index.ts';
import type { Io } from './io.ts';

/** Where results of expensive steps lie between runs: below the user's cache folder. */
export function keptResults(io: Io): MemoShelf {
  return diskShelf({ dir: join(cacheFolder(io.env), 'memo'), build: buildOfEddy() });
}

/** Tells builds of eddy apart, also those of a working copy: a bundle is written anew by each. */
function buildOfEddy(): string {
  const file = fileURLToPath(import.meta.url);
  return `${EDDY_VERSION} ${basename(file)} ${String(statSync(file).mtimeMs)} ${process.version}`;
}
