import { isDict, toDict, type Dict } from '../../../std/dict.ts';
import type { K8sObject } from '../../../manifest/index.ts';
import type { PatchOperation } from '../drift/json-diff.ts';

const MANAGER = 'helm-controller';

/**
 * The patch that makes what Helm wrote by client-side apply count as applied, so that the next server-side apply may remove it. Undefined where there is nothing of the kind.
 *
 * Follows k8s.io/client-go v0.36 util/csaupgrade.
 */
export function fieldManagerPatch({ metadata }: K8sObject): readonly PatchOperation[] | undefined {
  const entries = Array.isArray(metadata['managedFields']) ? metadata['managedFields'].filter(isDict) : [];
  const written = entries.filter((entry) => isOwn(entry, 'Update'));
  if (written.length === 0) return undefined;
  const applied = entries.filter((entry) => isOwn(entry, 'Apply'));
  const [first, ...others] = [...applied, ...written];
  const merged = toDict({ ...first, operation: 'Apply', fieldsV1: others.reduce((fields, entry) => union(fields, fieldsOf(entry)), fieldsOf(first!)) });
  const managedFields = entries.flatMap((entry) => (entry === first ? [merged] : others.includes(entry) ? [] : [entry]));
  return [
    { op: 'replace', path: '/metadata/managedFields', value: managedFields },
    { op: 'replace', path: '/metadata/resourceVersion', value: metadata.resourceVersion },
  ];
}

function isOwn({ manager, operation, subresource }: Dict, wanted: 'Apply' | 'Update'): boolean {
  return manager === MANAGER && operation === wanted && (subresource === undefined || subresource === '');
}

function fieldsOf({ fieldsV1 }: Dict): Dict {
  return isDict(fieldsV1) ? fieldsV1 : {};
}

function union(a: Dict, b: Dict): Dict {
  const out = toDict(a);
  for (const key of Object.keys(b)) {
    const [mine, theirs] = [out[key], b[key]];
    out[key] = isDict(mine) && isDict(theirs) ? union(mine, theirs) : mine ?? theirs;
  }
  return out;
}
