import { compareStrings } from '../std/compare.ts';
import { isDict, toDict, type Dict } from '../std/dict.ts';
import { EMPTY_SET, fromFieldsV1, isEmptySet, toFieldsV1, union, type FieldSet } from './field-set.ts';

/** A writer, as `managedFields` tells writers apart. */
export interface FieldManager {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  /** `status` for who wrote through the subresource. */
  readonly subresource?: string | undefined;
}

/** What one writer owns. */
export interface ManagedEntry extends FieldManager {
  readonly time: string | undefined;
  readonly fields: FieldSet;
}

/** The writers of an object by their identity. */
export type Managers = Map<string, ManagedEntry>;

/** At most this many writers by Update are kept; the oldest are merged into one. */
const MAX_UPDATERS = 10;
const OLD_UPDATERS = 'ancient-changes';

/** The identity of a writer. Who applies is one writer, whatever the version. */
export function managerKey({ manager, operation, apiVersion, subresource = '' }: FieldManager): string {
  return JSON.stringify([manager, operation, operation === 'Apply' ? '' : apiVersion, subresource]);
}

/** Reads `metadata.managedFields`. */
export function readManagedFields(entries: unknown): Managers {
  const managers: Managers = new Map();
  for (const entry of Array.isArray(entries) ? entries.filter(isDict) : []) {
    const { manager, operation, apiVersion, subresource, time, fieldsV1 } = entry;
    if (operation !== 'Apply' && operation !== 'Update') continue;
    const writer: FieldManager = {
      manager: typeof manager === 'string' ? manager : '',
      operation,
      apiVersion: String(apiVersion),
      ...(typeof subresource === 'string' ? { subresource } : {}),
    };
    managers.set(managerKey(writer), { ...writer, time: typeof time === 'string' ? time : undefined, fields: fromFieldsV1(fieldsV1) });
  }
  return managers;
}

/** The value of `metadata.managedFields`; undefined where nobody owns anything. */
export function writeManagedFields(managers: Managers): readonly Dict[] | undefined {
  if (managers.size === 0) return undefined;
  return [...managers.values()].sort(inStoredOrder).map(({ manager, operation, apiVersion, subresource, time, fields }) =>
    toDict({
      ...(manager === '' ? {} : { manager }),
      operation,
      apiVersion,
      ...(time === undefined ? {} : { time }),
      fieldsType: 'FieldsV1',
      fieldsV1: toFieldsV1(fields),
      ...(subresource === undefined ? {} : { subresource }),
    }),
  );
}

/** Those who apply first, then by time, name, version and subresource. */
function inStoredOrder(a: ManagedEntry, b: ManagedEntry): number {
  return (
    compareStrings(a.operation, b.operation) ||
    compareStrings(a.time ?? '', b.time ?? '') ||
    compareStrings(a.manager, b.manager) ||
    compareStrings(a.apiVersion, b.apiVersion) ||
    compareStrings(a.subresource ?? '', b.subresource ?? '')
  );
}

/** Merges the oldest writers by Update while there are too many. Follows k8s.io/apimachinery v0.36 managedfields/internal/capmanagers.go. */
export function capUpdaters(managers: Managers): void {
  const updaters = [...managers].filter(([, { operation }]) => operation === 'Update');
  updaters.sort(([keyA, a], [keyB, b]) => compareStrings(a.time ?? '', b.time ?? '') || compareStrings(keyA, keyB));
  let count = updaters.length;
  const firstOf = new Map<string, string>();
  for (const [key, entry] of updaters) {
    if (count <= MAX_UPDATERS) return;
    const bucket: FieldManager = { manager: OLD_UPDATERS, operation: 'Update', apiVersion: entry.apiVersion };
    const first = firstOf.get(entry.apiVersion);
    if (first === undefined) {
      firstOf.set(entry.apiVersion, key);
      continue;
    }
    const older = managers.get(managerKey(bucket)) ?? managers.get(first)!;
    managers.delete(first);
    managers.delete(key);
    managers.set(managerKey(bucket), { ...bucket, time: entry.time, fields: union(entry.fields, older.fields) });
    count--;
  }
}

/** Sets what a writer owns; who owns nothing is no writer. */
export function setFields(managers: Managers, entry: ManagedEntry): void {
  if (isEmptySet(entry.fields)) managers.delete(managerKey(entry));
  else managers.set(managerKey(entry), entry);
}

/** All fields of some entries of `managedFields`, as `fieldsV1` writes them. */
export function joinFieldsV1(entries: readonly Dict[]): Dict {
  return toFieldsV1(entries.map(({ fieldsV1 }) => fromFieldsV1(fieldsV1)).reduce(union, EMPTY_SET));
}
