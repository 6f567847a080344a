import { sha256Hex } from '../../std/sha256.ts';
import { formatUrl } from '../../lang/sprig/index.ts';
import { memoryTree } from '../../tree/index.ts';
import type { Artifact, Credentials } from '../base/index.ts';
import { goUrl } from './go-url.ts';
import { humanSize } from './human-size.ts';
import { repositoryIndexProblem } from './repository-index-problem.ts';
import { failingAs, SourceFailure } from './source-failure.ts';
import { messageOf } from './source-message.ts';
import { outdated, portFor, timeoutOf, upToDate, type FetchedSource, type SourceRun } from './source-run.ts';
import { basicAuthProblem, certificatesOf, pemProblem, refused, secretOf, textOf } from './source-secrets.ts';

const MAX_INDEX_BYTES = 50 * 1024 * 1024;

/**
 * Fetches the index of a Helm repository; its artifact is the one file `index.yaml`. A repository of type `oci` has no index.
 *
 * Follows source-controller v1.9.4 helmrepository_controller.go. Reading the entries is left to who looks for a chart among them.
 */
export async function fetchHelmRepository(run: SourceRun): Promise<FetchedSource | 'static'> {
  const { spec, context, conditions, stored } = run;
  const url = spec.requiredString('url');
  if (spec.string('type') === 'oci') return 'static';
  const indexUrl = indexUrlOf(url);
  const { credentials, certificates } = await accessOf(run);
  const helmIndex = portFor(context.ports.helmIndex, spec, url);
  const request = { url: indexUrl, credentials, certificates, timeoutMs: timeoutOf(spec), maxBytes: MAX_INDEX_BYTES };
  const bytes = await failingAs('Failed', ({ message }) => `failed to fetch Helm repository index: failed to cache index to temporary file: ${message}`, () => helmIndex.get(request));
  const revision = `sha256:${sha256Hex(bytes)}`;
  const same = stored?.revision === revision;
  if (!same) {
    const problem = repositoryIndexProblem(new TextDecoder().decode(bytes));
    if (problem !== undefined) throw new SourceFailure('IndexationFailed', `failed to load Helm repository from index YAML: failed to load index: ${problem}`);
    outdated(run, `new index revision '${revision}'`);
  }
  conditions.remove('FetchFailed');
  const artifact: Artifact = same ? stored : { revision, digest: revision, file: 'index.yaml', tree: memoryTree({ 'index.yaml': bytes }) };
  return {
    artifact,
    message: messageOf('HelmRepository', revision),
    news: `stored fetched index of size ${humanSize(bytes.length)} from '${url}'`,
    unchanged: same ? upToDate(revision) : undefined,
  };
}

/** Where the index is. @throws SourceFailure URLInvalid */
function indexUrlOf(url: string): string {
  const invalid = (problem: string): SourceFailure => new SourceFailure('URLInvalid', `invalid Helm repository URL: ${problem}`, { stalls: true, ...(url.startsWith('oci://') ? { hint: 'set spec.type to "oci"' } : {}) });
  if (url.startsWith('oci://')) throw invalid(`'oci' URL scheme cannot be used with 'default' HelmRepository type`);
  const parsed = goUrl(url);
  if (typeof parsed === 'string') throw invalid(parsed);
  const path = `${parsed.path}/index.yaml`.replace(/\/+/g, '/');
  return formatUrl({ ...parsed, path });
}

/** What the repository is signed in to with. Certificates of their own Secret go before those beside a password. */
async function accessOf({ spec, context }: SourceRun): Promise<{ readonly credentials: Credentials | undefined; readonly certificates: Credentials | undefined }> {
  const certificates = await certificatesOf(spec, context, {
    failed: `failed to construct Helm client's TLS config`,
    missing: (name, error) => `failed to get TLS authentication secret '${name}': ${error}`,
  });
  const secret = await secretOf(spec, 'secretRef', context, (name, error) => `failed to get authentication secret '${name}': ${error}`);
  if (secret === undefined) return { credentials: undefined, certificates };
  const problem = basicAuthProblem(secret.data, secret.text) ?? pemProblem(secret.data);
  if (problem !== undefined) throw refused(`failed to detect authentication methods: ${problem}`);
  const hasCertificates = ['tls.crt', 'ca.crt', 'certFile', 'caFile'].some((field) => textOf(secret.data, field));
  return { credentials: secret.data, certificates: certificates ?? (hasCertificates ? secret.data : undefined) };
}
