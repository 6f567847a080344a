import { refKey, type ObjectRef } from '../../diagnostics/index.ts';
import type { ListQuery, Store } from '../../store/index.ts';
import type { ObjectReader } from './context.ts';

/** What a reconcile read: single objects by key, found or not, and lists (always of one group and kind). */
export interface ReadSet {
  readonly objects: ReadonlyMap<string, ObjectRef>;
  readonly lists: readonly ListQuery[];
}

/** A view of a store that writes down what is read through it, and tells of each read before it is made. */
export function recordingReader(
  store: Store,
  onRead: (read: { readonly ref: ObjectRef } | { readonly query: ListQuery }) => void = () => undefined,
): ObjectReader & { readonly reads: ReadSet } {
  const objects = new Map<string, ObjectRef>();
  const lists: ListQuery[] = [];
  return {
    reads: { objects, lists },
    get: (ref) => {
      objects.set(refKey(ref), ref);
      onRead({ ref });
      return store.get(ref);
    },
    list: async (query) => {
      lists.push(query);
      onRead({ query });
      return (await store.list(query)).items;
    },
  };
}
