import { groupOf, type ObjectRef } from '../../../diagnostics/index.ts';
import type { K8sObject } from '../../../manifest/index.ts';
import { builtInKind } from '../../../schema/index.ts';
import type { DeleteOptions, ListQuery, ObjectPatch, Store } from '../../../store/index.ts';

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

const AS_HELM = { fieldManager: 'helm-controller' };

const PROPAGATION: Readonly<Record<DeletionPropagation, DeleteOptions['propagation']>> = { background: 'Background', foreground: 'Foreground', orphan: 'Orphan' };

/** A client over a store. */
export function storeClient(store: Store): ClusterClient {
  return {
    get: (ref) => store.get(ref),
    list: async (query) => (await store.list(query)).items,
    create: (object) => store.create(object, AS_HELM),
    apply: async (object, options) => (await store.apply(object, { ...AS_HELM, force: true, dryRun: options?.dryRun })).object,
    replace: (object) => store.update(object, AS_HELM),
    patch: (ref, patch) => store.patch(ref, patch, AS_HELM),
    delete: async (ref, propagation) => {
      if ((await store.get(ref)) === undefined) return false;
      await store.delete(ref, { propagation: PROPAGATION[propagation] });
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
