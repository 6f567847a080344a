import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Credentials, GitRemote } from '../../controllers/base/index.ts';

/** What git needs to sign in to a remote, as environment: nothing of it shows in a process list. */
export interface SignIn {
  readonly env: Readonly<Record<string, string>>;
  /** Removes the private files that keys were written to. */
  close(): void;
}

/** Settings for one git command, from what Flux puts into the Secret of a GitRepository: `username`, `password`, `bearerToken`, `ca.crt`, `identity`, `known_hosts`. */
export function signIn({ credentials = {}, proxy }: GitRemote): SignIn {
  const settings: [string, string][] = [];
  const env: Record<string, string> = {};
  let folder: string | undefined;
  const privateFile = (name: string, bytes: Uint8Array): string => {
    folder ??= mkdtempSync(join(tmpdir(), 'eddy-git-'));
    const file = join(folder, name);
    writeFileSync(file, bytes, { mode: 0o600 });
    return file;
  };
  const authorization = authorizationOf(credentials);
  if (authorization !== undefined) settings.push(['http.extraHeader', `Authorization: ${authorization}`]);
  const authority = credentials['ca.crt'] ?? credentials['caFile'];
  if (authority !== undefined) settings.push(['http.sslCAInfo', privateFile('ca.crt', authority)]);
  const address = text(proxy, 'address');
  if (address !== undefined) settings.push(['http.proxy', address]);
  if (credentials['identity'] !== undefined) {
    const knownHosts = privateFile('known_hosts', credentials['known_hosts'] ?? new Uint8Array());
    env['GIT_SSH_COMMAND'] = `ssh -i '${privateFile('identity', credentials['identity'])}' -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=yes -o UserKnownHostsFile='${knownHosts}'`;
  } else {
    env['GIT_SSH_COMMAND'] = 'ssh -o BatchMode=yes';
  }
  env['GIT_CONFIG_COUNT'] = String(settings.length);
  for (const [i, [key, value]] of settings.entries()) {
    env[`GIT_CONFIG_KEY_${String(i)}`] = key;
    env[`GIT_CONFIG_VALUE_${String(i)}`] = value;
  }
  return {
    env,
    close: () => {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function authorizationOf(credentials: Credentials): string | undefined {
  const token = text(credentials, 'bearerToken');
  if (token !== undefined) return `Bearer ${token}`;
  const username = text(credentials, 'username');
  if (username === undefined) return undefined;
  return `Basic ${Buffer.from(`${username}:${text(credentials, 'password') ?? ''}`).toString('base64')}`;
}

function text(credentials: Credentials | undefined, key: string): string | undefined {
  const bytes = credentials?.[key];
  return bytes === undefined ? undefined : Buffer.from(bytes).toString().trim();
}
