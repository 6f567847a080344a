import { deepEqual } from '../std/deep-equal.ts';
import { withLibraries } from '../std/lazy-library.ts';
import { EddyError, refText, type ObjectRef } from '../diagnostics/index.ts';
import { judge, readHealth, type CheckedObject } from '../kstatus/index.ts';
import { refOf, type K8sObject } from '../manifest/index.ts';
import { ApiRefusal } from '../schema/index.ts';
import type { SyncStore } from '../store/index.ts';
import type { AppliedChild, ProducedObject, StagedOptions, StagedResult } from '../controllers/base/index.ts';
import { adoptLive } from './adoption.ts';
import { ignoredFields, type IgnoredFields } from './drift-ignore.ts';

/** Ends an apply in the middle: the error as the controller words it. */
class ApplyStopped extends Error {
  override readonly name = 'ApplyStopped';
}

/** What is to become of one object of a stage. */
interface Plan {
  readonly child: AppliedChild;
  /** Undefined where nothing is to be written. */
  readonly payload: K8sObject | undefined;
}

/**
 * Applies objects stage by stage: dry runs of a whole stage, then its writes, then, between stages, a look at the health of what was written.
 *
 * Follows fluxcd/pkg ssa v0.76.1 manager_apply.go (ApplyAllStaged, ApplyAll) and manager_diff.go (hasDrifted).
 *
 * @param now in milliseconds since 1970.
 */
export async function applyStages(store: SyncStore, stages: readonly (readonly ProducedObject[])[], options: StagedOptions, now: number): Promise<Omit<StagedResult, 'pruned'>> {
  const applied: AppliedChild[] = [];
  const ignored = await withLibraries(() => ignoredFields(options.ignore));
  for (const [i, stage] of stages.entries()) {
    if (stage.length === 0) continue;
    try {
      const plans = stage.map((produced) => planOf(store, produced, options, ignored));
      for (const { payload } of plans) if (payload !== undefined) write(store, payload, options);
      applied.push(...plans.map(({ child }) => child));
    } catch (thrown) {
      if (!(thrown instanceof ApplyStopped)) throw thrown;
      return { applied, error: applyError(thrown.message, applied, thrown.cause) };
    }
    if (i === stages.length - 1) break;
    const verdict = judge(await healthOf(store, applied.slice(-stage.length), now), options.timedOut);
    if (verdict.type === 'pending') return { applied, pending: verdict.on };
    if (verdict.type === 'failed') return { applied, error: applyError(verdict.message, applied, undefined) };
  }
  return { applied };
}

/** The message of an apply that stopped, with the changes of the stages before it. */
function applyError(message: string, applied: readonly AppliedChild[], cause: unknown): EddyError {
  const changes = applied.filter(({ action }) => action === 'created' || action === 'configured');
  const log = changes.map(({ ref, action }) => `${refText(ref)} ${action}\n`).join('');
  return new EddyError('ApplyFailed', `${message}\n${log}`, { cause });
}

/** Tries an object out, and says what is to be done about it. */
function planOf(store: SyncStore, { object, payload = object }: ProducedObject, options: StagedOptions, ignored: IgnoredFields): Plan {
  const ref = refOf(object);
  const live = store.get(ref);
  if (options.skips(payload, live)) return { child: { ref: live === undefined ? ref : refOf(live), action: 'skipped' }, payload: undefined };
  const tried = tryOut(store, payload, live, options);
  const before = store.get(ref);
  const child = { ref: refOf(tried) };
  if (before === undefined) return { child: { ...child, action: 'created' }, payload };
  const adopted = options.adopts(payload, before) ? adoptLive(store, before, options.fieldManager) : undefined;
  const current = adopted ?? before;
  const paths = ignored.of(tried);
  if (adopted === undefined && !hasDrifted(paths.without(current), paths.without(tried))) return { child: { ...child, action: 'unchanged' }, payload: undefined };
  return { child: { ...child, action: 'configured' }, payload: paths.settle(payload, { live: current, tried, manager: options.fieldManager }) };
}

/** The dry run of an apply. Where the object cannot become what is wanted and may be made anew, the live one is deleted. */
function tryOut(store: SyncStore, payload: K8sObject, live: K8sObject | undefined, options: StagedOptions): K8sObject {
  try {
    return dryRun(store, payload, options);
  } catch (thrown) {
    if (!(thrown instanceof ApiRefusal)) throw thrown;
    if (live === undefined || !isImmutable(thrown) || !options.recreates(payload, live)) throw stopped(payload, thrown);
  }
  store.delete(refOf(live));
  if (store.get(refOf(live)) !== undefined) throw new ApplyStopped(`${refText(refOf(payload))} immutable field detected, failed to wait for object to be deleted: context deadline exceeded`);
  try {
    return dryRun(store, payload, options);
  } catch (thrown) {
    if (!(thrown instanceof ApiRefusal)) throw thrown;
    throw stopped(payload, thrown);
  }
}

function dryRun(store: SyncStore, payload: K8sObject, { fieldManager, refusalOf }: StagedOptions): K8sObject {
  const refusal = refusalOf?.(payload);
  if (refusal !== undefined) throw refusal;
  return store.apply(payload, { fieldManager, force: true, dryRun: true }).object;
}

function write(store: SyncStore, payload: K8sObject, { fieldManager }: StagedOptions): void {
  try {
    store.apply(payload, { fieldManager, force: true });
  } catch (thrown) {
    if (!(thrown instanceof ApiRefusal)) throw thrown;
    throw new ApplyStopped(`${refText(refOf(payload))} apply failed: ${thrown.message}`, { cause: thrown });
  }
}

/** What kubectl takes for a sign of fields that cannot be changed, and what admission webhooks and CEL rules say. */
function isImmutable({ code, message }: ApiRefusal): boolean {
  return code === 409 || code === 422 || /is\simmutable|immutable\sfield/.test(message);
}

/** Follows fluxcd/pkg ssa v0.76.1 errors/error.go. */
function stopped(payload: K8sObject, refusal: ApiRefusal): ApplyStopped {
  const text = refText(refOf(payload));
  const { code, reason, message } = refusal;
  if (code === 404) return new ApplyStopped(`${text} ${payload.metadata.namespace === undefined ? 'namespace not specified' : 'not found'}: ${message}`, { cause: refusal });
  return new ApplyStopped(`${text} dry-run failed${reason === undefined || reason === '' ? '' : ` (${reason})`}: ${message}`, { cause: refusal });
}

/** Whether a dry run changes anything that counts: labels, annotations, or all but metadata and status. Both are read in the same version. */
function hasDrifted(live: K8sObject, tried: K8sObject): boolean {
  if (!deepEqual(live.metadata.labels ?? {}, tried.metadata.labels ?? {})) return true;
  if (!deepEqual(live.metadata.annotations ?? {}, tried.metadata.annotations ?? {})) return true;
  return !deepEqual(body(live), body(tried));
}

function body({ apiVersion: _v, metadata: _m, status: _s, ...rest }: K8sObject): unknown {
  return rest;
}

function healthOf(store: SyncStore, children: readonly AppliedChild[], now: number): Promise<CheckedObject[]> {
  const reader = { get: (ref: ObjectRef) => Promise.resolve(store.get(ref)), list: () => Promise.resolve([]) };
  return Promise.all(children.map(async ({ ref }) => ({ ref, health: await readHealth(ref, reader, { now }) })));
}
