import { deepEqual } from '../std/deep-equal.ts';
import { isDict, newDict, toDict, type Dict } from '../std/dict.ts';
import type { ListType, MergeType } from '../schema/index.ts';
import { entryType, shapeOf } from './shape.ts';

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
 * The input is not changed.
 *
 * Follows k8s.io/apimachinery v0.36 pkg/util/strategicpatch/patch.go.
 */
export function strategicPatch(type: MergeType, target: Dict, patch: Dict): Dict {
  const directive = patch[DIRECTIVE];
  if (directive === 'delete') return newDict();
  if (directive === 'replace') return withoutDirectives(patch) as Dict;
  const out = retained(target, patch[RETAIN]);
  const shape = shapeOf(type, target);
  for (const key of Object.keys(patch)) {
    if (key === DIRECTIVE || key === RETAIN || key.startsWith(ORDER)) continue;
    if (key.startsWith(DELETE_ITEMS)) deleteItems(out, key.slice(DELETE_ITEMS.length), patch[key]);
    else if (patch[key] === null) delete out[key];
    else patchEntry(shape.kind === 'map' ? entryType(shape, key) : type, out, key, patch[key]);
  }
  for (const key of Object.keys(patch)) {
    if (key.startsWith(ORDER)) reorder(shape.kind === 'map' ? entryType(shape, key.slice(ORDER.length)) : type, out, key.slice(ORDER.length), target, patch[key]);
  }
  return out;
}

function patchEntry(type: MergeType, out: Dict, key: string, patch: unknown): void {
  const old = out[key];
  if (isDict(old) && isDict(patch)) out[key] = strategicPatch(type, old, patch);
  else if (Array.isArray(old) && Array.isArray(patch)) out[key] = patchList(type, old, patch);
  else if (isDict(patch) && patch[DIRECTIVE] === 'delete') delete out[key];
  else out[key] = withoutDirectives(patch);
}

function patchList(type: MergeType, list: readonly unknown[], patch: readonly unknown[]): readonly unknown[] {
  if (type.kind !== 'list' || type.relation === 'atomic') return withoutDirectives(patch) as unknown[];
  if (type.relation === 'set') return [...list, ...patch.filter((item) => !list.some((each) => deepEqual(each, item)))];
  if (patch.some((item) => isDict(item) && item[DIRECTIVE] === 'replace' && Object.keys(item).length === 1)) {
    return patch.filter((item) => !(isDict(item) && item[DIRECTIVE] === 'replace')).map(withoutDirectives);
  }
  return patchItems(type, list, patch);
}

/** Items meet by the first key of their list. */
function patchItems(type: ListType, list: readonly unknown[], patch: readonly unknown[]): readonly unknown[] {
  const key = type.keys[0]!.name;
  const keyOf = (item: unknown): unknown => (isDict(item) ? item[key] : undefined);
  let out = [...list];
  for (const item of patch) {
    if (!isDict(item)) continue;
    const at = out.findIndex((each) => deepEqual(keyOf(each), keyOf(item)));
    if (item[DIRECTIVE] === 'delete') out = out.filter((each) => !deepEqual(keyOf(each), keyOf(item)));
    else if (at === -1) out.push(withoutDirectives(item));
    else out[at] = strategicPatch(type.element, out[at] as Dict, item);
  }
  return out;
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

/** Puts the items that a patch names into its order; the others keep their places among those that were there before. */
function reorder(type: MergeType, out: Dict, key: string, target: Dict, order: unknown): void {
  const list = out[key];
  if (!Array.isArray(list) || !Array.isArray(order) || type.kind !== 'list') return;
  const name = type.keys[0]?.name;
  const keyOf = (item: unknown): unknown => (name !== undefined && isDict(item) ? item[name] : item);
  const places = (items: readonly unknown[], item: unknown): number => items.findIndex((each) => deepEqual(keyOf(each), keyOf(item)));
  const before: readonly unknown[] = Array.isArray(target[key]) ? (target[key] as unknown[]) : [];
  const named = list.filter((item) => places(order, item) !== -1).sort((a, b) => places(order, a) - places(order, b));
  const others = list.filter((item) => places(order, item) === -1);
  const sorted: unknown[] = [];
  while (named.length > 0 || others.length > 0) {
    const isFirst = others.length > 0 && named.length > 0 && places(before, named[0]) !== -1 && places(before, others[0]) < places(before, named[0]);
    sorted.push(named.length === 0 || isFirst ? others.shift() : named.shift());
  }
  out[key] = sorted;
}

/** A value of a patch that meets nothing: without directives, and without nulls, which would take away what is not there. */
function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !(isDict(item) && item[DIRECTIVE] === 'delete')).map(withoutDirectives);
  if (!isDict(value)) return value;
  const out = newDict();
  for (const key of Object.keys(value)) {
    const entry = value[key];
    if (key === DIRECTIVE || key === RETAIN || key.startsWith(ORDER) || key.startsWith(DELETE_ITEMS) || entry === null) continue;
    if (!(isDict(entry) && entry[DIRECTIVE] === 'delete')) out[key] = withoutDirectives(entry);
  }
  return out;
}
