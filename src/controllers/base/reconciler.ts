import type { ObjectRef } from '../../diagnostics/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import type { Context } from './context.ts';
import type { Outcome } from './outcome.ts';

/** A controller for one or more kinds. */
export interface Reconciler {
  /** The kinds it reconciles. A kind of the same name in another group is none of its business. */
  readonly kinds: readonly { readonly group: string; readonly kind: string }[];
  /**
   * Brings the object into the state that its spec asks for, from its name alone.
   *
   * An EddyError that it throws counts as Failed; any other error is a defect of eddy and ends the run.
   */
  reconcile(ref: ObjectRef, context: Context): Promise<Outcome>;
  /**
   * Cleans up after an object that was deleted, given its last state. Without it, what the object produced is deleted as its options said.
   * A build never asks: there, what nobody renders any more is simply not there.
   */
  finalize?(last: K8sObject, context: Context): Promise<void>;
}
