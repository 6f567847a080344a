import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder, diskShelf } from '../adapters/index.ts';
import { memoryMemo, noMemo, type MemoShelf, type MemoStep } from '../memo/index.ts';
import { withLibraries } from '../std/lazy-library.ts';
import type { Io } from './io.ts';

/** Where results of expensive steps lie between runs: below the user's cache folder. */
export function keptResults(io: Io): MemoShelf {
  return diskShelf({ dir: join(cacheFolder(io.env), 'memo'), build: buildOfEddy() });
}

/** Runs the one step that a command consists of. */
export interface CommandMemo {
  /** The result of the step, from an earlier run where nothing has changed. Libraries are brought; what the step throws passes through. */
  run<T>(step: MemoStep<T>): Promise<T>;
}

/** Makes the memo of a command: over what earlier runs have kept where `mayKeep`, else over nothing. */
export function commandMemo(mayKeep: boolean, io: Io): CommandMemo {
  const memo = mayKeep ? memoryMemo(keptResults(io)) : noMemo();
  return { run: (step) => withLibraries(() => memo.run(step)) };
}

/** Tells builds of eddy apart, also those of a working copy: a bundle is written anew by each. */
function buildOfEddy(): string {
  const file = fileURLToPath(import.meta.url);
  return `${EDDY_VERSION} ${basename(file)} ${String(statSync(file).mtimeMs)} ${process.version}`;
}
