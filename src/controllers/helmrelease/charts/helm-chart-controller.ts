import { isDict, newDict, toDict, type Dict } from '../../../std/dict.ts';
import { sha256Hex } from '../../../std/sha256.ts';
import { EddyError, refText, type ObjectRef } from '../../../diagnostics/index.ts';
import { refOf, type K8sObject } from '../../../manifest/index.ts';
import { SOURCE_GROUP, sourceRef, type Artifact, type Condition, type Context, type Outcome, type Reconciler } from '../../base/index.ts';
import { ChartBuildError } from './chart-build-error.ts';
import { buildFromArchive, buildFromSource, buildSummary, isPackedChart, packedChart, type ChartBuild, type ChartBuildOptions } from './chart-build.ts';
import { readHelmChart, type HelmChartSpec } from './chart-spec.ts';
import { ConditionList } from '../condition-list.ts';
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
  const finalize: Reconciler['finalize'] = (_last, context) => {
    context.record({ type: 'Normal', reason: 'GarbageCollectionSucceeded', message: 'garbage collected artifacts for deleted resource' });
    return Promise.resolve();
  };
  return { kinds: [{ group: SOURCE_GROUP, kind: 'HelmChart' }], reconcile, finalize };
}

async function reconcile(ref: ObjectRef, context: Context): Promise<Outcome> {
  const object = await context.objects.get(ref);
  if (object === undefined) return { type: 'Suspended' };
  const spec = readHelmChart(object);
  if (spec.suspended) return { type: 'Suspended' };
  const run = await startRun(object, spec, context);
  const from = sourceRef(spec.sourceKind, ref.namespace, spec.sourceName);
  const source = await context.objects.get(from);
  if (source === undefined) return missingSource(from, run);
  const artifact = await context.artifact(from);
  const isOci = isOciRepository(source);
  if (artifact === undefined && !isOci) return withoutArtifact(from, run);
  const observed = artifact === undefined ? newDict() : toDict({ observedSourceArtifactRevision: artifact.revision });
  try {
    const build = await buildChart(spec, source, artifact, context);
    return built(run, build, observed);
  } catch (error) {
    if (!(error instanceof ChartBuildError)) throw error;
    return failed(run, source.kind === 'HelmRepository' ? signInFault(error) : error, observed, isOci);
  }
}

/** One reconcile of a HelmChart. */
interface ChartRun {
  readonly object: K8sObject;
  readonly spec: HelmChartSpec;
  readonly context: Context;
  readonly conditions: ConditionList;
  /** What was built last. A build has no past: there, every chart is new. */
  readonly stored: Artifact | undefined;
  readonly status: Dict;
}

async function startRun(object: K8sObject, spec: HelmChartSpec, context: Context): Promise<ChartRun> {
  const hasPast = context.policy.clusterState === 'evaluate';
  const status = hasPast && isDict(object['status']) ? object['status'] : newDict();
  const listed = status['conditions'];
  const conditions = new ConditionList(Array.isArray(listed) ? (listed as Condition[]) : [], spec.generation);
  return { object, spec, context, conditions, status, stored: hasPast ? await context.artifact(refOf(object)) : undefined };
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

function built(run: ChartRun, build: ChartBuild, observed: Dict): Outcome {
  const { object, spec, context, conditions, status, stored } = run;
  const { version, tree, path } = build;
  const reason = build.packaged ? 'ChartPackageSucceeded' : 'ChartPullSucceeded';
  const message = buildSummary(build);
  // The same version is not built again, whatever its files have become meanwhile, until the object changes.
  const isSame = stored !== undefined && status['observedChartName'] === build.name && stored.revision === version && status['observedGeneration'] === spec.generation;
  const artifact = isSame && isDict(status['artifact']) ? status['artifact'] : artifactStatus(object, build, context);
  if (!isSame) context.setArtifact({ revision: version, tree, file: path });
  tellOf(run, { reason, message, isSame, digest: String(artifact['digest']), version, dependencies: build.dependencies });
  conditions.remove('FetchFailed', 'BuildFailed', 'ArtifactOutdated', 'StorageOperationFailed', 'SourceVerified', 'Stalled', 'Reconciling');
  conditions.set('ArtifactInStorage', 'True', reason, message);
  conditions.set('Ready', 'True', reason, message);
  const valuesFiles = spec.ignoreMissingValuesFiles ? build.valuesFiles : undefined;
  const next = toDict({ ...observed, observedChartName: build.name, observedValuesFiles: isSame ? status['observedValuesFiles'] : valuesFiles, artifact, url: urlOf(object) });
  return { type: 'Ready', reason, message, status: next, ...conditions.change() };
}

interface ChartNews {
  readonly reason: string;
  readonly message: string;
  readonly isSame: boolean;
  readonly digest: string;
  readonly version: string;
  readonly dependencies: number;
}

/** A new artifact, or the end of a failure, is news; a chart that is as it was is only told to who watches closely. */
function tellOf({ context, conditions, status }: ChartRun, { reason, message, isSame, digest, version, dependencies }: ChartNews): void {
  if (dependencies > 0 && !isSame) context.record({ type: 'Normal', reason: 'ResolvedDependencies', message: `resolved ${String(dependencies)} chart dependencies` });
  if (isSame) context.record({ type: 'Normal', reason: 'ArtifactUpToDate', message: `artifact up-to-date with remote revision: '${version}'` });
  const before = isDict(status['artifact']) ? status['artifact']['digest'] : undefined;
  const recovered = ['BuildFailed', 'FetchFailed', 'StorageOperationFailed'].some((type) => conditions.get(type) !== undefined);
  if (before === digest && !recovered) return;
  context.record({ type: 'Normal', reason, message, annotations: { [`${SOURCE_GROUP}/revision`]: version, [`${SOURCE_GROUP}/digest`]: digest } });
}

const STORAGE_URL = 'http://source-controller.flux-system.svc.cluster.local.';

/** The artifact as the status tells of it. Nothing is packed here, so its digest is made of the chart's files. */
function artifactStatus({ metadata }: K8sObject, { name, version, tree, path: folder }: ChartBuild, { ports }: Context): Dict {
  const path = `helmchart/${metadata.namespace ?? ''}/${metadata.name}/${name}-${version}.tgz`;
  const digest = `sha256:${sha256Hex(new TextEncoder().encode(`${version} ${tree.digest(folder) ?? ''}`))}`;
  return toDict({ path, url: `${STORAGE_URL}/${path}`, revision: version, digest, lastUpdateTime: new Date(ports.clock.now()).toISOString().replace(/\.\d+/, '') });
}

function urlOf({ metadata }: K8sObject): string {
  return `${STORAGE_URL}/helmchart/${metadata.namespace ?? ''}/${metadata.name}/latest.tar.gz`;
}

function failed({ context, conditions, stored }: ChartRun, fault: ChartBuildError, observed: Dict, isOci: boolean): Outcome {
  const { reason, message, error, build } = fault;
  // Flux cannot tell a missing chart from an unreachable registry, so it tries again.
  const stalled = fault.persistent && !isOci;
  if (build !== undefined && stored !== undefined && stored.revision !== build.version) {
    conditions.set('ArtifactOutdated', 'True', 'NewChart', `new '${build.name}' chart with version '${build.version}'`);
  }
  conditions.remove(fault.condition === 'FetchFailed' ? 'BuildFailed' : 'FetchFailed', 'Stalled', 'Reconciling');
  if (stalled) conditions.set('Stalled', 'True', reason, message);
  else conditions.set('Reconciling', 'True', 'ProgressingWithRetry', message);
  conditions.set('Ready', 'False', reason, message);
  conditions.set(fault.condition, 'True', reason, message);
  context.record({ type: 'Warning', reason, message });
  return { type: stalled ? 'Stalled' : 'Failed', reason, error, status: observed, ...conditions.change() };
}

/** A repository that refuses to be read is told apart by the text alone. */
function signInFault(fault: ChartBuildError): ChartBuildError {
  if (!/401|unauthorized|authentication required|tls|unknown certificate authority/.test(fault.message)) return fault;
  const text = fault.message.replace(/^chart pull error: /, '');
  return new ChartBuildError('AuthenticationFailed', fault.error.code, text, { hint: fault.error.hint, cause: fault.error });
}

function missingSource(ref: ObjectRef, run: ChartRun): Outcome {
  const plural = SOURCE_PLURALS[ref.kind] ?? `${ref.kind.toLowerCase()}s`;
  const message = `failed to get source: ${plural}.source.toolkit.fluxcd.io "${ref.name}" not found`;
  run.context.record({ type: 'Warning', reason: 'SourceUnavailable', message });
  return waiting(ref, run, 'SourceUnavailable', message, new EddyError('SourceNotFound', `${refText(ref)} does not exist`));
}

function withoutArtifact(ref: ObjectRef, run: ChartRun): Outcome {
  const message = `no artifact available for ${ref.kind} source '${ref.name}'`;
  run.context.record({ type: 'Normal', reason: 'NoSourceArtifact', message });
  return waiting(ref, run, 'NoSourceArtifact', message, new EddyError('SourceFailed', `${refText(ref)} has no artifact`));
}

function waiting(ref: ObjectRef, { conditions }: ChartRun, reason: string, message: string, error: EddyError): Outcome {
  conditions.remove('Stalled');
  conditions.set('Reconciling', 'True', 'ProgressingWithRetry', message);
  conditions.set('Ready', 'False', reason, message);
  conditions.set('FetchFailed', 'True', reason, message);
  return { type: 'Waiting', on: [{ ref, relation: 'sourceRef', error }], reason, message, ...conditions.change() };
}

function isOciRepository(source: K8sObject): boolean {
  return source.kind === 'HelmRepository' && (source['spec'] as Dict | undefined)?.['type'] === 'oci';
}
