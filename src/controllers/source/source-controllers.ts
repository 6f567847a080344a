import { isDict, toDict } from '../../std/dict.ts';
import { refText } from '../../diagnostics/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import { readSpec, SOURCE_GROUP, type Artifact, type Context, type Outcome, type Reconciler, type SourceKind, type SpecReader } from '../base/index.ts';
import { composeArtifact, createArtifactGeneratorController, generatorOf } from './artifact-generator.ts';
import { artifactTree } from './artifact-tree.ts';
import { fetchBucket } from './bucket.ts';
import { fetchGitRepository } from './git-repository.ts';
import { fetchHelmRepository } from './helm-repository.ts';
import { fetchOciRepository } from './oci-repository.ts';
import { SourceFailure, SourceWaiting } from './source-failure.ts';
import { mappingFor, type SourceMapping } from './source-mapping.ts';

/** What the controllers of a run need to know of its sources. */
export interface SourceControllersOptions {
  /** Asked at each reconcile, so that mappings can be found while a run goes on. */
  readonly mappings?: (() => readonly SourceMapping[]) | undefined;
}

/** A source on its way to an artifact. */
export interface FetchedSource {
  readonly artifact: Artifact;
  /** Of the Ready condition. */
  readonly message: string;
  /** Status fields besides `artifact`. */
  readonly status?: Readonly<Record<string, unknown>> | undefined;
}

type Fetch = (object: K8sObject, spec: SpecReader, context: Context) => Promise<FetchedSource | 'static'>;

/** One controller per kind of source. */
export function createSourceControllers(options: SourceControllersOptions = {}): readonly Reconciler[] {
  const controller = (kind: SourceKind, fetch: Fetch): Reconciler => ({
    kinds: [{ group: SOURCE_GROUP, kind }],
    reconcile: async (ref, context) => {
      const object = await context.objects.get(ref);
      return object === undefined ? { type: 'Suspended' } : reconcileSource(object, fetch, context, options.mappings?.() ?? []);
    },
  });
  return [
    controller('GitRepository', fetchGitRepository),
    controller('OCIRepository', fetchOciRepository),
    controller('HelmRepository', fetchHelmRepository),
    controller('Bucket', fetchBucket),
    controller('ExternalArtifact', fetchExternalArtifact),
    createArtifactGeneratorController(),
  ];
}

async function reconcileSource(object: K8sObject, fetch: Fetch, context: Context, mappings: readonly SourceMapping[]): Promise<Outcome> {
  const spec = readSpec(object);
  const mapping = mappingFor(mappings, spec.object);
  if (mapping !== undefined) return keep(object, mappedSource(object, spec, mapping), context);
  if (spec.boolean('suspend')) return { type: 'Suspended' };
  if (spec.has('verify')) context.warn({ code: 'SourceNotVerified', message: `spec.verify of ${refText(spec.object)} is not checked here` });
  try {
    const fetched = await fetch(object, spec, context);
    return fetched === 'static' ? { type: 'Static' } : keep(object, fetched, context);
  } catch (thrown) {
    if (thrown instanceof SourceWaiting) return { type: 'Waiting', reason: 'SourceFetchFailed', message: thrown.message, on: thrown.blockers };
    if (!(thrown instanceof SourceFailure)) throw thrown;
    return failed(thrown, spec);
  }
}

function mappedSource(object: K8sObject, spec: SpecReader, { tree, revision = 'local', verbatim = false }: SourceMapping): FetchedSource {
  const isArtifact = verbatim || object.kind === 'HelmRepository' || object.kind === 'ExternalArtifact';
  const filtered = isArtifact ? tree : artifactTree(tree, spec.string('ignore'), object.kind === 'Bucket' ? 'none' : 'usual');
  return { artifact: { revision, tree: filtered }, message: messageOf(object.kind, revision) };
}

function keep(object: K8sObject, { artifact, message, status }: FetchedSource, context: Context): Outcome {
  const spec = object['spec'];
  context.setArtifact(artifact);
  const { revision, digest, metadata } = artifact;
  const shown = toDict({ revision, path: artifactPath(object, revision), ...(digest === undefined ? {} : { digest }), ...(metadata === undefined || Object.keys(metadata).length === 0 ? {} : { metadata: toDict(metadata) }) });
  return {
    type: 'Ready',
    reason: 'Succeeded',
    message,
    status: toDict({ observedIgnore: isDict(spec) ? spec['ignore'] ?? undefined : undefined, ...status, artifact: shown }),
    conditions: [{ type: 'ArtifactInStorage', status: 'True', reason: 'Succeeded', message }],
    removeConditions: ['FetchFailed', 'IncludeUnavailable', 'ArtifactOutdated'],
  };
}

function failed({ reason, error, condition, stalls, message }: SourceFailure, spec: SpecReader): Outcome {
  return {
    type: stalls ? 'Stalled' : 'Failed',
    reason,
    error: error.in({ object: spec.object }),
    conditions: [{ type: condition, status: 'True', reason, message }],
  };
}

/** Where Flux keeps an artifact: by kind, namespace and name, in a file named after its revision. */
function artifactPath({ kind, metadata }: K8sObject, revision: string): string {
  const folder = `${kind.toLowerCase()}/${metadata.namespace ?? ''}/${metadata.name}`;
  const digest = revision.slice(revision.lastIndexOf('@') + 1);
  const hex = digest.slice(digest.indexOf(':') + 1);
  if (kind === 'HelmRepository') return `${folder}/index-${hex}.yaml`;
  return `${folder}/${kind === 'OCIRepository' ? digest : hex}.tar.gz`;
}

/** The text of the Ready condition, which differs from kind to kind. */
export function messageOf(kind: string, revision: string): string {
  switch (kind) {
    case 'GitRepository':
      return `stored artifact for revision '${revision}'`;
    case 'OCIRepository':
      return `stored artifact for digest '${revision}'`;
    default:
      return `stored artifact: revision '${revision}'`;
  }
}

/** What an ArtifactGenerator makes of other sources. The artifact of any other producer is there only where it is mapped. */
function fetchExternalArtifact(object: K8sObject, spec: SpecReader, context: Context): Promise<FetchedSource> {
  const generator = generatorOf(spec);
  if (generator !== undefined) return composeArtifact(generator, object.metadata.name, context);
  throw new SourceFailure('ArtifactFailed', `nothing here makes the artifact of ${refText(spec.object)}`, {
    code: 'SourceNotFetched',
    hint: `map it to a folder: --source ${refText(spec.object)}=DIR`,
  });
}
