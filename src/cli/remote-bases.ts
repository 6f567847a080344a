import { join } from 'node:path';
import { cacheFolder, LOCK_FILE, parseLock, RemoteBases, updateLock, writeFileAtomically } from '../adapters/index.ts';
import { EddyError } from '../diagnostics/index.ts';
import type { RemoteSource } from '../kustomize/index.ts';
import type { Tree } from '../tree/index.ts';
import type { Io } from './io.ts';
import type { RemoteFlagValues } from './remote-flags.ts';

/** The remote bases of one command, and the `eddy.lock` files that pin them. */
export class CommandBases {
  readonly #bases: RemoteBases;
  readonly #flags: RemoteFlagValues;

  constructor(given: RemoteFlagValues, io: Io) {
    this.#flags = given;
    this.#bases = new RemoteBases({ cacheDir: cacheFolder(io.env), offline: given.offline, env: io.env });
  }

  /**
   * Where builds of a tree get remote bases from: the network, or what the `eddy.lock` in a folder of the tree says.
   *
   * @throws EddyError LockInvalid, LockMissing
   */
  sourceFor(tree: Tree, folder: string): RemoteSource {
    if (!this.#flags.locked) return this.#bases.source();
    const file = lockIn(folder);
    const text = tree.readText(file);
    if (text === undefined) throw new EddyError('LockMissing', `there is no "${file}" to take remote bases from`, { hint: 'write one with --update-lock' });
    return this.#bases.source(parseLock(text, file));
  }

  /** Writes what was used into the `eddy.lock` of a folder, where that was asked for. @throws EddyError LockInvalid */
  finish(tree: Tree, folder: string, root: string): void {
    if (!this.#flags.updateLock) return;
    const file = lockIn(folder);
    const before = tree.readText(file);
    const after = updateLock(before, file, this.#bases.used());
    if (after !== before) writeFileAtomically(join(root, file), [after], 0o644);
  }
}

function lockIn(folder: string): string {
  return folder === '' ? LOCK_FILE : `${folder}/${LOCK_FILE}`;
}
