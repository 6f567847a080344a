import type { GoUrl } from '../../lang/sprig/index.ts';
import type { Credentials } from '../base/index.ts';
import { goUrl } from './go-url.ts';
import { privateKeyState } from './private-key.ts';
import { SourceFailure } from './source-failure.ts';
import type { SourceRun } from './source-run.ts';
import { basicAuthProblem, pemProblem, refused, secretOf, textOf } from './source-secrets.ts';
import { withoutWorkloadIdentity } from './workload-identity.ts';

const NOT_CONFIGURED = 'failed to configure authentication options';
const NO_GITHUB_APP = 'secretRef with github app data must be specified when provider is set to github';
const APP_FIELDS = { id: 'githubAppID', key: 'githubAppPrivateKey', owner: 'githubAppInstallationOwner', installation: 'githubAppInstallationID' };

/**
 * What a Git repository is signed in to with, checked as far as that needs no network.
 *
 * Follows source-controller v1.9.4 gitrepository_controller.go (getAuthOpts) and fluxcd/pkg git v0.52.0 options.go.
 *
 * @throws SourceFailure AuthenticationFailed, URLInvalid, InvalidProviderConfiguration
 */
export async function gitCredentials(run: SourceRun): Promise<Credentials | undefined> {
  const { spec, context } = run;
  const text = spec.requiredString('url');
  const url = goUrl(text);
  if (typeof url === 'string') throw new SourceFailure('URLInvalid', `failed to parse url '${text}': ${url}`, { stalls: true });
  // The controller reads the Secret in a helper that says the same of the failure once more.
  const secret = await secretOf(spec, 'secretRef', context, (name, error) => `failed to get secret '${name}': failed to get secret '${name}': ${error}`);
  const problem = optionProblem(url, secret?.data);
  if (problem !== undefined) throw refused(`${NOT_CONFIGURED}: ${problem}`);
  if (url.scheme === 'ssh' && privateKeyState(textOf(secret?.data, 'identity') ?? '') === 'encrypted' && (textOf(secret?.data, 'password') ?? '') === '') {
    throw refused(`SSH identity key is encrypted but no 'password' field was provided in the secret '${secret?.text ?? ''}'`);
  }
  checkProvider(run, secret?.data, secret?.text ?? '');
  return secret?.data;
}

/** What is missing for the protocol of a URL. */
function optionProblem({ scheme, host, user }: GoUrl, data: Credentials | undefined): string | undefined {
  if (scheme === 'ssh') {
    if (host === '') return `invalid 'ssh' auth option: 'host' is required`;
    const missing = ['identity', 'known_hosts'].find((field) => (textOf(data, field) ?? '') === '');
    return missing === undefined ? undefined : `invalid 'ssh' auth option: '${missing}' is required`;
  }
  const basic = textOf(data, 'bearerToken') === undefined ? data : undefined;
  const name = textOf(basic, 'username') || user?.name;
  const password = textOf(basic, 'password') || user?.password;
  return !name && password ? `invalid '${scheme}' auth option: 'password' requires 'username' to be set` : undefined;
}

function checkProvider({ spec }: SourceRun, data: Credentials | undefined, secret: string): void {
  const misconfigured = (message: string, stalls = false): SourceFailure => new SourceFailure('InvalidProviderConfiguration', message, { stalls });
  switch (spec.string('provider') ?? 'generic') {
    case 'aws':
    case 'azure':
      if ((spec.string('serviceAccountName') ?? '') !== '') throw withoutWorkloadIdentity();
      return;
    case 'github': {
      if (data === undefined) throw misconfigured(NO_GITHUB_APP, true);
      const problem = appProblem(data, secret);
      if (problem !== undefined) throw refused(problem, { condition: null, untold: true });
      if (textOf(data, APP_FIELDS.id) === undefined) throw misconfigured(NO_GITHUB_APP);
      return;
    }
    default:
      if ((textOf(data, APP_FIELDS.id) ?? '') !== '') throw misconfigured(`secretRef '${secret}' has github app data but provider is not set to github`);
  }
}

/** What keeps the data of a Secret from being a GitHub App's. Nothing of it at all is no problem here. */
function appProblem(data: Credentials, secret: string): string | undefined {
  const has = (field: string): boolean => textOf(data, field) !== undefined;
  const malformed = basicAuthProblem(data, secret);
  if (malformed !== undefined) return malformed;
  const { id, key, owner, installation } = APP_FIELDS;
  if (has(id) && has(key) && has(owner) === has(installation)) return `secret '${secret}' must contain exactly one of '${owner}' or '${installation}'`;
  return pemProblem(data);
}
