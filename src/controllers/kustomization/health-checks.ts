import { EddyError, groupKindText, groupOf, refKey, type ObjectRef } from '../../diagnostics/index.ts';
import { customHealthChecks, judge, readHealth, type CheckedObject, type CustomHealthChecks, type Health, type HealthReader, type Verdict } from '../../kstatus/index.ts';
import { refOf, type K8sObject } from '../../manifest/index.ts';
import { withLibraries } from '../../std/lazy-library.ts';
import { withStatusDefault, type AppliedChild, type Context } from '../base/index.ts';
import type { KustomizationSpec } from './kustomization-spec.ts';
import { scopeOf, type ServedKinds } from './served-kinds.ts';

/** What a Kustomization waits for, once it is applied. */
export interface HealthChecks {
  readonly refs: readonly ObjectRef[];
  readonly custom: CustomHealthChecks;
  /** Keys of Jobs that are deleted once they have finished. */
  readonly vanishing: ReadonlySet<string>;
}

/**
 * The objects whose health counts: all that was applied with `wait`, else those of `healthChecks`; never the Kustomization itself.
 * Undefined where there is nothing to look at.
 *
 * Follows kustomize-controller v1.9.4 kustomization_controller.go (checkHealth).
 *
 * @throws LibraryNeeded where there are expressions.
 */
export function healthChecksOf(spec: KustomizationSpec, self: K8sObject, applied: readonly AppliedChild[], rendered: readonly K8sObject[]): HealthChecks | undefined {
  const refs = spec.wait ? applied.filter(({ action }) => action !== 'skipped').map(({ ref }) => ref) : spec.healthChecks;
  if (refs.length === 0) return undefined;
  const own = refKey(refOf(self));
  const custom = customHealthChecks(spec.healthCheckExprs);
  return {
    refs: refs.filter((ref) => refKey(ref) !== own),
    custom: 'fault' in custom ? { healthOf: () => undefined } : custom,
    vanishing: new Set(rendered.filter(vanishes).map((object) => refKey(refOf(object)))),
  };
}

/** What is wrong with `healthCheckExprs`; undefined where nothing is. */
export async function faultOfExpressions({ healthCheckExprs }: KustomizationSpec): Promise<string | undefined> {
  if (healthCheckExprs.length === 0) return undefined;
  const custom = await withLibraries(() => customHealthChecks(healthCheckExprs));
  return 'fault' in custom ? custom.fault : undefined;
}

/**
 * Looks at the objects as they are. While the time is not over, those that are on their way are looked at once more, so that their changes wake the Kustomization.
 */
export async function checkHealth(checks: HealthChecks, kinds: ServedKinds, context: Context, timedOut: boolean): Promise<Verdict> {
  const homeless = checks.refs.find((ref) => (ref.namespace ?? '') === '' && scopeOf(kinds, ref) === 'Namespaced');
  if (homeless !== undefined) return { type: 'failed', message: `resource ${groupKindText(groupOf(homeless.apiVersion), homeless.kind)} ${homeless.name} is namespace scoped, but namespace is not set` };
  const verdict = judge(await lookAt(checks.refs, checks, kinds, context.live, context), timedOut);
  if (verdict.type === 'pending') await lookAt(verdict.on, checks, kinds, context.objects, context);
  return verdict;
}

/** As the error of a blocker says it. */
export function unhealthy(ref: ObjectRef): EddyError {
  return new EddyError('HealthCheckFailed', `${ref.kind} ${ref.namespace ?? ''}/${ref.name} is not healthy yet`);
}

function lookAt(refs: readonly ObjectRef[], { custom, vanishing }: HealthChecks, kinds: ServedKinds, reader: HealthReader, { ports }: Context): Promise<CheckedObject[]> {
  const now = ports.clock.now();
  const cluster: HealthReader = {
    get: async (ref) => {
      const object = await reader.get(ref);
      return object === undefined ? undefined : withStatusDefault(object);
    },
    list: (query) => reader.list(query),
  };
  return Promise.all(
    refs.map(async (ref) => {
      const health = scopeOf(kinds, ref) === undefined ? unknownKind(ref) : await readHealth(ref, cluster, { now, custom });
      return { ref, health, vanishes: vanishing.has(refKey(ref)) };
    }),
  );
}

function unknownKind({ apiVersion, kind }: ObjectRef): Health {
  return { status: 'Unknown', message: '', error: `no matches for kind "${kind}" in group "${groupOf(apiVersion)}"` };
}

function vanishes({ apiVersion, kind, spec }: K8sObject): boolean {
  return kind === 'Job' && groupOf(apiVersion) === 'batch' && typeof (spec as { ttlSecondsAfterFinished?: unknown } | undefined)?.ttlSecondsAfterFinished === 'number';
}
