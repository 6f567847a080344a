import { EddyError } from '../diagnostics/index.ts';
import type { FlagValues } from './flag.ts';
import * as flags from './flags.ts';
import type { Io } from './io.ts';
import type { CommandBases } from './remote-bases.ts';

/** The flags that say whether and how remote bases are fetched. */
export const remoteFlags: {
  readonly remoteBases: typeof flags.remoteBases;
  readonly locked: typeof flags.locked;
  readonly updateLock: typeof flags.updateLock;
  readonly offline: typeof flags.offline;
} = { remoteBases: flags.remoteBases, locked: flags.locked, updateLock: flags.updateLock, offline: flags.offline };

/** The values of those flags. */
export type RemoteFlagValues = FlagValues<typeof remoteFlags>;

/**
 * What the builds of one command share; undefined where nothing remote may be fetched.
 * What fetches is loaded only then: it takes a while to start.
 *
 * @throws EddyError UsageInvalid
 */
export async function openBases(given: RemoteFlagValues, io: Io): Promise<CommandBases | undefined> {
  if (given.locked && given.updateLock) throw new EddyError('UsageInvalid', '--locked and --update-lock exclude each other');
  if (!given.remoteBases && !given.locked && !given.updateLock) return undefined;
  const { CommandBases: Bases } = await import('./remote-bases.ts');
  return new Bases(given, io);
}
