import type { Dict } from '../../std/dict.ts';
import type { EddyError } from '../../diagnostics/index.ts';
import type { CustomHealthChecks } from '../../kstatus/index.ts';
import type { Artifact, Context } from '../base/index.ts';
import type { ClusterClient } from './actions/cluster-client.ts';
import type { ConditionList } from './condition-list.ts';
import type { HelmEnvironment } from './actions/helm-environment.ts';
import { HelmLog } from './actions/helm-log.ts';
import { KindDiscovery } from './actions/kind-discovery.ts';
import { shortReleaseName, storageNamespace, wantedReleaseName } from './release-name.ts';
import type { ReleaseRenderer } from './release-render.ts';
import type { ReleaseStatusFields } from './release-status.ts';
import type { RecordObserver, ReleaseStorage } from './storage/release-storage.ts';
import type { HelmReleaseSpec } from './spec.ts';

/** The chart of a release, under the version that Flux gives it. */
export interface ReleaseChart {
  readonly name: string;
  readonly version: string;
  readonly appVersion: string;
  /** As Helm's JSON has it, under that version. */
  readonly stored: Dict;
  readonly artifact: Artifact;
  readonly ociDigest: string | undefined;
}

/** All that the work on a release in a cluster needs. `conditions` and `status` are changed by it. */
export interface ReleaseRequest {
  readonly release: HelmReleaseSpec;
  readonly chart: ReleaseChart;
  /** An upgrade that keeps values puts in the old ones. */
  values: Dict;
  readonly conditions: ConditionList;
  readonly status: ReleaseStatusFields;
  /** `status.observedGeneration` as it was before. */
  readonly observedGeneration: number | undefined;
  /** Whether `forceAt` asks for an upgrade, now. Asking takes the request. */
  readonly takeForce: () => boolean;
  readonly cluster: ReleaseCluster;
  readonly renderer: ReleaseRenderer;
  /** Of the present reconcile: an action that waits goes on in a later one. */
  context: Context;
}

/** What every action needs, also one that ends a release whose chart nobody looks at any more. */
export type ReleaseScope = Pick<ReleaseRequest, 'release' | 'conditions' | 'status' | 'cluster' | 'context'>;

/** The cluster of a release, for one HelmRelease. */
export interface ReleaseCluster {
  readonly client: ClusterClient;
  /** The releases that are kept in a namespace. */
  readonly storageIn: (namespace: string) => ReleaseStorage;
  readonly health: CustomHealthChecks | undefined;
}

/** How the work on a release ended. */
export type ReleaseEnd =
  | { readonly type: 'InSync' }
  /** `again` is to go on at once. */
  | { readonly type: 'Failed'; readonly error: EddyError; readonly again?: boolean }
  | { readonly type: 'Stalled'; readonly error: EddyError };

/** What Helm does to make or change a release. */
export type ReleaseAction = 'install' | 'upgrade';

/** The name that the release goes by in Helm. */
export function nameOf({ release }: Pick<ReleaseRequest, 'release'>): string {
  return shortReleaseName(wantedReleaseName(release.naming));
}

/** Where the release is kept: where it was put, even if it is wanted elsewhere by now. */
export function storageOf({ cluster, status, release }: ReleaseScope): ReleaseStorage {
  return cluster.storageIn(status.storageNamespace ?? storageNamespace(release.naming));
}

/** The environment of one action: its own log, and its own ear for what is written to the storage. */
export function environmentOf(request: ReleaseScope, observe: RecordObserver): HelmEnvironment {
  const { client, health } = request.cluster;
  return {
    cluster: client,
    log: new HelmLog(),
    storage: storageOf(request).observedBy(observe),
    kinds: () => KindDiscovery.of(client, request.context.policy),
    now: () => goTime(request.context.ports.clock.now()),
    health,
  };
}

/** A time as Go writes it: without zeros at the end of its fraction. */
function goTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.?0+Z$/, 'Z');
}
