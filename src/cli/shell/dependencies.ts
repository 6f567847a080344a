import { refKey, type ObjectRef } from '../../diagnostics/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import { isDict } from '../../std/dict.ts';
import { sourceOf } from '../fleet-tree.ts';
import type { FoundObject } from './find-object.ts';

/** One object that another needs, and the field that says so. */
export interface Dependency {
  readonly relation: 'producer' | 'source' | 'dependsOn' | 'substituteFrom' | 'valuesFrom';
  readonly ref: ObjectRef;
}

/** What a Flux object needs before it can render; of any other object, its producer. */
export function dependenciesOf({ object, producer }: FoundObject): Dependency[] {
  const out: Dependency[] = producer === undefined ? [] : [{ relation: 'producer', ref: producer }];
  if (object === undefined) return out;
  const source = sourceOf(object);
  if (source !== undefined) out.push({ relation: 'source', ref: source });
  const spec = isDict(object['spec']) ? object['spec'] : {};
  const postBuild = isDict(spec['postBuild']) ? spec['postBuild'] : {};
  out.push(...namedIn(object, spec['dependsOn'], 'dependsOn', { apiVersion: object.apiVersion, kind: object.kind }));
  out.push(...namedIn(object, postBuild['substituteFrom'], 'substituteFrom', { apiVersion: 'v1' }));
  out.push(...namedIn(object, spec['valuesFrom'], 'valuesFrom', { apiVersion: 'v1' }));
  return out;
}

/** The objects of which one of the dependencies is `ref`. */
export function dependentsOf(ref: ObjectRef, all: readonly FoundObject[]): { readonly object: FoundObject; readonly relation: Dependency['relation'] }[] {
  const key = refKey(ref);
  return all.flatMap((object) => {
    const found = dependenciesOf(object).find((dependency) => dependency.relation !== 'producer' && refKey(dependency.ref) === key);
    return found === undefined ? [] : [{ object, relation: found.relation }];
  });
}

function namedIn(owner: K8sObject, list: unknown, relation: Dependency['relation'], known: { readonly apiVersion: string; readonly kind?: string }): Dependency[] {
  if (!Array.isArray(list)) return [];
  return list.filter(isDict).flatMap((item) => {
    const kind = known.kind ?? item['kind'];
    if (typeof kind !== 'string' || typeof item['name'] !== 'string') return [];
    const namespace = typeof item['namespace'] === 'string' ? item['namespace'] : owner.metadata.namespace;
    return [{ relation, ref: { apiVersion: known.apiVersion, kind, namespace, name: item['name'] } }];
  });
}
