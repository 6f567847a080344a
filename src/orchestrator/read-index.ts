import { groupOf, refKey, type ObjectRef } from '../diagnostics/index.ts';
import { refOf, type K8sObject } from '../manifest/index.ts';
import { matchesLabels, type ListQuery, type WatchEvent } from '../store/index.ts';

/** One read: of an object by name, or of a list. */
export type Read = { readonly ref: ObjectRef } | { readonly query: ListQuery };

/** Who read what, so that a change finds its readers without asking everyone. */
export class ReadIndex {
  readonly #byObject = new Map<string, Set<string>>();
  readonly #lists = new Map<string, Map<string, ListQuery[]>>();
  /** The keys under which a reader is entered in `#byObject`. */
  readonly #objectsOf = new Map<string, Set<string>>();

  add(reader: string, read: Read): void {
    if ('ref' in read) this.#addObject(reader, refKey(read.ref));
    else this.#addList(reader, read.query);
  }

  /** Takes out all reads of a reader. */
  forget(reader: string): void {
    for (const key of this.#objectsOf.get(reader) ?? []) this.#byObject.get(key)?.delete(reader);
    this.#objectsOf.delete(reader);
    for (const readers of this.#lists.values()) readers.delete(reader);
  }

  /** The readers that a change concerns: those of the object, and those of a list that it is in, comes into or leaves. */
  readersOf(event: WatchEvent): Iterable<string> {
    const found = new Set(this.#byObject.get(refKey(refOf(event.object))));
    const { apiVersion, kind } = event.object;
    for (const [reader, queries] of this.#lists.get(`${groupOf(apiVersion)}/${kind}`) ?? []) {
      if (queries.some((query) => covers(query, event.object) || (event.old !== undefined && covers(query, event.old)))) found.add(reader);
    }
    return found;
  }

  #addObject(reader: string, key: string): void {
    const readers = this.#byObject.get(key);
    if (readers === undefined) this.#byObject.set(key, new Set([reader]));
    else readers.add(reader);
    const keys = this.#objectsOf.get(reader);
    if (keys === undefined) this.#objectsOf.set(reader, new Set([key]));
    else keys.add(key);
  }

  #addList(reader: string, query: ListQuery): void {
    const kind = `${query.group ?? ''}/${query.kind ?? ''}`;
    let readers = this.#lists.get(kind);
    if (readers === undefined) this.#lists.set(kind, (readers = new Map<string, ListQuery[]>()));
    readers.set(reader, [...(readers.get(reader) ?? []), query]);
  }
}

function covers(query: ListQuery, object: K8sObject): boolean {
  const { namespace, name, labels } = object.metadata;
  if (query.namespace !== undefined && query.namespace !== (namespace ?? '')) return false;
  if (query.name !== undefined && query.name !== name) return false;
  return query.labels === undefined || matchesLabels(query.labels, labels);
}
