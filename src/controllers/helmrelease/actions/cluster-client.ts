import { isDict, newDict, toDict, type Dict } from '../../../std/dict.ts';
import { EddyError, groupOf, type ObjectRef } from '../../../diagnostics/index.ts';
import { applyJsonPatch, decodeJsonPatch } from '../../../lang/jsonpatch/index.ts';
import { refOf, type K8sObject } from '../../../manifest/index.ts';
import { ApiRefusal, builtInKind, refusalOf } from '../../../schema/index.ts';
import type { ListQuery, Store } from '../../../store/index.ts';

/** One operation of a JSON patch. */
export interface PatchOperation {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path: string;
  readonly value?: unknown;
}

/** A change to a live object, in one of the forms that an API server takes. */
export type ObjectPatch =
  | { readonly type: 'application/json-patch+json'; readonly body: readonly PatchOperation[] }
  | { readonly type: 'application/strategic-merge-patch+json' | 'application/merge-patch+json'; readonly body: Dict };

/** What happens to the dependents of an object that is deleted. */
export type DeletionPropagation = 'background' | 'foreground' | 'orphan';

/**
 * The cluster that releases live in, one object at a time: Helm runs actions, and keeps no set of what it wants.
 *
 * Writes throw ApiRefusal where the API server does not take what it gets.
 */
export interface ClusterClient {
  get(ref: ObjectRef): Promise<K8sObject | undefined>;
  list(query: ListQuery): Promise<readonly K8sObject[]>;
  /** Refused with 409 where the object is there. */
  create(object: K8sObject): Promise<K8sObject>;
  /** A server-side apply that takes over what others own. */
  apply(object: K8sObject, options?: { readonly dryRun?: boolean }): Promise<K8sObject>;
  replace(object: K8sObject): Promise<K8sObject>;
  patch(ref: ObjectRef, patch: ObjectPatch): Promise<K8sObject>;
  /** Whether there was something to delete. */
  delete(ref: ObjectRef, propagation: DeletionPropagation): Promise<boolean>;
}

const FIELD_MANAGER = 'helm-controller';

/** A client over a store. What a store has no notion of (dependents of an object) is left out. */
export function storeClient(store: Store): ClusterClient {
  const accepted = (object: K8sObject): K8sObject => {
    const refusal = refusalOf(object);
    if (refusal !== undefined) throw refusal;
    return object;
  };
  return {
    get: (ref) => store.get(ref),
    list: async (query) => (await store.list(query)).items,
    create: async (object) => {
      if ((await store.get(refOf(object))) !== undefined) throw alreadyExists(object);
      return store.create(accepted(object), { fieldManager: FIELD_MANAGER });
    },
    apply: async (object, options) => (await store.apply(accepted(object), { fieldManager: FIELD_MANAGER, force: true, dryRun: options?.dryRun })).object,
    replace: (object) => store.update(accepted(object), { fieldManager: FIELD_MANAGER }),
    patch: async (ref, patch) => {
      const live = await store.get(ref);
      if (live === undefined) throw new EddyError('ObjectNotFound', `${resourceOf(ref)} "${ref.name}" not found`, { object: ref });
      return store.update(accepted(patched(live, patch)), { fieldManager: FIELD_MANAGER });
    },
    delete: async (ref) => {
      if ((await store.get(ref)) === undefined) return false;
      await store.delete(ref);
      return true;
    },
  };
}

/** `configmaps`, `deployments.apps`: a kind as API servers name it in messages. */
export function resourceOf({ apiVersion, kind }: Pick<ObjectRef, 'apiVersion' | 'kind'>): string {
  const group = groupOf(apiVersion);
  const resource = builtInKind(apiVersion, kind)?.resource ?? `${kind.toLowerCase()}s`;
  return group === '' ? resource : `${resource}.${group}`;
}

function alreadyExists(object: K8sObject): ApiRefusal {
  const { apiVersion, kind, metadata } = object;
  return new ApiRefusal(409, 'AlreadyExists', `${resourceOf(object)} "${metadata.name}" already exists`, { apiVersion, kind, namespace: metadata.namespace, name: metadata.name });
}

function patched(live: K8sObject, patch: ObjectPatch): K8sObject {
  if (patch.type === 'application/json-patch+json') return JSON.parse(applyJsonPatch(decodeJsonPatch(JSON.stringify(patch.body)), JSON.stringify(live))) as K8sObject;
  // Both kinds of merge patch agree on what Helm sends: mappings, and lists as a whole.
  return merged(toDict(live), patch.body) as unknown as K8sObject;
}

/** Follows RFC 7386. */
function merged(target: Dict, patch: Dict): Dict {
  const out = toDict(target);
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    const before = out[key];
    if (value === null) delete out[key];
    else out[key] = isDict(value) ? merged(isDict(before) ? before : newDict(), value) : value;
  }
  return out;
}
