import { deepEqual } from '../std/deep-equal.ts';
import { isDict, newDict, toDict, type Dict } from '../std/dict.ts';
import type { ListType, MergeType } from '../schema/index.ts';
import { entryType } from './shape.ts';

const DIRECTIVE = '$patch';
const RETAIN = '$retainKeys';
const ORDER = '$setElementOrder/';
const DELETE_ITEMS = '$deleteFromPrimitiveList/';

/** A document after a JSON merge patch (RFC 7386): mappings merge, null takes away, all else replaces. The input is not changed. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isDict(patch)) return patch;
  const out = isDict(target) ? toDict(target) : newDict();
  for (const key of Object.keys(patch)) {
    if (patch[key] === null) delete out[key];
    else out[key] = mergePatch(out[key], patch[key]);
  }
  return out;
}

/**
 * An object after a strategic merge patch: lists merge by their first key, as sets, or are replaced; `$patch` and its relatives are obeyed.
 * The input is not changed; the result shares parts of both.
 *
 * Follows k8s.io/apimachinery v0.36 pkg/util/strategicpatch/patch.go. What it refuses (items without their key) is passed over.
 */
export function strategicPatch(type: MergeType, target: Dict, patch: Dict): Dict {
  const { [DIRECTIVE]: directive, ...rest } = patch;
  if (directive === 'delete') return newDict();
  if (directive === 'replace') return toDict(rest);
  const out = retained(target, rest[RETAIN]);
  const typeAt = (key: string): MergeType => (type.kind === 'map' ? entryType(type, key) : type);
  for (const key of Object.keys(rest)) {
    const value = rest[key];
    if (key === RETAIN || key.startsWith(ORDER)) continue;
    if (key.startsWith(DELETE_ITEMS)) deleteItems(out, key.slice(DELETE_ITEMS.length), value);
    else if (value === null) delete out[key];
    else patchEntry(typeAt(key), out, key, value);
  }
  for (const key of Object.keys(rest).filter((each) => each.startsWith(ORDER))) {
    const field = key.slice(ORDER.length);
    const list = out[field];
    const order = rest[key];
    if (Array.isArray(list) && Array.isArray(order)) out[field] = inOrder(typeAt(field), list, order, listOf(target[field]));
  }
  return out;
}

function patchEntry(type: MergeType, out: Dict, key: string, patch: unknown): void {
  const old = out[key];
  if (isDict(old) && isDict(patch)) out[key] = strategicPatch(type, old, patch);
  else if (Array.isArray(old) && Array.isArray(patch)) out[key] = patchList(type, old, patch);
  else if (isDict(patch) && patch[DIRECTIVE] !== undefined) delete out[key];
  else out[key] = fresh(patch);
}

function patchList(type: MergeType, list: readonly unknown[], patch: readonly unknown[]): readonly unknown[] {
  if (type.kind !== 'list' || type.relation === 'atomic') return patch;
  if (type.relation === 'map') return patchItems(type, list, patch);
  const both = [...list, ...patch].filter((item, i, all) => all.findIndex((each) => deepEqual(each, item)) === i);
  return inOrder(type, both, patch, list);
}

/** Items meet by the first key of their list. */
function patchItems(type: ListType, list: readonly unknown[], patch: readonly unknown[]): readonly unknown[] {
  const meets = (a: unknown, b: unknown): boolean => deepEqual(keyOf(type, a), keyOf(type, b));
  const items = patch.filter(isDict);
  const plain = items.filter((item) => item[DIRECTIVE] === undefined);
  if (items.some((item) => item[DIRECTIVE] === 'replace')) return plain;
  const deleted = items.filter((item) => item[DIRECTIVE] === 'delete');
  const before = list.filter((each) => !deleted.some((item) => meets(each, item)));
  const out = [...before];
  for (const item of plain) {
    const at = out.findIndex((each) => meets(each, item));
    if (at === -1) out.push(item);
    else out[at] = strategicPatch(type.element, out[at] as Dict, item);
  }
  return inOrder(type, out, plain, before);
}

/** Only the fields that a patch names stay, where it says so. */
function retained(target: Dict, keys: unknown): Dict {
  const out = toDict(target);
  if (Array.isArray(keys)) for (const key of Object.keys(out)) if (!keys.includes(key)) delete out[key];
  return out;
}

function deleteItems(out: Dict, key: string, items: unknown): void {
  const list = out[key];
  if (Array.isArray(list) && Array.isArray(items)) out[key] = list.filter((item) => !items.some((each) => deepEqual(each, item)));
}

/** The items that `order` names come in its order; the others keep their places among those that were there before. */
function inOrder(type: MergeType, list: readonly unknown[], order: readonly unknown[], before: readonly unknown[]): readonly unknown[] {
  const placeIn = (items: readonly unknown[], item: unknown): number => items.findIndex((each) => deepEqual(keyOf(type, each), keyOf(type, item)));
  const named = list.filter((item) => placeIn(order, item) !== -1).sort((a, b) => placeIn(order, a) - placeIn(order, b));
  // Items with the same key come together.
  const others = list.filter((item) => placeIn(order, item) === -1).sort((a, b) => placeIn(before, a) - placeIn(before, b));
  const sorted: unknown[] = [];
  while (named.length > 0 && others.length > 0) {
    const [other, name] = [placeIn(before, others[0]), placeIn(before, named[0])];
    sorted.push(other !== -1 && name !== -1 && other < name ? others.shift() : named.shift());
  }
  return [...sorted, ...named, ...others];
}

/** What tells an item from others: its first key, or the item itself. */
function keyOf(type: MergeType, item: unknown): unknown {
  const key = type.kind === 'list' ? type.keys[0]?.name : undefined;
  return key !== undefined && isDict(item) ? item[key] : item;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A value of a patch that meets nothing: without what it deletes or replaces, and without nulls, which would take away what is not there. */
function fresh(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !(isDict(item) && item[DIRECTIVE] !== undefined)).map(fresh);
  if (!isDict(value)) return value;
  const out = newDict();
  for (const key of Object.keys(value)) {
    const entry = value[key];
    if (entry !== null && !(isDict(entry) && entry[DIRECTIVE] !== undefined)) out[key] = fresh(entry);
  }
  return out;
}
