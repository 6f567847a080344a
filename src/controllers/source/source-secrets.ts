import { refText, type ObjectRef } from '../../diagnostics/index.ts';
import { secretBytes, type Context, type Credentials, type SpecReader } from '../base/index.ts';
import { goUrl } from './go-url.ts';
import { hasPemBlock } from './private-key.ts';
import { SourceFailure, type FailureDetails } from './source-failure.ts';

/** A Secret that a source names. */
export interface SecretOf {
  readonly name: string;
  /** `namespace/name`, as messages have it. */
  readonly text: string;
  readonly data: Credentials;
}

const decoder = new TextDecoder();
const MAX_PROXY_URL = 2048;
const PROXY_SCHEMES = ['http', 'https', 'socks5'];

/**
 * The Secret that a field names; undefined where the field is not set.
 *
 * @param missing the text of the failure, where there is no such Secret.
 * @throws SourceFailure AuthenticationFailed
 */
export async function secretOf(spec: SpecReader, field: string, context: Context, missing: (secret: string, error: string) => string): Promise<SecretOf | undefined> {
  if (!spec.has(field)) return undefined;
  const name = spec.child(field).requiredString('name');
  const text = `${spec.object.namespace ?? ''}/${name}`;
  const data = await secretData(name, spec, context);
  if (data === undefined) throw refused(missing(text, `secrets "${name}" not found`), { hint: `add the Secret, or map the source to a folder: --source ${refText(spec.object)}=DIR` });
  return { name, text, data };
}

/** The data of a Secret in the namespace of the source, decoded. */
export async function secretData(name: string, spec: SpecReader, context: Context): Promise<Credentials | undefined> {
  const ref: ObjectRef = { apiVersion: 'v1', kind: 'Secret', namespace: spec.object.namespace, name };
  const secret = await context.objects.get(ref);
  return secret === undefined ? undefined : secretBytes(secret);
}

/** The proxy that `proxySecretRef` names. Follows fluxcd/pkg runtime v0.110.1 secrets. @throws SourceFailure AuthenticationFailed */
export async function proxyOf(spec: SpecReader, context: Context, failed: string): Promise<Credentials | undefined> {
  const secret = await secretOf(spec, 'proxySecretRef', context, (text) => `${failed}: secret '${text}' not found`);
  if (secret === undefined) return undefined;
  const problem = isEncrypted(secret.data) ? undefined : proxyProblem(secret.data);
  if (problem !== undefined) throw refused(`${failed}: secret '${secret.text}': ${problem}`);
  return secret.data;
}

function proxyProblem(data: Credentials): string | undefined {
  const address = textOf(data, 'address');
  if (address === undefined) return `key 'address' not found`;
  if (address === '') return 'proxy address is empty';
  if (address.length > MAX_PROXY_URL) return `proxy URL exceeds maximum length of ${String(MAX_PROXY_URL)} characters`;
  const url = goUrl(address);
  if (typeof url === 'string') return `failed to parse proxy address '${address}': ${url}`;
  return PROXY_SCHEMES.includes(url.scheme) ? undefined : `proxy URL must use one of the supported schemes (${PROXY_SCHEMES.join(', ')}), got '${url.scheme}'`;
}

/**
 * The certificates that a field names.
 *
 * @param failed in front of what is wrong with them.
 * @param missing the text of the failure, where there is no such Secret.
 * @throws SourceFailure AuthenticationFailed
 */
export async function certificatesOf(
  spec: SpecReader,
  context: Context,
  { failed, missing, field = 'certSecretRef' }: { readonly failed: string; readonly missing?: (secret: string, error: string) => string; readonly field?: string },
): Promise<Credentials | undefined> {
  const secret = await secretOf(spec, field, context, missing ?? ((text) => `${failed}: secret '${text}' not found`));
  if (secret === undefined) return undefined;
  const problem = pairProblem(secret) ?? pemProblem(secret.data);
  if (problem !== undefined) throw refused(`${failed}: ${problem}`);
  return secret.data;
}

/** What is missing among certificate, key and authority. */
function pairProblem({ text, data }: SecretOf): string | undefined {
  const [cert, key, authority] = [tlsField(data, 'tls.crt', 'certFile'), tlsField(data, 'tls.key', 'keyFile'), tlsField(data, 'ca.crt', 'caFile')];
  if (cert !== undefined && key === undefined) return `secret '${text}' contains 'tls.crt' but missing 'tls.key'`;
  if (cert === undefined && key !== undefined) return `secret '${text}' contains 'tls.key' but missing 'tls.crt'`;
  return cert === undefined && authority === undefined ? `secret '${text}' must contain either 'ca.crt' or both 'tls.crt' and 'tls.key'` : undefined;
}

/** What can be seen to be wrong with certificates without opening them. Only complete ones are looked at. */
export function pemProblem(data: Credentials): string | undefined {
  if (isEncrypted(data)) return undefined;
  const [cert, key, authority] = [tlsField(data, 'tls.crt', 'certFile'), tlsField(data, 'tls.key', 'keyFile'), tlsField(data, 'ca.crt', 'caFile')];
  if (cert !== undefined && key !== undefined) {
    if (!hasPemBlock(cert, (label) => label === 'CERTIFICATE')) return 'failed to parse TLS certificate and key: tls: failed to find any PEM data in certificate input';
    if (!hasPemBlock(key, (label) => label.endsWith('PRIVATE KEY'))) return 'failed to parse TLS certificate and key: tls: failed to find any PEM data in key input';
  }
  return authority !== undefined && !hasPemBlock(authority, (label) => label === 'CERTIFICATE') ? 'failed to parse CA certificate' : undefined;
}

/** What is wrong with a user name without a password, or a password without a name. */
export function basicAuthProblem(data: Credentials, secret: string): string | undefined {
  const [name, password] = [textOf(data, 'username'), textOf(data, 'password')];
  if ((name === undefined) === (password === undefined)) return undefined;
  const [present, missing] = name === undefined ? ['password', 'username'] : ['username', 'password'];
  return `secret '${secret}': malformed basic auth - has '${present}' but missing '${missing}'`;
}

function tlsField(data: Credentials, name: string, legacy: string): string | undefined {
  return textOf(data, name) || textOf(data, legacy) || undefined;
}

/** Whether the values of a Secret are still as SOPS wrote them into the repository: a render without keys cannot look at them. */
function isEncrypted(data: Credentials): boolean {
  return Object.keys(data).some((field) => textOf(data, field)?.startsWith('ENC[') === true);
}

/** A field of a Secret as text. */
export function textOf(data: Credentials | undefined, field: string): string | undefined {
  return data !== undefined && Object.hasOwn(data, field) ? decoder.decode(data[field]) : undefined;
}

/** A failure to sign in. */
export function refused(message: string, details: FailureDetails = {}): SourceFailure {
  return new SourceFailure('AuthenticationFailed', message, { code: 'SourceRefusedSecret', ...details });
}
