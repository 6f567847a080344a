import { isDict } from '../../std/dict.ts';
import { EddyError, refText, type ObjectRef } from '../../diagnostics/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import { conditionOf, isReady, type Artifact, type Blocker, type Context } from '../base/index.ts';
import { HELM_GROUP, helmChartRef, SOURCE_API_VERSION } from './helm-chart-object.ts';
import type { Dependency, HelmReleaseSpec } from './spec.ts';

/** Something that has to be there before a release can be rendered, and is not. */
export interface Obstacle {
  readonly reason: string;
  readonly message: string;
  readonly blockers: readonly Blocker[];
}

/** The first dependency that is not ready, worded as Flux does, with all that are not. */
export async function unmetDependencies(release: HelmReleaseSpec, { objects, probing }: Context): Promise<Obstacle | undefined> {
  if (probing) return undefined;
  let message: string | undefined;
  const blockers: Blocker[] = [];
  for (const dependency of release.dependsOn) {
    const ref: ObjectRef = { apiVersion: `${HELM_GROUP}/v2`, kind: 'HelmRelease', namespace: dependency.namespace, name: dependency.name };
    const problem = dependencyProblem(dependency, await objects.get(ref));
    if (problem === undefined) continue;
    message ??= problem;
    blockers.push({ ref, relation: 'dependsOn', error: new EddyError('DependencyNotReady', problem) });
  }
  return message === undefined ? undefined : { reason: 'DependencyNotReady', message, blockers };
}

function dependencyProblem({ name, namespace }: Dependency, found: K8sObject | undefined): string | undefined {
  if (found === undefined) return `unable to get '${namespace}/${name}' dependency: helmreleases.${HELM_GROUP} "${name}" not found`;
  return isReady(found) ? undefined : `dependency '${namespace}/${name}' is not ready`;
}

/** The object whose artifact is the chart. */
export function chartSourceRef(release: HelmReleaseSpec): ObjectRef | undefined {
  const { chart, chartRef, naming } = release;
  if (chartRef !== undefined) return { apiVersion: SOURCE_API_VERSION, kind: chartRef.kind, namespace: chartRef.namespace ?? naming.namespace, name: chartRef.name };
  return chart === undefined ? undefined : helmChartRef(release, chart);
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
