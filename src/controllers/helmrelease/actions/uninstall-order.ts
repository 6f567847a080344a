import { compareUtf8 } from '../../../std/compare.ts';
import type { K8sObject } from '../../../manifest/index.ts';

/** The order in which Helm deletes kinds. Follows Helm 4.2.4 releaseutil.UninstallOrder. */
const UNINSTALL_ORDER = [
  'ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration', 'APIService', 'Ingress', 'IngressClass', 'Service', 'CronJob', 'Job', 'StatefulSet',
  'HorizontalPodAutoscaler', 'Deployment', 'ReplicaSet', 'ReplicationController', 'Pod', 'DaemonSet', 'RoleBindingList', 'RoleBinding', 'RoleList', 'Role',
  'ClusterRoleBindingList', 'ClusterRoleBinding', 'ClusterRoleList', 'ClusterRole', 'CustomResourceDefinition', 'PersistentVolumeClaim', 'PersistentVolume',
  'StorageClass', 'ConfigMap', 'SecretList', 'Secret', 'ServiceAccount', 'PodDisruptionBudget', 'PodSecurityPolicy', 'LimitRange', 'ResourceQuota',
  'NetworkPolicy', 'Namespace', 'PriorityClass',
];

const RANKS: ReadonlyMap<string, number> = new Map(UNINSTALL_ORDER.map((kind, rank) => [kind, rank]));

/** Objects in the order in which Helm deletes them; unknown kinds come last, by name. */
export function inUninstallOrder(objects: readonly K8sObject[]): K8sObject[] {
  const rank = ({ kind }: K8sObject): number => RANKS.get(kind) ?? UNINSTALL_ORDER.length;
  return [...objects].sort((a, b) => rank(a) - rank(b) || (rank(a) === UNINSTALL_ORDER.length ? compareUtf8(a.kind, b.kind) : 0));
}
