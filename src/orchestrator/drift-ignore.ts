import { isDict, toDict, type Dict } from '../std/dict.ts';
import { deepEqual } from '../std/deep-equal.ts';
import { EddyError } from '../diagnostics/index.ts';
import type { K8sObject } from '../manifest/index.ts';
import { ignoredPointers, type DriftIgnoreRule } from '../controllers/base/index.ts';

/** Compiled rules of `spec.ignore`. */
export interface IgnoredFields {
  /** The fields of an object that may differ. */
  of(object: K8sObject): IgnoredPaths;
}

/** Fields of one object that may differ from what is wanted. */
export interface IgnoredPaths {
  /** The object without these fields. */
  without(object: K8sObject): K8sObject;
  /**
   * What to send, so that fields that have drifted stay as they live: one that another applier owns is left out, any other is sent with its live value.
   */
  settle(payload: K8sObject, state: { readonly live: K8sObject; readonly tried: K8sObject; readonly manager: string }): K8sObject;
}

const NOTHING: IgnoredPaths = { without: (object) => object, settle: (payload) => payload };

/**
 * Compiles rules. Of several rules for all objects only the last one counts, as in Flux.
 *
 * Follows fluxcd/pkg ssa v0.76.1 jsondiff/selector.go and manager_apply.go (computeDriftedPaths).
 *
 * @throws EddyError ApplyFailed for a pattern that cannot be compiled
 * @throws LibraryNeeded where a selector needs it
 */
export function ignoredFields(rules: readonly DriftIgnoreRule[]): IgnoredFields {
  if (rules.length === 0) return { of: () => NOTHING };
  const pointersOf = compiled(rules);
  return {
    of: (object) => {
      const pointers = pointersOf(object);
      return pointers.length === 0 ? NOTHING : ignoredPaths(pointers.map(pointerKeys));
    },
  };
}

function compiled(rules: readonly DriftIgnoreRule[]): (object: K8sObject) => readonly string[] {
  try {
    return ignoredPointers(rules);
  } catch (thrown) {
    if (!(thrown instanceof EddyError)) throw thrown;
    throw new EddyError('ApplyFailed', `failed to create ignore rule selector: ${thrown.message}\n`, { cause: thrown });
  }
}

function ignoredPaths(paths: readonly (readonly string[])[]): IgnoredPaths {
  return {
    without: (object) => paths.reduce((rest, path) => withValueAt(rest, path, undefined) as K8sObject, object),
    settle: (payload, { live, tried, manager }) => {
      let sent: unknown = payload;
      for (const path of paths) {
        const value = valueAt(live, path);
        if (deepEqual(value, valueAt(tried, path))) continue;
        sent = withValueAt(sent, path, isOwnedByOther(live, path, manager) ? undefined : value);
      }
      return sent as K8sObject;
    },
  };
}

/** The keys of a JSON pointer (RFC 6901). */
function pointerKeys(pointer: string): readonly string[] {
  return pointer.split('/').slice(1).map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  let at = value;
  for (const key of path) {
    if (Array.isArray(at)) at = (at as unknown[])[Number(key)];
    else at = isDict(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }
  return at;
}

/** A copy with a value put in, or taken out where it is undefined. A path that leads nowhere changes nothing. */
function withValueAt(value: unknown, [key, ...rest]: readonly string[], put: unknown): unknown {
  if (key === undefined) return put;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    const at = Number(key);
    if (!(at < items.length)) return value;
    const item = withValueAt(items[at], rest, put);
    return item === undefined ? items.filter((_, i) => i !== at) : items.map((other, i) => (i === at ? item : other));
  }
  if (!isDict(value) || (rest.length > 0 && !Object.hasOwn(value, key))) return value;
  const out = toDict(value);
  const below = withValueAt(out[key], rest, put);
  if (below === undefined) delete out[key];
  else out[key] = below;
  return out;
}

/** Whether another manager applied the field itself. */
function isOwnedByOther(live: K8sObject, path: readonly string[], manager: string): boolean {
  const entries = live.metadata['managedFields'];
  if (!Array.isArray(entries)) return false;
  const others = entries.filter(isDict).filter((entry) => entry['operation'] === 'Apply' && entry['manager'] !== manager && (entry['subresource'] ?? '') === '');
  return others.some((entry) => isDict(entry['fieldsV1']) && ownsField(entry['fieldsV1'], live, path));
}

/** Whether a set of fields has a path; an item of a list is known by the keys that it has in the live object. */
function ownsField(fields: Dict, value: unknown, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined) return true;
  const next = valueAt(value, [key]);
  const step = Array.isArray(value) ? itemKey(fields, next) : `f:${key}`;
  const below = step === undefined ? undefined : fields[step];
  if (below === undefined) return false;
  return rest.length === 0 || (isDict(below) && ownsField(below, next, rest));
}

function itemKey(fields: Dict, item: unknown): string | undefined {
  return Object.keys(fields).find((key) => key.startsWith('k:') && isDict(item) && Object.entries(JSON.parse(key.slice(2)) as Dict).every(([name, held]) => deepEqual(item[name], held)));
}
