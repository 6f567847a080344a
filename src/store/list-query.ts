import { compareStrings } from '../std/compare.ts';
import { groupOf, kindKey } from '../diagnostics/index.ts';
import type { K8sObject } from '../manifest/index.ts';
import { matchesLabels } from './label-selector.ts';
import type { ListQuery, WatchEvent, WatchListener } from './store.ts';

/** Tells a listener of a change, as its query sees it. */
export function deliver(query: ListQuery, event: WatchEvent, listener: WatchListener): void {
  const now = event.type !== 'DELETED' && selects(query, event.object);
  const before = event.type === 'DELETED' ? selects(query, event.object) : event.old !== undefined && selects(query, event.old);
  // A watch with a selector sees an object come and go as its labels change.
  if (now) listener(before || event.type === 'ADDED' ? event : { ...event, type: 'ADDED' });
  else if (before) listener(event.type === 'DELETED' ? event : { ...event, type: 'DELETED' });
}

/** Whether a query means an object. */
export function selects(query: ListQuery, object: K8sObject): boolean {
  if (query.kind !== undefined && query.kind !== object.kind) return false;
  if (query.group !== undefined && query.group !== groupOf(object.apiVersion)) return false;
  if (query.namespace !== undefined && query.namespace !== (object.metadata.namespace ?? '')) return false;
  if (query.name !== undefined && query.name !== object.metadata.name) return false;
  return query.labels === undefined || matchesLabels(query.labels, object.metadata.labels);
}

/** The order of lists: namespace, name, then kind. */
export function byIdentity(a: K8sObject, b: K8sObject): number {
  return (
    compareStrings(a.metadata.namespace ?? '', b.metadata.namespace ?? '') ||
    compareStrings(a.metadata.name, b.metadata.name) ||
    compareStrings(kindKey(groupOf(a.apiVersion), a.kind), kindKey(groupOf(b.apiVersion), b.kind))
  );
}
