import type { Tree } from '../tree/index.ts';
import type { GitUrl } from './git-url.ts';

/** What a web server answered. */
export interface RemoteFile {
  readonly status: number;
  /** What the status means: `Not Found`. */
  readonly statusText: string;
  readonly bytes: Uint8Array;
}

/**
 * Where remote bases and files come from.
 *
 * Synchronous as the engine is: what is not at hand is asked for by throwing `Needed`, and the build runs again once it has been brought.
 */
export interface RemoteSource {
  /** The answer to an http address, whatever its status. @throws EddyError when there is none; Needed */
  file(url: string): RemoteFile;
  /** The files of a repository at the revision that the address names. @throws EddyError; Needed */
  repository(url: GitUrl): Tree;
  /** Tells of addresses that will be asked for, so that they can be brought at the same time. @throws Needed */
  announce?(addresses: readonly string[]): void;
}
