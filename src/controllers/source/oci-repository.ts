import { toDict } from '../../std/dict.ts';
import { EddyError } from '../../diagnostics/index.ts';
import { compareVersions, type Version } from '../../lang/semver/index.ts';
import { compileRegexp } from '../../lang/regexp/index.ts';
import { withLibraries } from '../../std/lazy-library.ts';
import type { K8sObject } from '../../manifest/index.ts';
import { memoryTree } from '../../tree/index.ts';
import type { Artifact, Context, OciFetcher, OciManifest, OciRemote, SpecReader } from '../base/index.ts';
import { artifactTree } from './artifact-tree.ts';
import { parseRange, versionOf } from './git-repository.ts';
import { credentialsOf, portFor, timeoutOf } from './source-access.ts';
import { messageOf, type FetchedSource } from './source-controllers.ts';
import { SourceFailure } from './source-failure.ts';

/**
 * Pulls an OCI artifact at what `spec.ref` says: digest, semver or tag, in this order of precedence.
 *
 * Follows source-controller v1.9.4 ocirepository_controller.go.
 */
export async function fetchOciRepository(object: K8sObject, spec: SpecReader, context: Context): Promise<FetchedSource> {
  const url = spec.requiredString('url');
  if (!url.startsWith('oci://')) throw new SourceFailure('URLInvalid', `URL must be in format 'oci://<domain>/<org>/<repo>'`, { stalls: true });
  const oci = portFor(context.ports.oci, spec, url);
  const remote: OciRemote = {
    repository: url.slice('oci://'.length),
    credentials: await credentialsOf(spec, 'secretRef', context, (secret) => `failed to get secret '${secret}'`),
    certificates: await credentialsOf(spec, 'certSecretRef', context, (secret) => `failed to get secret '${secret}'`),
    proxy: await credentialsOf(spec, 'proxySecretRef', context, (secret) => `failed to get proxy secret '${secret}'`),
    provider: spec.string('provider'),
    insecure: spec.boolean('insecure'),
    timeoutMs: timeoutOf(spec),
  };
  const { manifest, revision } = await resolve(oci, remote, spec, url);
  const artifact = await layerArtifact(oci, remote, manifest, revision, spec, context);
  return { artifact, message: messageOf(object.kind, revision), status: toDict({ url, observedLayerSelector: spec.dict('layerSelector') }) };
}

async function resolve(oci: OciFetcher, remote: OciRemote, spec: SpecReader, url: string): Promise<{ readonly manifest: OciManifest; readonly revision: string }> {
  const ref = spec.child('ref');
  const digest = ref.string('digest') ?? '';
  if (digest !== '') {
    const manifest = await attempt(() => oci.manifest(remote, digest), 'OCIArtifactPullFailed', `failed to pull artifact from '${url}'`);
    return { manifest, revision: manifest.digest };
  }
  const range = ref.string('semver') ?? '';
  const tag = range === '' ? ref.string('tag') ?? 'latest' : await newestTag(oci, remote, range, ref.string('semverFilter'), url);
  const manifest = await attempt(() => oci.manifest(remote, tag), 'OCIArtifactPullFailed', 'failed to determine artifact digest');
  return { manifest, revision: `${tag}@${manifest.digest}` };
}

async function newestTag(oci: OciFetcher, remote: OciRemote, range: string, filter: string | undefined, url: string): Promise<string> {
  const undetermined = `failed to determine the artifact tag for '${url}'`;
  const tags = await attempt(() => oci.tags(remote), 'ReadOperationFailed', undetermined);
  const constraint = parseRange(range, (problem) => new SourceFailure('ReadOperationFailed', `${undetermined}: semver '${range}' parse error: ${problem}`));
  const filtered = filter === undefined || filter === '' ? tags : await matching(tags, filter);
  let best: { readonly tag: string; readonly version: Version } | undefined;
  for (const tag of filtered) {
    // A tag cannot hold "+"; Helm writes "_" for it.
    const version = versionOf(tag.replaceAll('_', '+'));
    if (version === undefined || !constraint.check(version)) continue;
    if (best === undefined || compareVersions(version, best.version) > 0) best = { tag, version };
  }
  if (best === undefined) throw new SourceFailure('ReadOperationFailed', `${undetermined}: no match found for semver: ${range}`);
  return best.tag;
}

function matching(tags: readonly string[], filter: string): Promise<readonly string[]> {
  return withLibraries(() => {
    const pattern = compileRegexp(filter);
    return tags.filter((tag) => pattern.matchString(tag));
  });
}

async function layerArtifact(oci: OciFetcher, remote: OciRemote, manifest: OciManifest, revision: string, spec: SpecReader, context: Context): Promise<Artifact> {
  const selector = spec.child('layerSelector');
  const mediaType = selector.string('mediaType');
  if (manifest.layers.length === 0) throw new SourceFailure('OCIArtifactLayerOperationFailed', 'no layers found in artifact');
  const layer = mediaType === undefined ? manifest.layers[0]! : manifest.layers.find((candidate) => candidate.mediaType === mediaType);
  if (layer === undefined) throw new SourceFailure('OCIArtifactLayerOperationFailed', `failed to find layer with media type '${mediaType ?? ''}' in artifact`);
  const bytes = await attempt(() => oci.blob(remote, layer.digest), 'OCIArtifactLayerOperationFailed', 'failed to get layer contents from artifact');
  const { digest, annotations: metadata } = manifest;
  if (selector.string('operation') === 'copy') {
    const file = `${digest}.tgz`;
    return { revision, digest, metadata, file, tree: memoryTree({ [file]: bytes }) };
  }
  const archives = portFor(context.ports.archives, spec, `oci://${remote.repository}`);
  const tree = await attempt(() => archives.untar(bytes), 'OCIArtifactLayerOperationFailed', 'failed to extract layer contents from artifact');
  return { revision, digest, metadata, tree: artifactTree(tree, spec.string('ignore')) };
}

async function attempt<T>(step: () => Promise<T>, reason: string, message: string): Promise<T> {
  try {
    return await step();
  } catch (thrown) {
    if (!(thrown instanceof EddyError)) throw thrown;
    throw new SourceFailure(reason, `${message}: ${thrown.message}`, { code: thrown.code, hint: thrown.hint, cause: thrown });
  }
}
