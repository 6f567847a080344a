import { isDict, toDict, type Dict } from '../../../std/dict.ts';
import type { K8sObject } from '../../../manifest/index.ts';
import { joinFieldsV1 } from '../../../smd/index.ts';
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
  const joined = [...applied, ...written];
  const merged = toDict({ ...joined[0], operation: 'Apply', fieldsV1: joinFieldsV1(joined) });
  const managedFields = entries.flatMap((entry) => (entry === joined[0] ? [merged] : joined.includes(entry) ? [] : [entry]));
  return [
    { op: 'replace', path: '/metadata/managedFields', value: managedFields },
    { op: 'replace', path: '/metadata/resourceVersion', value: metadata.resourceVersion },
  ];
}

function isOwn({ manager, operation, subresource }: Dict, wanted: 'Apply' | 'Update'): boolean {
  return manager === MANAGER && operation === wanted && (subresource === undefined || subresource === '');
}
