import type { Dict } from '../../std/dict.ts';
import { EddyError, type ObjectRef } from '../../diagnostics/index.ts';
import type { Condition } from './conditions.ts';

/** One object that a waiting object needs, and what for. */
export interface Blocker {
  readonly ref: ObjectRef;
  /** The field that names it. `dependsOn` only orders; all others carry data, without which nothing can be rendered. */
  readonly relation: 'dependsOn' | 'sourceRef' | 'chartRef' | 'substituteFrom' | 'valuesFrom' | 'secretRef' | 'inputsFrom';
  /** What to tell the user if nothing changes: the object is not there, or lacks what is needed. */
  readonly error: EddyError;
}

/** Done for this generation and these inputs. */
export interface Ready {
  readonly type: 'Ready';
  /** Of the Ready condition; `ReconciliationSucceeded` unless given. */
  readonly reason?: string | undefined;
  readonly message: string;
  /** Status fields besides the conditions; a field that is undefined is removed. */
  readonly status?: Dict | undefined;
  /** All conditions of the object, where its controller keeps others than Ready, Reconciling and Stalled: they are stored as they are. */
  readonly conditions?: readonly Condition[] | undefined;
}

/** Needs other objects first; woken when one of them changes. */
export interface Waiting {
  readonly type: 'Waiting';
  readonly on: readonly Blocker[];
  readonly reason: string;
  readonly message: string;
  readonly status?: Dict | undefined;
  /** All conditions of the object, where its controller keeps others than Ready, Reconciling and Stalled: they are stored as they are. */
  readonly conditions?: readonly Condition[] | undefined;
}

/** Did not succeed; may be tried again when anything it read changes. */
export interface Failed {
  readonly type: 'Failed';
  readonly reason: string;
  readonly error: EddyError;
  /** The text of the condition where Flux words it differently from the error. */
  readonly message?: string | undefined;
  readonly status?: Dict | undefined;
  /** All conditions of the object, where its controller keeps others than Ready, Reconciling and Stalled: they are stored as they are. */
  readonly conditions?: readonly Condition[] | undefined;
}

/** Cannot succeed until the user changes the object. */
export interface Stalled {
  readonly type: 'Stalled';
  readonly reason: string;
  readonly error: EddyError;
  readonly message?: string | undefined;
  readonly status?: Dict | undefined;
  /** All conditions of the object, where its controller keeps others than Ready, Reconciling and Stalled: they are stored as they are. */
  readonly conditions?: readonly Condition[] | undefined;
}

/** Left alone, because the object says so. */
export interface Suspended {
  readonly type: 'Suspended';
}

/** How a reconcile ended, as data. */
export type Outcome = Ready | Waiting | Failed | Stalled | Suspended;

/** What was thrown, as the error a user sees; anything but an EddyError is a defect and passes through unchanged. */
export function asEddyError(thrown: unknown): EddyError {
  if (thrown instanceof EddyError) return thrown;
  throw thrown;
}
