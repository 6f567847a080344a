import { isDict } from '../std/dict.ts';
import { groupOf, type ObjectRef } from '../diagnostics/index.ts';
import type { K8sObject } from '../manifest/index.ts';
import { labelSelector, type LabelRequirement, type LabelSelector } from '../store/index.ts';
import { computeHealth } from './compute-health.ts';
import type { CustomHealthChecks } from './custom-health.ts';
import { conditionsOf, failed, valueAt, type Health } from './health.ts';
import { isUnschedulable } from './workload-health.ts';

/** Where the objects are. */
export interface HealthReader {
  get(ref: ObjectRef): Promise<K8sObject | undefined>;
  /** In order of namespace and name. */
  list(query: { readonly group: string; readonly kind: string; readonly namespace: string; readonly labels: LabelSelector }): Promise<readonly K8sObject[]>;
}

/** What the reading of an object's health depends on besides the object. */
export interface HealthOptions {
  /** In milliseconds since 1970. */
  readonly now: number;
  /** Take the place of the rules of their kinds. */
  readonly custom?: CustomHealthChecks | undefined;
}

/**
 * The health of an object in a cluster. An object that is not there is NotFound; one whose Pods have failed has failed with them.
 *
 * Follows fluxcd/cli-utils v1.2.1 pkg/kstatus/polling/statusreaders (generic.go, pod_controller.go).
 *
 * @throws LibraryNeeded where a custom check is asked the first time.
 */
export async function readHealth(ref: ObjectRef, reader: HealthReader, { now, custom }: HealthOptions): Promise<Health> {
  const object = await reader.get(ref);
  if (object === undefined) return { status: 'NotFound', message: 'Resource not found' };
  const own = custom?.healthOf(object) ?? computeHealth(object, now);
  if (own.status !== 'InProgress' || !runsPods(object)) return own;
  const pods = await reader.list({ group: '', kind: 'Pod', namespace: ref.namespace ?? '', labels: selectorOf(object) });
  const lost = pods.filter((pod) => computeHealth(pod, now).status === 'Failed' && !isTransient(pod));
  return lost.length === 0 ? own : failed(`${String(lost.length)} pods have failed`);
}

function runsPods({ apiVersion, kind }: K8sObject): boolean {
  return groupOf(apiVersion) === 'apps' && (kind === 'StatefulSet' || kind === 'ReplicaSet');
}

/** Whether the failure of a Pod may pass by itself: it goes away, or may yet find a node. */
function isTransient(pod: K8sObject): boolean {
  return pod.metadata.deletionTimestamp !== undefined || isUnschedulable(conditionsOf(pod));
}

function selectorOf(object: K8sObject): LabelSelector {
  const selector = valueAt(object, 'spec', 'selector');
  if (!isDict(selector)) return [];
  const { matchLabels, matchExpressions } = selector;
  return labelSelector(
    isDict(matchLabels) ? (matchLabels as Record<string, string>) : undefined,
    Array.isArray(matchExpressions) ? (matchExpressions as LabelRequirement[]) : [],
  );
}
