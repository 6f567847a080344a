import type { EddyError, ObjectRef } from '../diagnostics/index.ts';
import type { Origin, ProducedObject, Warning } from '../controllers/base/index.ts';

/**
 * How a Flux object ended.
 *
 * `passed`: rendered without error. `failed`: has a fault of its own. `blocked`: something that it needs failed, is missing or waits;
 * where only a `dependsOn` holds it back it was rendered all the same, so it may carry an error of its own and have objects.
 */
export type RowState = 'passed' | 'failed' | 'blocked' | 'suspended';

/** One Flux object of the fleet. */
export interface FluxRow {
  readonly ref: ObjectRef;
  readonly state: RowState;
  /** Time spent in its reconciles. The only part of a result that differs between equal runs. */
  readonly durationMs: number;
  /** What holds it back, by key order; empty unless `blocked`. */
  readonly blockedBy: readonly ObjectRef[];
  /** Its own fault. */
  readonly error?: EddyError | undefined;
  /** The Kustomization, HelmRelease or ResourceSet that rendered it; undefined for the entry. */
  readonly producer?: ObjectRef | undefined;
  /** Of its artifact or of what it applied last. */
  readonly revision?: string | undefined;
  /** The text of its Ready condition. */
  readonly message: string;
}

/** The objects of one producer, in the order that it rendered them. */
export interface Production {
  readonly producer: ObjectRef;
  /** The producer is blocked: a cluster would not apply these now. */
  readonly blocked: boolean;
  readonly objects: readonly ProducedObject[];
}

/** A fault that a person can fix, once. */
export interface Failure {
  readonly error: EddyError;
  /** The object that has the fault. */
  readonly object: ObjectRef | undefined;
  /** Flux objects that cannot go on because of it, directly or not. */
  readonly blocks: readonly ObjectRef[];
}

/** What an object waits for at the end. */
export interface WaitingReport {
  readonly object: ObjectRef;
  /** The failures behind it: indexes into `failures`. */
  readonly causes: readonly number[];
}

/** Something eddy decided by itself and says with `-v`. */
export interface FleetNotice {
  readonly message: string;
  readonly object?: ObjectRef | undefined;
}

/** All that a run found. The same inputs give the same result, whatever the scheduling. */
export interface FleetResult {
  /** By key of the producer. */
  readonly productions: readonly Production[];
  /** Every Flux object, by kind, namespace and name. */
  readonly rows: readonly FluxRow[];
  /** Root causes only. */
  readonly failures: readonly Failure[];
  readonly warnings: readonly Warning[];
  /** What was taken for granted because only a cluster knows it. */
  readonly assumptions: readonly Warning[];
  readonly waiting: readonly WaitingReport[];
  readonly notices: readonly FleetNotice[];
  /** No failures, and with `strict` no warnings. */
  readonly ok: boolean;
}

export type { Origin, ProducedObject, Warning };
