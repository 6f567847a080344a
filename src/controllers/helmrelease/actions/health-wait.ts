import { isDict } from '../../../std/dict.ts';
import { computeHealth, judge, readHealth, type CheckedObject, type CustomHealthChecks, type Health, type HealthReader } from '../../../kstatus/index.ts';
import { refOf, type K8sObject } from '../../../manifest/index.ts';
import { refText, type ObjectRef } from '../../../diagnostics/index.ts';

/** A wait in the middle of an action: until objects are healthy, or gone. */
export interface HealthWait {
  /** Tells this wait from others of the same action. */
  readonly name: string;
  readonly until: 'healthy' | 'hooks done' | 'deleted';
  readonly objects: readonly K8sObject[];
  readonly timeoutMs: number;
  /** Whether a Job has to finish; else it only has to start. */
  readonly jobs: boolean;
  readonly custom?: CustomHealthChecks | undefined;
}

/** How a wait stands: over, with the fault if there is one, or still open on some objects. */
export type WaitState = { readonly type: 'over'; readonly fault: string | undefined } | { readonly type: 'open'; readonly on: readonly ObjectRef[] };

/**
 * Looks how a wait stands.
 *
 * Hooks never fail fast, and only Jobs, Pods and kinds with an expression of their own are waited for. Paused Deployments are left out.
 * Follows helm-controller v1.6.3 internal/action/wait.go and pod_status_reader.go.
 *
 * @throws LibraryNeeded where an expression is asked the first time.
 */
export async function checkWait(wait: HealthWait, reader: HealthReader, now: number, timedOut: boolean): Promise<WaitState> {
  if (wait.until === 'deleted') return checkDeleted(wait.objects, reader, timedOut);
  const checked: CheckedObject[] = [];
  for (const object of wait.objects) {
    if (isPaused(object)) continue;
    const ref = refOf(object);
    checked.push({ ref, health: await healthIn(wait, ref, reader, now), vanishes: vanishes(object) });
  }
  const verdict = judge(wait.until === 'hooks done' && !isTerminal(checked) && !timedOut ? checked.map(withoutFailure) : checked, timedOut);
  if (verdict.type === 'pending') return { type: 'open', on: verdict.on };
  return { type: 'over', fault: verdict.type === 'failed' ? verdict.message : undefined };
}

async function healthIn({ until, jobs, custom }: HealthWait, ref: ObjectRef, reader: HealthReader, now: number): Promise<Health> {
  const live = await reader.get(ref);
  if (live === undefined) return { status: 'NotFound', message: 'Resource not found' };
  const own = custom?.healthOf(live);
  if (own !== undefined) return own;
  if (until === 'hooks done') return hookHealth(live, now);
  if (!jobs && ref.kind === 'Job') return startedJob(live) ?? computeHealth(live, now);
  return readHealth(ref, reader, { now });
}

function hookHealth(live: K8sObject, now: number): Health {
  if (live.apiVersion === 'batch/v1' && live.kind === 'Job') return computeHealth(live, now);
  if (live.apiVersion !== 'v1' || live.kind !== 'Pod') return { status: 'Current', message: 'Resource is current' };
  const phase = isDict(live['status']) ? live['status']['phase'] : undefined;
  if (phase === 'Succeeded') return { status: 'Current', message: `pod ${live.metadata.name} succeeded` };
  return phase === 'Failed' ? { status: 'Failed', message: `pod ${live.metadata.name} failed` } : { status: 'InProgress', message: 'Pod in progress' };
}

/** A Job that runs is as good as done for who does not wait for it. */
function startedJob(live: K8sObject): Health | undefined {
  const status = isDict(live['status']) ? live['status'] : {};
  return typeof status['startTime'] === 'string' ? { status: 'Current', message: 'Job in progress' } : undefined;
}

/** Whether nothing can change any more: everything is there, or has failed. */
function isTerminal(checked: readonly CheckedObject[]): boolean {
  return checked.every(({ health }) => health.status === 'Current' || health.status === 'Failed');
}

/** A failure that nobody acts on yet. */
function withoutFailure(checked: CheckedObject): CheckedObject {
  return checked.health.status === 'Failed' ? { ...checked, health: { status: 'InProgress', message: checked.health.message } } : checked;
}

async function checkDeleted(objects: readonly K8sObject[], reader: HealthReader, timedOut: boolean): Promise<WaitState> {
  for (const object of objects) {
    const ref = refOf(object);
    if ((await reader.get(ref)) === undefined) continue;
    return timedOut ? { type: 'over', fault: `${refText(ref)} termination timeout: context deadline exceeded` } : { type: 'open', on: [ref] };
  }
  return { type: 'over', fault: undefined };
}

function isPaused({ apiVersion, kind, spec }: K8sObject): boolean {
  return apiVersion === 'apps/v1' && kind === 'Deployment' && isDict(spec) && spec['paused'] === true;
}

/** A Job that is deleted once it has finished. */
function vanishes({ kind, spec }: K8sObject): boolean {
  return kind === 'Job' && isDict(spec) && typeof spec['ttlSecondsAfterFinished'] === 'number';
}
