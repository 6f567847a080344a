import { compareStrings } from '../../std/compare.ts';
import { groupOf } from '../../diagnostics/index.ts';
import type { K8sObject } from '../../manifest/index.ts';

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
 * Objects in the order in which kustomize-controller applies them: definitions first, then classes, then the rest.
 *
 * Follows fluxcd/pkg ssa v0.76.1 manager_apply.go (ApplyAllStaged) and utils/sort.go.
 */
export function inApplyOrder<T extends { readonly object: K8sObject }>(objects: readonly T[]): T[] {
  return [...objects].sort(
    ({ object: a }, { object: b }) =>
      stageOf(a) - stageOf(b) ||
      rankOf(a) - rankOf(b) ||
      compareStrings(groupOf(a.apiVersion), groupOf(b.apiVersion)) ||
      compareStrings(a.kind, b.kind) ||
      compareStrings(a.metadata.namespace ?? '', b.metadata.namespace ?? '') ||
      compareStrings(a.metadata.name, b.metadata.name),
  );
}

function stageOf({ kind }: K8sObject): number {
  if (DEFINITIONS.has(kind)) return 0;
  return kind.endsWith('Class') ? 1 : 2;
}

function rankOf({ kind }: K8sObject): number {
  return RANKS.get(kind) ?? FIRST.length;
}
