import { isDict, newDict, type Dict } from '../std/dict.ts';
import { forbidden, invalid, required } from './field-fault.ts';
import { byteLength, dnsLabelFaults, labelValueFaults, qualifiedNameFaults } from './names.ts';
import type { Scope } from './kinds.ts';

const MAX_ANNOTATION_BYTES = 256 * 1024;

/** What keeps the metadata of an object from being valid. Follows k8s.io/apimachinery v0.36 pkg/api/validation/objectmeta.go. */
export function metadataFaults(metadata: Dict, scope: Scope, nameFaults: (name: string) => readonly string[]): readonly string[] {
  const { name, namespace, labels, annotations, finalizers, ownerReferences } = metadata;
  const out: string[] = [];
  if (typeof name !== 'string' || name === '') out.push(required('metadata.name', 'name or generateName is required'));
  else out.push(...nameFaults(name).map((fault) => invalid('metadata.name', name, fault)));
  if (scope === 'Namespaced') {
    if (typeof namespace !== 'string' || namespace === '') out.push(required('metadata.namespace'));
    else out.push(...dnsLabelFaults(namespace).map((fault) => invalid('metadata.namespace', namespace, fault)));
  }
  out.push(...labelFaults(labels, 'metadata.labels'), ...annotationFaults(annotations, 'metadata.annotations'));
  for (const owner of Array.isArray(ownerReferences) ? ownerReferences.filter(isDict) : []) out.push(...ownerFaults(owner));
  for (const finalizer of Array.isArray(finalizers) ? (finalizers as unknown[]) : []) {
    if (typeof finalizer === 'string') out.push(...qualifiedNameFaults(finalizer).map((fault) => invalid('metadata.finalizers', finalizer, fault)));
  }
  return out;
}

function ownerFaults({ apiVersion, kind, name, uid }: Dict): readonly string[] {
  const path = 'metadata.ownerReferences';
  const missing = (value: unknown): boolean => value === undefined || value === '';
  return [
    ...(missing(apiVersion) ? [invalid(`${path}.apiVersion`, '', 'version must not be empty')] : []),
    ...Object.entries({ kind, name, uid }).flatMap(([field, value]) => (missing(value) ? [invalid(`${path}.${field}`, '', 'must not be empty')] : [])),
  ];
}

/** A dying object takes no new finalizers. */
export function metadataUpdateFaults(metadata: Dict, current: Dict): readonly string[] {
  if (current['deletionTimestamp'] === undefined) return [];
  const before = new Set(Array.isArray(current['finalizers']) ? (current['finalizers'] as string[]) : []);
  const added = (Array.isArray(metadata['finalizers']) ? (metadata['finalizers'] as string[]) : []).filter((each) => !before.has(each)).sort();
  if (added.length === 0) return [];
  const shown = `[]string{${added.map((each) => JSON.stringify(each)).join(', ')}}`;
  return [forbidden('metadata.finalizers', `no new finalizers can be added if the object is being deleted, found new finalizers ${shown}`)];
}

/** In the order of the keys: the server's is random. */
export function labelFaults(labels: unknown, path: string): readonly string[] {
  const map = isDict(labels) ? labels : newDict();
  return Object.keys(map)
    .sort()
    .flatMap((key) => {
      const value = map[key];
      const ofKey = qualifiedNameFaults(key).map((fault) => invalid(path, key, fault));
      return typeof value === 'string' ? [...ofKey, ...labelValueFaults(value).map((fault) => invalid(path, value, fault))] : ofKey;
    });
}

export function annotationFaults(annotations: unknown, path: string): readonly string[] {
  const map = isDict(annotations) ? annotations : newDict();
  const keys = Object.keys(map).sort();
  const out = keys.flatMap((key) => qualifiedNameFaults(key.toLowerCase()).map((fault) => invalid(path, key, fault)));
  const size = keys.reduce((sum, key) => sum + byteLength(key) + byteLength(String(map[key])), 0);
  return size > MAX_ANNOTATION_BYTES ? [...out, `${path}: Too long: may not be more than ${String(MAX_ANNOTATION_BYTES)} bytes`] : out;
}
