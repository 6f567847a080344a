import type { Dict } from '../../std/dict.ts';
import type { EddyError, ObjectRef } from '../../diagnostics/index.ts';
import type { Condition } from './conditions.ts';

/** What an outcome may say of the object's status besides Ready, Reconciling and Stalled. */
export interface StatusChange {
  /** Status fields besides the conditions; a field that is undefined is removed. */
  readonly status?: Dict | undefined;
  /** Further conditions. One of type Ready, Reconciling or Stalled stands in place of the one that the outcome means. */
  readonly conditions?: readonly Condition[] | undefined;
  /** Types of conditions to take away. */
  readonly removeConditions?: readonly string[] | undefined;
  /** Of the Reconciling condition, for an object that will be tried again; it has none without this. */
  readonly progress?: string | undefined;
}

/** The path of a field in an object: keys, and indices of lists. */
export type FieldPath = readonly (string | number)[];

/** One object that a waiting object needs, and what for. */
export interface Blocker {
  readonly ref: ObjectRef;
  /** The field that names it. `dependsOn` only orders; all others carry data, without which nothing can be rendered. */
  readonly relation: 'dependsOn' | 'sourceRef' | 'chartRef' | 'substituteFrom' | 'valuesFrom' | 'secretRef' | 'inputsFrom' | 'copyFrom' | 'health';
  /** What to tell the user if nothing changes: the object is not there, or lacks what is needed. */
  readonly error: EddyError;
  /** Where the object names it. */
  readonly field?: FieldPath | undefined;
}

/** Done for this generation and these inputs. */
export interface Ready extends StatusChange {
  readonly type: 'Ready';
  /** Of the Ready condition; `ReconciliationSucceeded` unless given. */
  readonly reason?: string | undefined;
  readonly message: string;
}

/** Needs other objects first; woken when one of them changes. */
export interface Waiting extends StatusChange {
  readonly type: 'Waiting';
  readonly on: readonly Blocker[];
  readonly reason: string;
  readonly message: string;
  /** How long it waits; for as long as it takes unless given. */
  readonly timeout?: WaitTimeout | undefined;
}

/**
 * The end of a wait. Once nothing that the object waits for can change any more it is reconciled a last time, with `Context.timedOut` set:
 * time passes where there is nothing else to do, and no reconcile ever sleeps.
 */
export interface WaitTimeout {
  /** Names the wait, so that a reconcile with several of them knows which one is over. */
  readonly name: string;
  readonly ms: number;
}

/** Did not succeed; may be tried again when anything it read changes. */
export interface Failed extends StatusChange {
  readonly type: 'Failed';
  readonly reason: string;
  readonly error: EddyError;
  /** The text of the condition where Flux words it differently from the error. */
  readonly message?: string | undefined;
  /** The field at fault, where the error has no place of its own. */
  readonly field?: FieldPath | undefined;
}

/** Cannot succeed until the user changes the object. */
export interface Stalled extends StatusChange {
  readonly type: 'Stalled';
  readonly reason: string;
  readonly error: EddyError;
  readonly message?: string | undefined;
  /** The field at fault, where the error has no place of its own. */
  readonly field?: FieldPath | undefined;
}

/** Left alone, because the object says so. */
export interface Suspended {
  readonly type: 'Suspended';
}

/** Nothing is ever done about this object, and nothing is written to its status: a HelmRepository of type `oci`. */
export interface Static {
  readonly type: 'Static';
}

/** How a reconcile ended, as data. */
export type Outcome = Ready | Waiting | Failed | Stalled | Suspended | Static;
