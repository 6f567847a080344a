import { groupOf } from '../../diagnostics/index.ts';
import type { K8sObject } from '../../manifest/index.ts';

/** One object in `status.inventory`. */
export interface InventoryEntry {
  /** `<namespace>_<name>_<group>_<kind>`; colons in names of RBAC objects are written `__`. */
  readonly id: string;
  /** The version of its API. */
  readonly v: string;
}

/** The inventory entries of objects, in the order given. */
export function inventoryOf(objects: readonly K8sObject[]): readonly InventoryEntry[] {
  return objects.map(({ apiVersion, kind, metadata }) => {
    const group = groupOf(apiVersion);
    const name = group === 'rbac.authorization.k8s.io' ? metadata.name.replaceAll(':', '__') : metadata.name;
    return { id: `${metadata.namespace ?? ''}_${name}_${group}_${kind}`, v: apiVersion.slice(apiVersion.indexOf('/') + 1) };
  });
}
