/** The identity of a Kubernetes object. Two refs name the same object when group, kind, namespace and name are equal. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly name: string;
}

/** The group of an apiVersion: `apps/v1` gives `apps`, `v1` gives the empty string. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? '' : apiVersion.slice(0, slash);
}

/** The key of a kind, in whatever version. */
export function kindKey(group: string, kind: string): string {
  return `${group}/${kind}`;
}

/** A kind with its group, as apimachinery prints a GroupKind: `Deployment.apps`, `Secret`. */
export function groupKindText(group: string, kind: string): string {
  return group === '' ? kind : `${kind}.${group}`;
}

/** The key of an object in maps and sets: group, kind, namespace and name. */
export function refKey(ref: ObjectRef): string {
  return `${groupOf(ref.apiVersion)}/${ref.kind}/${ref.namespace ?? ''}/${ref.name}`;
}

/** The ref as people read it: `Kind/namespace/name`, or `Kind/name` for a cluster-scoped object. */
export function refText(ref: ObjectRef): string {
  return ref.namespace === undefined || ref.namespace === '' ? `${ref.kind}/${ref.name}` : `${ref.kind}/${ref.namespace}/${ref.name}`;
}
