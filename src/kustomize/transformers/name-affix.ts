import { visitFieldSpec, type FieldSpec } from '../field-spec.ts';
import { setScalar } from '../fields.ts';
import { isSelected, type Gvk } from '../res-id.ts';
import type { ResourceSet } from '../resource-set.ts';

const SKIPPED: readonly Partial<Gvk>[] = [{ kind: 'CustomResourceDefinition' }, { group: 'apiregistration.k8s.io', kind: 'APIService' }, { kind: 'Namespace' }];

/**
 * Puts a prefix in front of names, or a suffix behind them. An empty one is still noted on the objects.
 *
 * Follows kustomize api v0.21.1 internal/builtins/PrefixTransformer.go and SuffixTransformer.go.
 */
export function affixNames(set: ResourceSet, where: 'prefix' | 'suffix', affix: string, specs: readonly FieldSpec[]): void {
  for (const resource of set.all) {
    const original = resource.originalId();
    if (SKIPPED.some((type) => isSelected(original, type))) continue;
    for (const spec of specs) {
      if (!isSelected(original, spec)) continue;
      if (spec.path === 'metadata/name') {
        if (where === 'prefix') resource.addNamePrefix(affix);
        else resource.addNameSuffix(affix);
        if (affix !== '') resource.storePreviousId();
      }
      const id = resource.currentId();
      if (!isSelected(id, spec)) continue;
      visitFieldSpec(resource.node, () => id, spec, { kind: 'scalar', tag: '!!str' }, (node) => {
        setScalar(node, where === 'prefix' ? affix + node.text : node.text + affix);
      });
    }
  }
  set.touch();
}
