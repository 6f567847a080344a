import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sha256Hex } from '../../src/std/sha256.ts';
import { commitAll, git, temporaryFolders, writeFiles } from '../contracts/disk-files.ts';
import { repositories } from './repo.ts';

const repo = repositories();
const newFolder = temporaryFolders();

const configMap = (name: string, value = 'v'): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  key: ${value}\n`;

/** A web server of files; other paths answer 404. Counts what it is asked for. */
class FileServer {
  readonly files = new Map<string, string>();
  asked: string[] = [];
  readonly #server: Server = createServer((request, response) => {
    this.asked.push(`${request.headers.authorization ?? ''} ${request.url!}`.trim());
    const text = this.files.get(request.url!);
    if (request.url === '/moved.yaml') response.writeHead(302, { Location: '/a.yaml' }).end();
    else if (request.url === '/round.yaml') response.writeHead(302, { Location: '/round.yaml' }).end();
    else if (text === undefined) response.writeHead(404).end('nothing here');
    else response.writeHead(200).end(text);
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => { this.#server.listen(0, '127.0.0.1', resolve); });
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }
}

const server = new FileServer();
beforeAll(() => server.start());
afterAll(() => { server.stop(); });
beforeEach(() => {
  server.asked = [];
  server.files.clear();
  server.files.set('/a.yaml', configMap('a'));
});

/** A repository with a base at tag v1, and a changed one on its branch. */
function upstream(): { readonly url: string; readonly dir: string; readonly first: string; readonly second: string } {
  const dir = newFolder();
  writeFiles(dir, { 'base/kustomization.yaml': 'resources: [cm.yaml]\n', 'base/cm.yaml': configMap('base', 'one'), 'other/kustomization.yaml': 'resources: [../base]\nnamePrefix: other-\n' });
  const first = commitAll(dir);
  git(dir, 'tag', 'v1');
  writeFiles(dir, { 'base/cm.yaml': configMap('base', 'two') });
  const second = commitAll(dir);
  return { url: `file://${dir}`, dir, first, second };
}

const naming = (...resources: readonly string[]): Record<string, string> => ({ 'app/kustomization.yaml': `resources: ${JSON.stringify(resources)}\n` });
const build = 'kustomize build app';
const remote = `${build} --remote-bases`;

test('nothing is fetched unless asked for', async () => {
  const app = repo(naming(`${server.url}/a.yaml`));
  const { code, err } = await app.eddy(build);
  expect(code).toBe(1);
  expect(err).toContain('error[KustomizeRemote]');
  expect(err).toContain('hint: remote bases are fetched with --remote-bases only');
  expect(server.asked).toEqual([]);
});

describe('files over http', () => {
  test('are resources like others, and are asked for once in a run', async () => {
    server.files.set('/b.yaml', configMap('b'));
    const app = repo({ ...naming('./one', './two'), 'app/one/kustomization.yaml': `resources: ["${server.url}/a.yaml", "${server.url}/b.yaml"]\nnamePrefix: one-\n`, 'app/two/kustomization.yaml': `resources: ["${server.url}/a.yaml"]\nnamePrefix: two-\n` });
    const { code, out, err } = await app.eddy(remote);
    expect([code, err]).toEqual([0, '']);
    expect([...out.matchAll(/name: (.*)/g)].map(([, name]) => name)).toEqual(['one-a', 'one-b', 'two-a']);
    expect(server.asked.sort()).toEqual(['/a.yaml', '/b.yaml']);
  });

  test('may be patches and generated data, too', async () => {
    server.files.set('/patch.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  key: patched\n');
    const app = repo({ 'app/kustomization.yaml': `resources: ["${server.url}/a.yaml"]\npatches: [{path: "${server.url}/patch.yaml"}]\nconfigMapGenerator: [{name: g, files: ["f=${server.url}/a.yaml"], options: {disableNameSuffixHash: true}}]\n` });
    const { out } = await app.eddy(remote);
    expect(out).toContain('key: patched');
    expect(out).toContain('  f: |\n    apiVersion: v1\n');
  });

  test('are followed where they moved', async () => {
    const app = repo(naming(`${server.url}/moved.yaml`));
    expect((await app.eddy(remote)).out).toBe((await repo(naming(`${server.url}/a.yaml`)).eddy(remote)).out);
  });

  test.each([
    ['/gone.yaml', "accumulating resources: accumulating resources from '{URL}/gone.yaml': HTTP Error: status code 404 (Not Found)"],
    ['/round.yaml', 'stopped after 10 redirects'],
  ])('%s is an error that says why', async (path, says) => {
    const app = repo(naming(server.url + path));
    const { code, out, err } = await app.eddy(remote);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(says.replace('{URL}', server.url));
  });

  test('get the user name and password of their address, which are shown nowhere', async () => {
    const url = server.url.replace('http://', 'http://me:canary@');
    const app = repo(naming(`${url}/a.yaml`, `${url}/gone.yaml`));
    const { err } = await app.eddy(`${remote} --update-lock`);
    expect(server.asked).toContain(`Basic ${Buffer.from('me:canary').toString('base64')} /a.yaml`);
    expect(err).toContain('me:xxxxx@');
    app.write(naming(`${url}/a.yaml`));
    await app.eddy(`${build} --update-lock`);
    expect(err + readFileSync(join(app.dir, 'eddy.lock'), 'utf8')).not.toContain('canary');
  });

  test.each(['resources: [URL]', 'crds: [URL]', 'patchesStrategicMerge: [URL]', 'patches: [{path: URL}]', 'replacements: [{path: URL}]', 'configMapGenerator: [{name: x, envs: [URL]}]', 'generators: [URL]'])(
    'in %s show no password where kustomize quotes what it was given',
    async (text) => {
      const { code, err } = await repo({ 'app/kustomization.yaml': text.replace('URL', 'https://me:canary@host.test/x') }).eddy(build);
      expect(code).toBe(1);
      expect(err).toContain('https:');
      expect(err).not.toContain('canary');
    },
  );
});

describe('Git repositories', () => {
  test.each([
    ['a tag', '//base?ref=v1', 'base', 'one'],
    ['an older name of ref', '//base?version=v1', 'base', 'one'],
    ['the branch they point to', '//base', 'base', 'two'],
    ['a base of a base', '//other?ref=v1&submodules=false', 'other-base', 'one'],
  ])('are built at %s', async (_, suffix, name, value) => {
    const app = repo(naming(upstream().url + suffix));
    const { code, out, err } = await app.eddy(remote);
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe(`apiVersion: v1\ndata:\n  key: ${value}\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`);
  });

  test('are built at a commit', async () => {
    const { url, first } = upstream();
    const app = repo(naming(`git::${url}//base?ref=${first}`));
    const { out, err } = await app.eddy(remote);
    expect(out).toContain('key: one');
    expect(err).toContain("Warning: Forcing the git protocol using the 'git::' URL prefix is not supported.");
  });

  test('can be what is built', async () => {
    const { url } = upstream();
    expect((await repo({}).eddy(`kustomize build --remote-bases ${url}//other?ref=v1`)).out).toContain('name: other-base');
  });

  test('come with their submodules', async () => {
    const inner = upstream();
    const outer = newFolder();
    writeFiles(outer, { 'kustomization.yaml': 'resources: [lib/base]\n', '.gitmodules': `[submodule "lib"]\n\tpath = lib\n\turl = ${inner.url}\n` });
    git(outer, 'init', '--quiet', '--initial-branch=main');
    git(outer, 'add', '--all');
    git(outer, 'update-index', '--add', '--cacheinfo', `160000,${inner.first},lib`);
    git(outer, 'commit', '--quiet', '--message', 'with a submodule');
    expect((await repo(naming(`file://${outer}`)).eddy(remote)).out).toContain('key: one');
    const without = await repo(naming(`file://${outer}//?submodules=false`)).eddy(remote);
    expect([without.code, without.out]).toEqual([1, '']);
  });

  test.each([
    ['that do not exist', 'file:///nowhere/at/all//base', 'failed to run \'git fetch --depth=1 file:///nowhere/at/all HEAD\''],
    ['without the ref', '{URL}//base?ref=nope', 'there is no ref "nope"'],
    ['without the folder', '{URL}//nope', 'no such file or directory'],
    ['with a file for a folder', '{URL}//base/cm.yaml', "refers to file 'cm.yaml'; expecting directory"],
    ['whose ref reads as an option', '{URL}//base?ref=--upload-pack=evil', 'is no name of a ref'],
    ['behind a helper of git', 'git::file://-x/evil', 'is refused'],
  ])('%s are an error that says why', async (_, address, says) => {
    const { code, out, err } = await repo(naming(address.replace('{URL}', upstream().url))).eddy(remote);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(says);
  });

  test('that name each other end with an error', async () => {
    const dir = newFolder();
    writeFiles(dir, { 'kustomization.yaml': `resources: ["file://${dir}"]\n` });
    commitAll(dir);
    const { code, err } = await repo(naming(`file://${dir}`)).eddy(remote);
    expect(code).toBe(1);
    expect(err).toContain(`cycle detected: URI 'file://${dir}' referenced by previous URI 'file://${dir}'`);
  });

  test('may not be left', async () => {
    const dir = newFolder();
    writeFiles(dir, { 'kustomization.yaml': 'resources: [../../secret.yaml]\n', 'l/kustomization.yaml': 'resources: [link.yaml]\n', 'l/link.yaml': { link: '/etc/passwd' } });
    commitAll(dir);
    for (const address of [`file://${dir}`, `file://${dir}//l`]) {
      const { code, out, err } = await repo(naming(address)).eddy([...build.split(' '), '--remote-bases', '--load-restrictor', 'LoadRestrictionsNone']);
      expect([code, out]).toEqual([1, '']);
      expect(err).toMatch(/security|outside/);
    }
  });
});

describe('eddy.lock', () => {
  test('pins what was fetched, and nothing else is taken with --locked', async () => {
    const { url, first } = upstream();
    const app = repo(naming(`${url}//base`, `${server.url}/a.yaml`));
    git(url.slice('file://'.length), 'reset', '--quiet', '--hard', first);
    const before = await app.eddy(`${build} --update-lock`);
    expect(readFileSync(join(app.dir, 'eddy.lock'), 'utf8')).toBe(
      `remoteBases:\n- digest: sha256:${sha256Hex(Buffer.from(configMap('a')))}\n  kind: File\n  url: ${server.url}/a.yaml\n- commit: ${first}\n  kind: Git\n  ref: ""\n  url: ${url}\nversion: 1\n`,
    );
    server.files.set('/a.yaml', configMap('a', 'changed'));
    writeFiles(url.slice('file://'.length), { 'base/cm.yaml': configMap('base', 'changed') });
    commitAll(url.slice('file://'.length));
    server.asked = [];
    expect(await app.eddy(`${build} --locked`)).toEqual(before);
    expect(server.asked).toEqual([]);
    expect((await app.eddy(remote)).out).toContain('key: changed');
    expect(await app.eddy(`${build} --locked --offline`)).toEqual(before);
  });

  test('that does not name a base is an error that says how to pin it', async () => {
    const app = repo({ ...naming(`${server.url}/a.yaml`), 'eddy.lock': 'version: 1\nremoteBases: []\n' });
    const { code, err } = await app.eddy(`${build} --locked`);
    expect([code, server.asked]).toEqual([1, []]);
    expect(err).toContain('error[LockMissing]');
    expect(err).toContain('hint: add it with --update-lock');
  });

  test('that a file no longer agrees with is an error', async () => {
    const app = repo({ ...naming(`${server.url}/a.yaml`), 'eddy.lock': `version: 1\nremoteBases:\n- {kind: File, url: "${server.url}/a.yaml", digest: "sha256:${'0'.repeat(64)}"}\n` });
    const { code, err } = await app.eddy(`${build} --locked`);
    expect(code).toBe(1);
    expect(err).toContain('error[LockMismatch]');
  });

  test.each([['version: 2\n'], ['- a\n'], ['version: 1\nremoteBases: [{kind: Git, url: x, commit: main}]\n'], [': : :\n']])('%j is refused', async (lock) => {
    const { code, err } = await repo({ ...naming('x.yaml'), 'eddy.lock': lock }).eddy(`${build} --locked`);
    expect(code).toBe(1);
    expect(err).toContain('error[LockInvalid]');
  });

  test('keeps what else stands in it', async () => {
    const app = repo({ ...naming(`${server.url}/a.yaml`), 'eddy.lock': 'sources: [kept]\nversion: 1\n' });
    await app.eddy(`${build} --update-lock`);
    expect(readFileSync(join(app.dir, 'eddy.lock'), 'utf8')).toContain('sources:\n- kept\n');
    server.files.set('/b.yaml', configMap('b'));
    app.write(naming(`${server.url}/b.yaml`));
    await app.eddy(`${build} --update-lock`);
    expect([...readFileSync(join(app.dir, 'eddy.lock'), 'utf8').matchAll(/url: .*(\/\w+\.yaml)/g)].map(([, path]) => path)).toEqual(['/a.yaml', '/b.yaml']);
  });
});

test('with --offline, what was fetched before is there and the rest is named', async () => {
  const { url } = upstream();
  const app = repo(naming(`${url}//base?ref=v1`, `${server.url}/a.yaml`));
  const before = await app.eddy(remote);
  server.asked = [];
  expect(await app.eddy(`${remote} --offline`)).toEqual(before);
  app.write(naming(`${server.url}/b.yaml`));
  const { code, err } = await app.eddy(`${remote} --offline`);
  expect([code, server.asked]).toEqual([1, []]);
  expect(err).toContain('error[OfflineMissing]');
  expect(err).toContain(`remote resource '${server.url}/b.yaml' is not in the cache`);
});

describe('a fleet', () => {
  const sync = 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: app, namespace: flux-system}\nspec: {interval: 1h, path: ./app, prune: true, targetNamespace: flux-system, sourceRef: {kind: GitRepository, name: flux-system}}\n';
  const fleet = (): Record<string, string> => ({ ...naming(`${server.url}/a.yaml`), 'clusters/main/app.yaml': sync, 'clusters/main/ns.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: flux-system}\n' });

  test('takes remote bases as a controller does, when asked to', async () => {
    const app = repo(fleet());
    const refused = await app.eddy('build clusters/main');
    expect([refused.code, server.asked]).toEqual([1, []]);
    expect(refused.err).toContain('KustomizeRemote');
    const { code, out, err } = await app.eddy('build clusters/main --remote-bases');
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('name: a\n  namespace: flux-system');
  });

  test('shows a change of its lock in a diff', async () => {
    const app = repo(fleet());
    await app.eddy('build clusters/main --update-lock');
    app.commit();
    server.files.set('/a.yaml', configMap('a', 'changed'));
    expect((await app.eddy('diff clusters/main --locked')).out).toBe('');
    await app.eddy('build clusters/main --update-lock');
    const { out } = await app.eddy('diff clusters/main --locked');
    expect(out).toContain('-  key: v\n+  key: changed');
  });
});

test('the cache holds no half of anything, and nobody else may read it', async () => {
  const cacheDir = newFolder();
  const app = repo(naming(`${server.url}/a.yaml`, `${upstream().url}//base`));
  await Promise.all([1, 2, 3, 4].map(() => app.eddy(remote, { env: { EDDY_CACHE: cacheDir } })));
  expect(existsSync(join(cacheDir, 'http/contents'))).toBe(true);
  const names = ['http/contents', 'http/addresses', 'git'].flatMap((folder) => readdirSync(join(cacheDir, folder)));
  expect(names.filter((name) => !/^[0-9a-f]+$/.test(name))).toEqual([]);
});
