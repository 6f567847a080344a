import { EddyError } from '../../diagnostics/index.ts';
import { visitFieldSpec, visitFieldSpecs, type FieldSpec } from '../field-spec.ts';
import { setScalar } from '../fields.ts';
import { fault, prefixed, reworded } from '../kustomize-error.ts';
import { expectKind, invalidKind } from '../node-kind.ts';
import { isMissing, scalarNode, textOf, type Node } from '../node.ts';
import { resourceJson } from '../print.ts';
import { idKey, type ResId } from '../res-id.ts';
import type { ResourceSet } from '../resource-set.ts';
import { BUILD_ANNOTATIONS, type Resource } from '../resource.ts';

/** Which subjects of role bindings get the namespace. */
export type SubjectMode = 'defaultOnly' | 'allServiceAccounts' | 'none';

export interface NamespaceOptions {
  readonly namespace: string;
  readonly specs: readonly FieldSpec[];
  /** Leaves a namespace that is there already. */
  readonly unsetOnly: boolean;
  readonly subjects: SubjectMode;
}

const META_NAMESPACE: FieldSpec = { path: 'metadata/namespace', create: true };

/**
 * Moves objects to a namespace.
 *
 * Follows kustomize api v0.21.1 internal/builtins/NamespaceTransformer.go and filters/namespace/namespace.go.
 *
 * @throws EddyError KustomizeIdConflict when two objects get the same id
 */
export function setNamespaces(set: ResourceSet, options: NamespaceOptions): void {
  if (options.namespace === '') return;
  const counts = new Map<string, number>();
  for (const resource of set.all) count(counts, idKey(resource.currentId()), 1);
  for (const resource of set.all) {
    if (resource.isDeleted || resource.annotation(BUILD_ANNOTATIONS.helmGenerated) === 'true') continue;
    count(counts, idKey(resource.currentId()), -1);
    resource.storePreviousId();
    moveOne(resource, options);
    const id = resource.currentId();
    if (count(counts, idKey(id), 1) > 1) throw conflict(set, id);
  }
  set.touch();
}

function count(counts: Map<string, number>, key: string, by: number): number {
  const value = (counts.get(key) ?? 0) + by;
  counts.set(key, value);
  return value;
}

function conflict(set: ResourceSet, id: ResId): EddyError {
  set.touch();
  const objects = set.withCurrentId(id).map(resourceJson);
  return fault('KustomizeIdConflict', `namespace transformation produces ID conflict: [${objects.join(' ')}]`);
}

/** Sets the namespace of one object and of the fields that the specs name. */
export function moveOne(resource: Resource, options: NamespaceOptions): void {
  const id = resource.currentId();
  const set = (node: Node): void => {
    if (options.unsetOnly && node.kind === 'scalar' && textOf(node) !== '') return;
    setScalar(node, options.namespace, '!!str');
  };
  if (!id.clusterScoped) visitFieldSpec(resource.node, () => id, META_NAMESPACE, { kind: 'scalar', tag: '' }, set);
  const isBinding = id.kind === 'RoleBinding' || id.kind === 'ClusterRoleBinding';
  if (isBinding) setSubjects(resource.node, options.subjects, set);
  const specs = options.specs.filter((spec) => spec.path !== META_NAMESPACE.path
    && (resource.apiVersion === 'v1' || spec.path !== 'metadata/name')
    && !(isBinding && (spec.kind === 'RoleBinding' || spec.kind === 'ClusterRoleBinding') && spec.path === 'subjects/namespace'));
  try {
    visitFieldSpecs(resource.node, resource.currentId(), specs, { kind: 'scalar', tag: '!!str' }, set);
  } catch (error) {
    if (!(error instanceof EddyError)) throw error;
    const isKind = error.message.includes('wrong node kind: expected ScalarNode');
    throw reworded(error, `${isKind ? 'namespace field specs must target scalar nodes' : 'namespace transformation failed'}: ${error.message}`);
  }
}

function setSubjects(object: Node, mode: SubjectMode, set: (node: Node) => void): void {
  if (mode === 'none') return;
  const subjects = object.fields.get('subjects');
  if (isMissing(subjects)) return;
  prefixed('setting namespace on (cluster)role binding subjects', () => {
    if (subjects.kind !== 'list') throw invalidKind(subjects, 'list');
    for (const subject of subjects.items) {
      if (isMissing(subject)) continue;
      const key = mode === 'defaultOnly' ? 'name' : 'kind';
      const wanted = mode === 'defaultOnly' ? 'default' : 'ServiceAccount';
      const matches = prefixed(`looking up ${key} on (cluster)role binding subject`, () => textOfField(subject, key) === wanted);
      if (!matches) continue;
      if (!subject.fields.has('namespace')) subject.fields.set('namespace', scalarNode(''));
      set(subject.fields.get('namespace')!);
    }
  });
}

/** The text of a field that may be missing. @throws EddyError KustomizeFieldKind where it is a map or a list */
function textOfField(map: Node, key: string): string {
  expectKind(map, 'map');
  const field = map.fields.get(key);
  expectKind(field, 'scalar');
  return textOf(field);
}
