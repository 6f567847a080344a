import { isDict } from '../../std/dict.ts';
import { groupOf, type ObjectRef } from '../../diagnostics/index.ts';
import type { K8sObject } from '../../manifest/index.ts';

/** One object in `status.inventory`. */
export interface InventoryEntry {
  /** `<namespace>_<name>_<group>_<kind>`; colons in names of RBAC objects are written `__`. */
  readonly id: string;
  /** The version of its API. */
  readonly v: string;
}

/**
 * The inventory entries of what was applied, in the order given.
 *
 * A custom resource whose definition is among the rendered objects and says that it is cluster-scoped loses a namespace that a transformer gave it.
 */
export function inventoryOf(refs: readonly ObjectRef[], rendered: readonly K8sObject[]): readonly InventoryEntry[] {
  const clusterScoped = clusterScopedKinds(rendered);
  return refs.map(({ apiVersion, kind, ...ref }) => {
    const group = groupOf(apiVersion);
    const namespace = clusterScoped.has(`${group}/${kind}`) ? '' : ref.namespace ?? '';
    const name = group === 'rbac.authorization.k8s.io' ? ref.name.replaceAll(':', '__') : ref.name;
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
