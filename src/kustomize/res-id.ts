/** Group, version and kind; in a selector an empty part stands for any. */
export interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** What kustomize knows an object by. */
export interface ResId extends Gvk {
  readonly name: string;
  readonly namespace: string;
  /** Whether the type is certainly not namespaced. False for ids that kustomize made without looking it up. */
  readonly clusterScoped: boolean;
}

/** `apps/v1` gives group `apps` and version `v1`; without slash there is no group. */
export function splitApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? { group: '', version: apiVersion } : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

export function gvkEquals(a: Gvk, b: Gvk): boolean {
  return a.group === b.group && a.version === b.version && a.kind === b.kind;
}

/** Whether a type has every part that the selector names. */
export function isSelected(gvk: Gvk, selector: Partial<Gvk>): boolean {
  return matches(selector.group, gvk.group) && matches(selector.version, gvk.version) && matches(selector.kind, gvk.kind);
}

function matches(wanted: string | undefined, found: string): boolean {
  return wanted === undefined || wanted === '' || wanted === found;
}

const NOT_NAMESPACED = '_non_namespaceable_';

/** The namespace that counts when ids are compared: none and `default` are the same, cluster-scoped objects share one of their own. */
export function effectiveNamespace(id: ResId): string {
  if (id.clusterScoped) return NOT_NAMESPACED;
  return id.namespace === '' ? 'default' : id.namespace;
}

/** Two ids are equal when their keys are. */
export function idKey(id: ResId): string {
  return `${id.group}|${id.version}|${id.kind}|${id.name}|${effectiveNamespace(id)}`;
}

export function gvkText(gvk: Gvk): string {
  return `${orElse(gvk.kind, '[noKind]')}.${orElse(gvk.version, '[noVer]')}.${orElse(gvk.group, '[noGrp]')}`;
}

/** `Deployment.v1.apps/web.default`, with placeholders for what is empty. */
export function idText(id: ResId): string {
  return `${gvkText(id)}/${orElse(id.name, '[noName]')}.${orElse(id.namespace, '[noNs]')}`;
}

/** An id as Go's `%#v` prints it; two of kustomize's messages do that. */
export function idGoText(id: ResId): string {
  const q = (text: string): string => JSON.stringify(text);
  return `resid.ResId{Gvk:resid.Gvk{Group:${q(id.group)}, Version:${q(id.version)}, Kind:${q(id.kind)}, isClusterScoped:${String(id.clusterScoped)}}, Name:${q(id.name)}, Namespace:${q(id.namespace)}}`;
}

function orElse(text: string, other: string): string {
  return text === '' ? other : text;
}

const ORDER_FIRST = [
  'Namespace', 'ResourceQuota', 'StorageClass', 'CustomResourceDefinition', 'ServiceAccount', 'PodSecurityPolicy', 'Role', 'ClusterRole',
  'RoleBinding', 'ClusterRoleBinding', 'ConfigMap', 'Secret', 'Endpoints', 'Service', 'LimitRange', 'PriorityClass', 'PersistentVolume',
  'PersistentVolumeClaim', 'Deployment', 'StatefulSet', 'CronJob', 'PodDisruptionBudget',
];
const ORDER_LAST = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

/** The kinds that the legacy order puts first and last. */
export const LEGACY_ORDER: { readonly first: readonly string[]; readonly last: readonly string[] } = { first: ORDER_FIRST, last: ORDER_LAST };

/** Ranks of kinds: negative for the first ones, positive for the last ones, undefined (zero) for all others. */
export function kindRanks(first: readonly string[], last: readonly string[]): ReadonlyMap<string, number> {
  return new Map([...first.map((kind, i) => [kind, i - first.length] as const), ...last.map((kind, i) => [kind, i + 1] as const)]);
}

const defaultRanks = kindRanks(ORDER_FIRST, ORDER_LAST);

/** The text by which types of equal rank are sorted. */
export function gvkSortText(gvk: Gvk): string {
  return `${orElse(gvk.group, '~G')}_${orElse(gvk.version, '~V')}_${orElse(gvk.kind, '~K')}`;
}

/** The order of field specs and name references in a configuration. */
export function compareGvk(a: Gvk, b: Gvk): number {
  const rank = (defaultRanks.get(a.kind) ?? 0) - (defaultRanks.get(b.kind) ?? 0);
  if (rank !== 0) return rank;
  const left = gvkSortText(a);
  const right = gvkSortText(b);
  return left < right ? -1 : left > right ? 1 : 0;
}
