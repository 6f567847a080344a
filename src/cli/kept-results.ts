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

/** What a command makes in one step. */
export interface CommandResult {
  readonly hasSecret: boolean;
}

/** Runs the one step that a command consists of. */
export interface CommandMemo {
  /** The result of the step, from an earlier run where nothing has changed. Libraries are brought; what the step throws passes through. */
  run<T extends CommandResult>(step: Omit<MemoStep<T>, 'mayKeep'>): Promise<T>;
}

/**
 * Makes the memo of a command: over what earlier runs have kept where `mayKeep`, else over nothing.
 *
 * A result with a Secret is not kept: its values may come from the command line, or from files in no repository.
 */
export function commandMemo(mayKeep: boolean, io: Io): CommandMemo {
  const memo = mayKeep ? memoryMemo(keptResults(io)) : noMemo();
  return { run: (step) => withLibraries(() => memo.run({ ...step, mayKeep: ({ hasSecret }) => !hasSecret })) };
}

/** Whether an object of a kind may hold the data of a Secret: nobody looks into a list. */
export function mayHoldSecret(kind: unknown): boolean {
  return kind === 'Secret' || kind === 'SecretList' || kind === 'List';
}

/** Tells builds of eddy apart, also those of a working copy: a bundle is written anew by each. */
function buildOfEddy(): string {
  const file = fileURLToPath(import.meta.url);
  return `${EDDY_VERSION} ${basename(file)} ${String(statSync(file).mtimeMs)} ${process.version}`;
}
