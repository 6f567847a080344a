import type { Dict } from '../../std/dict.ts';
import type { EddyError } from '../../diagnostics/index.ts';
import type { Artifact, Context, ProducedObject } from '../base/index.ts';
import type { ConditionList } from './condition-list.ts';
import { shortReleaseName, wantedReleaseName } from './release-name.ts';
import type { ReleaseRenderer } from './release-render.ts';
import type { ReleaseStatusFields } from './release-status.ts';
import type { ReleaseStorage } from './release-storage.ts';
import type { HelmReleaseSpec } from './spec.ts';

/** The chart of a release, under the version that Flux gives it. */
export interface ReleaseChart {
  readonly name: string;
  readonly version: string;
  readonly appVersion: string;
  readonly artifact: Artifact;
  readonly ociDigest: string | undefined;
}

/** All that an action on a release works with. `conditions` and `status` are changed by it. */
export interface ReleaseRequest {
  readonly release: HelmReleaseSpec;
  readonly chart: ReleaseChart;
  readonly values: Dict;
  readonly conditions: ConditionList;
  readonly status: ReleaseStatusFields;
  /** `status.observedGeneration` as it was before. */
  readonly observedGeneration: number | undefined;
  readonly storage: ReleaseStorage;
  /** Nothing is known of earlier runs, and nothing of this one is kept. */
  readonly stateless: boolean;
  readonly renderer: ReleaseRenderer;
  readonly context: Context;
  /** Objects that the controller itself needs (the HelmChart): children of every set. */
  readonly own: readonly ProducedObject[];
  readonly forced: boolean;
}

/** How the work on a release ended. */
export type ReleaseEnd =
  | { readonly type: 'InSync' }
  | { readonly type: 'Failed'; readonly error: EddyError }
  | { readonly type: 'Stalled'; readonly error: EddyError };

/** What Helm does to make or change a release. */
export type ReleaseAction = 'install' | 'upgrade';

/** The name that the release goes by in Helm. */
export function nameOf({ release }: ReleaseRequest): string {
  return shortReleaseName(wantedReleaseName(release.naming));
}
