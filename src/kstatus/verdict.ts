import type { ObjectRef } from '../diagnostics/index.ts';
import { refText } from '../diagnostics/index.ts';
import type { Health } from './health.ts';

/** An object that somebody waits for. */
export interface CheckedObject {
  readonly ref: ObjectRef;
  readonly health: Health;
  /** A Job that is deleted once it has finished: where it is not there, it has. */
  readonly vanishes?: boolean | undefined;
}

/** What a wait for several objects comes to, as they are now. */
export type Verdict =
  | { readonly type: 'healthy' }
  /** Some are on their way, or nobody can tell. */
  | { readonly type: 'pending'; readonly on: readonly ObjectRef[] }
  | { readonly type: 'failed'; readonly message: string };

/**
 * Judges objects together: all must be Current, and one that has failed ends the wait for all.
 *
 * Follows fluxcd/pkg ssa v0.76.1 manager_wait.go, which fails fast unless told otherwise.
 *
 * @param timedOut whether the time to wait is over.
 */
export function judge(objects: readonly CheckedObject[], timedOut: boolean): Verdict {
  const open = objects.filter((one) => !isDone(one));
  if (open.length === 0) return { type: 'healthy' };
  const lost = open.filter(({ health }) => health.status === 'Failed');
  if (lost.length > 0) return { type: 'failed', message: `failed early due to stalled resources: [${lost.map(textOf).join(', ')}]` };
  if (timedOut) return { type: 'failed', message: `timeout waiting for: [${open.map(textOf).join(', ')}]` };
  return { type: 'pending', on: open.map(({ ref }) => ref) };
}

function isDone({ health, vanishes }: CheckedObject): boolean {
  return health.status === 'Current' || (health.status === 'NotFound' && vanishes === true);
}

function textOf({ ref, health }: CheckedObject): string {
  return `${refText(ref)} status: '${health.status}'${health.error === undefined ? '' : `: ${health.error}`}`;
}
