import type { EddyError, ObjectRef } from '../../diagnostics/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import type { Memo } from '../../memo/index.ts';
import type { ApiRefusal } from '../../schema/index.ts';
import type { ListQuery } from '../../store/index.ts';
import type { Artifact } from './artifact.ts';
import type { AppliedChild, ProducedObject } from './child-table.ts';
import type { ControllerEvent } from './event.ts';
import type { DriftIgnoreRule } from './drift-ignore.ts';
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
  /**
   * As `setChildren`, stage by stage: objects of a stage are tried out before any of them is written, and those of every stage but the last
   * must be healthy before the next one begins. What an earlier stage wrote stays when a later one fails.
   *
   * A build tries nothing out and waits for nothing.
   */
  applyStaged(stages: readonly (readonly ProducedObject[])[], options: StagedOptions): Promise<StagedResult>;
  /** Ends the whole set, as its producer goes: what was in it is deleted or stays, as the options say. */
  deleteChildren(options: Pick<ChildOptions, 'prune' | 'mayPrune'>): Promise<readonly AppliedChild[]>;
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

/** How objects are applied in stages. The predicates get the object as rendered, and as it lives where it does. */
export interface StagedOptions extends ChildOptions {
  /** Whether an object is left alone; it stays in the set. */
  readonly skips: (desired: K8sObject, live: K8sObject | undefined) => boolean;
  /** Whether a live object that cannot be changed into what is wanted is deleted and made anew. */
  readonly recreates: (desired: K8sObject, live: K8sObject) => boolean;
  /** Whether the fields of `managers` are taken over, and leftovers of other tools removed. */
  readonly adopts: (desired: K8sObject, live: K8sObject) => boolean;
  /** Fields of live objects that may differ from what is wanted. */
  readonly ignore: readonly DriftIgnoreRule[];
  /** What an API server answers to an object before it looks at what lives: the kind is not served, or the user may not. */
  readonly refusalOf?: ((desired: K8sObject) => ApiRefusal | undefined) | undefined;
  /** Whether the wait between stages is over. */
  readonly timedOut: boolean;
}

/** How far an apply in stages got. */
export interface StagedResult {
  /** In the order of applying, over all stages that were completed. */
  readonly applied: readonly AppliedChild[];
  /** What left the set, in the order of deleting. */
  readonly pruned: readonly AppliedChild[];
  /** Objects of a stage that are not healthy yet; what comes after was not looked at. */
  readonly pending?: readonly ObjectRef[] | undefined;
  /** Why it stopped: ApplyFailed with the texts of the controller. */
  readonly error?: EddyError | undefined;
  /** Objects that were to be deleted and are still there, and why. */
  readonly survivors?: { readonly refs: readonly ObjectRef[]; readonly error: EddyError } | undefined;
}

/** Something to look at in what was rendered all the same. It fails a run only with `--strict`. */
export interface Warning {
  readonly code: string;
  readonly message: string;
  readonly object?: ObjectRef | undefined;
  readonly at?: EddyError['at'];
  readonly hint?: string | undefined;
  /** It tells what was taken for granted because only a cluster knows: nothing to mend, and no failure with `--strict`. */
  readonly assumed?: boolean | undefined;
}

/** Takes a warning about the object in hand; its `object` is filled in. */
export type LogWarning = (warning: Warning) => void;

/** A view of a cluster that nobody is woken by. */
export interface LiveReader {
  get(ref: ObjectRef): Promise<K8sObject | undefined>;
  list(query: ListQuery): Promise<readonly K8sObject[]>;
}

/** All that a reconcile gets besides the name of its object. */
export interface Context {
  readonly objects: ObjectReader;
  /** Objects as they are now, for those who only look: a change of what was looked at wakes nobody. */
  readonly live: LiveReader;
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
  /** The name of the wait that is over (`Waiting.timeout`), in the reconcile that is its end. */
  readonly timedOut: string | undefined;
  warn: LogWarning;
  /** Tells that something happened to the object in hand. A build listens to none of it; a cluster keeps it as an Event. */
  record(event: ControllerEvent): void;
}
