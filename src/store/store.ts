import type { ObjectRef } from '../diagnostics/index.ts';
import type { K8sObject } from '../manifest/index.ts';
import type { LabelSelector } from './label-selector.ts';

/** Which objects to list or watch. A field left out does not narrow. */
export interface ListQuery {
  /** The API group; `''` is the core group. */
  readonly group?: string | undefined;
  readonly kind?: string | undefined;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly labels?: LabelSelector | undefined;
}

/** The answer to a list: objects by namespace and name, and the version to watch from. */
export interface ObjectList {
  readonly items: readonly K8sObject[];
  readonly resourceVersion: string;
}

/** One change. `object` is the new state, or the last one of a deleted object; `old` the state before a change. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: K8sObject;
  readonly old?: K8sObject | undefined;
}

/** Hears of changes in the order they happened. It must not write to the store. */
export type WatchListener = (event: WatchEvent) => void;

/** Ends a watch. */
export type Unwatch = () => void;

/** What every write says about its writer. */
export interface WriteOptions {
  readonly fieldManager: string;
  /** Answers what would be stored, and stores nothing. */
  readonly dryRun?: boolean | undefined;
}

/** A server-side apply. */
export interface ApplyOptions extends WriteOptions {
  /** Takes over fields that another manager owns, as Flux always does. */
  readonly force?: boolean | undefined;
}

/** What an apply did, with the object as it now is. */
export interface ApplyResult {
  readonly object: K8sObject;
  readonly action: 'created' | 'configured' | 'unchanged';
}

/** A change to an object, in one of the forms that an API server takes; an apply is none of them. */
export type ObjectPatch =
  /** RFC 6902. */
  | { readonly type: 'json'; readonly operations: readonly Readonly<Record<string, unknown>>[] }
  /** RFC 7386. */
  | { readonly type: 'merge'; readonly patch: Readonly<Record<string, unknown>> }
  /** Lists of built-in kinds merge by their keys. */
  | { readonly type: 'strategic'; readonly patch: Readonly<Record<string, unknown>> };

/** A delete; it is refused when the object is not the one meant. */
export interface DeleteOptions {
  readonly uid?: string | undefined;
  /** What becomes of the objects that it owns, where the store collects garbage: they go too, unless it says `Orphan`. */
  readonly propagation?: 'Background' | 'Foreground' | 'Orphan' | undefined;
  readonly dryRun?: boolean | undefined;
}

/**
 * Kubernetes objects, read and written as an API server does it.
 *
 * Objects that come out are frozen; objects that go in are frozen by it. An equal write fires no event and takes no new resourceVersion.
 * Writes throw EddyError ObjectNotFound, ObjectExists, ObjectConflict (a resourceVersion or uid that is not the current one) and ObjectInvalid.
 */
export interface Store {
  get(ref: ObjectRef): Promise<K8sObject | undefined>;
  list(query: ListQuery): Promise<ObjectList>;
  /**
   * Tells of each change after `resourceVersion`; without one, of changes from now on.
   * @throws EddyError WatchExpired when the changes since then are no longer known: list again.
   */
  watch(query: ListQuery, resourceVersion: string | undefined, listener: WatchListener): Unwatch;
  create(object: K8sObject, options: WriteOptions): Promise<K8sObject>;
  /** Replaces everything but the status. A `metadata.resourceVersion` in the object must be the current one. */
  update(object: K8sObject, options: WriteOptions): Promise<K8sObject>;
  /** Changes an object as an update would: all but the status. @throws EddyError JsonPatchFailed where operations do not fit. */
  patch(ref: ObjectRef, patch: ObjectPatch, options: WriteOptions): Promise<K8sObject>;
  /** Replaces the status only. */
  updateStatus(object: K8sObject, options: WriteOptions): Promise<K8sObject>;
  apply(object: K8sObject, options: ApplyOptions): Promise<ApplyResult>;
  /** Applies in order, and answers in order; one call, however many objects. */
  applyAll(objects: readonly K8sObject[], options: ApplyOptions): Promise<readonly ApplyResult[]>;
  /** Deletes, or marks for deletion while finalizers are left. Nothing happens when the object is not there. */
  delete(ref: ObjectRef, options?: DeleteOptions): Promise<void>;
}

/** The synchronous core of a store in memory, for who must not wait: same methods, same rules. */
export interface SyncStore {
  get(ref: ObjectRef): K8sObject | undefined;
  list(query: ListQuery): ObjectList;
  create(object: K8sObject, options: WriteOptions): K8sObject;
  update(object: K8sObject, options: WriteOptions): K8sObject;
  patch(ref: ObjectRef, patch: ObjectPatch, options: WriteOptions): K8sObject;
  updateStatus(object: K8sObject, options: WriteOptions): K8sObject;
  apply(object: K8sObject, options: ApplyOptions): ApplyResult;
  delete(ref: ObjectRef, options?: DeleteOptions): void;
}
