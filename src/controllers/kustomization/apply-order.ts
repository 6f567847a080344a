import { compareStrings } from '../../std/compare.ts';
import { groupOf, type ObjectRef } from '../../diagnostics/index.ts';
import { refOf, type K8sObject } from '../../manifest/index.ts';

/** Kinds that others need, most needed first. Ranks go by the name of the kind alone, whatever its group. */
const FIRST = [
  'CustomResourceDefinition', 'Namespace', 'ClusterRole', 'ClusterClass', 'RuntimeClass', 'PriorityClass', 'StorageClass', 'VolumeSnapshotClass', 'IngressClass',
  'GatewayClass', 'ClusterRoleBinding', 'ResourceQuota', 'ServiceAccount', 'Role', 'RoleBinding', 'ConfigMap', 'Secret', 'Service', 'LimitRange', 'Deployment',
  'StatefulSet', 'CronJob', 'PodDisruptionBudget',
];
const LAST = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];
const RANKS: ReadonlyMap<string, number> = new Map([...FIRST.map((kind, i) => [kind, i] as const), ...LAST.map((kind, i) => [kind, FIRST.length + 1 + i] as const)]);

const DEFINITIONS: ReadonlySet<string> = new Set(['CustomResourceDefinition', 'Namespace', 'ClusterRole']);

/**
 * The stages of an apply, each in its order: definitions, classes, and the rest, which is always there.
 *
 * Follows fluxcd/pkg ssa v0.76.1 manager_apply.go (ApplyAllStaged) and utils/sort.go.
 */
export function inStages<T extends { readonly object: K8sObject }>(objects: readonly T[]): readonly (readonly T[])[] {
  const sorted = inApplyOrder(objects);
  return [0, 1, 2].map((stage) => sorted.filter(({ object }) => stageOf(object) === stage));
}

/** Refs in the order in which kustomize-controller deletes what left an inventory. */
export function inPruneOrder(refs: readonly ObjectRef[]): ObjectRef[] {
  return [...refs].sort((a, b) => byRank(b, a));
}

/**
 * Objects in the order in which kustomize-controller applies them: definitions first, then classes, then the rest.
 *
 * Follows fluxcd/pkg ssa v0.76.1 manager_apply.go (ApplyAllStaged) and utils/sort.go.
 */
export function inApplyOrder<T extends { readonly object: K8sObject }>(objects: readonly T[]): T[] {
  const keyed = objects.map((one) => ({ one, stage: stageOf(one.object), ref: refOf(one.object) }));
  return keyed.sort((a, b) => a.stage - b.stage || byRank(a.ref, b.ref)).map(({ one }) => one);
}

function byRank(a: ObjectRef, b: ObjectRef): number {
  return (
    rankOf(a) - rankOf(b) ||
    compareStrings(groupOf(a.apiVersion), groupOf(b.apiVersion)) ||
    compareStrings(a.kind, b.kind) ||
    compareStrings(a.namespace ?? '', b.namespace ?? '') ||
    compareStrings(a.name, b.name)
  );
}

function stageOf({ kind }: K8sObject): number {
  if (DEFINITIONS.has(kind)) return 0;
  return kind.endsWith('Class') ? 1 : 2;
}

function rankOf({ kind }: ObjectRef): number {
  return RANKS.get(kind) ?? FIRST.length;
}
