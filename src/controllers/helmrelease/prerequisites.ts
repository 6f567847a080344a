import { isDict } from '../../std/dict.ts';
import { EddyError, refText, type ObjectRef } from '../../diagnostics/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import { checkDependencies, conditionOf, HELM_GROUP, sourceRef, type Artifact, type Blocker, type Context, type Outcome } from '../base/index.ts';
import { helmChartRef } from './charts/helm-chart-object.ts';
import type { HelmReleaseSpec } from './spec.ts';

/** Something that has to be there before a release can be rendered, and is not. */
export interface Obstacle {
  readonly reason: string;
  readonly message: string;
  readonly blockers: readonly Blocker[];
}

/** The outcome where a dependency is not met; undefined where all are. */
export function unmetDependencies(self: K8sObject, release: HelmReleaseSpec, context: Context): Promise<Outcome | undefined> {
  const resource = `helmreleases.${HELM_GROUP}`;
  const missing = (id: string, name: string): string => `unable to get '${id}' dependency: ${resource} "${name}" not found`;
  return checkDependencies({ self, dependencies: release.dependsOn, resource, missing, isCurrent: () => true }, context);
}

/** The object whose artifact is the chart. */
export function chartSourceRef(release: HelmReleaseSpec): ObjectRef | undefined {
  const { chart, chartRef, naming } = release;
  if (chartRef !== undefined) return sourceRef(chartRef.kind, chartRef.namespace ?? naming.namespace, chartRef.name);
  return chart === undefined ? undefined : helmChartRef(release, chart);
}

/** Why the object with the chart is out of bounds; undefined where it is not. Follows helm-controller v1.6.3 internal/acl. */
export function accessFault(release: HelmReleaseSpec, ref: ObjectRef, { policy }: Context): EddyError | undefined {
  const what = `can't access '${ref.kind}/${ref.namespace ?? ''}/${ref.name}'`;
  if (policy.noCrossNamespaceRefs && ref.namespace !== release.naming.namespace) return new EddyError('AccessDenied', `${what}, cross-namespace references have been blocked`);
  if (ref.kind === 'ExternalArtifact' && !policy.externalArtifacts) return new EddyError('AccessDenied', `${what}, ExternalArtifact feature gate is disabled`);
  return undefined;
}

/** The chart's artifact, or why there is none yet. */
export async function chartArtifact(ref: ObjectRef, context: Context): Promise<{ readonly artifact: Artifact } | { readonly obstacle: Obstacle }> {
  const source = await context.objects.get(ref);
  if (source === undefined) {
    const message = `could not get Source object: ${ref.kind}.source.toolkit.fluxcd.io "${ref.name}" not found`;
    return { obstacle: obstacleAt(ref, 'ArtifactFailed', message, new EddyError('SourceNotFound', `${refText(ref)} does not exist`)) };
  }
  const artifact = await context.artifact(ref);
  const problem = notReady(source, artifact);
  if (problem === undefined) return { artifact: artifact! };
  const message = `${ref.kind} '${ref.namespace ?? ''}/${ref.name}' is not ready: ${problem}`;
  return { obstacle: obstacleAt(ref, 'SourceNotReady', message, new EddyError('SourceFailed', message)) };
}

function notReady(source: K8sObject, artifact: Artifact | undefined): string | undefined {
  if (source.kind === 'ExternalArtifact') return artifact === undefined ? 'does not have an artifact' : undefined;
  const status = isDict(source['status']) ? source['status'] : undefined;
  const ready = conditionOf(source, 'Ready');
  if (status?.['observedGeneration'] !== source.metadata.generation) {
    return ready?.status === 'False' ? ready.message : 'latest generation of object has not been reconciled';
  }
  const stalled = conditionOf(source, 'Stalled');
  if (stalled?.status === 'True') return stalled.message;
  return artifact === undefined ? 'does not have an artifact' : undefined;
}

function obstacleAt(ref: ObjectRef, reason: string, message: string, error: EddyError): Obstacle {
  return { reason, message, blockers: [{ ref, relation: 'chartRef', error }] };
}
