import { isDict, newDict, toDict, type Dict } from '../std/dict.ts';
import { compareStrings } from '../std/compare.ts';
import { EddyError, groupOf, refKey, refText, type ObjectRef } from '../diagnostics/index.ts';
import { refOf, type K8sObject } from '../manifest/index.ts';
import type { Memo } from '../memo/index.ts';
import type { MemoryStore, WatchEvent } from '../store/index.ts';
import {
  admissionError,
  conditionOf,
  faultyField,
  HELM_GROUP,
  KUSTOMIZE_GROUP,
  recordingReader,
  supersededBy,
  withConditions,
  type Artifact,
  type ArtifactTable,
  type ChildTable,
  type Condition,
  type Context,
  type ControllerEvent,
  type Outcome,
  type Policy,
  type Ports,
  type ProducedObject,
  type ReadSet,
  type Reconciler,
  type StagedOptions,
  type StagedResult,
  type Warning,
} from '../controllers/base/index.ts';
import { buildWriter, type ChildWriter } from './child-writer.ts';
import { clusterWriter } from './cluster-writer.ts';
import { ReadIndex } from './read-index.ts';
import { WorkQueue } from './work-queue.ts';

/** The parts of a run. */
export interface ReconciliationOptions {
  readonly store: MemoryStore;
  readonly children: ChildTable;
  readonly artifacts: ArtifactTable;
  /** Earlier ones go first where nothing else decides. */
  readonly reconcilers: readonly Reconciler[];
  readonly memo: Memo;
  readonly ports: Ports;
  readonly policy: Policy;
  readonly concurrency: number;
  readonly scheduleSeed?: number | undefined;
  /**
   * What becomes of the objects of a producer that no longer succeeds. A build drops them, so that its result depends on the inputs only;
   * a cluster keeps them, and has rules of its own for deleting (`child-writer.ts`).
   */
  readonly onFailure: 'drop' | 'keep';
  readonly onOutcome?: ((ref: ObjectRef, outcome: Outcome) => void) | undefined;
  readonly onEvent?: ((ref: ObjectRef, event: ControllerEvent) => void) | undefined;
}

/** What is known of one Flux object after its last reconcile. */
export interface ObjectState {
  readonly ref: ObjectRef;
  readonly outcome: Outcome;
  readonly reads: ReadSet;
  readonly warnings: readonly Warning[];
  /** Of all its reconciles together. */
  readonly durationMs: number;
}

interface Tracked {
  readonly ref: ObjectRef;
  readonly reconciler: Reconciler;
  runs: number;
  durationMs: number;
  state: ObjectState | undefined;
  /** As it was when it was deleted. */
  last: K8sObject | undefined;
  /** The wait that it is in, and when that is over (milliseconds since 1970). */
  wait: { readonly name: string; readonly until: number } | undefined;
  /** The name of the wait that has just ended. */
  timedOut: string | undefined;
}

// Each run of an object is caused by a change, so this many mean that objects keep changing each other.
const MAX_RUNS = 250;

/**
 * Reconciles the Flux objects of a store until nothing is left to do.
 *
 * Every write to the store wakes the objects that read what changed, and the object itself when its spec, labels or annotations did.
 */
export class Reconciliation {
  readonly #options: ReconciliationOptions;
  readonly #tracked = new Map<string, Tracked>();
  readonly #readers = new ReadIndex();
  readonly #queue: WorkQueue;
  readonly #writer: ChildWriter;
  #probing: ReadonlySet<string> = new Set();
  /** Who writes to a cluster just now: what it changes itself does not wake it. */
  readonly #writing = new Set<string>();

  constructor(options: ReconciliationOptions) {
    this.#options = options;
    this.#writer = options.onFailure === 'drop' ? buildWriter(options.children, options.store.sync) : clusterWriter(options.children, options.store.sync, () => options.ports.clock.now());
    this.#queue = new WorkQueue({
      concurrency: options.concurrency,
      seed: options.scheduleSeed,
      rank: (key) => options.reconcilers.indexOf(this.#tracked.get(key)!.reconciler),
      work: (key) => this.#work(this.#tracked.get(key)!),
    });
    options.store.watch({}, undefined, (event) => {
      this.#changed(event);
    });
  }

  /** Puts an object into the store that no producer rendered. */
  seed(object: K8sObject): void {
    if (this.#options.onFailure === 'keep') {
      this.#options.store.sync.apply(object, { fieldManager: 'eddy', force: true });
      return;
    }
    this.#options.children.seed(object);
    if (this.#options.children.winner(refOf(object))?.producer === undefined) this.#options.store.sync.apply(object, { fieldManager: 'eddy', force: true });
  }

  /** Reconciles until nothing changes any more. Waits that have an end are over then, the earliest first. */
  async settle(): Promise<void> {
    if (this.#options.onFailure === 'keep') await this.#options.store.prepare();
    await this.#queue.drain();
    while (this.#endWait()) await this.#queue.drain();
  }

  /** Renders objects that only wait for dependencies as if these were there, and goes on until nothing changes any more. */
  async probe(keys: ReadonlySet<string>): Promise<void> {
    for (const key of keys) if (!this.#probing.has(key)) this.#queue.add(key);
    this.#probing = new Set([...this.#probing, ...keys]);
    await this.#queue.drain();
  }

  /** Reconciles an object again, though nothing that it read has changed. */
  wake(ref: ObjectRef): void {
    if (this.#tracked.has(refKey(ref))) this.#queue.add(refKey(ref));
  }

  /** What is known of the Flux objects that exist, by key. */
  states(): readonly ObjectState[] {
    const known = [...this.#tracked.entries()].filter(([, { ref }]) => this.#options.store.sync.get(ref) !== undefined);
    known.sort(([a], [b]) => compareStrings(a, b));
    return known.flatMap(([, { state }]) => (state === undefined ? [] : [state]));
  }

  /** How many Flux objects have come up so far. */
  get known(): number {
    return this.#tracked.size;
  }

  stateOf(ref: ObjectRef): ObjectState | undefined {
    return this.#tracked.get(refKey(ref))?.state;
  }

  /** Ends the wait that is over first, if there is one. */
  #endWait(): boolean {
    const waiting = [...this.#tracked.values()].filter(({ wait }) => wait !== undefined);
    waiting.sort((a, b) => a.wait!.until - b.wait!.until || compareStrings(refKey(a.ref), refKey(b.ref)));
    const [first] = waiting;
    if (first === undefined) return false;
    first.timedOut = first.wait!.name;
    this.#queue.add(refKey(first.ref));
    return true;
  }

  #changed(event: WatchEvent): void {
    const ref = refOf(event.object);
    const key = refKey(ref);
    const reconciler = this.#reconcilerOf(event.object);
    if (reconciler !== undefined && concernsItself(event)) {
      if (!this.#tracked.has(key)) this.#tracked.set(key, { ref, reconciler, runs: 0, durationMs: 0, state: undefined, last: undefined, wait: undefined, timedOut: undefined });
      this.#queue.add(key);
    }
    const tracked = this.#tracked.get(key);
    if (tracked !== undefined && event.type === 'DELETED') tracked.last = event.object;
    for (const reader of this.#readers.readersOf(event)) if (reader !== key && !this.#writing.has(reader)) this.#queue.add(reader);
  }

  #reconcilerOf(object: K8sObject): Reconciler | undefined {
    const group = groupOf(object.apiVersion);
    return this.#options.reconcilers.find(({ kinds }) => kinds.some((known) => known.kind === object.kind && known.group === group));
  }

  async #work(tracked: Tracked): Promise<void> {
    const { store, ports } = this.#options;
    const { ref } = tracked;
    const key = refKey(ref);
    this.#readers.forget(key);
    const object = store.sync.get(ref);
    if (object === undefined || object.metadata.deletionTimestamp !== undefined) {
      await this.#finalize(tracked, object ?? tracked.last);
      return;
    }
    const reader = recordingReader(store, (query) => {
      this.#readers.add(key, query);
    });
    const warnings: Warning[] = versionWarning(object);
    const started = ports.clock.now();
    const outcome = this.#refusal(object) ?? (await this.#reconcile(tracked, this.#contextOf(tracked, reader, warnings)));
    const ended = ports.clock.now();
    tracked.durationMs += ended - started;
    tracked.state = { ref, outcome, reads: reader.reads, warnings, durationMs: tracked.durationMs };
    tracked.timedOut = undefined;
    tracked.wait = waitAfter(outcome, tracked.wait, ended);
    if (outcome.type === 'Ready' && this.#options.onFailure === 'keep') this.#keepWatching(key, reader.reads);
    if (outcome.type !== 'Ready' && outcome.type !== 'Static') this.#writer.fail(ref);
    this.#writeStatus(ref, outcome);
    this.#options.onOutcome?.(ref, outcome);
  }

  /**
   * In a cluster, an applier that is done looks at its dependencies and values again at its next interval only: their changes do not wake it,
   * unless they carry the label that asks for it. A build has no intervals.
   */
  #keepWatching(key: string, { objects, lists }: ReadSet): void {
    this.#readers.forget(key);
    for (const ref of objects.values()) if (isWatched(ref, this.#options.store.sync.get(ref))) this.#readers.add(key, { ref });
    for (const query of lists) this.#readers.add(key, { query });
  }

  /** The object is gone: so goes what it produced. */
  async #finalize(tracked: Tracked, last: K8sObject | undefined): Promise<void> {
    const { ref, reconciler } = tracked;
    if (this.#options.onFailure === 'keep' && last !== undefined) await reconciler.finalize?.(last, this.#contextOf(tracked, recordingReader(this.#options.store), []));
    this.#writer.remove(ref);
    this.#options.artifacts.set(ref, undefined);
    tracked.state = undefined;
    tracked.last = undefined;
    tracked.wait = undefined;
  }

  /** A build has no API server that refuses what is rendered: it is refused here. */
  #refusal(object: K8sObject): Outcome | undefined {
    const { onFailure, children } = this.#options;
    const rendered = children.winner(refOf(object))?.producer !== undefined;
    const error = onFailure === 'drop' && rendered ? admissionError(object) : undefined;
    return error === undefined ? undefined : { type: 'Stalled', reason: 'InvalidSpec', error, field: error.path };
  }

  async #reconcile(tracked: Tracked, context: Context): Promise<Outcome> {
    if (++tracked.runs > MAX_RUNS) {
      const error = new EddyError('ReconcileLoop', `${refText(tracked.ref)} never settles: what it renders keeps changing what it is rendered from`, { object: tracked.ref });
      return { type: 'Stalled', reason: 'ReconciliationFailed', error };
    }
    try {
      return await tracked.reconciler.reconcile(tracked.ref, context);
    } catch (thrown) {
      if (!(thrown instanceof EddyError)) throw thrown;
      return { type: 'Failed', reason: 'ReconciliationFailed', error: thrown.in({ object: tracked.ref }), field: faultyField(thrown) };
    }
  }

  #contextOf({ ref, timedOut, last }: Tracked, reader: ReturnType<typeof recordingReader>, warnings: Warning[]): Context {
    const { artifacts, memo, ports, policy, store } = this.#options;
    return {
      objects: reader,
      live: { get: (wanted) => store.get(wanted), list: async (query) => (await store.list(query)).items },
      children: {
        last: () => this.#options.children.childrenOf(ref),
        setChildren: (objects, options) => Promise.resolve(this.#writer.set(ref, objects, options)),
        applyStaged: (stages, options) => this.#applyStaged(ref, stages, options),
        deleteChildren: (options) => Promise.resolve(this.#writer.remove(ref, options)),
      },
      artifact: async (source) => {
        await reader.get(source);
        return artifacts.get(source);
      },
      setArtifact: (artifact: Artifact | undefined) => {
        artifacts.set(ref, artifact);
      },
      memo,
      ports,
      policy,
      probing: this.#probing.has(refKey(ref)),
      timedOut,
      warn: (warning) => {
        warnings.push({ ...warning, object: warning.object ?? ref });
      },
      record: (event) => {
        this.#options.onEvent?.(ref, { ...event, annotations: { ...event.annotations, ...eventAnnotations(store.sync.get(ref) ?? last) } });
      },
    };
  }

  async #applyStaged(ref: ObjectRef, stages: readonly (readonly ProducedObject[])[], options: StagedOptions): Promise<StagedResult> {
    if (this.#options.onFailure === 'drop') return this.#writer.applyStaged(ref, stages, options);
    this.#writing.add(refKey(ref));
    try {
      return await this.#writer.applyStaged(ref, stages, options);
    } finally {
      this.#writing.delete(refKey(ref));
    }
  }

  #writeStatus(ref: ObjectRef, outcome: Outcome): void {
    const { store, ports } = this.#options;
    const object = store.sync.get(ref);
    if (object === undefined || outcome.type === 'Static') return;
    const status = outcome.type === 'Suspended' ? statusAtRest(object) : statusAfter(object, outcome, new Date(ports.clock.now()).toISOString());
    store.sync.updateStatus({ ...object, status }, { fieldManager: 'eddy' });
  }
}

/** Follows kustomize-controller v1.9.4 kustomization_manager.go; helm-controller watches the same. */
function isWatched({ apiVersion, kind }: ObjectRef, object: K8sObject | undefined): boolean {
  const group = groupOf(apiVersion);
  if (group === '' && (kind === 'ConfigMap' || kind === 'Secret')) return object?.metadata.labels?.['reconcile.fluxcd.io/watch']?.toLowerCase() === 'enabled';
  return group !== KUSTOMIZE_GROUP && group !== HELM_GROUP;
}

/** What an object wants to be told with each of its events. Follows fluxcd/pkg runtime v0.110.1 events/recorder.go. */
function eventAnnotations(object: K8sObject | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(object?.metadata.annotations ?? {}).filter(([key]) => key.startsWith('event.toolkit.fluxcd.io/')));
}

/** The wait that an outcome means: one that goes on ends when it was to end before. */
function waitAfter(outcome: Outcome, before: Tracked['wait'], now: number): Tracked['wait'] {
  if (outcome.type !== 'Waiting' || outcome.timeout === undefined) return undefined;
  const { name, ms } = outcome.timeout;
  return before?.name === name ? before : { name, until: now + ms };
}

/** An outcome that shows in the status. */
type SettledOutcome = Exclude<Outcome, { type: 'Suspended' | 'Static' }>;

/** Flux took its beta versions away; an object that still has one means the version that is served now. */
function versionWarning(object: K8sObject): Warning[] {
  const served = supersededBy(object.apiVersion);
  if (served === undefined) return [];
  const message = `${object.apiVersion} is no longer served by Flux 2.8 and later: write ${served}`;
  return [{ code: 'ApiVersionRemoved', message, object: refOf(object) }];
}

/** Whether a change is one that the object itself must act on: not a status that its controller wrote. */
function concernsItself({ type, object, old }: WatchEvent): boolean {
  if (type !== 'MODIFIED' || old === undefined) return true;
  const { metadata } = object;
  if (metadata.generation !== old.metadata.generation || metadata.deletionTimestamp !== old.metadata.deletionTimestamp) return true;
  return metadata.labels !== old.metadata.labels || metadata.annotations !== old.metadata.annotations;
}

/** The status of a suspended object: its last state still stands, also for what was written to its spec since then. */
function statusAtRest(object: K8sObject): Dict {
  const status = isDict(object['status']) ? toDict(object['status']) : newDict();
  if (conditionOf(object, 'Ready')?.status === 'True') status['observedGeneration'] = object.metadata.generation;
  else status['observedGeneration'] ??= -1;
  return status;
}

function statusAfter(object: K8sObject, outcome: SettledOutcome, now: string): Dict {
  const { generation } = object.metadata;
  const before = isDict(object['status']) ? toDict(object['status']) : undefined;
  const [conditions, remove] = conditionsAfter(outcome);
  const status = withConditions(before, conditions, { remove, observedGeneration: generation, now });
  if (outcome.type === 'Ready' || outcome.type === 'Stalled') status['observedGeneration'] = generation;
  else status['observedGeneration'] ??= -1;
  for (const [field, value] of Object.entries(outcome.status ?? {})) {
    if (value === undefined) delete status[field];
    else status[field] = value;
  }
  return status;
}

/** What the outcome means for the conditions, with those in place that the controller gave itself. */
function conditionsAfter(outcome: SettledOutcome): readonly [readonly Condition[], readonly string[]] {
  const [meant, remove] = conditionsOf(outcome);
  const given = outcome.conditions ?? [];
  const decided = new Set([...given.map(({ type }) => type), ...(outcome.removeConditions ?? [])]);
  const conditions = [...meant.filter(({ type }) => !decided.has(type)), ...given];
  const kept = new Set(given.map(({ type }) => type));
  return [conditions, [...remove, ...(outcome.removeConditions ?? [])].filter((type) => !kept.has(type))];
}

/** The conditions to set, and the types to take away. Reconciling and Stalled stand before Ready, as Flux writes them. */
function conditionsOf(outcome: SettledOutcome): readonly [readonly Condition[], readonly string[]] {
  if (outcome.type === 'Ready') {
    const { reason = 'ReconciliationSucceeded', message } = outcome;
    return [[{ type: 'Ready', status: 'True', reason, message }], ['Reconciling', 'Stalled']];
  }
  const { reason, progress } = outcome;
  const message = outcome.message ?? (outcome.type === 'Waiting' ? '' : outcome.error.message);
  const ready: Condition = { type: 'Ready', status: 'False', reason, message };
  if (outcome.type === 'Stalled') return [[{ type: 'Stalled', status: 'True', reason, message }, ready], ['Reconciling']];
  if (progress === undefined) return [[ready], ['Reconciling', 'Stalled']];
  return [[{ type: 'Reconciling', status: 'True', reason: 'ProgressingWithRetry', message: progress }, ready], ['Stalled']];
}
