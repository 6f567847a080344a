import { compareStrings } from '../std/compare.ts';
import { groupOf, refKey, refText, type ObjectRef } from '../diagnostics/index.ts';
import { HelmEngine } from '../helm/index.ts';
import { refOf, type K8sObject } from '../manifest/index.ts';
import { memoryMemo, type Memo } from '../memo/index.ts';
import { isClusterScoped } from '../schema/index.ts';
import { MemoryStore } from '../store/index.ts';
import type { Tree } from '../tree/index.ts';
import { ArtifactTable, ChildTable, defaultPolicy, readSpec, SOURCE_GROUP, sourceRef, type Policy, type Ports } from '../controllers/base/index.ts';
import { createHelmChartController, createHelmReleaseController } from '../controllers/helmrelease/index.ts';
import { createKustomizationController } from '../controllers/kustomization/index.ts';
import { createOperatorControllers, type InstanceSync } from '../controllers/operator/index.ts';
import { createSourceControllers, mappingFor, type SourceMapping } from '../controllers/source/index.ts';
import { aliasSource, findEntry, pathOf, type Entry } from './entry.ts';
import { FieldPlaces, type WrittenObject } from './field-places.ts';
import { Reconciliation } from './reconciliation.ts';
import { reportOf } from './report.ts';
import type { FleetNotice, FleetResult } from './result.ts';
import type { WaitingObject } from './waiting-graph.ts';

/** What to render, and how. */
export interface FleetOptions {
  /** The repository. */
  readonly tree: Tree;
  /** The folder that bootstrap would point the entry Kustomization at; found in the tree when left out. */
  readonly path?: string | undefined;
  /** Of the repository's tree: `main@sha1:...`. */
  readonly revision?: string | undefined;
  readonly sources?: readonly SourceMapping[] | undefined;
  readonly policy?: Partial<Policy> | undefined;
  /** Warnings make the result not ok. */
  readonly strict?: boolean | undefined;
  readonly ports?: Partial<Ports> | undefined;
  /** How many objects are reconciled at the same time. */
  readonly concurrency?: number | undefined;
  /** Shuffles the order of work, for tests: the result must not change. */
  readonly scheduleSeed?: number | undefined;
  readonly memo?: Memo | undefined;
  /** Renders charts; one without keys, certificates and chance when left out. Runs may share one, which then parses each template once. */
  readonly engine?: HelmEngine | undefined;
  /** Objects that live only in the cluster: ConfigMaps and Secrets that substitutions and values come from, CRDs. */
  readonly clusterObjects?: readonly K8sObject[] | undefined;
  /** Called when a Flux object reaches an outcome, for progress displays. */
  readonly onProgress?: ((ref: ObjectRef, done: number, known: number) => void) | undefined;
}

/**
 * Renders a fleet: the entry, all it leads to, and a report of what stands in the way.
 *
 * Faults of the fleet are in the result. Throws EddyError only when there is nothing to start from: EntryNotFound, EntryAmbiguous.
 */
export async function renderFleet(options: FleetOptions): Promise<FleetResult> {
  return new FleetRun(options).run();
}

/** One run: the parts put together, the rounds to the last fixpoint, the report. */
class FleetRun {
  readonly #options: FleetOptions;
  readonly #entry: Entry;
  readonly #store = new MemoryStore({ isClusterScoped });
  readonly #children = new ChildTable();
  readonly #artifacts = new ArtifactTable();
  readonly #reconciliation: Reconciliation;
  readonly #found: SourceMapping[] = [];
  readonly #notices: FleetNotice[] = [];
  readonly #waited = new Map<string, WaitingObject>();

  constructor(options: FleetOptions) {
    this.#options = options;
    this.#entry = findEntry(options.tree, options.path);
    let done = 0;
    this.#reconciliation = new Reconciliation({
      store: this.#store,
      children: this.#children,
      artifacts: this.#artifacts,
      reconcilers: [
        ...createSourceControllers({ mappings: () => [...this.#found, ...(options.sources ?? [])] }),
        createHelmChartController(),
        createKustomizationController(),
        createHelmReleaseController({ engine: options.engine ?? new HelmEngine({ crypto: options.ports?.crypto }) }),
        ...createOperatorControllers({ onSync: (instance, sync) => this.#acceptSync(instance, sync) }),
      ],
      memo: options.memo ?? memoryMemo(),
      ports: { clock: { now: () => 0 }, ...options.ports },
      policy: { ...defaultPolicy, noCrossNamespaceRefs: isMultitenant(this.#entry), ...options.policy },
      concurrency: options.concurrency ?? 8,
      scheduleSeed: options.scheduleSeed,
      onFailure: 'drop',
      onOutcome: (ref) => options.onProgress?.(ref, ++done, this.#reconciliation.known),
    });
  }

  async run(): Promise<FleetResult> {
    const { kustomization, source, instance, notice } = this.#entry;
    this.#map(refOf(source));
    this.#notices.push({ message: notice, object: refOf(kustomization) });
    const entry = instance === undefined ? [source, kustomization] : [instance];
    for (const object of [...(this.#options.clusterObjects ?? []), ...entry]) this.#reconciliation.seed(object);
    await this.#settle();
    for (let probes = this.#newlyWaiting(); probes.size > 0; probes = this.#newlyWaiting()) {
      await this.#reconciliation.probe(probes);
      await this.#settle();
    }
    return reportOf({
      store: this.#store,
      children: this.#children,
      states: this.#reconciliation.states(),
      waited: this.#waited,
      places: new FieldPlaces((ref) => this.#written(ref)),
      notices: this.#notices,
      strict: this.#options.strict ?? false,
    });
  }

  /** Settles, puts in what is known of sources that the fleet refers to and does not contain, and settles again. */
  async #settle(): Promise<void> {
    await this.#reconciliation.settle();
    while (this.#seedAliases()) await this.#reconciliation.settle();
  }

  #map(source: ObjectRef): void {
    const { kind, namespace, name } = source;
    const { tree, revision } = this.#options;
    this.#found.push({ kind, namespace, name, tree, ...(revision === undefined ? {} : { revision }) });
  }

  /**
   * A FluxInstance of the fleet syncs this cluster, so its source is this repository.
   * It cannot send the entry elsewhere: a run starts where it was told to.
   */
  #acceptSync(instance: K8sObject, { source, kustomization }: InstanceSync): boolean {
    const entry = this.#entry.kustomization;
    const isEntry = refKey(refOf(kustomization)) === refKey(refOf(entry));
    if (isEntry && pathOf(kustomization) !== pathOf(entry)) {
      this.#notice(`${refText(refOf(instance))} syncs "${pathOf(kustomization)}", and this run starts from "${pathOf(entry)}": its sync is left out`, instance);
      return false;
    }
    const ref = refOf(source);
    if (mappingFor([...this.#found, ...(this.#options.sources ?? [])], ref) === undefined) {
      this.#map(ref);
      this.#notice(`${refText(ref)} is what ${refText(refOf(instance))} syncs: taking it for this repository`, source);
    }
    return true;
  }

  /** Says something once, however often it comes up. */
  #notice(message: string, object: K8sObject): void {
    if (!this.#notices.some((notice) => notice.message === message)) this.#notices.push({ message, object: refOf(object) });
  }

  /** Whether a source was added. Bootstrap makes `flux-system` in the cluster, and `--source` can name a source that only lives there. */
  #seedAliases(): boolean {
    const missing = new Map<string, ObjectRef>();
    for (const { outcome } of this.#reconciliation.states()) {
      if (outcome.type !== 'Waiting') continue;
      for (const { ref } of outcome.on) {
        if (groupOf(ref.apiVersion) === SOURCE_GROUP && this.#store.sync.get(ref) === undefined) missing.set(refKey(ref), ref);
      }
    }
    const known = [...missing.keys()].sort(compareStrings).map((key) => missing.get(key)!).filter((ref) => this.#isKnown(ref));
    for (const ref of known) this.#reconciliation.seed(aliasSource(ref));
    return known.length > 0;
  }

  #isKnown(ref: ObjectRef): boolean {
    if (mappingFor(this.#options.sources ?? [], ref) !== undefined) return true;
    if (ref.name !== 'flux-system' || (ref.kind !== 'GitRepository' && ref.kind !== 'OCIRepository')) return false;
    this.#map(ref);
    this.#notices.push({ message: `${refText(ref)} is not part of the fleet: taking it for this repository`, object: ref });
    return true;
  }

  /** Records what waits now and did not before; answers the keys of those that only a `dependsOn` holds back. */
  #newlyWaiting(): ReadonlySet<string> {
    const probes = new Set<string>();
    for (const { ref, outcome } of this.#reconciliation.states()) {
      const key = refKey(ref);
      if (outcome.type !== 'Waiting' || this.#waited.has(key)) continue;
      this.#waited.set(key, { ref, blockers: outcome.on });
      if (outcome.on.every(({ relation }) => relation === 'dependsOn')) probes.add(key);
    }
    return probes;
  }

  /** The manifest that an object was written in. */
  #written(ref: ObjectRef): WrittenObject | undefined {
    const candidate = this.#children.winner(ref);
    if (candidate?.origin === undefined || candidate.producer?.kind !== 'Kustomization') return undefined;
    const producer = this.#store.sync.get(candidate.producer);
    const source = producer === undefined ? undefined : readSpec(producer).child('sourceRef');
    const [kind, name] = [source?.string('kind'), source?.string('name')];
    if (kind === undefined || name === undefined) return undefined;
    const artifact = this.#artifacts.get(sourceRef(kind, source?.string('namespace') ?? producer?.metadata.namespace, name));
    return artifact === undefined ? undefined : { tree: artifact.tree, origin: candidate.origin };
  }
}

/** Whether the FluxInstance of the cluster locks tenants in: its controllers then run with `--no-cross-namespace-refs`. */
function isMultitenant({ instance }: Entry): boolean {
  return instance !== undefined && readSpec(instance).child('cluster').boolean('multitenant');
}
