import { deepEqual } from '../std/deep-equal.ts';
import { deepFreeze } from '../std/deep-freeze.ts';
import { sha1Hex } from '../std/sha1.ts';
import { EddyError, groupOf, kindKey, refKey, refText, type ObjectRef } from '../diagnostics/index.ts';
import { refOf, type K8sObject, type ObjectMeta } from '../manifest/index.ts';
import { alreadyExists, modifiedSince, notFound, otherUid } from '../schema/index.ts';
import { ApiServer, isNamespace, refused, type ApiServerOptions } from './api-server.ts';
import { born } from './born.ts';
import { DependentIndex } from './dependent-index.ts';
import { byIdentity, deliver, selects } from './list-query.ts';
import { patched } from './patched.ts';
import type { ApplyOptions, ApplyResult, DeleteOptions, ListQuery, ObjectList, ObjectPatch, SyncStore, Unwatch, WatchEvent, WatchListener, WriteOptions } from './store.ts';

/** What a store in memory takes from outside. */
export interface MemoryStoreOptions {
  /** The time of a write, in milliseconds since 1970; without it objects carry no times. */
  readonly now?: (() => number) | undefined;
  /** Whether a kind is cluster-scoped: such objects lose a namespace they were given. */
  readonly isClusterScoped?: ((apiVersion: string, kind: string) => boolean) | undefined;
  /** Whether the status of a kind is a subresource, so that ordinary writes leave it alone. All are, unless told otherwise. */
  readonly hasStatusSubresource?: ((apiVersion: string, kind: string) => boolean) | undefined;
  /**
   * Makes the store behave as a Kubernetes API server: kinds, namespaces, field managers, defaults, validation, garbage collection.
   * Refusals are `ApiRefusal`s then, and the two options above are not looked at. Without it, an apply replaces what was there: all that a build needs.
   */
  readonly apiServer?: ApiServerOptions | undefined;
  /** How many changes are kept for watches that start in the past. */
  readonly history?: number | undefined;
}

interface Watcher {
  readonly query: ListQuery;
  readonly listener: WatchListener;
}

interface Change {
  readonly version: number;
  readonly event: WatchEvent;
}

const SERVER_OWNED = ['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'deletionTimestamp', 'managedFields'] as const;
const INITIAL_NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];
const encoder = new TextEncoder();

function namespaceNamed(name: string): K8sObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

/** The synchronous core of a store in memory: what `MemoryStore` has behind its promises. */
export class MemoryCore implements SyncStore {
  readonly #options: MemoryStoreOptions;
  readonly #server: ApiServer | undefined;
  readonly #dependents = new DependentIndex();
  readonly #history: number;
  readonly #objects = new Map<string, K8sObject>();
  /** The keys of the objects of one group and kind, so that a list does not walk the whole store. */
  readonly #byKind = new Map<string, Set<string>>();
  readonly #watchers = new Set<Watcher>();
  readonly #changes: Change[] = [];
  /** How often each key has been created: a new object of an old name gets a uid of its own. */
  readonly #births = new Map<string, number>();
  #version = 0;
  #forgotten = 0;

  constructor(options: MemoryStoreOptions) {
    this.#options = options;
    this.#history = options.history ?? 4096;
    const { apiServer } = options;
    if (apiServer === undefined) return;
    this.#server = new ApiServer(apiServer, { get: (ref) => this.get(ref), timestamp: () => this.#timestamp() });
    for (const object of [...INITIAL_NAMESPACES.map(namespaceNamed), ...(apiServer.definitions ?? [])]) this.apply(object, { fieldManager: 'kube-apiserver' });
  }

  get(ref: ObjectRef): K8sObject | undefined {
    const object = this.#objects.get(this.#keyOf(ref));
    return object === undefined || this.#server === undefined ? object : this.#server.inVersion(object, ref.apiVersion);
  }

  list(query: ListQuery): ObjectList {
    const items: K8sObject[] = [];
    for (const key of this.#candidates(query)) {
      const object = this.#objects.get(key)!;
      if (selects(query, object)) items.push(object);
    }
    items.sort(byIdentity);
    return { items, resourceVersion: String(this.#version) };
  }

  watch(query: ListQuery, resourceVersion: string | undefined, listener: WatchListener): Unwatch {
    if (resourceVersion !== undefined) {
      const since = Number(resourceVersion);
      if (since < this.#forgotten) throw new EddyError('WatchExpired', `changes since resource version ${resourceVersion} are no longer known`);
      for (const { version, event } of this.#changes) if (version > since) deliver(query, event, listener);
    }
    const watcher = { query, listener };
    this.#watchers.add(watcher);
    return () => {
      this.#watchers.delete(watcher);
    };
  }

  create(object: K8sObject, options: WriteOptions): K8sObject {
    const incoming = this.#accept(object);
    const key = refKey(refOf(incoming));
    if (this.#objects.has(key)) throw this.#existing(incoming);
    const made = this.#server === undefined ? incoming : this.#server.created(incoming, options);
    return this.#put(key, undefined, this.#newborn(key, made), options);
  }

  update(object: K8sObject, options: WriteOptions): K8sObject {
    const incoming = this.#accept(object);
    const [key, current] = this.#current(incoming);
    const next = this.#successor(current, incoming, incoming.metadata.finalizers);
    // What counts is what is stored: defaults that the server fills in are no change.
    const judged = this.#server === undefined ? next : this.#judged(current, incoming, next, options);
    return this.#put(key, current, nextGeneration(current, judged), options);
  }

  patch(ref: ObjectRef, patch: ObjectPatch, options: WriteOptions): K8sObject {
    const [, current] = this.#current({ apiVersion: ref.apiVersion, kind: ref.kind, metadata: { name: ref.name, ...(ref.namespace === undefined ? {} : { namespace: ref.namespace }) } });
    return this.update(patched(current, patch), options);
  }

  updateStatus(object: K8sObject, options: WriteOptions): K8sObject {
    const [key, current] = this.#current(this.#accept(object));
    const { status: _old, ...rest } = current;
    const next: K8sObject = 'status' in object ? { ...rest, status: object['status'] } : rest;
    return this.#put(key, current, this.#server === undefined ? next : this.#server.statusUpdated(current, next, options), options);
  }

  apply(object: K8sObject, options: ApplyOptions): ApplyResult {
    const incoming = this.#accept(object);
    const key = refKey(refOf(incoming));
    const current = this.#objects.get(key);
    if (this.#server !== undefined) return this.#serverApply(this.#server, key, this.get(refOf(incoming)), incoming, options);
    if (current === undefined) return { object: this.#put(key, undefined, this.#newborn(key, incoming), options), action: 'created' };
    const finalizers = incoming.metadata.finalizers ?? current.metadata.finalizers;
    const stored = this.#put(key, current, nextGeneration(current, this.#successor(current, incoming, finalizers)), options);
    return { object: stored, action: stored === current ? 'unchanged' : 'configured' };
  }

  delete(ref: ObjectRef, options: DeleteOptions = {}): void {
    const key = this.#keyOf(ref);
    const current = this.#objects.get(key);
    if (current === undefined) return;
    if (options.uid !== undefined && options.uid !== current.metadata.uid) {
      if (this.#server !== undefined) throw otherUid(refused(current), this.#server.kindOf(current).resource, options.uid, String(current.metadata.uid));
      throw new EddyError('ObjectConflict', `${refText(ref)} is another object now: its uid is not ${options.uid}`, { object: ref });
    }
    if (options.dryRun === true) return;
    if (this.#server !== undefined) this.#releaseDependents(current, options.propagation ?? 'Background');
    if ((current.metadata.finalizers ?? []).length === 0 && !(this.#server !== undefined && isNamespace(current))) {
      this.#remove(key, current);
      return;
    }
    if (current.metadata.deletionTimestamp !== undefined) return;
    const deletionTimestamp = this.#timestamp() ?? '1970-01-01T00:00:00Z';
    const dying: K8sObject = { ...current, metadata: { ...current.metadata, deletionTimestamp } };
    if (this.#server === undefined || !isNamespace(current)) this.#put(key, current, dying, { fieldManager: 'store' });
    else this.#terminate(key, current, { ...dying, status: { phase: 'Terminating' } });
  }

  #serverApply(server: ApiServer, key: string, current: K8sObject | undefined, incoming: K8sObject, options: ApplyOptions): ApplyResult {
    if (current !== undefined) this.#current(incoming);
    const merged = server.applied(current, incoming, options);
    if (current === undefined) return { object: this.#put(key, undefined, this.#newborn(key, merged), options), action: 'created' };
    if (merged === current) return { object: current, action: 'unchanged' };
    const next = nextGeneration(current, this.#successor(current, merged, merged.metadata.finalizers));
    const managedFields = merged.metadata['managedFields'];
    const stored = this.#put(key, current, { ...next, metadata: { ...next.metadata, managedFields } }, options);
    return { object: stored, action: 'configured' };
  }

  /** An update as the server takes it: it may state the managed fields. */
  #judged(current: K8sObject, incoming: K8sObject, next: K8sObject, options: WriteOptions): K8sObject {
    const given = incoming.metadata['managedFields'];
    const stated = given === undefined ? next : { ...next, metadata: { ...next.metadata, managedFields: given } };
    return this.#server!.updated(current, stated, options);
  }

  #existing(object: K8sObject): Error {
    if (this.#server !== undefined) return alreadyExists(refused(object), this.#server.kindOf(object).resource);
    return new EddyError('ObjectExists', `${refText(refOf(object))} already exists`, { object: refOf(object) });
  }

  /** The objects that an object owns go with it, or lose it as their owner. */
  #releaseDependents({ metadata: { uid } }: K8sObject, propagation: 'Background' | 'Foreground' | 'Orphan'): void {
    for (const key of this.#dependents.of(uid)) {
      const dependent = this.#objects.get(key);
      if (dependent === undefined) continue;
      const ownerReferences = (dependent.metadata.ownerReferences ?? []).filter((owner) => owner['uid'] !== uid);
      if (propagation !== 'Orphan' && ownerReferences.length === 0) this.delete(refOf(dependent));
      else this.#put(key, dependent, { ...dependent, metadata: { ...dependent.metadata, ownerReferences } }, { fieldManager: 'kube-controller-manager' });
    }
  }

  /** A namespace goes when nothing is left in it. */
  #terminate(key: string, current: K8sObject, dying: K8sObject): void {
    this.#put(key, current, dying, { fieldManager: 'kube-controller-manager' });
    const { name } = current.metadata;
    for (const { metadata, apiVersion, kind } of this.list({ namespace: name }).items) this.delete({ apiVersion, kind, namespace: metadata.namespace, name: metadata.name });
    this.#finishNamespace(name);
  }

  #finishNamespace(name: string): void {
    const key = this.#keyOf({ apiVersion: 'v1', kind: 'Namespace', name });
    const namespace = this.#objects.get(key);
    if (namespace?.metadata.deletionTimestamp === undefined || (namespace.metadata.finalizers ?? []).length > 0) return;
    if (this.list({ namespace: name }).items.length === 0) this.#remove(key, namespace);
  }

  /** The object that an update means, checked against the version it was made from. */
  #current(incoming: K8sObject): readonly [string, K8sObject] {
    const ref = refOf(incoming);
    const key = refKey(ref);
    const current = this.#objects.get(key);
    if (current === undefined) {
      if (this.#server !== undefined) throw notFound(refused(incoming), this.#server.kindOf(incoming).resource);
      throw new EddyError('ObjectNotFound', `${refText(ref)} does not exist`, { object: ref });
    }
    const { resourceVersion, uid } = incoming.metadata;
    if ((resourceVersion !== undefined && resourceVersion !== current.metadata.resourceVersion) || (uid !== undefined && uid !== current.metadata.uid)) {
      if (this.#server !== undefined) throw modifiedSince(refused(incoming), this.#server.kindOf(incoming).resource);
      throw new EddyError('ObjectConflict', `${refText(ref)} has been modified: apply the change to its latest version`, { object: ref });
    }
    return [key, current];
  }

  /** Checks what every object must have, and drops the namespace of a cluster-scoped one. */
  #accept(object: K8sObject): K8sObject {
    const { apiVersion, kind, metadata } = object as Partial<K8sObject>;
    if (typeof apiVersion !== 'string' || apiVersion === '' || typeof kind !== 'string' || kind === '' || typeof metadata?.name !== 'string' || metadata.name === '') {
      throw new EddyError('ObjectInvalid', 'an object needs apiVersion, kind and metadata.name');
    }
    if (metadata.namespace === undefined || !this.#isClusterScoped(apiVersion, kind)) return object;
    const { namespace: _dropped, ...rest } = metadata;
    return { ...object, metadata: rest };
  }

  #newborn(key: string, incoming: K8sObject): K8sObject {
    const births = (this.#births.get(key) ?? 0) + 1;
    this.#births.set(key, births);
    const creationTimestamp = this.#timestamp();
    const metadata: ObjectMeta = {
      ...withoutServerFields(incoming.metadata),
      uid: uidOf(key, births),
      ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
      ...('spec' in incoming || this.#server?.find(incoming.apiVersion, incoming.kind)?.custom === true ? { generation: 1 } : {}),
      ...(this.#server === undefined || incoming.metadata['managedFields'] === undefined ? {} : { managedFields: incoming.metadata['managedFields'] }),
    };
    const object: K8sObject = { ...this.#withoutStatus(incoming), metadata };
    return this.#server === undefined ? object : this.#server.defaulted(born(object, creationTimestamp));
  }

  /** The object after an ordinary write: what the writer says, and what only the server and the status subresource may say. */
  #successor(current: K8sObject, incoming: K8sObject, finalizers: readonly string[] | undefined): K8sObject {
    const kept: Record<string, unknown> = {};
    for (const field of SERVER_OWNED) if (current.metadata[field] !== undefined) kept[field] = current.metadata[field];
    const metadata: ObjectMeta = { ...withoutServerFields(incoming.metadata), ...kept };
    const body: K8sObject = { ...this.#withoutStatus(incoming), metadata: finalizers === undefined ? metadata : { ...metadata, finalizers } };
    const subresource = this.#hasStatus(incoming);
    return subresource && 'status' in current ? { ...body, status: current['status'] } : body;
  }

  #hasStatus(object: K8sObject): boolean {
    const { apiVersion, kind } = object;
    if (this.#server !== undefined) return this.#server.find(apiVersion, kind)?.hasStatus ?? false;
    return this.#options.hasStatusSubresource?.(apiVersion, kind) ?? true;
  }

  #withoutStatus(object: K8sObject): K8sObject {
    if (!('status' in object) || !this.#hasStatus(object)) return object;
    const { status: _dropped, ...rest } = object;
    return rest;
  }

  /** Stores the object, unless nothing changes; the last finalizer of a dying object takes it away. */
  #put(key: string, current: K8sObject | undefined, next: K8sObject, options: WriteOptions): K8sObject {
    if (current !== undefined && deepEqual(current, next)) return current;
    if (options.dryRun === true) return deepFreeze(next);
    if (current?.metadata.deletionTimestamp !== undefined && (next.metadata.finalizers ?? []).length === 0) {
      this.#remove(key, current);
      return next;
    }
    const version = ++this.#version;
    const stored = deepFreeze({ ...next, metadata: { ...next.metadata, resourceVersion: String(version) } });
    this.#objects.set(key, stored);
    if (current === undefined) this.#index(key, stored);
    if (this.#server !== undefined) {
      this.#server.stored(stored);
      this.#dependents.set(key, stored);
    }
    this.#announce(version, { type: current === undefined ? 'ADDED' : 'MODIFIED', object: stored, old: current });
    return stored;
  }

  #remove(key: string, current: K8sObject): void {
    this.#objects.delete(key);
    this.#byKind.get(kindKey(groupOf(current.apiVersion), current.kind))?.delete(key);
    this.#announce(++this.#version, { type: 'DELETED', object: current });
    if (this.#server === undefined) return;
    this.#dependents.remove(key);
    // The objects of a kind go with its definition.
    for (const { apiVersion, kind } of this.#server.removed(current)) {
      for (const object of this.list({ group: groupOf(apiVersion), kind }).items) this.#remove(refKey(refOf(object)), object);
    }
    if (current.metadata.namespace !== undefined) this.#finishNamespace(current.metadata.namespace);
  }

  #announce(version: number, event: WatchEvent): void {
    this.#changes.push({ version, event });
    if (this.#changes.length > this.#history * 2) {
      const dropped = this.#changes.splice(0, this.#changes.length - this.#history);
      this.#forgotten = dropped.at(-1)!.version;
    }
    for (const { query, listener } of this.#watchers) deliver(query, event, listener);
  }

  #index(key: string, object: K8sObject): void {
    const kind = kindKey(groupOf(object.apiVersion), object.kind);
    const keys = this.#byKind.get(kind);
    if (keys === undefined) this.#byKind.set(kind, new Set([key]));
    else keys.add(key);
  }

  #candidates(query: ListQuery): Iterable<string> {
    if (query.group === undefined || query.kind === undefined) return this.#objects.keys();
    return this.#byKind.get(kindKey(query.group, query.kind)) ?? [];
  }

  #keyOf(ref: ObjectRef): string {
    const clusterScoped = ref.namespace !== undefined && this.#isClusterScoped(ref.apiVersion, ref.kind);
    return refKey(clusterScoped ? { ...ref, namespace: undefined } : ref);
  }

  #isClusterScoped(apiVersion: string, kind: string): boolean {
    if (this.#server !== undefined) return this.#server.find(apiVersion, kind)?.scope === 'Cluster';
    return this.#options.isClusterScoped?.(apiVersion, kind) === true;
  }

  #timestamp(): string | undefined {
    const now = this.#options.now?.();
    return now === undefined ? undefined : `${new Date(now).toISOString().slice(0, 19)}Z`;
  }
}

/** The object with the generation that its change takes: a new one where more than metadata and status is different. */
function nextGeneration(current: K8sObject, next: K8sObject): K8sObject {
  if (current.metadata.generation === undefined && !('spec' in next)) return next;
  if (sameContent(current, next)) return next;
  return { ...next, metadata: { ...next.metadata, generation: (current.metadata.generation ?? 0) + 1 } };
}

/** Whether two objects agree in everything but metadata and status. */
function sameContent(a: K8sObject, b: K8sObject): boolean {
  const content = ({ metadata: _m, status: _s, ...rest }: K8sObject): unknown => rest;
  return deepEqual(content(a), content(b));
}

function withoutServerFields(metadata: ObjectMeta): ObjectMeta {
  const out: Record<string, unknown> & { name: string } = { ...metadata };
  for (const field of SERVER_OWNED) delete out[field];
  return out;
}

/** A uid that depends on the object only, so that it is the same in every run. */
function uidOf(key: string, births: number): string {
  const hex = sha1Hex(encoder.encode(`${key}#${String(births)}`));
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
