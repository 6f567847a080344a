import { newDict, toDict, type Dict } from '../../std/dict.ts';
import { sha256Hex } from '../../std/sha256.ts';
import { EddyError, refText, type ObjectRef } from '../../diagnostics/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import { SOURCE_GROUP, sourceRef, type Artifact, type Context, type Outcome, type Reconciler } from '../base/index.ts';
import { ChartBuildError } from './chart-build-error.ts';
import { buildFromArchive, buildFromSource, buildSummary, isPackedChart, packedChart, type ChartBuild, type ChartBuildOptions } from './chart-build.ts';
import { readHelmChart, type HelmChartSpec } from './chart-spec.ts';
import { ConditionList } from './condition-list.ts';
import { vendorDependencies } from './chart-dependencies.ts';
import { fetchFromRepository } from './repository-chart.ts';

const SOURCE_PLURALS: Readonly<Record<string, string>> = { HelmRepository: 'helmrepositories', GitRepository: 'gitrepositories', Bucket: 'buckets' };

/**
 * The controller of HelmCharts: it finds the chart in its source, merges values files, and makes it the object's artifact.
 *
 * The artifact's `file` is the place of the chart in its tree; a chart of a Git repository keeps the tree of the repository,
 * so that an error in a template names the file in the repository.
 * Follows source-controller v1.9.1 internal/controller/helmchart_controller.go.
 */
export function createHelmChartController(): Reconciler {
  return { kinds: [{ group: SOURCE_GROUP, kind: 'HelmChart' }], reconcile };
}

async function reconcile(ref: ObjectRef, context: Context): Promise<Outcome> {
  const object = await context.objects.get(ref);
  if (object === undefined) return { type: 'Suspended' };
  const spec = readHelmChart(object);
  if (spec.suspended) return { type: 'Suspended' };
  const from = sourceRef(spec.sourceKind, ref.namespace, spec.sourceName);
  const source = await context.objects.get(from);
  if (source === undefined) return missingSource(from, spec);
  const artifact = await context.artifact(from);
  const isOci = isOciRepository(source);
  if (artifact === undefined && !isOci) return withoutArtifact(from, spec);
  const observed = artifact === undefined ? newDict() : toDict({ observedSourceArtifactRevision: artifact.revision });
  try {
    const build = await buildChart(spec, source, artifact, context);
    return built(object, spec, build, observed, context);
  } catch (error) {
    if (!(error instanceof ChartBuildError)) throw error;
    return failed(spec, error, observed, isOci);
  }
}

async function buildChart(spec: HelmChartSpec, source: K8sObject, artifact: Artifact | undefined, context: Context): Promise<ChartBuild> {
  const generation = spec.valuesFiles.length === 0 ? '' : String(spec.generation);
  const { valuesFiles, ignoreMissingValuesFiles } = spec;
  if (source.kind === 'HelmRepository') {
    const unpacked = await fetchFromRepository(source, artifact, spec.chart, spec.version, context);
    return buildFromArchive(unpacked, { valuesFiles, ignoreMissingValuesFiles, versionMetadata: generation });
  }
  const revision = spec.revisionStrategy ? shortRevision(artifact!.revision) : '';
  const options: ChartBuildOptions = { valuesFiles, ignoreMissingValuesFiles, versionMetadata: [revision, generation].filter((part) => part !== '').join('.') };
  if (isPackedChart(artifact!.tree, spec.chart)) {
    const unpacked = await unpack(packedChart(artifact!.tree, spec.chart)!, context);
    return buildFromArchive(unpacked, options);
  }
  return vendorDependencies(buildFromSource(artifact!.tree, spec.chart, options), source, context);
}

async function unpack(bytes: Uint8Array, { ports }: Context): Promise<Artifact['tree']> {
  if (ports.archives === undefined) throw new ChartBuildError('ChartPackageError', 'SourceNotFetched', 'packed charts cannot be opened here');
  return ports.archives.untar(bytes);
}

/** The first twelve digits of a commit or digest. */
function shortRevision(revision: string): string {
  return revision.slice(revision.lastIndexOf(':') + 1).slice(0, 12);
}

function built(object: K8sObject, spec: HelmChartSpec, build: ChartBuild, observed: Dict, context: Context): Outcome {
  const { name, version, tree, path } = build;
  context.setArtifact({ revision: version, tree, file: path });
  const reason = build.packaged ? 'ChartPackageSucceeded' : 'ChartPullSucceeded';
  const message = buildSummary(build);
  const conditions = new ConditionList([], spec.generation);
  conditions.set('ArtifactInStorage', 'True', reason, message);
  conditions.set('Ready', 'True', reason, message);
  const status = toDict({
    ...observed,
    observedChartName: name,
    observedValuesFiles: spec.ignoreMissingValuesFiles ? build.valuesFiles : undefined,
    artifact: artifactStatus(object, build, context),
  });
  return { type: 'Ready', reason, message, status, ...conditions.change() };
}

const STORAGE_URL = 'http://source-controller.flux-system.svc.cluster.local.';

/** The artifact as the status tells of it. Nothing is packed here, so its digest is made of the chart's files. */
function artifactStatus({ metadata }: K8sObject, { name, version, tree, path: folder }: ChartBuild, { ports }: Context): Dict {
  const path = `helmchart/${metadata.namespace ?? ''}/${metadata.name}/${name}-${version}.tgz`;
  const digest = `sha256:${sha256Hex(new TextEncoder().encode(`${version} ${tree.digest(folder) ?? ''}`))}`;
  return toDict({ path, url: `${STORAGE_URL}/${path}`, revision: version, digest, lastUpdateTime: new Date(ports.clock.now()).toISOString().replace(/\.\d+/, '') });
}

function failed(spec: HelmChartSpec, fault: ChartBuildError, observed: Dict, isOci: boolean): Outcome {
  const { reason, message, error } = fault;
  // Flux cannot tell a missing chart from an unreachable registry, so it tries again.
  const stalled = fault.persistent && !isOci;
  const conditions = new ConditionList([], spec.generation);
  if (stalled) conditions.set('Stalled', 'True', reason, message);
  else conditions.set('Reconciling', 'True', 'ProgressingWithRetry', message);
  conditions.set('Ready', 'False', reason, message);
  conditions.set(fault.condition, 'True', reason, message);
  return { type: stalled ? 'Stalled' : 'Failed', reason, error, status: observed, ...conditions.change() };
}

function missingSource(ref: ObjectRef, spec: HelmChartSpec): Outcome {
  const plural = SOURCE_PLURALS[ref.kind] ?? `${ref.kind.toLowerCase()}s`;
  const message = `failed to get source: ${plural}.source.toolkit.fluxcd.io "${ref.name}" not found`;
  const error = new EddyError('SourceNotFound', `${refText(ref)} does not exist`);
  return waiting(ref, spec, 'SourceUnavailable', message, error);
}

function withoutArtifact(ref: ObjectRef, spec: HelmChartSpec): Outcome {
  const message = `no artifact available for ${ref.kind} source '${ref.name}'`;
  return waiting(ref, spec, 'NoSourceArtifact', message, new EddyError('SourceFailed', `${refText(ref)} has no artifact`));
}

function waiting(ref: ObjectRef, spec: HelmChartSpec, reason: string, message: string, error: EddyError): Outcome {
  const conditions = new ConditionList([], spec.generation);
  conditions.set('Reconciling', 'True', 'ProgressingWithRetry', message);
  conditions.set('Ready', 'False', reason, message);
  conditions.set('FetchFailed', 'True', reason, message);
  return { type: 'Waiting', on: [{ ref, relation: 'sourceRef', error }], reason, message, ...conditions.change() };
}

function isOciRepository(source: K8sObject): boolean {
  return source.kind === 'HelmRepository' && (source['spec'] as Dict | undefined)?.['type'] === 'oci';
}
