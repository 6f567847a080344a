import { isDict, newDict, type Dict } from '../../../std/dict.ts';
import { parseGoDuration } from '../../../std/go-duration.ts';
import { EddyError, refText, type ObjectRef } from '../../../diagnostics/index.ts';
import { parseYaml } from '../../../lang/yaml/index.ts';
import { refOf, type K8sObject } from '../../../manifest/index.ts';
import type { Tree } from '../../../tree/index.ts';
import { secretBytes, type Artifact, type Context, type Credentials } from '../../base/index.ts';
import { ChartBuildError, buildErrorFrom } from './chart-build-error.ts';
import { pickFromIndex, pickTag, type IndexEntry } from './repository-index.ts';

const CHART_NAME = /^(?:[a-z0-9][a-z0-9-.]*\/?)*[a-z0-9]$/;
const CHART_LAYER = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';
const MAX_CHART_BYTES = 10 * 1024 * 1024;
const DEFAULT_TIMEOUT_MS = 60_000;

/**
 * Fetches and unpacks a chart of a HelmRepository; the tree holds one folder, the chart.
 *
 * Follows source-controller v1.9.1 internal/helm/chart/builder_remote.go and internal/helm/repository.
 *
 * @throws ChartBuildError
 */
export async function fetchFromRepository(repository: K8sObject, index: Artifact | undefined, name: string, range: string, context: Context): Promise<Tree> {
  if (!CHART_NAME.test(name)) {
    const rule = 'a valid name must be lower case letters and numbers and MAY be separated with dashes (-), slashes (/) or periods (.)';
    throw new ChartBuildError('InvalidChartReference', 'HelmChartNotFound', `invalid chart name '${name}': ${rule}`);
  }
  const spec = isDict(repository['spec']) ? repository['spec'] : newDict();
  const signIn = await credentialsOf(repository, spec, context);
  const bytes = spec['type'] === 'oci' ? await fetchOci(spec, name, range, signIn, context) : await fetchHttp(spec, index!, name, range, signIn, context);
  const { archives } = context.ports;
  if (archives === undefined) throw notFetched(repository, name);
  try {
    return await archives.untar(bytes);
  } catch (error) {
    throw buildErrorFrom('ChartPullError', error, 'failed to download chart for remote reference: ');
  }
}

async function fetchHttp(spec: Dict, index: Artifact, name: string, range: string, credentials: Credentials | undefined, context: Context): Promise<Uint8Array> {
  const entry = pick(index, name, range);
  if (entry.url === undefined) throw pullError(new EddyError('SourceFailed', `chart '${name}' has no downloadable URLs`));
  const url = chartUrl(String(spec['url']), entry.url);
  const { helmIndex } = context.ports;
  if (helmIndex === undefined) throw new ChartBuildError('ChartPullError', 'SourceNotFetched', `nothing may fetch ${url}`);
  // Credentials go to the repository's own host only, unless told otherwise.
  const ownHost = new URL(url).host === new URL(String(spec['url'])).host;
  try {
    return await helmIndex.get({ url, credentials: ownHost || spec['passCredentials'] === true ? credentials : undefined, timeoutMs: timeoutOf(spec), maxBytes: MAX_CHART_BYTES });
  } catch (error) {
    throw pullError(error);
  }
}

function pick(index: Artifact, name: string, range: string): IndexEntry {
  const text = index.tree.readText(index.file ?? 'index.yaml') ?? '';
  try {
    return pickFromIndex(indexOf(text), name, range);
  } catch (error) {
    throw buildErrorFrom('InvalidChartReference', error, 'failed to get chart version for remote reference: ');
  }
}

// The index of a large repository takes long to read, and all charts of a run look into the same one.
let lastIndex: { readonly text: string; readonly index: Dict } | undefined;

function indexOf(text: string): Dict {
  if (lastIndex?.text !== text) {
    const index = text.startsWith('{') ? (JSON.parse(text) as unknown) : parseYaml(text, { file: 'index.yaml' });
    lastIndex = { text, index: isDict(index) ? index : newDict() };
  }
  return lastIndex.index;
}

function chartUrl(repositoryUrl: string, url: string): string {
  const base = new URL(repositoryUrl.endsWith('/') ? repositoryUrl : `${repositoryUrl}/`);
  const resolved = new URL(url, base);
  if (resolved.search === '') resolved.search = base.search;
  return resolved.href;
}

async function fetchOci(spec: Dict, name: string, range: string, credentials: Credentials | undefined, { ports }: Context): Promise<Uint8Array> {
  const repository = `${String(spec['url']).replace(/^oci:\/\//, '').replace(/\/$/, '')}/${name}`;
  const { oci } = ports;
  if (oci === undefined) throw new ChartBuildError('ChartPullError', 'SourceNotFetched', `nothing may fetch oci://${repository}`);
  const remote = { repository, credentials, insecure: spec['insecure'] === true, timeoutMs: timeoutOf(spec) };
  const tag = isExactVersion(range) ? range : await newestTag(() => oci.tags(remote), range);
  try {
    const manifest = await oci.manifest(remote, tag.replaceAll('+', '_'));
    const layer = manifest.layers.find(({ mediaType }) => mediaType === CHART_LAYER) ?? manifest.layers[0];
    if (layer === undefined) throw new EddyError('SourceFailed', `manifest of ${repository}:${tag} has no layers`);
    return await oci.blob(remote, layer.digest);
  } catch (error) {
    if (!(error instanceof EddyError)) throw error;
    throw pullError(new EddyError(error.code, `failed to get 'oci://${repository}:${tag}': failed to perform "FetchReference" on source: ${error.message}`, { cause: error }));
  }
}

async function newestTag(tags: () => Promise<readonly string[]>, range: string): Promise<string> {
  const prefix = 'failed to get chart version for remote reference: ';
  try {
    const tag = pickTag(await tags(), range);
    if (tag !== undefined) return tag;
  } catch (error) {
    throw buildErrorFrom('ChartPullError', error, prefix);
  }
  throw new ChartBuildError('ChartPullError', 'HelmChartNotFound', `${prefix}could not locate a version matching provided version string ${range}`);
}

function isExactVersion(range: string): boolean {
  return /^v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z-.+]*)?$/.test(range);
}

async function credentialsOf(repository: K8sObject, spec: Dict, { objects }: Context): Promise<Credentials | undefined> {
  const name = isDict(spec['secretRef']) ? spec['secretRef']['name'] : undefined;
  if (typeof name !== 'string') return undefined;
  const ref: ObjectRef = { apiVersion: 'v1', kind: 'Secret', namespace: repository.metadata.namespace, name };
  const secret = await objects.get(ref);
  return secret === undefined ? {} : secretBytes(secret);
}

function timeoutOf(spec: Dict): number {
  return (typeof spec['timeout'] === 'string' ? parseGoDuration(spec['timeout']) : undefined) ?? DEFAULT_TIMEOUT_MS;
}

function pullError(thrown: unknown): ChartBuildError {
  return buildErrorFrom('ChartPullError', thrown, 'failed to download chart for remote reference: ');
}

function notFetched(repository: K8sObject, name: string): ChartBuildError {
  return new ChartBuildError('ChartPullError', 'SourceNotFetched', `chart "${name}" of ${refText(refOf(repository))} cannot be unpacked here`);
}
