import { deepEqual } from '../std/deep-equal.ts';
import { isDict, type Dict } from '../std/dict.ts';

/** One field that differs. `path` is written as people read it: `spec.containers[name=app].image`. */
export type FieldChange =
  | { readonly type: 'added'; readonly path: string; readonly after: unknown }
  | { readonly type: 'removed'; readonly path: string; readonly before: unknown }
  | { readonly type: 'changed'; readonly path: string; readonly before: unknown; readonly after: unknown }
  | { readonly type: 'reordered'; readonly path: string };

/**
 * The fields in which two values differ, in the order of their paths.
 *
 * Lists whose entries all have a `name` of their own are compared by that name, as Kubernetes merges them; other lists by place.
 */
export function fieldChanges(before: unknown, after: unknown): FieldChange[] {
  const out: FieldChange[] = [];
  collect('', before, after, out);
  return out;
}

function collect(path: string, before: unknown, after: unknown, out: FieldChange[]): void {
  if (deepEqual(before, after)) return;
  if (isDict(before) && isDict(after)) collectEntries(before, after, (key) => join(path, key), out);
  else if (Array.isArray(before) && Array.isArray(after)) collectItems(path, before, after, out);
  else out.push({ type: 'changed', path, before, after });
}

function collectEntries(before: Dict, after: Dict, pathOf: (key: string) => string, out: FieldChange[]): void {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  for (const key of keys) {
    if (!Object.hasOwn(after, key)) out.push({ type: 'removed', path: pathOf(key), before: before[key] });
    else if (!Object.hasOwn(before, key)) out.push({ type: 'added', path: pathOf(key), after: after[key] });
    else collect(pathOf(key), before[key], after[key], out);
  }
}

function collectItems(path: string, before: readonly unknown[], after: readonly unknown[], out: FieldChange[]): void {
  const [oldByName, newByName] = [byName(before), byName(after)];
  if (oldByName === undefined || newByName === undefined) {
    for (let i = 0; i < Math.max(before.length, after.length); i++) {
      const place = `${path}[${String(i)}]`;
      if (i >= after.length) out.push({ type: 'removed', path: place, before: before[i] });
      else if (i >= before.length) out.push({ type: 'added', path: place, after: after[i] });
      else collect(place, before[i], after[i], out);
    }
    return;
  }
  const common = (one: Dict, other: Dict): string => JSON.stringify(Object.keys(one).filter((name) => Object.hasOwn(other, name)));
  if (common(oldByName, newByName) !== common(newByName, oldByName)) out.push({ type: 'reordered', path });
  collectEntries(oldByName, newByName, (name) => `${path}[name=${name.slice(1)}]`, out);
}

/** The entries by name, or undefined when one has none or two have the same. */
function byName(items: readonly unknown[]): Dict | undefined {
  const out = Object.create(null) as Dict;
  for (const item of items) {
    if (!isDict(item) || typeof item['name'] !== 'string') return undefined;
    // The mark in front keeps names that look like integers in the order of the list.
    const key = `=${item['name']}`;
    if (key in out) return undefined;
    out[key] = item;
  }
  return out;
}

function join(path: string, key: string): string {
  if (!/^[A-Za-z_$][\w$-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}
