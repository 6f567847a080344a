import { toDict } from '../../std/dict.ts';
import { deepEqual } from '../../std/deep-equal.ts';
import { compareVersions, type Version } from '../../lang/semver/index.ts';
import { compileRegexp } from '../../lang/regexp/index.ts';
import { withLibraries } from '../../std/lazy-library.ts';
import { memoryTree, type Tree } from '../../tree/index.ts';
import { fluxVersion, type Credentials, type OciFetcher, type OciManifest, type OciRemote } from '../base/index.ts';
import { artifactTree } from './artifact-tree.ts';
import { parseRange } from './git-checkout.ts';
import { digestProblem, ociUrlProblem } from './oci-url.ts';
import { verifyArtifact } from './oci-signature.ts';
import { failingAs, SourceFailure } from './source-failure.ts';
import { messageOf } from './source-message.ts';
import { outdated, portFor, timeoutOf, upToDate, type FetchedSource, type SourceRun } from './source-run.ts';
import { certificatesOf, proxyOf, refused, secretData, secretOf } from './source-secrets.ts';
import { withoutWorkloadIdentity } from './workload-identity.ts';

const CHART_LAYER = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';
const ORIGIN_SOURCE = 'org.opencontainers.image.source';
const ORIGIN_REVISION = 'org.opencontainers.image.revision';

/** Which manifest `spec.ref` leads to. */
interface Resolved {
  readonly digest: string;
  /** `tag@digest`, or the digest alone. */
  readonly revision: string;
  /** What names it behind the repository: `:tag` or `@digest`. */
  readonly reference: string;
}

/**
 * Pulls an OCI artifact at what `spec.ref` says: digest, semver or tag, in this order of precedence.
 *
 * Follows source-controller v1.9.4 ocirepository_controller.go.
 */
export async function fetchOciRepository(run: SourceRun): Promise<FetchedSource> {
  const { spec, context, conditions, stored, status } = run;
  if (conditions.status('SourceVerified') === 'False') conditions.remove('SourceVerified');
  const url = spec.requiredString('url');
  const remote = await remoteOf(run, url);
  const problem = ociUrlProblem(url);
  if (problem !== undefined) throw new SourceFailure('URLInvalid', `URL validation failed for '${url}': ${problem}`, { stalls: true });
  const oci = portFor(context.ports.oci, spec, url);
  const resolved = await resolve(oci, remote, run, url);
  const { revision } = resolved;
  if (stored?.revision !== revision) outdated(run, `new revision '${revision}' for '${remote.repository}${resolved.reference}'`);
  await verifyArtifact(run, `${remote.repository}@${resolved.digest}`);
  const observedLayerSelector = spec.dict('layerSelector');
  const same = stored?.revision === revision && (spec.string('ignore') ?? null) === (status.string('observedIgnore') ?? null) && deepEqual(observedLayerSelector, status.dict('observedLayerSelector'));
  const artifact = same ? stored : await pull(oci, remote, resolved, run, url);
  conditions.remove('FetchFailed');
  return {
    artifact,
    message: messageOf('OCIRepository', revision),
    news: `stored artifact with revision '${revision}' from '${url}'${originOf(artifact.metadata)}`,
    unchanged: same ? upToDate(revision) : undefined,
    status: toDict({ observedIgnore: spec.string('ignore'), observedLayerSelector }),
  };
}

function originOf(metadata: Readonly<Record<string, string>> = {}): string {
  const [source, revision] = [metadata[ORIGIN_SOURCE], metadata[ORIGIN_REVISION]];
  return source && revision ? `, origin source '${source}', origin revision '${revision}'` : '';
}

/** The registry, and what it is signed in to with. */
async function remoteOf(run: SourceRun, url: string): Promise<OciRemote> {
  const { spec, context } = run;
  const provider = spec.string('provider');
  const secret = await secretOf(spec, 'secretRef', context, (name, error) => `failed to get credential: failed to get secret '${name}': ${error}`);
  const account = spec.string('serviceAccountName') ?? '';
  const credentials = secret?.data ?? (account === '' ? undefined : await accountCredentials(account, run));
  const proxy = await proxyOf(spec, context, 'failed to get proxy address');
  if (credentials === undefined && (provider ?? 'generic') !== 'generic' && account !== '') throw withoutWorkloadIdentity(null);
  const certificates = await certificatesOf(spec, context, { failed: `failed to generate transport for '${url}'` });
  return { repository: url.replace(/^oci:\/\//, ''), credentials, certificates, proxy, provider, insecure: spec.boolean('insecure'), timeoutMs: timeoutOf(spec) };
}

/** The pull secrets of a ServiceAccount; undefined where it has none. */
async function accountCredentials(name: string, { spec, context }: SourceRun): Promise<Credentials | undefined> {
  const { namespace } = spec.object;
  const text = `${namespace ?? ''}/${name}`;
  const account = await context.objects.get({ apiVersion: 'v1', kind: 'ServiceAccount', namespace, name });
  if (account === undefined) throw refused(`failed to get credential: serviceaccount '${text}' not found`);
  const listed = Array.isArray(account['imagePullSecrets']) ? (account['imagePullSecrets'] as { readonly name?: unknown }[]) : [];
  let credentials: Credentials | undefined;
  for (const { name: secret } of listed) {
    const data = await secretData(String(secret), spec, context);
    if (data === undefined) throw refused(`failed to get credential: failed to get image pull secret for serviceaccount '${text}': secret '${namespace ?? ''}/${String(secret)}' not found`);
    credentials ??= data;
  }
  return credentials;
}

async function resolve(oci: OciFetcher, remote: OciRemote, { spec }: SourceRun, url: string): Promise<Resolved> {
  const ref = spec.child('ref');
  const undetermined = 'failed to determine artifact digest';
  const digest = ref.string('digest') ?? '';
  if (digest !== '') {
    const problem = digestProblem(digest);
    if (problem !== undefined) throw new SourceFailure('OCIArtifactPullFailed', `${undetermined}: ${problem}`);
    return { digest, revision: digest, reference: `@${digest}` };
  }
  const range = ref.string('semver') ?? '';
  const mediaType = spec.child('layerSelector').string('mediaType') ?? '';
  const tag = range === '' ? ref.string('tag') || 'latest' : await newestTag(oci, remote, { range, filter: ref.string('semverFilter') ?? '', isChart: mediaType === CHART_LAYER, url });
  const manifest = await failingAs('OCIArtifactPullFailed', ({ message }) => `${undetermined}: ${message}`, () => oci.manifest(remote, tag));
  return { digest: manifest.digest, revision: `${tag}@${manifest.digest}`, reference: `:${tag}` };
}

/** The tag with the highest version in a range; the first one of equals. */
async function newestTag(
  oci: OciFetcher,
  remote: OciRemote,
  { range, filter, isChart, url }: { readonly range: string; readonly filter: string; readonly isChart: boolean; readonly url: string },
): Promise<string> {
  const undetermined = (problem: string): string => `failed to determine the artifact tag for '${url}': ${problem}`;
  const tags = await failingAs('ReadOperationFailed', ({ message }) => undetermined(message), () => oci.tags(remote));
  const filtered = filter === '' ? tags : await failingAs('ReadOperationFailed', ({ message }) => undetermined(message), () => matching(tags, filter));
  const constraint = parseRange(range, (problem) => new SourceFailure('ReadOperationFailed', undetermined(`semver '${range}' parse error: ${problem}`)));
  let best: { readonly tag: string; readonly version: Version } | undefined;
  for (const tag of filtered) {
    // A tag cannot hold "+"; Helm writes "_" for it.
    const version = fluxVersion(isChart ? tag.replaceAll('_', '+') : tag);
    if (version === undefined || !constraint.check(version)) continue;
    if (best === undefined || compareVersions(version, best.version) > 0) best = { tag, version };
  }
  if (best === undefined) throw new SourceFailure('ReadOperationFailed', undetermined(`no match found for semver: ${range}`));
  return best.tag;
}

function matching(tags: readonly string[], filter: string): Promise<readonly string[]> {
  return withLibraries(() => {
    const pattern = compileRegexp(filter);
    return tags.filter((tag) => pattern.matchString(tag));
  });
}

async function pull(oci: OciFetcher, remote: OciRemote, { digest, revision }: Resolved, run: SourceRun, url: string): Promise<FetchedSource['artifact']> {
  const { spec } = run;
  const manifest = await failingAs('OCIArtifactPullFailed', ({ message }) => `failed to pull artifact from '${url}': ${message}`, () => oci.manifest(remote, digest));
  const layer = selectedLayer(manifest, spec.child('layerSelector').string('mediaType') ?? '');
  const reason = 'OCIArtifactLayerOperationFailed';
  const bytes = await failingAs(reason, ({ message }) => `failed to extract the first layer from artifact: ${message}`, () => oci.blob(remote, layer.digest));
  const operation = spec.child('layerSelector').string('operation') || 'extract';
  const { annotations: metadata } = manifest;
  if (operation === 'copy') {
    const file = `${digest}.tgz`;
    return { revision, metadata, file, tree: memoryTree({ [file]: bytes }) };
  }
  if (operation !== 'extract') throw new SourceFailure(reason, `unsupported layer operation: ${operation}`);
  const archives = portFor(run.context.ports.archives, spec, url);
  const tree: Tree = await failingAs(reason, ({ message }) => `failed to extract layer contents from artifact: ${message}`, () => archives.untar(bytes));
  return { revision, metadata, tree: artifactTree(tree, spec.string('ignore')) };
}

function selectedLayer({ layers }: OciManifest, mediaType: string): OciManifest['layers'][number] {
  const failed = (message: string): SourceFailure => new SourceFailure('OCIArtifactLayerOperationFailed', message);
  const [first] = layers;
  if (first === undefined) throw failed('no layers found in artifact');
  const layer = mediaType === '' ? first : layers.find((candidate) => candidate.mediaType === mediaType);
  if (layer === undefined) throw failed(`failed to find layer with media type '${mediaType}' in artifact`);
  return layer;
}
