import { compareUtf8 } from '../../std/compare.ts';
import { visitFieldSpecs, type FieldSpec } from '../field-spec.ts';
import { setField } from '../fields.ts';
import { scalarNode } from '../node.ts';
import type { Resource } from '../resource.ts';

/**
 * Adds labels or annotations at the places that the field specs name. Within an object the places share one node for each key.
 *
 * Follows kustomize api v0.21.1 filters/labels and filters/annotations.
 */
export function addTexts(resources: Iterable<Resource>, texts: Readonly<Record<string, string>>, specs: readonly FieldSpec[]): void {
  const keys = Object.keys(texts).sort(compareUtf8);
  for (const resource of resources) {
    const id = resource.currentId();
    for (const key of keys) {
      const shared = scalarNode(texts[key]!, '!!str');
      visitFieldSpecs(resource.node, id, specs, { kind: 'map' }, (map) => {
        setField(map, key, shared);
      });
    }
  }
}
