import { compareUtf8 } from '../std/compare.ts';

/** The order in which Helm installs kinds. Follows Helm 4.2.2 `releaseutil.InstallOrder`. */
const INSTALL_ORDER = [
  'PriorityClass', 'Namespace', 'NetworkPolicy', 'ResourceQuota', 'LimitRange', 'PodSecurityPolicy', 'PodDisruptionBudget',
  'ServiceAccount', 'Secret', 'SecretList', 'ConfigMap', 'StorageClass', 'PersistentVolume', 'PersistentVolumeClaim',
  'CustomResourceDefinition', 'ClusterRole', 'ClusterRoleList', 'ClusterRoleBinding', 'ClusterRoleBindingList', 'Role', 'RoleList',
  'RoleBinding', 'RoleBindingList', 'Service', 'DaemonSet', 'Pod', 'ReplicationController', 'ReplicaSet', 'Deployment',
  'HorizontalPodAutoscaler', 'StatefulSet', 'Job', 'CronJob', 'IngressClass', 'Ingress', 'APIService',
  'MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration',
];

const RANKS: ReadonlyMap<string, number> = new Map(INSTALL_ORDER.map((kind, rank) => [kind, rank]));

/** Compares kinds in install order; unknown kinds come last, by name. For a stable sort. */
export function compareKinds(a: string, b: string): number {
  const rankA = RANKS.get(a) ?? INSTALL_ORDER.length;
  const rankB = RANKS.get(b) ?? INSTALL_ORDER.length;
  return rankA - rankB || (rankA === INSTALL_ORDER.length ? compareUtf8(a, b) : 0);
}
