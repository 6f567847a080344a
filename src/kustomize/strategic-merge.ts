import { fault } from './kustomize-error.ts';
import { commentShapesOf, ownCommentShape } from './comment-schema.ts';
import { setField, setScalar } from './fields.ts';
import type { MergeSchema, ShapeRef } from './merge-schema.ts';
import { expectKind } from './node-kind.ts';
import { isEmpty, isMissing, listNode, scalarNode, textOf, type Node } from './node.ts';
import { nodeYaml } from './node-text.ts';

/**
 * Applies a strategic merge patch to an object, in place. The patch is used up: its nodes become parts of the object.
 *
 * Follows kustomize kyaml v0.21.1 yaml/merge2 and yaml/walk, with new list items put in front. Its ways with items that lack a merge key
 * are kept, strange as they are, because people's output depends on them.
 *
 * @returns false when the patch deletes the object
 * @throws EddyError KustomizeFieldKind where object and patch differ in kind, KustomizePatchInvalid for an unknown `$patch`
 */
export function strategicMerge(object: Node, patch: Node, schema: MergeSchema): boolean {
  return new Merge(schema).walk(object, patch, undefined) !== undefined;
}

/** A null that a merge keeps in the object. */
const kept = new WeakSet<Node>();

class Merge {
  readonly #schema: MergeSchema;

  constructor(schema: MergeSchema) {
    this.#schema = schema;
  }

  /** The merged node: the one of the object, changed, or the one of the patch, or undefined for nothing. */
  walk(dest: Node | undefined, patch: Node | undefined, inherited: ShapeRef | undefined): Node | undefined {
    const shape = ownCommentShape(dest) ?? ownCommentShape(patch) ?? inherited ?? this.#shapeOf(dest) ?? this.#shapeOf(patch);
    const kind = (isMissing(dest) ? (isMissing(patch) ? undefined : patch) : dest)?.kind ?? 'map';
    expectKind(dest, kind);
    expectKind(patch, kind);
    if (kind === 'scalar') return patch ?? dest;
    if (patch !== undefined) takeLooks(dest, patch);
    if (kind === 'map') return this.#map(dest, patch, shape);
    const keys = shape === undefined ? undefined : this.#schema.keys(shape);
    return keys === undefined ? (patch ?? dest) : this.#list(dest, patch, keys, this.#schema.item(shape!));
  }

  #shapeOf(node: Node | undefined): ShapeRef | undefined {
    if (isMissing(node) || node.kind !== 'map') return undefined;
    const apiVersion = textOf(node.fields.get('apiVersion'));
    const kind = textOf(node.fields.get('kind'));
    return apiVersion === '' || kind === '' ? undefined : this.#schema.root(apiVersion, kind);
  }

  #map(oldDest: Node | undefined, patch: Node | undefined, shape: ShapeRef | undefined): Node | undefined {
    const dest = mapToKeep(oldDest, patch);
    if (dest === undefined) return undefined;
    const [own, theirs] = [commentShapesOf(dest), commentShapesOf(patch)];
    for (const key of fieldNames(dest, patch)) {
      const field = dest.fields.get(key);
      const known = shape === undefined ? undefined : this.#schema.field(shape, key);
      const value = this.walk(field, patch?.fields.get(key), own?.of(key) ?? theirs?.of(key) ?? known);
      setField(dest, key, value, { keep: value !== undefined && kept.has(value), quotedKey: patch?.oddKeys?.has(key) !== true });
    }
    return dest;
  }

  #list(oldDest: Node | undefined, patch: Node | undefined, keys: readonly string[], item: ShapeRef | undefined): Node | undefined {
    const dest = listToKeep(oldDest, patch);
    if (dest === undefined) return undefined;
    const values = keys.length === 0 ? primitiveValues([patch, dest]) : keyValues([patch, dest], keys);
    return this.#items(dest, patch, keys.length === 0 ? [''] : keys, values, item);
  }

  #items(dest: Node, patch: Node | undefined, keys: readonly string[], found: readonly (readonly string[])[], item: ShapeRef | undefined): Node | undefined {
    const all = keys.length > 1 ? fillIn(found) : found;
    if (all.length === 0) return dest;
    const merged = listNode();
    const usedKeys = validKeys(all, keys);
    for (const values of all) {
      const wanted = validValues(values, keys, usedKeys);
      const result = this.walk(findItem(dest, usedKeys, wanted), findItem(patch, usedKeys, wanted), item);
      if (isMissing(result) || (result.kind === 'map' && result.fields.size === 0)) {
        for (let i = 0; i < usedKeys.length; i++) putItem(dest, undefined, usedKeys, wanted);
        continue;
      }
      usedKeys.forEach((key, i) => {
        if (result.kind === 'map' && result.fields.has(key)) return;
        if (wanted[i] === '' || wanted[i] === undefined) return;
        if (key === '') setScalar(result, wanted[i]);
        else setField(result, key, scalarNode(wanted[i]));
      });
      putItem(merged, result, usedKeys, wanted);
    }
    appendItems(merged, dest, usedKeys);
    return merged;
  }
}

/** Comments of a patch win; its brackets do only over an empty map or list. */
function takeLooks(dest: Node | undefined, patch: Node): void {
  if (dest === undefined) return;
  dest.takeComments(patch);
  if (dest.kind !== 'scalar' && isEmpty(dest)) dest.style = patch.style;
}

/** What is left of a map before its fields are merged, as the patch's `$patch` says. */
function mapToKeep(dest: Node | undefined, patch: Node | undefined): Node | undefined {
  const nullText = dest?.tag === '!!null' ? dest.text : '';
  if (isMissing(dest)) {
    if (patch === undefined) return nullText === '' ? undefined : persistentNull(nullText);
    return patch.kind === 'map' && directiveOf(patch) === 'delete' ? undefined : patch;
  }
  return chosen(dest, patch);
}

function listToKeep(dest: Node | undefined, patch: Node | undefined): Node | undefined {
  return isMissing(dest) ? patch : chosen(dest, patch);
}

function chosen(dest: Node, patch: Node | undefined): Node | undefined {
  if (patch === undefined) return dest;
  if (patch.tag === '!!null') return undefined;
  switch (directiveOf(patch)) {
    case 'delete': return undefined;
    case 'replace': return patch;
    case 'merge': return dest;
  }
}

function persistentNull(text: string): Node {
  const node = scalarNode(text, '!!null');
  kept.add(node);
  return node;
}

function fieldNames(dest: Node, patch: Node | undefined): string[] {
  return [...new Set([...dest.fields.keys(), ...(patch?.fields.keys() ?? [])])].sort();
}

type Directive = 'merge' | 'replace' | 'delete';
const DIRECTIVE = '$patch';

/** Takes `$patch` out of a map or list and answers what it says. @throws EddyError KustomizePatchInvalid */
function directiveOf(patch: Node): Directive {
  if (patch.kind === 'map') {
    const value = patch.fields.get(DIRECTIVE);
    if (value === undefined) return 'merge';
    const directive = checked(value.text);
    patch.drop(DIRECTIVE);
    return directive;
  }
  if (patch.kind !== 'list') throw fault('KustomizePatchInvalid', `no implemented strategic merge patch strategy for '${patch.tag}' ('${nodeYaml(patch)}')`);
  const marker = patch.items.find((item) => item.kind === 'map' && item.fields.has(DIRECTIVE));
  if (marker === undefined || marker.fields.size > 1) return 'merge';
  const text = marker.fields.get(DIRECTIVE)!.text;
  const directive = checked(text);
  putItem(patch, undefined, [DIRECTIVE], [text]);
  return directive;
}

function checked(text: string): Directive {
  if (text === 'merge' || text === 'replace' || text === 'delete') return text;
  throw fault('KustomizePatchInvalid', `unknown patch strategy '${text}'`);
}

/** The values of the merge keys of all items, each combination once; a missing key gives the empty text. */
function keyValues(lists: readonly (Node | undefined)[], keys: readonly string[]): string[][] {
  const result = new Map<string, string[]>();
  for (const list of lists) {
    for (const item of list?.items ?? []) {
      const values = keys.map((key) => (isEmpty(item.fields.get(key)) ? '' : item.fields.get(key)!.text));
      const id = JSON.stringify(values);
      if (!result.has(id)) result.set(id, values);
    }
  }
  return [...result.values()];
}

function primitiveValues(lists: readonly (Node | undefined)[]): string[][] {
  return [...new Set(lists.flatMap((list) => (list?.items ?? []).map((item) => item.text)))].map((text) => [text]);
}

/** Of two combinations that agree in a key and contradict each other in none, each takes what it lacks from the other. */
function fillIn(found: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const all = [...found];
  // Combinations without a gap only fill in others; without any gap there is nothing to do.
  if (!all.some((values) => values.includes(''))) return all;
  for (let i = 0; i < all.length; i++) {
    // As it was before it met the others: of several that fill it in, the last one stays.
    const own = all[i]!;
    for (let j = 0; j < all.length; j++) {
      const both = combined(own, all[j]!);
      if (both === undefined) continue;
      all[i] = both;
      all[j] = both;
    }
  }
  return all;
}

function combined(a: readonly string[], b: readonly string[]): readonly string[] | undefined {
  let agree = false;
  const result: string[] = [];
  for (let i = 0; i < a.length; i++) {
    const x = a[i]!;
    const y = b[i]!;
    if (x === y) agree = true;
    else if (x !== '' && y !== '') return undefined;
    result.push(x === '' ? y : x);
  }
  return agree ? result : undefined;
}

/** The keys that some item has; all of them where none has any. */
function validKeys(all: readonly (readonly string[])[], keys: readonly string[]): readonly string[] {
  const valid = keys.filter((_, i) => all.some((values) => values[i] !== ''));
  return valid.length === 0 ? keys : valid;
}

function validValues(values: readonly string[], keys: readonly string[], valid: readonly string[]): readonly string[] {
  return values.filter((value, i) => value !== '' || valid.includes(keys[i]!));
}

/** The first item of a list that has the values, not counting keys without one. */
function findItem(list: Node | undefined, keys: readonly string[], values: readonly string[]): Node | undefined {
  if (list?.kind !== 'list') return undefined;
  const withValue = keys.filter((_, i) => values[i] !== '' && values[i] !== undefined);
  const [wantedKeys, wanted] = withValue.length === 0 ? [keys, values] : [withValue, values.filter((value) => value !== '')];
  if (wantedKeys[0] === '') return list.items.find((item) => item.text === wanted[0]);
  return list.items.find((item) => item.kind === 'map' && wantedKeys.every((key, i) => item.fields.get(key)?.text === wanted[i]));
}

/**
 * Puts an item in the place of those that have the values, or at the end; without item they are only removed.
 * Items that are null or empty maps are dropped on the way.
 */
function putItem(list: Node, item: Node | undefined, keys: readonly string[], values: readonly string[]): void {
  const onMaps = keys[0] !== '' && values.length > 0 && values[0] !== '';
  const items: Node[] = [];
  let found = false;
  for (const each of list.items) {
    if (isMissing(each) || (each.kind === 'map' && each.fields.size === 0)) continue;
    if (each.kind !== 'map' && onMaps) items.push(each);
    else if (!hasValues(each, keys, values)) {
      if (values.length > 0) items.push(each);
    } else {
      found = true;
      if (item !== undefined) items.push(item);
    }
  }
  list.items = items;
  if (!isMissing(item) && !found) items.push(item);
}

function hasValues(item: Node, keys: readonly string[], values: readonly string[]): boolean {
  let has = false;
  for (let i = 0; i < keys.length; i++) {
    if (i < values.length) has = matchesField(item, keys[i]!, values[i]!);
    if (!has) return false;
  }
  return true;
}

function matchesField(item: Node, key: string, value: string): boolean {
  if (key === '') {
    expectKind(item, 'scalar');
    return textOf(item) === value;
  }
  expectKind(item, 'map');
  const field = item.fields.get(key);
  return field !== undefined && (value === '' || field.text === value);
}

/** Adds the items of the old list behind the merged ones, or in the place of the ones with the same keys. */
function appendItems(merged: Node, old: Node, keys: readonly string[]): void {
  for (const item of old.items) {
    if (keys[0] === '') {
      putItem(merged, item, [''], [item.text]);
      continue;
    }
    const values: string[] = [];
    for (const key of keys) {
      if (!isMissing(item)) expectKind(item, 'map');
      const field = item.fields.get(key);
      if (field === undefined) merged.items.push(item);
      else values.push(field.text);
    }
    if (keys.length > 1) putItem(merged, undefined, keys, values);
    putItem(merged, item, keys, values);
  }
}
