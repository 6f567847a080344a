import { compareStrings } from '../std/compare.ts';
import { deepEqual } from '../std/deep-equal.ts';
import { isDict } from '../std/dict.ts';
import { didYouMean, EddyError, groupOf, refKey, refText, type ObjectRef } from '../diagnostics/index.ts';
import type { K8sObject } from '../manifest/index.ts';
import type { MemoryStore } from '../store/index.ts';
import { conditionOf, HELM_GROUP, SOURCE_GROUP, type Blocker, type ChildTable, type FieldPath, type Outcome, type Warning } from '../controllers/base/index.ts';
import type { FieldPlaces } from './field-places.ts';
import type { ObjectState } from './reconciliation.ts';
import type { Failure, FleetNotice, FleetResult, FluxRow, Production, RowState, WaitingReport } from './result.ts';
import { WaitingGraph, type WaitingObject } from './waiting-graph.ts';

/** What a run came to. */
export interface ReportInput {
  readonly store: MemoryStore;
  readonly children: ChildTable;
  readonly states: readonly ObjectState[];
  /** Objects that waited at a fixpoint, by key; those that waited for dependencies only were rendered all the same afterwards. */
  readonly waited: ReadonlyMap<string, WaitingObject>;
  readonly places: FieldPlaces;
  readonly notices: readonly FleetNotice[];
  readonly strict: boolean;
}

/** Makes the result of a run: the same for the same inputs, whatever the order of work. */
export function reportOf(input: ReportInput): FleetResult {
  return new Report(input).result();
}

interface Fault {
  error: EddyError;
  readonly object: ObjectRef;
  readonly field: FieldPath | undefined;
  /** Other objects with the very same fault. */
  readonly sharers: ObjectRef[];
}

const CHART_FIELD: FieldPath = ['spec', 'chart', 'spec', 'chart'];

class Report {
  readonly #input: ReportInput;
  readonly #states: ReadonlyMap<string, ObjectState>;
  readonly #faults: Fault[] = [];
  /** Which faults an object has itself: indexes into `#faults`. */
  readonly #own = new Map<string, Set<number>>();
  readonly #graph: WaitingGraph;
  readonly #causes = new Map<string, ReadonlySet<number>>();

  constructor(input: ReportInput) {
    this.#input = input;
    this.#states = new Map(input.states.map((state) => [refKey(state.ref), state]));
    this.#graph = new WaitingGraph(input.waited, (ref) => this.#standsFor(ref));
  }

  result(): FleetResult {
    for (const state of this.#input.states) this.#addFailure(state);
    for (const key of [...this.#input.waited.keys()].sort(compareStrings)) this.#addMissing(this.#input.waited.get(key)!);
    this.#addCycles();
    const order = this.#faults.map((_, i) => i).sort((a, b) => this.#compareFaults(a, b));
    const rows = this.#rows();
    const failures = order.map((i) => this.#failure(i));
    const position = new Map(order.map((fault, i) => [fault, i]));
    const all = this.#warnings();
    const warnings = all.filter(({ assumed }) => assumed !== true);
    return {
      productions: this.#productions(),
      rows,
      failures,
      warnings,
      assumptions: all.filter(({ assumed }) => assumed === true),
      waiting: this.#waiting(position),
      notices: this.#input.notices,
      ok: failures.length === 0 && !(this.#input.strict && warnings.length > 0),
    };
  }

  /** A generated HelmChart speaks for its release: a person wrote the release. */
  #responsible(ref: ObjectRef): ObjectRef {
    if (ref.kind !== 'HelmChart' || groupOf(ref.apiVersion) !== SOURCE_GROUP) return ref;
    const producer = this.#input.children.winner(ref)?.producer;
    return producer !== undefined && groupOf(producer.apiVersion) === HELM_GROUP ? producer : ref;
  }

  /** The Flux object that has to act before an object is there: the object itself, or the one that renders it. */
  #standsFor(ref: ObjectRef): ObjectRef | undefined {
    if (this.#states.has(refKey(ref))) return ref;
    return this.#input.children.winner(ref)?.producer;
  }

  #addFailure({ ref, outcome }: ObjectState): void {
    if (outcome.type !== 'Failed' && outcome.type !== 'Stalled') return;
    const object = this.#responsible(ref);
    this.#addFault(object, outcome.error, object === ref ? outcome.field : CHART_FIELD);
    if (object !== ref) this.#own.set(refKey(ref), this.#own.get(refKey(object))!);
  }

  /** Faults of a waiting object that nobody else's failure explains: what it names is not there, or will never be what it needs. */
  #addMissing({ ref, blockers }: WaitingObject): void {
    const object = this.#responsible(ref);
    for (const blocker of blockers) {
      const target = this.#standsFor(blocker.ref);
      if (target !== undefined && this.#explains(target)) continue;
      const field = object === ref ? blocker.field : CHART_FIELD;
      this.#addFault(object, this.#explained(blocker), field);
    }
  }

  /** Whether an object fails or waits, so that its own causes are the causes of who waits for it. */
  #explains(ref: ObjectRef): boolean {
    const type = this.#states.get(refKey(ref))?.outcome.type;
    return this.#input.waited.has(refKey(ref)) || type === 'Failed' || type === 'Stalled';
  }

  /** The error of a blocker, with what is known now that nothing changes any more. */
  #explained({ ref, relation, error }: Blocker): EddyError {
    const object = this.#input.store.sync.get(ref);
    if (object !== undefined) {
      if (this.#states.get(refKey(ref))?.outcome.type !== 'Suspended') return error;
      return error.with({ message: `${error.message}: it is suspended` });
    }
    const isSource = relation === 'sourceRef' || relation === 'chartRef';
    const nearest = didYouMean(ref.name, this.#namesLike(ref));
    const mapping = isSource ? `map it to a folder with --source ${refText(ref)}=DIR` : undefined;
    const hint = [nearest, error.hint, mapping].filter((part) => part !== undefined).join('; or ');
    return error.with({ hint: hint === '' ? undefined : hint });
  }

  #namesLike({ apiVersion, kind, namespace }: ObjectRef): string[] {
    const { items } = this.#input.store.sync.list({ group: groupOf(apiVersion), kind, namespace: namespace ?? '' });
    return items.map(({ metadata }) => metadata.name);
  }

  #addCycles(): void {
    const circles = this.#graph.circles();
    for (const [i, path] of this.#graph.cycles().entries()) {
      const [first] = path;
      const error = new EddyError('DependencyCycle', `objects wait for each other: ${path.map(refText).join(' -> ')}`, { hint: 'take one of these dependencies away' });
      const blocker = this.#input.waited.get(refKey(first!))!.blockers.find(({ ref }) => refKey(ref) === refKey(path[1]!));
      const index = this.#addFault(first!, error, blocker?.field);
      for (const key of circles[i]!) this.#ownOf(key).add(index);
    }
  }

  #addFault(object: ObjectRef, error: EddyError, field: FieldPath | undefined): number {
    const same = this.#faults.findIndex((fault) => fault.error.code === error.code && fault.error.message === error.message && deepEqual(fault.error.at, error.at));
    if (same !== -1) {
      const fault = this.#faults[same]!;
      if (refKey(fault.object) !== refKey(object)) fault.sharers.push(object);
      this.#ownOf(refKey(object)).add(same);
      return same;
    }
    this.#faults.push({ error, object, field, sharers: [] });
    this.#ownOf(refKey(object)).add(this.#faults.length - 1);
    return this.#faults.length - 1;
  }

  #ownOf(key: string): Set<number> {
    let own = this.#own.get(key);
    if (own === undefined) this.#own.set(key, (own = new Set<number>()));
    return own;
  }

  /** All faults that an object cannot go on for: its own, those of what it waits for, and those of who renders it. */
  #causesOf(ref: ObjectRef): ReadonlySet<number> {
    const key = refKey(ref);
    const known = this.#causes.get(key);
    if (known !== undefined) return known;
    const causes = new Set<number>();
    // Entered before it is complete: a circle comes back here.
    this.#causes.set(key, causes);
    const seen = new Set<string>();
    const visit = (at: ObjectRef): void => {
      const atKey = refKey(at);
      if (seen.has(atKey)) return;
      seen.add(atKey);
      for (const fault of this.#own.get(atKey) ?? []) causes.add(fault);
      for (const { ref: needed } of this.#input.waited.get(atKey)?.blockers ?? []) {
        const target = this.#standsFor(needed);
        if (target !== undefined && this.#explains(target)) visit(target);
      }
      const producer = this.#producerOf(at);
      if (producer !== undefined && this.#input.waited.has(refKey(producer))) visit(producer);
    };
    visit(ref);
    return causes;
  }

  #producerOf(ref: ObjectRef): ObjectRef | undefined {
    return this.#input.children.winner(ref)?.producer;
  }

  #failure(index: number): Failure {
    const { error, object, field, sharers } = this.#faults[index]!;
    const at = error.at ?? (field === undefined ? undefined : this.#input.places.placeOf(object, field));
    const objectKey = refKey(object);
    const blocks = this.#input.states
      .map(({ ref }) => ref)
      .filter((ref) => refKey(this.#responsible(ref)) === refKey(ref) && refKey(ref) !== objectKey && this.#causesOf(ref).has(index));
    const all = new Map([...blocks, ...sharers].map((ref) => [refKey(ref), ref]));
    return { error: error.in({ object, at }), object, blocks: [...all.keys()].sort(compareStrings).map((key) => all.get(key)!) };
  }

  #compareFaults(a: number, b: number): number {
    const [first, second] = [this.#faults[a]!, this.#faults[b]!];
    return (
      compareStrings(refKey(first.object), refKey(second.object)) ||
      compareStrings(first.error.code, second.error.code) ||
      compareStrings(first.error.message, second.error.message)
    );
  }

  #rows(): FluxRow[] {
    const rows: FluxRow[] = [];
    for (const state of this.#input.states) {
      const object = this.#input.store.sync.get(state.ref);
      if (object === undefined || refKey(this.#responsible(state.ref)) !== refKey(state.ref)) continue;
      rows.push(this.#row(state, object));
    }
    return rows;
  }

  #row({ ref, outcome, durationMs }: ObjectState, object: K8sObject): FluxRow {
    const blockedBy = this.#blockersOf(ref);
    const own = [...(this.#own.get(refKey(ref)) ?? [])].map((i) => this.#faults[i]!).filter((fault) => refKey(fault.object) === refKey(ref) || fault.sharers.some((sharer) => refKey(sharer) === refKey(ref)));
    const [fault] = own;
    const state = rowState(outcome, fault !== undefined, blockedBy.length > 0);
    return {
      ref,
      state,
      durationMs,
      blockedBy,
      error: fault?.error.in({ object: ref, at: fault.field === undefined ? undefined : this.#input.places.placeOf(ref, fault.field) }),
      producer: this.#producerOf(ref),
      revision: revisionOf(object),
      message: conditionOf(object, 'Ready')?.message ?? '',
    };
  }

  /** The objects that directly hold an object back and are not its own fault. */
  #blockersOf(ref: ObjectRef): readonly ObjectRef[] {
    const found = new Map<string, ObjectRef>();
    const add = (blocker: ObjectRef): void => {
      const responsible = this.#responsible(blocker);
      if (refKey(responsible) !== refKey(ref)) found.set(refKey(responsible), responsible);
      // The chart that a release makes for itself waits in its place.
      else if (refKey(blocker) !== refKey(ref)) addBlockersOf(blocker);
    };
    const addBlockersOf = (waiting: ObjectRef): void => {
      for (const { ref: needed } of this.#input.waited.get(refKey(waiting))?.blockers ?? []) {
        const target = this.#standsFor(needed);
        if (target !== undefined && this.#explains(target)) add(target);
      }
    };
    addBlockersOf(ref);
    const producer = this.#producerOf(ref);
    if (producer !== undefined && this.#isBlocked(producer)) add(producer);
    return [...found.keys()].sort(compareStrings).map((key) => found.get(key)!);
  }

  /** Whether a cluster would not let this object act: it waits, or who renders it does. */
  #isBlocked(ref: ObjectRef): boolean {
    const seen = new Set<string>();
    for (let at: ObjectRef | undefined = ref; at !== undefined && !seen.has(refKey(at)); at = this.#producerOf(at)) {
      if (this.#input.waited.has(refKey(at))) return true;
      seen.add(refKey(at));
    }
    return false;
  }

  #productions(): Production[] {
    return this.#input.states.flatMap(({ ref }) => {
      const objects = this.#input.children.childrenOf(ref).filter(({ object }) => !isGeneratedChart(object, ref));
      return objects.length === 0 ? [] : [{ producer: ref, blocked: this.#isBlocked(ref), objects }];
    });
  }

  #waiting(position: ReadonlyMap<number, number>): WaitingReport[] {
    return [...this.#input.waited.keys()].sort(compareStrings).map((key) => {
      const { ref } = this.#input.waited.get(key)!;
      return { object: ref, causes: [...this.#causesOf(ref)].map((fault) => position.get(fault)!).sort((a, b) => a - b) };
    });
  }

  #warnings(): Warning[] {
    const own = this.#input.states.flatMap(({ warnings }) => warnings);
    const conflicts = this.#input.children.conflicts(sameForUsers).map(({ ref, producers }) => ({
      code: 'ObjectTwoProducers',
      message: `${refText(ref)} is rendered differently by ${producers.map(refText).join(' and ')}: in a cluster the last one to apply wins, again and again`,
      object: ref,
    }));
    return [...own, ...conflicts];
  }
}

/** Nothing passes but what ended well. */
function rowState({ type }: Outcome, isFaulty: boolean, isBlocked: boolean): RowState {
  if (type === 'Suspended' && !isFaulty) return 'suspended';
  if (isBlocked) return 'blocked';
  if (isFaulty) return 'failed';
  return type === 'Ready' || type === 'Static' ? 'passed' : 'blocked';
}

/** The HelmChart that a HelmRelease makes of its template is bookkeeping, not a rendered object. */
function isGeneratedChart({ apiVersion, kind }: K8sObject, producer: ObjectRef): boolean {
  return kind === 'HelmChart' && groupOf(apiVersion) === SOURCE_GROUP && groupOf(producer.apiVersion) === HELM_GROUP;
}

function revisionOf(object: K8sObject): string | undefined {
  const status = isDict(object['status']) ? object['status'] : {};
  const artifact = isDict(status['artifact']) ? status['artifact']['revision'] : undefined;
  const revision = status['lastAppliedRevision'] ?? status['lastAttemptedRevision'] ?? artifact;
  return typeof revision === 'string' ? revision : undefined;
}

/** Whether two versions of an object differ in nothing but who owns them. */
function sameForUsers(a: K8sObject, b: K8sObject): boolean {
  return deepEqual(withoutOwner(a), withoutOwner(b));
}

function withoutOwner(object: K8sObject): unknown {
  const { labels, annotations, ...metadata } = object.metadata;
  const kept = (map: Readonly<Record<string, string>> | undefined): unknown => Object.entries(map ?? {}).filter(([key]) => !OWNER_KEYS.has(key)).sort(([x], [y]) => compareStrings(x, y));
  return { ...object, metadata: { ...metadata, labels: kept(labels), annotations: kept(annotations) } };
}

const OWNER_KEYS: ReadonlySet<string> = new Set([
  'kustomize.toolkit.fluxcd.io/name',
  'kustomize.toolkit.fluxcd.io/namespace',
  'helm.toolkit.fluxcd.io/name',
  'helm.toolkit.fluxcd.io/namespace',
  'config.kubernetes.io/origin',
  'resourceset.fluxcd.controlplane.io/name',
  'resourceset.fluxcd.controlplane.io/namespace',
]);
