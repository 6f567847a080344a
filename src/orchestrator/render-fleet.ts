import type { ObjectRef } from '../diagnostics/index.ts';
import type { K8sObject } from '../manifest/index.ts';
import { memoryMemo, type Memo } from '../memo/index.ts';
import { isClusterScoped } from '../schema/index.ts';
import { MemoryStore } from '../store/index.ts';
import type { Tree } from '../tree/index.ts';
import { ArtifactTable, ChildTable, defaultPolicy, type Policy, type Ports } from '../controllers/base/index.ts';
import { Reconciliation } from './reconciliation.ts';
import type { FleetResult } from './result.ts';

/** A source that is not fetched, because its files are at hand. */
export interface SourceMapping {
  /** Undefined matches every kind of source. */
  readonly kind?: string | undefined;
  /** Undefined matches every namespace. */
  readonly namespace?: string | undefined;
  readonly name: string;
  readonly tree: Tree;
  /** As Flux writes it; made up from the tree's name otherwise. */
  readonly revision?: string | undefined;
}

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
  const store = new MemoryStore({ isClusterScoped });
  const reconciliation = new Reconciliation({
    store,
    children: new ChildTable(),
    artifacts: new ArtifactTable(),
    reconcilers: [],
    memo: options.memo ?? memoryMemo(),
    ports: { clock: { now: () => 0 }, ...options.ports },
    policy: { ...defaultPolicy, ...options.policy },
    concurrency: options.concurrency ?? 8,
    scheduleSeed: options.scheduleSeed,
    onFailure: 'drop',
  });
  for (const object of options.clusterObjects ?? []) reconciliation.seed(object);
  await reconciliation.settle();
  return { productions: [], rows: [], failures: [], warnings: [], waiting: [], notices: [], ok: true };
}
