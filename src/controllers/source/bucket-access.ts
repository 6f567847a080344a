import { isDict } from '../../std/dict.ts';
import type { Credentials, SpecReader } from '../base/index.ts';
import { goUrl } from './go-url.ts';
import { SourceFailure } from './source-failure.ts';
import type { SourceRun } from './source-run.ts';
import { certificatesOf, proxyOf, refused, secretOf, textOf, type SecretOf } from './source-secrets.ts';
import { withoutWorkloadIdentity } from './workload-identity.ts';

/** What a bucket is reached and signed in to with. */
export interface BucketAccess {
  readonly credentials: Credentials | undefined;
  readonly certificates: Credentials | undefined;
  readonly proxy: Credentials | undefined;
}

/**
 * Reads the Secrets of a bucket and checks what can be checked without a network.
 *
 * Follows source-controller v1.9.4 bucket_controller.go (setupCredentials, createBucketProvider) and internal/bucket.
 *
 * @throws SourceFailure AuthenticationFailed, FeatureGateDisabled, InvalidSTSConfiguration, URLInvalid
 */
export async function checkBucketAccess({ spec, context }: SourceRun, endpoint: string): Promise<BucketAccess> {
  const provider = spec.string('provider') ?? 'generic';
  if (provider !== 'generic' && (spec.string('serviceAccountName') ?? '') !== '') throw withoutWorkloadIdentity();
  const sts = spec.has('sts') ? spec.child('sts') : undefined;
  const secret = await secretOf(spec, 'secretRef', context, (name, error) => `failed to get secret '${name}': ${error}`);
  const stsSecret = sts === undefined ? undefined : await secretOf(sts, 'secretRef', context, (name, error) => `failed to get STS secret '${name}': ${error}`);
  const proxy = await proxyOf(spec, context, 'failed to get proxy URL');
  const certificates = await certificatesOf(spec, context, { failed: 'failed to get TLS config' });
  if (sts !== undefined) await certificatesOf(sts, context, { failed: 'failed to get STS TLS config' });
  const problem = secret === undefined ? undefined : secretProblem(provider, secret);
  if (problem !== undefined) throw refused(problem);
  if (provider === 'generic' || provider === 'aws') {
    if (sts !== undefined) checkSts(provider, sts, stsSecret);
    const fault = endpointProblem(endpoint);
    if (fault !== undefined) throw refused(fault);
  }
  return { credentials: secret?.data, certificates, proxy };
}

/** What is missing in the Secret of a provider. */
function secretProblem(provider: string, { name, data }: SecretOf): string | undefined {
  const has = (field: string): boolean => textOf(data, field) !== undefined;
  const invalid = `invalid '${name}' secret data:`;
  switch (provider) {
    case 'gcp': {
      const key = textOf(data, 'serviceaccount');
      if (key === undefined) return `${invalid} required fields 'serviceaccount'`;
      const account = readJson(key);
      if (account === undefined) return `${invalid} failed to parse 'serviceaccount' as JSON`;
      return isDict(account) && account['type'] === 'service_account' ? undefined : `${invalid} 'serviceaccount' must contain a service account key with 'type' set to 'service_account'`;
    }
    case 'azure':
      if (['clientId', 'accountKey', 'sasKey', 'authorityHost'].some(has)) return undefined;
      return `${invalid} requires a 'clientId' or 'accountKey' field, a combination of 'tenantId', 'clientId' and 'clientSecret', or 'tenantId', 'clientId' and 'clientCertificate'`;
    default:
      return has('accesskey') && has('secretkey') ? undefined : `${invalid} required fields 'accesskey' and 'secretkey'`;
  }
}

/** Each provider of buckets takes one provider of short-lived credentials. */
function checkSts(bucketProvider: string, sts: SpecReader, secret: SecretOf | undefined): void {
  const provider = sts.string('provider') ?? '';
  const misconfigured = (message: string): SourceFailure => new SourceFailure('InvalidSTSConfiguration', message, { stalls: true });
  if (provider !== (bucketProvider === 'aws' ? 'aws' : 'ldap')) throw misconfigured(`STS provider '${provider}' is not supported for '${bucketProvider}' bucket provider`);
  const superfluous = provider === 'aws' ? ['secretRef', 'certSecretRef'].find((field) => sts.has(field)) : undefined;
  if (superfluous !== undefined) throw misconfigured(`spec.sts.${superfluous} is not required for the '${provider}' STS provider`);
  const endpoint = sts.string('endpoint') ?? '';
  const url = goUrl(endpoint);
  if (typeof url === 'string') throw new SourceFailure('URLInvalid', `failed to parse STS endpoint '${endpoint}': ${url}`, { stalls: true });
  if (provider === 'ldap' && secret !== undefined && ['username', 'password'].some((field) => !textOf(secret.data, field))) {
    throw refused(`invalid '${secret.name}' secret data for '${provider}' STS provider: required fields username, password`);
  }
}

/** What is wrong with an endpoint. Follows minio-go v7.2.0 utils.go. */
function endpointProblem(endpoint: string): string | undefined {
  const url = goUrl(`http://${endpoint}`);
  if (typeof url === 'string') return url;
  if (url.path !== '/' && url.path !== '') return 'Endpoint url cannot have fully qualified paths.';
  const host = url.host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
  const isIpv6 = url.host.startsWith('[');
  if (isIpv6 || (host !== '' && !/^[-_.]|[-_]$|[`~!@#$%^&*()+={}[\]|\\"';:><?/]/.test(host))) return undefined;
  return `Endpoint: ${url.host} does not follow ip address or domain name standards.`;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
