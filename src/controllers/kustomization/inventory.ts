import { isDict } from '../../std/dict.ts';
import { groupOf } from '../../diagnostics/index.ts';
import type { K8sObject } from '../../manifest/index.ts';

/** One object in `status.inventory`. */
export interface InventoryEntry {
  /** `<namespace>_<name>_<group>_<kind>`; colons in names of RBAC objects are written `__`. */
  readonly id: string;
  /** The version of its API. */
  readonly v: string;
}

/**
 * The inventory entries of objects, in the order given.
 *
 * A custom resource whose definition is among the objects and says that it is cluster-scoped loses a namespace that a transformer gave it.
 */
export function inventoryOf(objects: readonly K8sObject[]): readonly InventoryEntry[] {
  const clusterScoped = clusterScopedKinds(objects);
  return objects.map(({ apiVersion, kind, metadata }) => {
    const group = groupOf(apiVersion);
    const namespace = clusterScoped.has(`${group}/${kind}`) ? '' : metadata.namespace ?? '';
    const name = group === 'rbac.authorization.k8s.io' ? metadata.name.replaceAll(':', '__') : metadata.name;
    return { id: `${namespace}_${name}_${group}_${kind}`, v: apiVersion.slice(apiVersion.indexOf('/') + 1) };
  });
}

function clusterScopedKinds(objects: readonly K8sObject[]): ReadonlySet<string> {
  const kinds = new Set<string>();
  for (const { kind, spec } of objects) {
    if (kind !== 'CustomResourceDefinition' || !isDict(spec) || spec['scope'] !== 'Cluster' || !isDict(spec['names'])) continue;
    kinds.add(`${String(spec['group'])}/${String(spec['names']['kind'])}`);
  }
  return kinds;
}
