import { deepEqual } from '../std/deep-equal.ts';
import { newDict, toDict, type Dict } from '../std/dict.ts';
import type { K8sObject } from '../manifest/index.ts';
import type { MergeType } from '../schema/index.ts';
import { difference, EMPTY_SET, fromFieldsV1, intersection, isEmptySet, onlyField, pathsOf, union, withDeclaredFields, withoutField, type FieldSet } from './field-set.ts';
import { compareValues, fieldSetOf, removePaths, type Comparison } from './field-walks.ts';
import { capUpdaters, managerKey, readManagedFields, setFields, writeManagedFields, type FieldManager, type Managers } from './managed-fields.ts';
import { mergeValues } from './merge-values.ts';

/** A write as field ownership sees it. */
export interface TrackedWrite {
  readonly type: MergeType;
  readonly writer: FieldManager;
  /** The time that the writer's entry gets when something changes. */
  readonly time: string | undefined;
  /** The paths that the endpoint writes: all but the status, the status only, or all. */
  readonly endpoint: 'main' | 'status' | 'whole';
}

/** One field that another manager owns. */
export interface FieldConflict {
  readonly owner: FieldManager;
  readonly path: string;
}

/** How an apply ended. */
export type ApplyOutcome =
  | { readonly type: 'applied'; readonly object: K8sObject }
  /** The object says all of it already; ownership may have changed. */
  | { readonly type: 'same'; readonly object: K8sObject }
  | { readonly type: 'conflicts'; readonly conflicts: readonly FieldConflict[] };

// Nobody owns what names an object or what the server writes.
const SERVER_FIELDS: FieldSet = fromFieldsV1({
  'f:apiVersion': {},
  'f:kind': {},
  'f:metadata': Object.fromEntries(
    ['.', 'f:name', 'f:namespace', 'f:creationTimestamp', 'f:selfLink', 'f:uid', 'f:clusterName', 'f:generation', 'f:managedFields', 'f:resourceVersion'].map((field) => [field, {}]),
  ),
});

const BEFORE_FIRST_APPLY = 'before-first-apply';

/**
 * Applies a configuration to an object: merges it, takes away what this manager applied before and nobody owns now, and notes who owns what.
 *
 * Follows structured-merge-diff v6 merge/update.go and k8s.io/apimachinery v0.36 managedfields.
 *
 * @param live the stored object; undefined where there is none
 */
export function applyConfiguration(live: K8sObject | undefined, config: K8sObject, force: boolean, write: TrackedWrite): ApplyOutcome {
  const { type, writer } = write;
  const managers = readManagedFields(live?.metadata['managedFields']);
  const base = live === undefined ? undefined : untracked(live);
  if (base !== undefined && managers.size === 0) adoptUntracked(base, managers, write);
  const key = managerKey(writer);
  const last = managers.get(key)?.fields;
  const merged = mergeValues(type, base ?? newDict(), config);
  managers.set(key, { ...writer, time: managers.get(key)?.time, fields: reach(write, fieldSetOf(type, config)) });
  const pruned = last === undefined || isEmptySet(last) ? merged : prune(type, merged, managers, last);
  const compared = compareValues(type, base ?? newDict(), pruned);
  const conflicts = takeFields(managers, key, within(write, compared), force);
  if (conflicts.length > 0) return { type: 'conflicts', conflicts };
  const entry = managers.get(key);
  const same = base !== undefined && deepEqual(base, pruned);
  if (entry !== undefined) setFields(managers, { ...entry, time: same ? entry.time : write.time, fields: difference(entry.fields, SERVER_FIELDS) });
  const object = tracked((same ? base : pruned) as K8sObject, managers);
  return { type: same ? 'same' : 'applied', object };
}

/** What was there before anybody's ownership was noted belongs to nobody in particular. */
function adoptUntracked(base: K8sObject, managers: Managers, write: TrackedWrite): void {
  const writer: FieldManager = { manager: BEFORE_FIRST_APPLY, operation: 'Update', apiVersion: write.writer.apiVersion };
  const fields = difference(reach(write, compareValues(write.type, newDict(), base).added), SERVER_FIELDS);
  setFields(managers, { ...writer, time: write.time, fields });
}

/**
 * The object as an ordinary write leaves it: the fields that it changes become the writer's.
 *
 * @param next what is to be stored; its own `managedFields`, when given, replace the noted ones before the write counts
 */
export function trackUpdate(live: K8sObject | undefined, next: K8sObject, write: TrackedWrite): K8sObject {
  const { type, writer } = write;
  const managers = readManagedFields(givenManagedFields(live, next, write));
  const after = untracked(next);
  // Ownership begins when an object is made, or with the first apply.
  if (live !== undefined && managers.size === 0) return after;
  const compared = within(write, compareValues(type, live === undefined ? newDict() : untracked(live), after));
  const key = managerKey(writer);
  takeFields(managers, key, compared, true);
  const own = managers.get(key);
  const gained = difference(union(compared.added, compared.modified), SERVER_FIELDS);
  if (own !== undefined) setFields(managers, { ...own, fields: difference(own.fields, compared.removed) });
  if (!isEmptySet(gained)) {
    setFields(managers, { ...writer, time: write.time, fields: union(managers.get(key)?.fields ?? EMPTY_SET, gained) });
    capUpdaters(managers);
  }
  return tracked(after, managers);
}

/** An update may state the noted owners itself; an empty list forgets them. A subresource states nothing. */
function givenManagedFields(live: K8sObject | undefined, next: K8sObject, { endpoint }: TrackedWrite): unknown {
  const noted = live?.metadata['managedFields'];
  const given = next.metadata['managedFields'];
  if (endpoint === 'status' || !Array.isArray(given)) return noted;
  if (given.length === 0 || (given.length === 1 && deepEqual(given[0], {}))) return undefined;
  return readManagedFields(given).size === 0 ? noted : given;
}

/** Takes changed and removed fields from everybody else; without force it only tells whom they would be taken from. */
function takeFields(managers: Managers, key: string, { added, modified, removed }: Comparison, force: boolean): readonly FieldConflict[] {
  const changed = union(added, modified);
  const others = [...managers.values()].filter((entry) => managerKey(entry) !== key);
  if (!force) {
    const conflicts = others.flatMap((owner) => pathsOf(intersection(owner.fields, changed)).map((path) => ({ owner, path })));
    if (conflicts.length > 0) return conflicts;
  }
  const lost = union(changed, removed);
  for (const owner of others) setFields(managers, { ...owner, fields: difference(owner.fields, lost) });
  return [];
}

/** Takes away what was applied last time, unless it is applied again or somebody else owns it. */
function prune(type: MergeType, merged: unknown, managers: Managers, last: FieldSet): unknown {
  const lastFields = withDeclaredFields(last, type);
  const all = withDeclaredFields(fieldSetOf(type, merged), type);
  const remaining = (value: unknown): FieldSet => withDeclaredFields(fieldSetOf(type, value), type);
  const owned = [...managers.values()].reduce<FieldSet>((set, { fields }) => union(set, fields), EMPTY_SET);
  const first = removePaths(type, merged, lastFields);
  const kept = removePaths(type, merged, difference(all, union(remaining(first), withDeclaredFields(owned, type))));
  // Items that hold something nobody applied before stay for its sake.
  return removePaths(type, merged, intersection(difference(all, remaining(kept)), lastFields));
}

function within(write: TrackedWrite, { added, modified, removed }: Comparison): Comparison {
  return { added: reach(write, added), modified: reach(write, modified), removed: reach(write, removed) };
}

function reach({ endpoint }: TrackedWrite, fields: FieldSet): FieldSet {
  if (endpoint === 'whole') return fields;
  return endpoint === 'status' ? onlyField(fields, 'status') : withoutField(fields, 'status');
}

function untracked(object: K8sObject): K8sObject {
  if (object.metadata['managedFields'] === undefined) return object;
  const { managedFields: _noted, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function tracked(object: K8sObject, managers: Managers): K8sObject {
  const managedFields = writeManagedFields(managers);
  const metadata: Dict = toDict(object.metadata);
  if (managedFields === undefined) delete metadata['managedFields'];
  else metadata['managedFields'] = managedFields;
  return { ...object, metadata: metadata as unknown as K8sObject['metadata'] };
}

