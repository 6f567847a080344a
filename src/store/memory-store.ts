import { withLibraries } from '../std/lazy-library.ts';
import type { ObjectRef } from '../diagnostics/index.ts';
import type { K8sObject } from '../manifest/index.ts';
import { prepareRules } from '../schema/index.ts';
import { MemoryCore, type MemoryStoreOptions } from './memory-core.ts';
import type { ApplyOptions, ApplyResult, DeleteOptions, ListQuery, ObjectList, ObjectPatch, Store, SyncStore, Unwatch, WatchListener, WriteOptions } from './store.ts';

/** A store in memory. `sync` is its synchronous core; the asynchronous methods are the same ones behind a promise. */
export class MemoryStore implements Store {
  readonly sync: SyncStore;
  readonly #core: MemoryCore;

  constructor(options: MemoryStoreOptions = {}) {
    this.#core = new MemoryCore(options);
    this.sync = this.#core;
  }

  get(ref: ObjectRef): Promise<K8sObject | undefined> {
    return Promise.resolve(this.#core.get(ref));
  }

  list(query: ListQuery): Promise<ObjectList> {
    return Promise.resolve(this.#core.list(query));
  }

  watch(query: ListQuery, resourceVersion: string | undefined, listener: WatchListener): Unwatch {
    return this.#core.watch(query, resourceVersion, listener);
  }

  /** Brings what `sync` needs to judge rules of custom resources; the asynchronous methods bring it themselves. */
  async prepare(): Promise<void> {
    await prepareRules();
  }

  create(object: K8sObject, options: WriteOptions): Promise<K8sObject> {
    return withLibraries(() => this.#core.create(object, options));
  }

  update(object: K8sObject, options: WriteOptions): Promise<K8sObject> {
    return withLibraries(() => this.#core.update(object, options));
  }

  patch(ref: ObjectRef, patch: ObjectPatch, options: WriteOptions): Promise<K8sObject> {
    return withLibraries(() => this.#core.patch(ref, patch, options));
  }

  updateStatus(object: K8sObject, options: WriteOptions): Promise<K8sObject> {
    return withLibraries(() => this.#core.updateStatus(object, options));
  }

  apply(object: K8sObject, options: ApplyOptions): Promise<ApplyResult> {
    return withLibraries(() => this.#core.apply(object, options));
  }

  async applyAll(objects: readonly K8sObject[], options: ApplyOptions): Promise<readonly ApplyResult[]> {
    const results: ApplyResult[] = [];
    for (const object of objects) results.push(await this.apply(object, options));
    return results;
  }

  async delete(ref: ObjectRef, options?: DeleteOptions): Promise<void> {
    this.#core.delete(ref, options);
    return Promise.resolve();
  }
}
