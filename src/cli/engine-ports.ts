import { nodeCrypto, secureRandom } from '../adapters/index.ts';
import type { HelmEnginePorts } from '../helm/index.ts';
import type { Io } from './io.ts';

/** What charts get of the outside: keys and certificates always, real chance and time only when asked. */
export function enginePorts(realRandom: boolean, io: Io): HelmEnginePorts {
  if (!realRandom) return { crypto: nodeCrypto };
  const random = secureRandom();
  return { crypto: nodeCrypto, now: () => io.clock.date().getTime(), randomFor: () => random };
}
