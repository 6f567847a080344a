import { isDict, toDict } from '../../std/dict.ts';
import { sha256Hex } from '../../std/sha256.ts';
import type { K8sObject } from '../../manifest/index.ts';
import { readSpec, SOURCE_GROUP, type Context, type ControllerEvent, type Outcome, type Reconciler, type SourceKind, type SpecReader } from '../base/index.ts';
import { ArtifactGenerators } from './artifact-generator.ts';
import { artifactTree } from './artifact-tree.ts';
import { fetchBucket } from './bucket.ts';
import { fetchGitRepository } from './git-repository.ts';
import { fetchHelmRepository } from './helm-repository.ts';
import { fetchOciRepository } from './oci-repository.ts';
import { SourceFailure, SourceWaiting } from './source-failure.ts';
import { mappingFor, type SourceMapping } from './source-mapping.ts';
import { messageOf } from './source-message.ts';
import { startRun, type FetchedSource, type SourceRun } from './source-run.ts';
import { storedAs } from './stored-artifact.ts';

/** What the controllers of a run need to know of its sources. */
export interface SourceControllersOptions {
  /** Asked at each reconcile, so that mappings can be found while a run goes on. */
  readonly mappings?: (() => readonly SourceMapping[]) | undefined;
}

type Fetch = (run: SourceRun) => Promise<FetchedSource | 'static'>;

/** One controller per kind of source. */
export function createSourceControllers(options: SourceControllersOptions = {}): readonly Reconciler[] {
  const controller = (kind: SourceKind, fetch: Fetch): Reconciler => ({
    kinds: [{ group: SOURCE_GROUP, kind }],
    reconcile: async (ref, context) => {
      const object = await context.objects.get(ref);
      return object === undefined ? { type: 'Suspended' } : reconcileSource(object, fetch, context, options.mappings?.() ?? []);
    },
  });
  const generators = new ArtifactGenerators();
  return [
    controller('GitRepository', fetchGitRepository),
    controller('OCIRepository', fetchOciRepository),
    controller('HelmRepository', fetchHelmRepository),
    controller('Bucket', fetchBucket),
    controller('ExternalArtifact', (run) => generators.fetch(run)),
    generators.controller(),
  ];
}

async function reconcileSource(object: K8sObject, fetch: Fetch, context: Context, mappings: readonly SourceMapping[]): Promise<Outcome> {
  const spec = readSpec(object);
  const mapping = mappingFor(mappings, spec.object);
  if (mapping !== undefined) return kept(await startRun(object, context), identified(mappedSource(object, spec, mapping)));
  if (spec.boolean('suspend')) return { type: 'Suspended' };
  const run = await startRun(object, context);
  if (object.kind !== 'HelmRepository') run.conditions.remove('StorageOperationFailed');
  if (run.stored === undefined) run.conditions.remove('ArtifactInStorage');
  try {
    const fetched = await fetch(run);
    if (fetched === 'static') return { type: 'Static' };
    const outcome = kept(run, identified(fetched));
    if (object.kind !== 'ExternalArtifact') announce(run, identified(fetched));
    return outcome;
  } catch (thrown) {
    if (thrown instanceof SourceWaiting) return waiting(run, thrown);
    if (!(thrown instanceof SourceFailure)) throw thrown;
    return failed(run, thrown);
  }
}

function mappedSource(object: K8sObject, spec: SpecReader, { tree, revision = 'local', verbatim = false }: SourceMapping): FetchedSource {
  const isArtifact = verbatim || object.kind === 'HelmRepository' || object.kind === 'ExternalArtifact';
  const filtered = isArtifact ? tree : artifactTree(tree, spec.string('ignore'), object.kind === 'Bucket' ? 'none' : 'usual');
  return {
    artifact: { revision, tree: filtered },
    message: messageOf(object.kind, revision),
    news: `stored artifact for revision '${revision}'`,
    status: toDict({ observedIgnore: spec.string('ignore') }),
  };
}

/** A cluster digests the archive; here the files stand for it. */
function identified(fetched: FetchedSource): FetchedSource {
  const { artifact } = fetched;
  if (artifact.digest !== undefined) return fetched;
  const digest = `sha256:${sha256Hex(new TextEncoder().encode(artifact.tree.digest('') ?? ''))}`;
  return { ...fetched, artifact: { ...artifact, digest } };
}

function kept(run: SourceRun, fetched: FetchedSource): Outcome {
  const { object, context, conditions } = run;
  const { artifact, message, status } = fetched;
  context.setArtifact(artifact);
  for (const type of ['StorageOperationFailed', 'FetchFailed', 'IncludeUnavailable', 'ArtifactOutdated'] as const) conditions.remove(type);
  // Whoever makes an ExternalArtifact writes no more than that it is ready.
  if (object.kind !== 'ExternalArtifact') conditions.mark('ArtifactInStorage', 'True', { reason: 'Succeeded', message });
  return { type: 'Ready', reason: 'Succeeded', message, status: toDict({ ...status, ...storedAs(run, fetched) }), ...conditions.changes() };
}

/** Tells of a new artifact, of a source that recovered, and of one that did not change. */
function announce({ object, context, conditions }: SourceRun, { artifact: { revision, digest }, news, unchanged }: FetchedSource): void {
  const status = isDict(object['status']) ? object['status'] : {};
  const before = isDict(status['artifact']) ? status['artifact']['digest'] : undefined;
  const annotations = { [`${SOURCE_GROUP}/revision`]: revision, [`${SOURCE_GROUP}/digest`]: digest ?? '' };
  const tell = (event: ControllerEvent): void => {
    context.record(event);
  };
  if (unchanged?.reason === 'ArtifactUpToDate') tell({ type: 'Normal', ...unchanged });
  if (before !== digest) tell({ type: 'Normal', reason: 'NewArtifact', message: news, annotations });
  else if (conditions.recovered()) tell({ type: 'Normal', reason: 'Succeeded', message: news, annotations });
  // That nothing changed in a Git repository is told once all else is.
  if (unchanged !== undefined && unchanged.reason !== 'ArtifactUpToDate') tell({ type: 'Normal', ...unchanged });
}

function failed(run: SourceRun, failure: SourceFailure): Outcome {
  const { conditions, context, spec, progress } = run;
  const { reason, error, condition, stalls, message } = failure;
  if (condition !== null) conditions.mark(condition, condition === 'SourceVerified' ? 'False' : 'True', { reason, message });
  if (!failure.untold) context.record({ type: 'Warning', reason, message });
  // A failure of before that nobody took back still comes first.
  const ready = conditions.trouble() ?? (failure.untold ? { reason: 'ProgressingWithRetry', message: progress } : { reason, message });
  return { type: stalls ? 'Stalled' : 'Failed', ...ready, error: error.in({ object: spec.object }), ...(stalls ? {} : { progress }), ...conditions.changes() };
}

function waiting(run: SourceRun, { reason, message, condition, blockers }: SourceWaiting): Outcome {
  const { conditions, context, progress } = run;
  if (condition !== null) {
    conditions.mark(condition, 'True', { reason, message });
    context.record({ type: 'Normal', reason, message });
  }
  const ready = conditions.trouble() ?? { reason, message };
  return { type: 'Waiting', ...ready, on: blockers, progress, ...conditions.changes() };
}
