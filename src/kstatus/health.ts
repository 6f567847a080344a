import { isDict, type Dict } from '../std/dict.ts';
import type { K8sObject } from '../manifest/index.ts';

/** `Current` is what the spec asks for; `Failed` will not get there by itself; `Unknown` means that nobody can tell. */
export type HealthStatus = 'Current' | 'InProgress' | 'Failed' | 'Terminating' | 'NotFound' | 'Unknown';

/** The state of one object. */
export interface Health {
  readonly status: HealthStatus;
  /** Says why, for people. */
  readonly message: string;
  /** Why nobody can tell; only where the status is `Unknown`. */
  readonly error?: string | undefined;
}

/** A condition of an object of any kind, as far as it matters here. */
export interface AnyCondition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** What the object asks for is there. */
export function current(message: string): Health {
  return { status: 'Current', message };
}

/** On its way. */
export function inProgress(message: string): Health {
  return { status: 'InProgress', message };
}

/** Will not get there by itself. */
export function failed(message: string): Health {
  return { status: 'Failed', message };
}

/** The value at a path of keys; undefined where the path leads nowhere. */
export function valueAt(object: Dict, ...path: readonly string[]): unknown {
  let at: unknown = object;
  for (const key of path) at = isDict(at) ? at[key] : undefined;
  return at;
}

/** The integer at a path, or a default for anything else. */
export function intAt(object: Dict, path: readonly string[], absent: number): number {
  const value = valueAt(object, ...path);
  return typeof value === 'number' && Number.isInteger(value) ? value : absent;
}

/** The text at a path, or a default for anything else. */
export function textAt(object: Dict, path: readonly string[], absent: string): string {
  const value = valueAt(object, ...path);
  return typeof value === 'string' ? value : absent;
}

/** `status.conditions`, in their order; entries that are no mappings are left out. */
export function conditionsOf(object: K8sObject): readonly AnyCondition[] {
  const listed = valueAt(object, 'status', 'conditions');
  if (!Array.isArray(listed)) return [];
  return listed.filter(isDict).map((entry) => ({ type: textOf(entry['type']), status: textOf(entry['status']), reason: textOf(entry['reason']), message: textOf(entry['message']) }));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
