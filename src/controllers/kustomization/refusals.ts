import { EddyError, groupOf, refText } from '../../diagnostics/index.ts';
import { refOf, type K8sObject } from '../../manifest/index.ts';
import { ApiRefusal, builtInKind } from '../../schema/index.ts';
import type { Context, ProducedObject } from '../base/index.ts';
import { isServed, resourceOf, scopeOf, type ServedKinds } from './served-kinds.ts';

/** Says whether a request is refused before anything is looked at that lives. */
export type Gate = (object: K8sObject) => ApiRefusal | undefined;

/** The code of a refusal by the client itself: nothing was sent. */
const NOT_SENT = 0;

/**
 * What an API server answers to the objects of a Kustomization, as far as it does not depend on the objects in its store.
 *
 * @param forbids whether the user may not write an object.
 */
export function clusterGate(kinds: ServedKinds, forbids: Gate): Gate {
  return (object) => {
    if (!isServed(kinds, object)) return new ApiRefusal(NOT_SENT, undefined, `no matches for kind "${object.kind}" in version "${object.apiVersion}"`, refusedObject(object));
    return namespaceRefusal(kinds, object) ?? forbids(object);
  };
}

/**
 * Refuses what no cluster would take, in a build: objects of namespaced kinds without a namespace.
 *
 * @throws EddyError ApplyFailed
 */
export function checkObjects(objects: readonly ProducedObject[], kinds: ServedKinds, { policy }: Context): void {
  if (!policy.requireNamespace) return;
  for (const { object } of objects) {
    const refusal = namespaceRefusal(kinds, object);
    if (refusal === undefined) continue;
    throw new EddyError('ApplyFailed', `${refText(refOf(object))} namespace not specified: ${refusal.message}\n`, {
      hint: 'set metadata.namespace, or spec.targetNamespace of the Kustomization',
      cause: refusal,
    });
  }
}

/** Without a namespace, the path of a request leads nowhere. */
function namespaceRefusal(kinds: ServedKinds, object: K8sObject): ApiRefusal | undefined {
  const { apiVersion, kind, metadata } = object;
  if (metadata.namespace !== undefined || scopeOf(kinds, object) !== 'Namespaced') return undefined;
  // For custom resources the answer is no Status, so the client tells what it asked for.
  const request = builtInKind(apiVersion, kind) === undefined ? ` (patch ${resourceOf(kinds, object)}.${groupOf(apiVersion)} ${metadata.name})` : '';
  return new ApiRefusal(404, 'NotFound', `the server could not find the requested resource${request}`, refusedObject(object));
}

function refusedObject({ apiVersion, kind, metadata }: K8sObject): ApiRefusal['object'] {
  return { apiVersion, kind, namespace: metadata.namespace, name: metadata.name };
}
