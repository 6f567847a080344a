import { ApiRefusal, type RefusedObject } from './api-refusal.ts';

/** The kind as the server names it in messages: `Deployment.apps`, `ConfigMap`. */
function qualified(kind: string, apiVersion: string): string {
  return apiVersion.includes('/') ? `${kind}.${apiVersion.slice(0, apiVersion.indexOf('/'))}` : kind;
}

/** 422: what keeps the object from being valid; equal complaints count once. */
export function invalidObject(object: RefusedObject, faults: readonly string[]): ApiRefusal {
  const unique = [...new Set(faults)];
  const text = unique.length === 1 ? unique[0]! : `[${unique.join(', ')}]`;
  return new ApiRefusal(422, 'Invalid', `${qualified(object.kind, object.apiVersion)} ${JSON.stringify(object.name)} is invalid: ${text}`, object);
}

/** 500: a server-side apply whose configuration is not of its type. */
export function untypedPatch(object: RefusedObject, faults: readonly string[]): ApiRefusal {
  const text = faults.length === 1 ? faults[0]! : `errors:\n${faults.map((line) => `  ${line}`).join('\n')}`;
  return new ApiRefusal(500, undefined, `failed to create typed patch object (${objectText(object)}): ${text}`, object);
}

/** 500: a merged object that the Go type of its kind does not take. */
export function undecodable(object: RefusedObject, fault: string): ApiRefusal {
  const kind = kindText(object);
  const text = `failed to convert new object (${objectText(object)}) to proper version: unable to convert unstructured object to ${kind}: ${fault}`;
  return new ApiRefusal(500, undefined, text, object);
}

/** 404 for an object that is not there. `resource` is the plural. */
export function notFound(object: RefusedObject, resource: string): ApiRefusal {
  return new ApiRefusal(404, 'NotFound', `${qualified(resource, object.apiVersion)} ${JSON.stringify(object.name)} not found`, object);
}

/** 404 for the namespace of an object. */
export function namespaceNotFound(object: RefusedObject): ApiRefusal {
  return new ApiRefusal(404, 'NotFound', `namespaces ${JSON.stringify(object.namespace ?? '')} not found`, object);
}

/** 403 for an object in a namespace that is being deleted. */
export function namespaceTerminating(object: RefusedObject, resource: string): ApiRefusal {
  const { namespace = '', name } = object;
  const text = `unable to create new content in namespace ${namespace} because it is being terminated`;
  return new ApiRefusal(403, 'Forbidden', `${qualified(resource, object.apiVersion)} ${JSON.stringify(name)} is forbidden: ${text}`, object);
}

/** What a client answers itself: the server has no such kind. */
export function noMatches(object: RefusedObject): ApiRefusal {
  return new ApiRefusal(404, 'NotFound', `no matches for kind ${JSON.stringify(object.kind)} in version ${JSON.stringify(object.apiVersion)}`, object);
}

/** 404 for a request whose path leads nowhere, as one without the namespace that its kind needs. */
export function noSuchPath(object: RefusedObject): ApiRefusal {
  return new ApiRefusal(404, 'NotFound', 'the server could not find the requested resource', object);
}

export function alreadyExists(object: RefusedObject, resource: string): ApiRefusal {
  return new ApiRefusal(409, 'AlreadyExists', `${qualified(resource, object.apiVersion)} ${JSON.stringify(object.name)} already exists`, object);
}

/** 409 for a write that was made from another version of the object. */
export function modifiedSince(object: RefusedObject, resource: string): ApiRefusal {
  const what = `${qualified(resource, object.apiVersion)} ${JSON.stringify(object.name)}`;
  const text = 'the object has been modified; please apply your changes to the latest version and try again';
  return new ApiRefusal(409, 'Conflict', `Operation cannot be fulfilled on ${what}: ${text}`, object);
}

/** 409 for a delete that means another object of this name. */
export function otherUid(object: RefusedObject, resource: string, meant: string, found: string): ApiRefusal {
  const what = `${qualified(resource, object.apiVersion)} ${JSON.stringify(object.name)}`;
  return new ApiRefusal(409, 'Conflict', `Operation cannot be fulfilled on ${what}: Precondition failed: UID in precondition: ${meant}, UID in object meta: ${found}`, object);
}

/** 409 for an apply without force that meets fields of others. */
export function applyConflict(object: RefusedObject, text: string): ApiRefusal {
  return new ApiRefusal(409, 'Conflict', text, object);
}

function objectText(object: RefusedObject): string {
  return `${object.namespace ?? ''}/${object.name}; ${kindText(object)}`;
}

function kindText({ apiVersion, kind }: RefusedObject): string {
  return `${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kind}`;
}
