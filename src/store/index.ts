/**
 * The Kubernetes-shaped object store: its interface, and the implementation in memory.
 *
 * It knows identity, versions, selectors, watches and finalizers. When asked to, it judges writes as an API server does; what a kind is for, it does not know.
 * Controllers read and write through its interface.
 *
 * @module
 */
export type { ApiServerOptions } from './api-server.ts';
export { labelSelector, matchesLabels, parseLabelSelector, type LabelRequirement, type LabelSelector } from './label-selector.ts';
export type { MemoryStoreOptions } from './memory-core.ts';
export { MemoryStore } from './memory-store.ts';
export type {
  ApplyOptions,
  ApplyResult,
  DeleteOptions,
  ListQuery,
  ObjectList,
  ObjectPatch,
  Store,
  SyncStore,
  Unwatch,
  WatchEvent,
  WatchListener,
  WriteOptions,
} from './store.ts';
