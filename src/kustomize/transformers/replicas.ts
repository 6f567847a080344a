import { visitFieldSpec, type FieldSpec } from '../field-spec.ts';
import { setScalar } from '../fields.ts';
import { fault } from '../kustomize-error.ts';
import type { ReplicaSpec } from '../kustomization-file.ts';
import { goList } from '../go-text.ts';
import { gvkText, isSelected } from '../res-id.ts';
import type { ResourceSet } from '../resource-set.ts';
import { typeOf } from '../transformer-config.ts';

/**
 * Sets the replica count of objects of a name.
 *
 * Follows kustomize api v0.21.1 internal/builtins/ReplicaCountTransformer.go.
 *
 * @throws EddyError KustomizeTargetNotFound when no object has the name
 */
export function setReplicas(set: ResourceSet, replica: ReplicaSpec, specs: readonly FieldSpec[]): void {
  const { name = '', count = 0 } = replica;
  let found = false;
  for (const spec of specs) {
    for (const resource of set.whereAnyId((id) => id.name === name && isSelected(id, spec))) {
      found = true;
      const id = resource.currentId();
      if (!isSelected(id, spec)) continue;
      visitFieldSpec(resource.node, () => id, spec, { kind: 'scalar', tag: '!!int' }, (node) => {
        setScalar(node, String(count), '!!int');
      });
    }
  }
  if (!found) {
    const types = goList(specs.map((spec) => gvkText(typeOf(spec))));
    throw fault('KustomizeTargetNotFound', `resource with name ${name} does not match a config with the following GVK ${types}`);
  }
}
