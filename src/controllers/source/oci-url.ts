import { goUrl } from './go-url.ts';

const PREFIX = 'oci://';
const CHARS = 'abcdefghijklmnopqrstuvwxyz0123456789_-./';
const MIN_LENGTH = 2;
const MAX_LENGTH = 255;
const SHA256_DIGITS = 64;

/** What is wrong with the URL of an OCI repository; undefined for a good one. Follows go-containerregistry v0.21.6 pkg/name. */
export function ociUrlProblem(url: string): string | undefined {
  if (!url.startsWith(PREFIX)) return `URL must be in format 'oci://<domain>/<org>/<repo>'`;
  const name = url.slice(PREFIX.length);
  if (name === '') return 'a repository name must be specified';
  const slash = name.indexOf('/');
  const first = slash === -1 ? '' : name.slice(0, slash);
  const registry = /[.:]/.test(first) ? first : '';
  const repository = registry === '' ? name : name.slice(slash + 1);
  return repositoryProblem(repository) ?? registryProblem(registry);
}

function repositoryProblem(repository: string): string | undefined {
  const chars = Array.from(repository);
  if (chars.length < MIN_LENGTH || chars.length > MAX_LENGTH) return `repository must be between ${String(MIN_LENGTH)} and ${String(MAX_LENGTH)} characters in length: ${repository}`;
  return chars.every((char) => CHARS.includes(char)) ? undefined : `repository can only contain the characters \`${CHARS}\`: ${repository}`;
}

function registryProblem(registry: string): string | undefined {
  if (registry === '') return undefined;
  const url = goUrl(`//${registry}`);
  return typeof url !== 'string' && url.host === registry ? undefined : `registries must be valid RFC 3986 URI authorities: ${registry}`;
}

/** What is wrong with a digest; undefined for a good one. Follows go-containerregistry v0.21.6 pkg/v1/hash.go. */
export function digestProblem(digest: string): string | undefined {
  const colon = digest.indexOf(':');
  const [algorithm, body] = [digest.slice(0, Math.max(colon, 0)), digest.slice(colon + 1)];
  if (algorithm === '' || body === '') return `cannot parse hash: ${JSON.stringify(digest)}`;
  const odd = /[^0-9a-f]/.exec(body);
  if (odd !== null) return `found non-hex character in hash: ${odd[0]}`;
  if (algorithm !== 'sha256') return `unsupported hash: ${JSON.stringify(algorithm)}`;
  return body.length === SHA256_DIGITS ? undefined : `wrong number of hex digits for ${algorithm}: ${body}`;
}
