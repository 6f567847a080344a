import type { Selector } from './kustomization-file.ts';
import { labelMatcher } from './label-selector.ts';
import { wholeMatcher } from './pattern.ts';
import { effectiveNamespace, type Gvk, type ResId } from './res-id.ts';
import type { Resource } from './resource.ts';

/** A compiled selector: its parts are patterns that match a whole text. */
export interface SelectorMatcher {
  gvk(gvk: Gvk): boolean;
  name(name: string): boolean;
  namespace(namespace: string): boolean;
  /** Type, name and raw namespace of an id. */
  id(id: ResId): boolean;
  /** @throws EddyError KustomizePatchInvalid: what nobody asks for may be written wrongly. */
  labels(resource: Resource): boolean;
  annotations(resource: Resource): boolean;
}

/** @throws EddyError RegexpSyntax */
export function compileSelector(selector: Selector): SelectorMatcher {
  const group = wholeMatcher(selector.group);
  const version = wholeMatcher(selector.version);
  const kind = wholeMatcher(selector.kind);
  const name = wholeMatcher(selector.name);
  const namespace = wholeMatcher(selector.namespace);
  const labels = textsMatcher(selector.labelSelector);
  const annotations = textsMatcher(selector.annotationSelector);
  const gvk = (type: Gvk): boolean => group(type.group) && version(type.version) && kind(type.kind);
  return {
    gvk,
    name,
    namespace,
    id: (id) => gvk(id) && name(id.name) && namespace(id.namespace),
    labels: (resource) => labels(() => resource.labels()),
    annotations: (resource) => annotations(() => resource.annotations()),
  };
}

function textsMatcher(selector: string | undefined): (texts: () => ReturnType<Resource['labels']>) => boolean {
  if (selector === undefined || selector === '') return () => true;
  let matches: ReturnType<typeof labelMatcher> | undefined;
  return (texts) => (matches ??= labelMatcher(selector))(texts());
}

/**
 * The objects that a patch target selects, by the name and namespace that they have now or had first.
 *
 * Follows kustomize api v0.21.1 resmap/reswrangler.go (Select).
 */
export function selectResources(resources: readonly Resource[], selector: Selector): Resource[] {
  const matcher = compileSelector(selector);
  return resources.filter((resource) => {
    const current = resource.currentId();
    if (!matcher.gvk(current)) return false;
    const original = resource.originalId();
    return (matcher.namespace(effectiveNamespace(original)) || matcher.namespace(effectiveNamespace(current)))
      && (matcher.name(original.name) || matcher.name(current.name))
      && matcher.labels(resource) && matcher.annotations(resource);
  });
}
