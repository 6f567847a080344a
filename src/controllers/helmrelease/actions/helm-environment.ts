import { EddyError } from '../../../diagnostics/index.ts';
import type { CustomHealthChecks } from '../../../kstatus/index.ts';
import type { K8sObject } from '../../../manifest/index.ts';
import type { HealthWait } from './health-wait.ts';
import type { ResourceWriter } from './helm-resources.ts';
import type { KindDiscovery } from './kind-discovery.ts';
import type { ApplyMethod } from '../storage/release-record.ts';
import type { ReleaseStorage } from '../storage/release-storage.ts';

/** All that Helm's actions work with. */
export interface HelmEnvironment extends ResourceWriter {
  readonly storage: ReleaseStorage;
  /** Asked anew for each use: an action may bring CRDs. */
  readonly kinds: () => Promise<KindDiscovery>;
  /** RFC 3339. */
  readonly now: () => string;
  readonly health: CustomHealthChecks | undefined;
}

/** How an action writes and waits. */
export interface ActionOptions {
  /** Names the action in its waits. */
  readonly action: string;
  readonly timeoutMs: number;
  readonly waits: boolean;
  readonly waitsForJobs: boolean;
  readonly hooks: boolean;
  readonly method: ApplyMethod;
}

/**
 * An action that may have to wait in its middle: it yields what it waits for, and goes on with the fault of the wait, or with nothing.
 *
 * So nobody ever sleeps in an action, and one that takes an hour costs nothing meanwhile.
 */
export type HelmAction<T> = AsyncGenerator<HealthWait, T, string | undefined>;

/** Waits, where the options say so, until objects are there. @throws EddyError HelmWaitFailed */
export async function* awaitHealth(objects: readonly K8sObject[], step: string, options: ActionOptions, { health, log }: HelmEnvironment): HelmAction<void> {
  if (!options.waits || objects.length === 0) return;
  log.add(`waiting for resources: {"count":${String(objects.length)}}`);
  yield* wait({ name: `${options.action}/${step}`, until: 'healthy', objects, timeoutMs: options.timeoutMs, jobs: options.waitsForJobs, custom: health });
}

/** Waits, where the options say so, until objects are gone. @throws EddyError HelmWaitFailed */
export async function* awaitDeletion(objects: readonly K8sObject[], step: string, options: ActionOptions): HelmAction<void> {
  if (!options.waits || objects.length === 0) return;
  yield* wait({ name: `${options.action}/${step}`, until: 'deleted', objects, timeoutMs: options.timeoutMs, jobs: false });
}

/** Waits in any case. @throws EddyError HelmWaitFailed */
// eslint-disable-next-line @typescript-eslint/require-await -- what it waits for is yielded, and nothing else
export async function* wait(what: HealthWait): HelmAction<void> {
  const fault = yield what;
  if (fault !== undefined) throw new EddyError('HelmWaitFailed', fault);
}
