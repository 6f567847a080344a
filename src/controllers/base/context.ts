import type { EddyError, ObjectRef } from '../../diagnostics/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import type { Memo } from '../../memo/index.ts';
import type { ListQuery } from '../../store/index.ts';
import type { Artifact } from './artifact.ts';
import type { AppliedChild, ProducedObject } from './child-table.ts';
import type { ControllerEvent } from './event.ts';
import type { Policy } from './policy.ts';
import type { Ports } from './ports.ts';

/** What a reconcile may read. Each read is written down: a change of what was read wakes the object again. */
export interface ObjectReader {
  get(ref: ObjectRef): Promise<K8sObject | undefined>;
  /** In order of namespace and name. */
  list(query: ListQuery & { readonly group: string; readonly kind: string }): Promise<readonly K8sObject[]>;
}

/** What a reconcile may write: the objects it produces, as one set. */
export interface ObjectWriter {
  /** The set as it was given last; empty for an object that has produced nothing yet. */
  last(): readonly ProducedObject[];
  /**
   * Makes `objects` the whole set of what this object produces: applies them in order, and takes away what was in the last set and is not in this one.
   *
   * @throws EddyError ApplyFailed when an object is refused; then nothing of the set is written.
   */
  setChildren(objects: readonly ProducedObject[], options: ChildOptions): Promise<readonly AppliedChild[]>;
}

/** How a set of children is kept in a cluster. A build has no past: it always shows the set as it is now. */
export interface ChildOptions {
  readonly fieldManager: string;
  /** Whether what left the set is deleted. */
  readonly prune: boolean;
  /** Whether the whole set is deleted with its producer; as `prune` unless given. */
  readonly pruneOnDelete?: boolean | undefined;
  /** Whether a live object may be deleted, as far as it can tell; every one may unless given. */
  readonly mayPrune?: ((live: K8sObject) => boolean) | undefined;
}

/** Something to look at in what was rendered all the same. It fails a run only with `--strict`. */
export interface Warning {
  readonly code: string;
  readonly message: string;
  readonly object?: ObjectRef | undefined;
  readonly at?: EddyError['at'];
  readonly hint?: string | undefined;
}

/** Takes a warning about the object in hand; its `object` is filled in. */
export type LogWarning = (warning: Warning) => void;

/** All that a reconcile gets besides the name of its object. */
export interface Context {
  readonly objects: ObjectReader;
  readonly children: ObjectWriter;
  /** What a source produced. Reading it counts as reading the source. */
  artifact(source: ObjectRef): Promise<Artifact | undefined>;
  /** Keeps what the object in hand (a source) produced, or forgets it. */
  setArtifact(artifact: Artifact | undefined): void;
  readonly memo: Memo;
  readonly ports: Ports;
  readonly policy: Policy;
  /**
   * The object is blocked by a dependency that will not become ready in this run, and is rendered only to find its own faults:
   * `dependsOn` counts as met.
   */
  readonly probing: boolean;
  warn: LogWarning;
  /** Tells that something happened to the object in hand. A build listens to none of it; a cluster keeps it as an Event. */
  record(event: ControllerEvent): void;
}
