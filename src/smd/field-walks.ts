import { deepEqual } from '../std/deep-equal.ts';
import { isDict, newDict, type Dict } from '../std/dict.ts';
import type { ListType, MapType, MergeType } from '../schema/index.ts';
import { childOf, EMPTY_SET, isEmptySet, newFieldSet, sealed, type FieldSet, type FieldSetBuilder } from './field-set.ts';
import { itemsOf } from './list-items.ts';
import { entryType, shapeOf } from './shape.ts';

/** The paths that a value gives values to: what who applies it owns. Follows structured-merge-diff v6 typed/tofieldset.go. */
export function fieldSetOf(type: MergeType, value: unknown): FieldSet {
  const set = newFieldSet();
  collect(type, value, set);
  set.member = false;
  return set;
}

function collect(type: MergeType, value: unknown, at: FieldSetBuilder): void {
  const shape = shapeOf(type, value);
  if (shape.kind === 'scalar') at.member = true;
  else if (shape.kind === 'list') collectItems(shape, value, at);
  else collectEntries(shape, value, at);
}

function collectItems(type: ListType, value: unknown, at: FieldSetBuilder): void {
  if (type.relation === 'atomic') at.member = true;
  else if (Array.isArray(value)) {
    const items = itemsOf(type, value);
    const seen = new Set<string>();
    const twice = new Set<string>();
    for (const { element } of items) (seen.has(element) ? twice : seen).add(element);
    for (const { element, item } of items) {
      const child = childOf(at, element);
      if (!twice.has(element)) collect(type.element, item, child);
      child.member = true;
    }
  }
}

function collectEntries(type: MapType, value: unknown, at: FieldSetBuilder): void {
  if (type.atomic) at.member = true;
  else if (isDict(value)) {
    for (const key of Object.keys(value)) {
      const entry = value[key];
      const child = childOf(at, `f:${key}`);
      collect(entryType(type, key), entry, child);
      if (entry === null || (isDict(entry) && Object.keys(entry).length === 0) || type.field(key) === undefined) child.member = true;
      if (!child.member && child.children.size === 0) at.children.delete(`f:${key}`);
    }
  }
}

/** What differs between two values of a type. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

/** Follows structured-merge-diff v6 typed/compare.go. */
export function compareValues(type: MergeType, before: unknown, after: unknown): Comparison {
  const out: Differences = { added: newFieldSet(), modified: newFieldSet(), removed: newFieldSet() };
  compareAt(type, before, after, out, []);
  return { added: sealed(out.added), modified: sealed(out.modified), removed: sealed(out.removed) };
}

interface Differences {
  readonly added: FieldSetBuilder;
  readonly modified: FieldSetBuilder;
  readonly removed: FieldSetBuilder;
}

function note(set: FieldSetBuilder, path: readonly string[]): void {
  if (path.length === 0) return;
  let at = set;
  for (const element of path) at = childOf(at, element);
  at.member = true;
}

function compareAt(type: MergeType, before: unknown, after: unknown, out: Differences, path: string[]): void {
  const shape = shapeOf(type, after === undefined ? before : after);
  const old = before === undefined || after === undefined ? shape : shapeOf(type, before);
  // What was in a mapping that is none any more is gone.
  if (old.kind === 'map' && old.kind !== shape.kind && !isLeaf(old, before, undefined)) compareEntries(old, before, undefined, out, path);
  if (isLeaf(shape, before, after)) {
    if (before === undefined) note(out.added, path);
    else if (after === undefined) note(out.removed, path);
    else if (!deepEqual(before, after)) note(out.modified, path);
    return;
  }
  if (shape.kind === 'map') compareEntries(shape, before, after, out, path);
  else if (shape.kind === 'list') compareItems(shape, before, after, out, path);
  if (before === undefined) note(out.added, path);
  else if (after === undefined) note(out.removed, path);
  else if (old.kind !== shape.kind) note(out.modified, path);
}

function isLeaf(shape: ReturnType<typeof shapeOf>, a: unknown, b: unknown): boolean {
  if (shape.kind === 'scalar') return true;
  if (shape.kind === 'list') return shape.relation === 'atomic' || (sizeOfList(a) === 0 && sizeOfList(b) === 0);
  return shape.atomic || (sizeOfMap(a) === 0 && sizeOfMap(b) === 0);
}

function sizeOfList(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}

function sizeOfMap(value: unknown): number {
  return isDict(value) ? Object.keys(value).length : 0;
}

function compareEntries(type: MapType, before: unknown, after: unknown, out: Differences, path: string[]): void {
  const a = isDict(before) ? before : newDict();
  const b = isDict(after) ? after : newDict();
  for (const key of unionOfKeys(a, b)) {
    path.push(`f:${key}`);
    compareAt(entryType(type, key), own(a, key), own(b, key), out, path);
    path.pop();
  }
}

function compareItems(type: ListType, before: unknown, after: unknown, out: Differences, path: string[]): void {
  const a = grouped(type, before);
  const b = grouped(type, after);
  for (const element of new Set([...a.keys(), ...b.keys()])) {
    const old = a.get(element) ?? [];
    const now = b.get(element) ?? [];
    path.push(element);
    if (old.length <= 1 && now.length <= 1) compareAt(type.element, old[0], now[0], out, path);
    else if (old.length >= 2 && now.length >= 2) {
      if (!deepEqual(old, now)) note(out.modified, path);
    } else if (old.length >= 2) {
      if (now.length > 0) compareAt(type.element, undefined, now[0], out, path);
      note(out.removed, path);
    } else {
      if (old.length > 0) compareAt(type.element, old[0], undefined, out, path);
      note(out.added, path);
    }
    path.pop();
  }
}

function grouped(type: ListType, list: unknown): Map<string, unknown[]> {
  const groups = new Map<string, unknown[]>();
  for (const { element, item } of Array.isArray(list) ? itemsOf(type, list) : []) {
    const group = groups.get(element);
    if (group === undefined) groups.set(element, [item]);
    else group.push(item);
  }
  return groups;
}

/** The value without the paths of a set, and all below them; what that empties stays as an empty value. Follows structured-merge-diff v6 typed/remove.go. */
export function removePaths(type: MergeType, value: unknown, set: FieldSet): unknown {
  const shape = shapeOf(type, value);
  if (shape.kind === 'map' && isDict(value) && !shape.atomic) return removeEntries(shape, value, set);
  if (shape.kind === 'list' && Array.isArray(value) && shape.relation !== 'atomic') return removeItems(shape, value, set);
  return value;
}

function removeEntries(type: MapType, value: Dict, set: FieldSet): unknown {
  const out = newDict();
  for (const key of Object.keys(value)) {
    const below = set.children.get(`f:${key}`);
    if (below?.member === true) continue;
    out[key] = below === undefined || isEmptySet(below) ? value[key] : removePaths(entryType(type, key), value[key], below);
  }
  return out;
}

function removeItems(type: ListType, list: readonly unknown[], set: FieldSet): unknown {
  const out: unknown[] = [];
  for (const { element, item } of itemsOf(type, list)) {
    const below = set.children.get(element) ?? EMPTY_SET;
    if (below.member) continue;
    out.push(isEmptySet(below) ? item : removePaths(type.element, item, below));
  }
  return out;
}

/** The keys of both, those of `a` first. */
export function unionOfKeys(a: Dict, b: Dict): readonly string[] {
  const keys = Object.keys(a);
  for (const key of Object.keys(b)) if (!Object.hasOwn(a, key)) keys.push(key);
  return keys;
}

export function own(dict: Dict, key: string): unknown {
  return Object.hasOwn(dict, key) ? dict[key] : undefined;
}
