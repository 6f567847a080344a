import type { Ports } from '../controllers/base/index.ts';
import { archiveReader, gunzip } from './archive/index.ts';
import { cacheFolder } from './cache/cache-folder.ts';
import { nodeCrypto } from './crypto/index.ts';
import { gitFetcher } from './git/git-fetcher.ts';

/** Settings of `nodePorts`. */
export interface NodePortsOptions {
  /** Where fetched sources are kept; the user's cache folder when not given. */
  readonly cacheDir?: string | undefined;
  /** The time, in milliseconds since 1970; the machine's when not given. */
  readonly now?: (() => number) | undefined;
  /** Dials nothing: only what is in the cache is there. */
  readonly offline?: boolean | undefined;
}

/** The ports of controllers as far as Node serves them: time, Git, archives, cryptography. */
export function nodePorts({ cacheDir = cacheFolder(process.env), now = () => Date.now(), offline }: NodePortsOptions = {}): Ports {
  return { clock: { now }, git: gitFetcher({ cacheDir, offline }), archives: archiveReader, gunzip, crypto: nodeCrypto };
}
