import { isDict, newDict, toDict, type Dict } from '../std/dict.ts';
import type { K8sObject } from '../manifest/index.ts';

const MASK = '***';
const MASK_BEFORE = '*** (before)';
const MASK_AFTER = '*** (after)';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Whether an object is a core `Secret`. */
export function isSecret(object: Pick<K8sObject, 'apiVersion' | 'kind'>): boolean {
  return object.kind === 'Secret' && object.apiVersion === 'v1';
}

/** The object with the values of a Secret replaced by `***`; any other object as it is. Keys stay readable. */
export function maskSecret(object: K8sObject): K8sObject {
  return isSecret(object) ? maskWith(object, () => MASK) : object;
}

/**
 * Both sides of a change with the values of a Secret masked so that a changed value still shows as changed.
 *
 * Follows fluxcd/pkg `ssa/jsondiff`: `***` for an equal value, `*** (before)` and `*** (after)` for a changed one.
 */
export function maskPair(before: K8sObject, after: K8sObject): readonly [K8sObject, K8sObject] {
  const changed = (field: string, key: string): boolean => {
    const [old, now] = [valueOf(before, field, key), valueOf(after, field, key)];
    return old !== undefined && now !== undefined && old !== now;
  };
  const masked = (object: K8sObject, mark: string): K8sObject =>
    isSecret(object) ? maskWith(object, (field, key) => (changed(field, key) ? mark : MASK)) : object;
  return [masked(before, MASK_BEFORE), masked(after, MASK_AFTER)];
}

function valueOf(object: K8sObject, field: string, key: string): unknown {
  const values = field === LAST_APPLIED ? object.metadata.annotations : object[field];
  return isDict(values) && Object.hasOwn(values, key) ? values[key] : undefined;
}

function maskWith(object: K8sObject, markOf: (field: string, key: string) => string): K8sObject {
  const out = toDict(object);
  for (const field of ['data', 'stringData']) {
    const values = object[field];
    if (values !== undefined && values !== null) out[field] = isDict(values) ? maskValues(values, field, markOf) : MASK;
  }
  const annotations = object.metadata.annotations;
  if (annotations !== undefined && Object.hasOwn(annotations, LAST_APPLIED)) {
    const masked = toDict(annotations);
    masked[LAST_APPLIED] = markOf(LAST_APPLIED, LAST_APPLIED);
    const metadata = toDict(object.metadata);
    metadata['annotations'] = masked;
    out['metadata'] = metadata;
  }
  return out as unknown as K8sObject;
}

function maskValues(values: Dict, field: string, markOf: (field: string, key: string) => string): Dict {
  const out = newDict();
  for (const key of Object.keys(values)) out[key] = markOf(field, key);
  return out;
}
