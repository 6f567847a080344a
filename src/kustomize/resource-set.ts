import { fault } from './kustomize-error.ts';
import { setField } from './fields.ts';
import { fieldAt, mapNode, scalarNode, textOf, type Node } from './node.ts';
import { idGoText, idKey, idText, type ResId } from './res-id.ts';
import { resourceJson } from './print.ts';
import { adoptMetadata, ORIGIN_ANNOTATION, type Resource } from './resource.ts';

/**
 * Objects in the order in which they were loaded, found by their ids.
 *
 * Whoever changes names, namespaces or types of objects calls `touch`, so that the index is made anew.
 */
export class ResourceSet {
  #list: Resource[] = [];
  #byCurrent: Map<string, Resource[]> | undefined;
  #byAny: Map<string, Resource[]> | undefined;
  #mayRepeat = false;

  get all(): readonly Resource[] {
    return this.#list;
  }

  /** Whether two objects may have the same id: ids have changed since they were last compared. */
  get mayRepeat(): boolean {
    return this.#mayRepeat;
  }

  /** Forgets what was known about ids. */
  touch(): void {
    this.#mayRepeat = true;
    this.#byCurrent = undefined;
    this.#byAny = undefined;
  }

  /** Replaces the whole list. */
  reset(list: readonly Resource[]): void {
    this.#list = [...list];
    this.touch();
  }

  /** @throws EddyError KustomizeIdConflict when an object of the same id is there already. */
  append(resource: Resource): void {
    const id = resource.currentId();
    const key = idKey(id);
    const index = this.#current();
    if (index.has(key)) {
      throw fault('KustomizeIdConflict', `may not add resource with an already registered id: ${idText(id)}`, conflictDetails(index.get(key)![0]!, resource));
    }
    index.set(key, [resource]);
    this.#list.push(resource);
    if (this.#byAny !== undefined) indexAny(this.#byAny, resource);
  }

  appendAll(resources: Iterable<Resource>): void {
    for (const resource of resources) this.append(resource);
  }

  /** Replaces the list by one whose ids must differ. @throws EddyError KustomizeIdConflict */
  rebuild(list: readonly Resource[]): void {
    this.reset([]);
    this.appendAll(list);
    this.#mayRepeat = false;
  }

  withCurrentId(id: ResId): readonly Resource[] {
    return this.#current().get(idKey(id)) ?? [];
  }

  /** Objects that have the id now or had it before. */
  withAnyId(id: ResId): readonly Resource[] {
    return this.#any().get(idKey(id))?.filter((resource) => !resource.isDeleted) ?? [];
  }

  /** Objects of which the id now or an id before matches. */
  whereAnyId(matches: (id: ResId) => boolean): Resource[] {
    return this.#list.filter((resource) => !resource.isDeleted && (resource.previousIds().some(matches) || matches(resource.currentId())));
  }

  /** The one object that has or had the id. @throws EddyError KustomizePatchTarget when there is none, or more than one. */
  theOneWithAnyId(id: ResId): Resource {
    const [found, ...more] = this.withAnyId(id);
    if (found !== undefined && more.length === 0) return found;
    throw fault('KustomizePatchTarget', `${found === undefined ? 'no' : 'multiple'} matches for Id ${idText(id)}; failed to find unique target for patch ${idText(id)}`);
  }

  /** Adds generated objects: a new one is appended, one with a behavior changes the object that is there. */
  absorb(resources: Iterable<Resource>): void {
    for (const resource of resources) this.#absorbOne(resource);
  }

  dropDeleted(): void {
    if (!this.#list.some((resource) => resource.isDeleted)) return;
    this.reset(this.#list.filter((resource) => !resource.isDeleted));
  }

  #absorbOne(resource: Resource): void {
    const id = resource.currentId();
    const [old, ...more] = this.withAnyId(id);
    const { behavior } = resource;
    if (old === undefined) {
      if (behavior === 'merge' || behavior === 'replace') throw fault('KustomizeGeneratorTarget', `id ${idGoText(id)} does not exist; cannot merge or replace`);
      this.append(resource);
      return;
    }
    if (more.length > 0) throw fault('KustomizeGeneratorTarget', `found multiple objects ${goResources([old, ...more])} that could accept merge of ${idText(id)}`);
    if (behavior !== 'merge' && behavior !== 'replace') {
      throw fault('KustomizeIdConflict', `id ${idGoText(id)} exists; can not use behavior: '${behavior}', behavior must be merge or replace`, conflictDetails(old, resource));
    }
    const origin = old.annotation(ORIGIN_ANNOTATION);
    adoptMetadata(resource, old);
    if (behavior === 'merge') {
      mergeData(resource, old);
      if (origin !== undefined) resource.setAnnotations({ ...resource.annotations(), [ORIGIN_ANNOTATION]: origin });
    }
    this.#replace(resource, old);
  }

  #replace(resource: Resource, old: Resource): void {
    const same = this.withCurrentId(resource.currentId());
    if (same.length > 1) throw fault('KustomizeIdConflict', `in Replace: id matched ${same.length} resources`);
    if (same.length === 0) throw fault('KustomizeIdConflict', `cannot find resource with id ${idText(resource.currentId())} to replace`);
    resource.source ??= old.source;
    const [replaced] = same as [Resource];
    this.#list[this.#list.indexOf(replaced)] = resource;
    const before = replaced.previousIds();
    const after = resource.previousIds();
    const sameIds = before.length === after.length && before.every((id, i) => idKey(id) === idKey(after[i]!));
    if (sameIds) for (const index of [this.#byCurrent, this.#byAny]) if (index !== undefined) replaceIn(index, replaced, resource);
    if (!sameIds) this.touch();
  }

  #current(): Map<string, Resource[]> {
    if (this.#byCurrent === undefined) {
      this.#byCurrent = new Map();
      for (const resource of this.#list) addTo(this.#byCurrent, idKey(resource.currentId()), resource);
    }
    return this.#byCurrent;
  }

  #any(): Map<string, Resource[]> {
    if (this.#byAny === undefined) {
      this.#byAny = new Map();
      for (const resource of this.#list) indexAny(this.#byAny, resource);
    }
    return this.#byAny;
  }
}

function indexAny(index: Map<string, Resource[]>, resource: Resource): void {
  for (const key of new Set([...resource.previousIds(), resource.currentId()].map(idKey))) addTo(index, key, resource);
}

/** Puts an object in the place of another one of the same ids. */
function replaceIn(index: Map<string, Resource[]>, replaced: Resource, resource: Resource): void {
  for (const key of [...replaced.previousIds(), replaced.currentId()].map(idKey)) {
    const list = index.get(key);
    const at = list?.indexOf(replaced) ?? -1;
    if (at !== -1) list![at] = resource;
  }
}

function addTo(index: Map<string, Resource[]>, key: string, resource: Resource): void {
  const list = index.get(key);
  if (list === undefined) index.set(key, [resource]);
  else list.push(resource);
}

function conflictDetails(first: Resource, second: Resource): { readonly at?: { readonly file: string; readonly line: number; readonly col: number }; readonly hint?: string } {
  const { source } = second;
  return {
    ...(source === undefined ? {} : { at: { file: source.file, line: source.line, col: 1 } }),
    ...(first.source === undefined ? {} : { hint: `the other one is in ${first.source.file}:${String(first.source.line)}` }),
  };
}

function goResources(resources: readonly Resource[]): string {
  return `[${resources.map(resourceJson).join(' ')}]`;
}

function mergeData(resource: Resource, from: Resource): void {
  for (const field of ['data', 'binaryData'] as const) {
    const merged = new Map<string, string>();
    for (const source of [from, resource]) for (const [key, value] of fieldAt(source.node, field)?.fields ?? []) merged.set(key, textOf(value));
    resource.node.drop(field);
    if (merged.size > 0) resource.node.fields.set(field, dataMap(merged));
  }
}

/** A `data` map with sorted keys whose values are strings. */
function dataMap(texts: ReadonlyMap<string, string>): Node {
  const map = mapNode();
  for (const key of [...texts.keys()].sort()) {
    const text = texts.get(key)!;
    setField(map, key, scalarNode(text, '!!str', text.includes('\n') ? 'block' : 'plain'));
  }
  return map;
}
