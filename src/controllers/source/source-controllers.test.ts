import { describe, expect, test } from 'vitest';
import { toDict, type Dict } from '../../std/dict.ts';
import { encodeBase64 } from '../../std/base64.ts';
import { EddyError, refKey, type ObjectRef } from '../../diagnostics/index.ts';
import { refOf, type K8sObject } from '../../manifest/index.ts';
import { noMemo } from '../../memo/index.ts';
import { memoryTree } from '../../tree/index.ts';
import { ArtifactTable, defaultPolicy, type Condition, type Context, type ControllerEvent, type GitCheckout, type Outcome, type Ports } from '../base/index.ts';
import { createSourceControllers } from './index.ts';

const encoder = new TextEncoder();
const COMMIT = 'a'.repeat(40);
const OLDER = 'b'.repeat(40);
const DIGEST = `sha256:${'c'.repeat(64)}`;

interface Reconciled {
  readonly outcome: Outcome;
  readonly events: readonly ControllerEvent[];
}

/** A cluster of a few objects, in which one source at a time is reconciled and keeps its status. */
class World {
  readonly #objects = new Map<string, K8sObject>();
  readonly #artifacts = new ArtifactTable();
  readonly #ports: Ports;

  constructor(ports: Partial<Ports>, ...objects: readonly K8sObject[]) {
    this.#ports = { clock: { now: () => 0 }, ...ports };
    for (const object of objects) this.put(object);
  }

  put(object: K8sObject): void {
    this.#objects.set(refKey(refOf(object)), object);
  }

  async reconcile(kind: string, name = 'one'): Promise<Reconciled> {
    const ref: ObjectRef = { apiVersion: 'source.toolkit.fluxcd.io/v1', kind, namespace: 'apps', name };
    const events: ControllerEvent[] = [];
    const context = {
      objects: { get: (wanted: ObjectRef) => Promise.resolve(this.#objects.get(refKey(wanted))) },
      artifact: (source: ObjectRef) => Promise.resolve(this.#artifacts.get(source)),
      setArtifact: (artifact: Parameters<Context['setArtifact']>[0]) => {
        this.#artifacts.set(ref, artifact);
      },
      memo: noMemo(),
      ports: this.#ports,
      policy: defaultPolicy,
      warn: () => undefined,
      record: (event: ControllerEvent) => events.push(event),
    } as unknown as Context;
    const controller = createSourceControllers().find(({ kinds }) => kinds[0]!.kind === kind)!;
    const outcome = await controller.reconcile(ref, context);
    this.#keep(this.#objects.get(refKey(ref))!, outcome);
    return { outcome, events };
  }

  /** The files of an artifact. */
  files(kind: string, name = 'one'): readonly string[] {
    const tree = this.#artifacts.get({ apiVersion: 'source.toolkit.fluxcd.io/v1', kind, namespace: 'apps', name })?.tree;
    const walk = (folder: string): string[] => (tree?.list(folder) ?? []).flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      return entry.kind === 'dir' ? walk(path) : [path];
    });
    return walk('');
  }

  #keep(object: K8sObject, outcome: Outcome): void {
    if (outcome.type === 'Suspended' || outcome.type === 'Static') return;
    const status = (object['status'] ?? {}) as Dict;
    const gone = new Set(outcome.removeConditions);
    const given = outcome.conditions ?? [];
    const old = ((status['conditions'] ?? []) as Condition[]).filter(({ type }) => !gone.has(type) && !given.some((condition) => condition.type === type));
    this.put({ ...object, status: toDict({ ...status, ...outcome.status, conditions: [...old, ...given] }) });
  }
}

function source(kind: string, spec: Readonly<Record<string, unknown>>, name = 'one'): K8sObject {
  return { apiVersion: 'source.toolkit.fluxcd.io/v1', kind, metadata: { name, namespace: 'apps', generation: 1 }, spec: toDict(spec) };
}

function secret(name: string, data: Readonly<Record<string, string>>): K8sObject {
  const encoded = Object.entries(data).map(([key, value]) => [key, encodeBase64(encoder.encode(value))] as const);
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'apps' }, data: toDict(Object.fromEntries(encoded)) };
}

/** How an outcome shows: reason, text and the conditions besides Ready. */
function shown({ outcome }: Reconciled): unknown {
  if (outcome.type === 'Suspended' || outcome.type === 'Static') return outcome.type;
  const text = outcome.type === 'Failed' || outcome.type === 'Stalled' ? outcome.message ?? outcome.error.message : outcome.message;
  return [outcome.type, outcome.reason, text, (outcome.conditions ?? []).map(({ type, status }) => `${type}=${status}`).join(' ')];
}

function git(checkouts: Readonly<Record<string, Partial<GitCheckout>>>): Partial<Ports> {
  const at = (ref: string): GitCheckout => ({ commit: COMMIT, tree: memoryTree({ 'a.yaml': ref }), message: 'say it\n\nat length', signature: '', ...checkouts[ref] });
  return {
    git: {
      refs: () => Promise.resolve(Object.keys(checkouts).map((name) => ({ name, commit: at(name).commit }))),
      fetch: (_remote, { ref, commit }) => {
        const found = Object.keys(checkouts).find((name) => (commit === undefined ? name === ref : at(name).commit === commit));
        return found === undefined ? Promise.reject(new EddyError('GitRevisionNotFound', 'nothing there')) : Promise.resolve(at(found));
      },
    },
  };
}

const URL = 'https://git.example/a.git';
const MAIN = { 'refs/heads/main': {} };
const failedGit = (message: string): unknown => ['Failed', 'GitOperationFailed', `failed to checkout and determine revision: ${message}`, 'FetchFailed=True'];

describe('a GitRepository', () => {
  test.each<[string, Readonly<Record<string, Partial<GitCheckout>>>, Readonly<Record<string, unknown>>, string]>([
    ['a branch', MAIN, { branch: 'main' }, `main@sha1:${COMMIT}`],
    ['master by default', { 'refs/heads/master': {} }, {}, `master@sha1:${COMMIT}`],
    ['a tag before a range', { 'refs/tags/v1': {}, 'refs/tags/v2.0.0': {} }, { tag: 'v1', semver: '*' }, `v1@sha1:${COMMIT}`],
    ['a name before a tag, and shown in full', { ...MAIN, 'refs/tags/v1': {} }, { name: 'refs/heads/main', tag: 'v1' }, `refs/heads/main@sha1:${COMMIT}`],
    ['a commit before all else', MAIN, { commit: COMMIT, name: 'refs/heads/other' }, `refs/heads/other@sha1:${COMMIT}`],
    ['a commit of a branch', MAIN, { commit: COMMIT, branch: 'main' }, `main@sha1:${COMMIT}`],
    ['the highest tag of a range that has three parts', { 'refs/tags/v1.2.0': {}, 'refs/tags/1.10.0': {}, 'refs/tags/v2.0': {} }, { semver: '>=1' }, `1.10.0@sha1:${COMMIT}`],
    [
      'the newest one of tags that differ in their build',
      { 'refs/tags/1.0.0+a': { committedAt: 2, commit: OLDER }, 'refs/tags/1.0.0+b': { committedAt: 1 } },
      { semver: '1.0.0' },
      `1.0.0+a@sha1:${OLDER}`,
    ],
  ])('takes %s', async (_what, checkouts, ref, revision) => {
    const world = new World(git(checkouts), source('GitRepository', { url: URL, ref: toDict(ref) }));
    expect(shown(await world.reconcile('GitRepository'))).toEqual(['Ready', 'Succeeded', `stored artifact for revision '${revision}'`, 'ArtifactInStorage=True']);
  });

  test.each<[Readonly<Record<string, Partial<GitCheckout>>>, Readonly<Record<string, unknown>>, unknown]>([
    [MAIN, { branch: 'gone' }, failedGit(`unable to clone '${URL}': couldn't find remote ref "refs/heads/gone"`)],
    [MAIN, { name: 'refs/pull/1/head' }, failedGit(`unable to resolve ref 'refs/pull/1/head' to a specific commit`)],
    [MAIN, { commit: '1234' }, failedGit(`unable to resolve commit object for '1234': object not found`)],
    [MAIN, { semver: 'zzz' }, failedGit('semver parse error: improper constraint: "zzz"')],
    [MAIN, { semver: '>1' }, failedGit('no match found for semver: >1')],
    [{}, { branch: 'main' }, ['Failed', 'EmptyGitRepository', 'git repository is empty', 'FetchFailed=True']],
    [{}, { tag: 'v1' }, failedGit(`unable to clone: remote repository is empty: git repository: '${URL}'`)],
    [{}, { name: 'refs/heads/main' }, failedGit(`unable to list remote for '${URL}': remote repository is empty`)],
  ])('of %j fails at %j', async (checkouts, ref, want) => {
    const world = new World(git(checkouts), source('GitRepository', { url: URL, ref: toDict(ref) }));
    const reconciled = await world.reconcile('GitRepository');
    expect(shown(reconciled)).toEqual(want);
    expect(reconciled.events).toEqual([{ type: 'Warning', reason: (want as string[])[1], message: (want as string[])[2] }]);
  });

  const refused = (message: string): unknown => ['Failed', 'AuthenticationFailed', message, 'FetchFailed=True'];
  const option = (message: string): unknown => refused(`failed to configure authentication options: ${message}`);
  const SSH = 'ssh://git@example/a.git';
  const ENCRYPTED = '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n';
  test.each<[Readonly<Record<string, unknown>>, Readonly<Record<string, string>> | undefined, unknown]>([
    [{ url: URL }, undefined, refused(`failed to get secret 'apps/key': failed to get secret 'apps/key': secrets "key" not found`)],
    [{ url: URL }, { password: 'p' }, option(`invalid 'https' auth option: 'password' requires 'username' to be set`)],
    [{ url: SSH }, { password: 'p' }, option(`invalid 'ssh' auth option: 'identity' is required`)],
    [{ url: SSH }, { identity: 'i' }, option(`invalid 'ssh' auth option: 'known_hosts' is required`)],
    [{ url: SSH }, { identity: ENCRYPTED, known_hosts: 'k' }, refused(`SSH identity key is encrypted but no 'password' field was provided in the secret 'apps/key'`)],
    [{ url: URL }, { githubAppID: '1' }, ['Failed', 'InvalidProviderConfiguration', `secretRef 'apps/key' has github app data but provider is not set to github`, 'FetchFailed=True']],
    [{ url: URL, provider: 'github' }, { username: 'u', password: 'p' }, ['Failed', 'InvalidProviderConfiguration', 'secretRef with github app data must be specified when provider is set to github', 'FetchFailed=True']],
    [{ url: URL, provider: 'github' }, { username: 'u' }, ['Failed', 'ProgressingWithRetry', 'building artifact', '']],
    [{ url: 'https://[::1/a.git' }, { username: 'u', password: 'p' }, ['Stalled', 'URLInvalid', `failed to parse url 'https://[::1/a.git': parse "https://[::1/a.git": missing ']' in host`, 'FetchFailed=True']],
  ])('%j with the Secret %j', async (spec, data, want) => {
    const world = new World(git(MAIN), source('GitRepository', { ...spec, secretRef: toDict({ name: 'key' }) }), ...(data === undefined ? [] : [secret('key', data)]));
    expect(shown(await world.reconcile('GitRepository'))).toEqual(want);
  });

  test.each<[Readonly<Record<string, string>>, string]>([
    [{}, `key 'address' not found`],
    [{ address: '' }, 'proxy address is empty'],
    [{ address: 'ftp://proxy' }, `proxy URL must use one of the supported schemes (http, https, socks5), got 'ftp'`],
  ])('with the proxy %j', async (data, problem) => {
    const world = new World(git(MAIN), source('GitRepository', { url: URL, proxySecretRef: toDict({ name: 'proxy' }) }), secret('proxy', data));
    expect(shown(await world.reconcile('GitRepository'))).toEqual(refused(`failed to configure proxy options: secret 'apps/proxy': ${problem}`));
  });

  test('a Secret that is still encrypted is not looked at closely', async () => {
    const certSecretRef = toDict({ name: 'tls' });
    const world = new World({}, source('OCIRepository', { url: 'oci://registry.example/app', certSecretRef }), secret('tls', { 'ca.crt': 'ENC[AES256_GCM,data:x]' }));
    expect(shown(await world.reconcile('OCIRepository'))).toEqual(['Failed', 'ArtifactFailed', '"oci://registry.example/app" is remote, and nothing may be fetched in this run', 'FetchFailed=True']);
  });

  const unverified = (reason: string, message: string, type = 'Failed'): unknown => [type, reason, message, 'SourceVerified=False'];
  const PGP = '-----BEGIN PGP SIGNATURE-----';
  const SSH_SIGNATURE = '-----BEGIN SSH SIGNATURE-----';
  test.each<[string, Partial<GitCheckout>, Readonly<Record<string, unknown>>, Readonly<Record<string, string>> | undefined, unknown]>([
    ['HEAD', {}, { branch: 'main' }, undefined, unverified('VerificationError', 'public keys secret error: secrets "keys" not found')],
    ['HEAD', {}, { branch: 'main' }, { 'k.asc': 'k' }, unverified('InvalidCommitSignature', `signature verification of commit '${COMMIT}' failed: unsupported signature type: empty`)],
    ['HEAD', { signature: PGP }, { branch: 'main' }, { 'k.sshpub': 'k' }, unverified('InvalidCommitSignature', `signature verification of commit '${COMMIT}' failed: PGP signature detected but no PGP public keys found in secret (keys with .asc suffix)`)],
    ['HEAD', { signature: SSH_SIGNATURE }, { branch: 'main' }, { k: 'k' }, unverified('InvalidCommitSignature', `signature verification of commit '${COMMIT}' failed: SSH signature detected but no SSH public keys found in secret (keys with .sshpub suffix)`)],
    ['Tag', {}, { branch: 'main' }, { k: 'k' }, unverified('InvalidVerificationMode', `cannot verify tag object's signature if a tag reference is not specified`, 'Stalled')],
    ['Tag', {}, { tag: 'v1' }, { k: 'k' }, unverified('InvalidGitObject', `cannot verify signature of tag 'v1' since it is not signed`)],
    ['TagAndHEAD', { tag: { id: OLDER, signature: SSH_SIGNATURE } }, { tag: 'v1' }, { k: 'k' }, unverified('InvalidTagSignature', `signature verification of tag 'v1@${OLDER}' failed: SSH signature detected but no SSH public keys found in secret (keys with .sshpub suffix)`)],
    ['HEAD', { signature: PGP }, { branch: 'main' }, { k: 'k' }, ['Ready', 'Succeeded', `stored artifact for revision 'main@sha1:${COMMIT}'`, 'ArtifactInStorage=True']],
  ])('verified by %s: %j of %j with keys %j', async (mode, checkout, ref, keys, want) => {
    const spec = { url: URL, ref: toDict(ref), verify: toDict({ mode, secretRef: toDict({ name: 'keys' }) }) };
    const world = new World(git({ 'refs/heads/main': checkout, 'refs/tags/v1': checkout }), source('GitRepository', spec), ...(keys === undefined ? [] : [secret('keys', keys)]));
    expect(shown(await world.reconcile('GitRepository'))).toEqual(want);
  });

  const DOCS = { 'docs/r.md': 'r', 'docs.md': 'd', 'a.yaml': 'a', 'deploy/b.yaml': 'b' };
  test.each<[readonly string[], readonly string[] | string]>([
    [['docs'], ['docs/r.md', 'docs.md']],
    [['./deploy/'], ['deploy/b.yaml']],
    [['a.yaml', 'docs/'], ['a.yaml', 'docs/r.md']],
    [['do'], `sparse checkout dir 'do' does not exist in repository: lstat do: no such file or directory`],
    [['/docs'], `sparse checkout dir '/docs' does not exist in repository: lstat docs: no such file or directory`],
  ])('checks out sparsely %j', async (sparseCheckout, want) => {
    const checkout = { tree: memoryTree(DOCS) };
    const world = new World(git({ 'refs/heads/main': checkout }), source('GitRepository', { url: URL, ref: toDict({ branch: 'main' }), sparseCheckout }));
    const { outcome } = await world.reconcile('GitRepository');
    if (typeof want === 'string') expect(outcome).toMatchObject({ reason: 'GitOperationFailed', message: `failed to sparse checkout directories : ${want}` });
    else {
      expect((outcome as { status: Dict }).status).toMatchObject({ observedSparseCheckout: sparseCheckout });
      expect(world.files('GitRepository')).toEqual(want);
    }
  });

  test('waits for what it includes, and tells that a path of it is missing', async () => {
    const include = [toDict({ repository: toDict({ name: 'lib' }), fromPath: 'zzz' })];
    const world = new World(git(MAIN), source('GitRepository', { url: URL, ref: toDict({ branch: 'main' }), include }));
    expect(shown(await world.reconcile('GitRepository'))).toEqual(['Waiting', 'NotFound', `could not get resource for include 'lib': GitRepository.source.toolkit.fluxcd.io "lib" not found`, 'IncludeUnavailable=True']);
    world.put(source('GitRepository', { url: URL, ref: toDict({ branch: 'main' }) }, 'lib'));
    expect(shown(await world.reconcile('GitRepository'))).toEqual(['Waiting', 'NoArtifact', `no artifact available for include 'lib'`, 'IncludeUnavailable=True']);
    await world.reconcile('GitRepository', 'lib');
    const { outcome } = await world.reconcile('GitRepository');
    expect(shown({ outcome, events: [] })).toEqual(['Failed', 'CopyFailure', `failed to copy 'lib' include from zzz to lib: stat zzz: no such file or directory`, 'StorageOperationFailed=True']);
    expect((outcome as { removeConditions: readonly string[] }).removeConditions).toContain('IncludeUnavailable');
  });

  test('shows its artifact with all that its CRD asks for, and keeps the time of one that stays', async () => {
    const clock = { now: () => 1000 };
    const world = new World({ ...git(MAIN), clock }, source('GitRepository', { url: URL, ref: toDict({ branch: 'main' }) }));
    const path = `gitrepository/apps/one/${COMMIT}.tar.gz`;
    const shown = {
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
      lastUpdateTime: '1970-01-01T00:00:01Z',
      path,
      revision: `main@sha1:${COMMIT}`,
      url: `http://source-controller.flux-system.svc.cluster.local./${path}`,
    };
    expect((await world.reconcile('GitRepository')).outcome).toMatchObject({ status: { artifact: shown } });
    clock.now = () => 9000;
    expect((await world.reconcile('GitRepository')).outcome).toMatchObject({ status: { artifact: shown } });
  });

  test('takes what was fetched before where nothing is dialled', async () => {
    const refs = (): Promise<never> => Promise.reject(new EddyError('OfflineMissing', 'not in the cache'));
    const world = new World({ git: { ...git(MAIN).git!, refs } }, source('GitRepository', { url: URL, ref: toDict({ branch: 'main' }) }));
    expect((await world.reconcile('GitRepository')).outcome.type).toBe('Ready');
  });

  test('lays what it includes over its own files', async () => {
    const include = [toDict({ repository: toDict({ name: 'lib' }), fromPath: 'docs', toPath: '../x/docs' }), toDict({ repository: toDict({ name: 'lib' }), fromPath: 'a.yaml', toPath: 'b.yaml' })];
    const world = new World(git({ 'refs/heads/main': { tree: memoryTree({ 'x/docs/r.md': 'old', 'x/y.yaml': 'y' }) }, 'refs/heads/lib': { tree: memoryTree(DOCS) } }), source('GitRepository', { url: URL, ref: toDict({ branch: 'main' }), include }));
    world.put(source('GitRepository', { url: URL, ref: toDict({ branch: 'lib' }) }, 'lib'));
    await world.reconcile('GitRepository', 'lib');
    expect((await world.reconcile('GitRepository')).outcome.type).toBe('Ready');
    expect(world.files('GitRepository')).toEqual(['b.yaml', 'x/docs/r.md', 'x/y.yaml']);
  });

  test('tells of a new artifact, of none, and of recovering', async () => {
    const broken = { value: false };
    const fetcher = git(MAIN).git!;
    const ports: Partial<Ports> = { git: { ...fetcher, refs: (remote) => (broken.value ? Promise.reject(new EddyError('GitFailed', 'no route')) : fetcher.refs(remote)) } };
    const world = new World(ports, source('GitRepository', { url: URL, ref: toDict({ branch: 'main' }) }));
    const revision = `main@sha1:${COMMIT}`;
    const first = await world.reconcile('GitRepository');
    expect(first.events).toMatchObject([{ type: 'Normal', reason: 'NewArtifact', message: `stored artifact for commit 'say it'`, annotations: { 'source.toolkit.fluxcd.io/revision': revision } }]);
    const unchanged = { type: 'Normal', reason: 'GitOperationSucceeded', message: `no changes since last reconciliation: observed revision '${revision}'` };
    expect((await world.reconcile('GitRepository')).events).toEqual([unchanged]);
    broken.value = true;
    expect(shown(await world.reconcile('GitRepository'))).toEqual(failedGit(`unable to list remote for '${URL}': no route`));
    broken.value = false;
    expect((await world.reconcile('GitRepository')).events).toMatchObject([{ reason: 'Succeeded', message: `stored artifact for commit '${revision}'` }, unchanged]);
  });
});

function registry(tags: readonly string[], layers: readonly string[] = ['application/x']): Partial<Ports> {
  return {
    oci: {
      tags: () => Promise.resolve(tags),
      manifest: (_remote, reference) =>
        reference === 'gone'
          ? Promise.reject(new EddyError('SourceFailed', 'not found'))
          : Promise.resolve({ digest: DIGEST, annotations: { 'org.opencontainers.image.source': 'git', 'org.opencontainers.image.revision': 'r' }, layers: layers.map((mediaType) => ({ mediaType, digest: mediaType, sizeBytes: 1 })) }),
      blob: (_remote, digest) => Promise.resolve(encoder.encode(digest)),
    },
    archives: { untar: () => Promise.resolve(memoryTree({ 'a.yaml': 'a' })) },
  };
}

describe('an OCIRepository', () => {
  const url = 'oci://registry.example/team/app';
  test.each<[Readonly<Record<string, unknown>>, string]>([
    [{}, `latest@${DIGEST}`],
    [{ digest: DIGEST, tag: 'v1' }, DIGEST],
    [{ semver: '1.x', tag: 'v1' }, `1.1.0@${DIGEST}`],
    [{ semver: '>=1.0.0-0', semverFilter: 'rc' }, `1.2.0-rc.1@${DIGEST}`],
  ])('at %j', async (ref, revision) => {
    const world = new World(registry(['1.0.0', '1.1.0', '1.2.0-rc.1', '1.9.0_b', 'v2', 'x']), source('OCIRepository', { url, ref: toDict(ref) }));
    const reconciled = await world.reconcile('OCIRepository');
    expect(shown(reconciled)).toEqual(['Ready', 'Succeeded', `stored artifact for digest '${revision}'`, 'ArtifactInStorage=True']);
    expect(reconciled.events[0]!.message).toBe(`stored artifact with revision '${revision}' from '${url}', origin source 'git', origin revision 'r'`);
    expect((await world.reconcile('OCIRepository')).events).toEqual([{ type: 'Normal', reason: 'ArtifactUpToDate', message: `artifact up-to-date with remote revision: '${revision}'` }]);
  });

  test('reads an underscore as a plus in the tags of charts only', async () => {
    const layerSelector = toDict({ mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', operation: 'copy' });
    const world = new World(registry(['1.0.0_b'], ['application/vnd.cncf.helm.chart.content.v1.tar+gzip']), source('OCIRepository', { url, ref: toDict({ semver: '*' }), layerSelector }));
    expect(shown(await world.reconcile('OCIRepository'))).toEqual(['Ready', 'Succeeded', `stored artifact for digest '1.0.0_b@${DIGEST}'`, 'ArtifactInStorage=True']);
  });

  const failed = (reason: string, message: string, type = 'Failed'): unknown => [type, reason, message, 'FetchFailed=True'];
  test.each<[Readonly<Record<string, unknown>>, unknown]>([
    [{ url: 'oci://registry.example/team/App' }, failed('URLInvalid', `URL validation failed for 'oci://registry.example/team/App': repository can only contain the characters \`abcdefghijklmnopqrstuvwxyz0123456789_-./\`: team/App`, 'Stalled')],
    [{ url: 'https://x' }, failed('URLInvalid', `URL validation failed for 'https://x': URL must be in format 'oci://<domain>/<org>/<repo>'`, 'Stalled')],
    [{ url, ref: toDict({ tag: 'gone' }) }, failed('OCIArtifactPullFailed', 'failed to determine artifact digest: not found')],
    [{ url, ref: toDict({ digest: 'sha256:1' }) }, failed('OCIArtifactPullFailed', 'failed to determine artifact digest: wrong number of hex digits for sha256: 1')],
    [{ url, ref: toDict({ digest: 'abc' }) }, failed('OCIArtifactPullFailed', 'failed to determine artifact digest: cannot parse hash: "abc"')],
    [{ url, ref: toDict({ semver: '*', semverFilter: '[' }) }, failed('ReadOperationFailed', `failed to determine the artifact tag for '${url}': error parsing regexp: missing closing ]: \`[\``)],
    [{ url, ref: toDict({ semver: 'z' }) }, failed('ReadOperationFailed', `failed to determine the artifact tag for '${url}': semver 'z' parse error: improper constraint: "z"`)],
    [{ url, layerSelector: toDict({ mediaType: 'application/y' }) }, failed('OCIArtifactLayerOperationFailed', `failed to find layer with media type 'application/y' in artifact`)],
    [{ url, secretRef: toDict({ name: 's' }) }, failed('AuthenticationFailed', `failed to get credential: failed to get secret 'apps/s': secrets "s" not found`)],
    [{ url, serviceAccountName: 's' }, failed('AuthenticationFailed', `failed to get credential: serviceaccount 'apps/s' not found`)],
    [{ url, certSecretRef: toDict({ name: 'half' }) }, failed('AuthenticationFailed', `failed to generate transport for '${url}': secret 'apps/half' contains 'tls.crt' but missing 'tls.key'`)],
    [{ url, verify: toDict({ provider: 'cosign', secretRef: toDict({ name: 's' }) }) }, ['Failed', 'VerificationError', `failed to verify the signature using provider 'cosign': secrets "s" not found`, 'SourceVerified=False']],
    [{ url, verify: toDict({ provider: 'notation', secretRef: toDict({ name: 'half' }) }) }, ['Failed', 'VerificationError', `failed to verify the signature using provider 'notation': 'trustpolicy.json' not found in secret 'apps/half'`, 'SourceVerified=False']],
    [{ url, verify: toDict({ provider: 'notation' }) }, ['Failed', 'VerificationError', `failed to verify the signature using provider 'notation': verification secret cannot be empty: 'registry.example/team/app@${DIGEST}'`, 'SourceVerified=False']],
    [{ url, suspend: true }, 'Suspended'],
  ])('%j', async (spec, want) => {
    const world = new World(registry(['1.0.0']), source('OCIRepository', spec), secret('half', { 'tls.crt': 'c' }));
    expect(shown(await world.reconcile('OCIRepository'))).toEqual(want);
  });
});

describe('a HelmRepository', () => {
  const url = 'https://charts.example/stable/';
  const serving = (index: string): Partial<Ports> => ({ helmIndex: { get: (remote) => (remote.url === 'https://charts.example/stable/index.yaml?a=b' || remote.url === `${url}index.yaml` ? Promise.resolve(encoder.encode(index)) : Promise.reject(new EddyError('SourceFailed', `no ${remote.url}`))) } });
  const INDEX = 'apiVersion: v1\nentries: {}\n';
  test.each<[Readonly<Record<string, unknown>>, string, unknown]>([
    [{ url: `${url}?a=b` }, INDEX, ['Ready', 'Succeeded', expect.stringContaining(`stored artifact: revision 'sha256:`), 'ArtifactInStorage=True']],
    [{ url, type: 'oci' }, INDEX, 'Static'],
    [{ url: 'oci://x/y' }, INDEX, ['Stalled', 'URLInvalid', `invalid Helm repository URL: 'oci' URL scheme cannot be used with 'default' HelmRepository type`, 'FetchFailed=True']],
    [{ url: 'https://x:y/' }, INDEX, ['Stalled', 'URLInvalid', 'invalid Helm repository URL: parse "https://x:y/": invalid port ":y" after host', 'FetchFailed=True']],
    [{ url: 'https://other.example' }, INDEX, ['Failed', 'Failed', 'failed to fetch Helm repository index: failed to cache index to temporary file: no https://other.example/index.yaml', 'FetchFailed=True']],
    [{ url }, '', ['Failed', 'IndexationFailed', 'failed to load Helm repository from index YAML: failed to load index: empty index.yaml file', 'FetchFailed=True']],
    [{ url }, 'entries: {}', ['Failed', 'IndexationFailed', 'failed to load Helm repository from index YAML: failed to load index: no API version specified', 'FetchFailed=True']],
    [{ url, secretRef: toDict({ name: 'half' }) }, INDEX, ['Failed', 'AuthenticationFailed', `failed to detect authentication methods: secret 'apps/half': malformed basic auth - has 'username' but missing 'password'`, 'FetchFailed=True']],
    [{ url, certSecretRef: toDict({ name: 'half' }) }, INDEX, ['Failed', 'AuthenticationFailed', `failed to construct Helm client's TLS config: secret 'apps/half' must contain either 'ca.crt' or both 'tls.crt' and 'tls.key'`, 'FetchFailed=True']],
  ])('%j that serves %j', async (spec, index, want) => {
    const world = new World(serving(index), source('HelmRepository', spec), secret('half', { username: 'u' }));
    expect(shown(await world.reconcile('HelmRepository'))).toEqual(want);
  });

  test('tells how large the index is', async () => {
    const world = new World(serving(INDEX), source('HelmRepository', { url }));
    expect((await world.reconcile('HelmRepository')).events[0]!.message).toBe(`stored fetched index of size 27B from '${url}'`);
  });
});

describe('a Bucket', () => {
  const OBJECTS: Readonly<Record<string, string>> = { '.sourceignore': '*.md\n', 'a.yaml': 'a', 'r.md': 'r', 'sub/.gitignore': 'g', 'folder/': '' };
  const ports: Partial<Ports> = {
    bucket: {
      exists: ({ bucketName }) => Promise.resolve(bucketName === 'full'),
      list: ({ prefix = '' }) => Promise.resolve(Object.keys(OBJECTS).filter((key) => key.startsWith(prefix)).map((key) => ({ key, etag: 'e' }))),
      get: (_remote, key) => Promise.resolve(OBJECTS[key] === undefined ? undefined : encoder.encode(OBJECTS[key])),
    },
  };
  const spec = { endpoint: 's3.example', bucketName: 'full' };
  test.each<[Readonly<Record<string, unknown>>, number]>([
    [spec, 2],
    [{ ...spec, ignore: '!r.md' }, 3],
    [{ ...spec, prefix: 'sub/' }, 1],
  ])('%j has %i files besides its ignore file', async (fields, count) => {
    const world = new World(ports, source('Bucket', fields));
    expect((await world.reconcile('Bucket')).events).toMatchObject([{ reason: 'NewArtifact', message: `stored artifact with ${String(count)} fetched files from 'full' bucket` }]);
    expect(world.files('Bucket')).toContain('.sourceignore');
    expect(world.files('Bucket')).toHaveLength(count + 1);
  });

  const sts = (fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({ sts: toDict({ endpoint: 'https://sts.example', ...fields }) });
  test.each<[Readonly<Record<string, unknown>>, Readonly<Record<string, string>>, unknown]>([
    [{ bucketName: 'gone' }, {}, ['Failed', 'BucketOperationFailed', `bucket 'gone' not found`]],
    [{ secretRef: toDict({ name: 'key' }) }, { accesskey: 'a' }, ['Failed', 'AuthenticationFailed', `invalid 'key' secret data: required fields 'accesskey' and 'secretkey'`]],
    [{ provider: 'gcp', secretRef: toDict({ name: 'key' }) }, {}, ['Failed', 'AuthenticationFailed', `invalid 'key' secret data: required fields 'serviceaccount'`]],
    [{ provider: 'gcp', secretRef: toDict({ name: 'key' }) }, { serviceaccount: '{' }, ['Failed', 'AuthenticationFailed', `invalid 'key' secret data: failed to parse 'serviceaccount' as JSON`]],
    [{ provider: 'azure', secretRef: toDict({ name: 'key' }) }, { tenantId: 't' }, ['Failed', 'AuthenticationFailed', expect.stringContaining(`invalid 'key' secret data: requires a 'clientId' or 'accountKey' field`)]],
    [{ provider: 'aws', serviceAccountName: 's' }, {}, ['Stalled', 'FeatureGateDisabled', expect.stringContaining('ObjectLevelWorkloadIdentity')]],
    [sts({ provider: 'aws' }), {}, ['Stalled', 'InvalidSTSConfiguration', `STS provider 'aws' is not supported for 'generic' bucket provider`]],
    [{ provider: 'aws', ...sts({ provider: 'aws', secretRef: toDict({ name: 'key' }) }) }, {}, ['Stalled', 'InvalidSTSConfiguration', `spec.sts.secretRef is not required for the 'aws' STS provider`]],
    [sts({ provider: 'ldap', secretRef: toDict({ name: 'key' }) }), { username: 'u' }, ['Failed', 'AuthenticationFailed', `invalid 'key' secret data for 'ldap' STS provider: required fields username, password`]],
    [{ endpoint: 'https://s3.example' }, {}, ['Failed', 'AuthenticationFailed', 'Endpoint url cannot have fully qualified paths.']],
    [{ endpoint: '-s3' }, {}, ['Failed', 'AuthenticationFailed', 'Endpoint: -s3 does not follow ip address or domain name standards.']],
  ])('%j with the Secret %j', async (fields, data, want) => {
    const world = new World(ports, source('Bucket', { ...spec, ...fields }), secret('key', data));
    expect(shown(await world.reconcile('Bucket'))).toEqual([...(want as unknown[]), 'FetchFailed=True']);
  });
});
