import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commitAll, git, temporaryFolders, writeFiles } from '../../../test/contracts/disk-files.ts';
import { gitFetcher } from './git-fetcher.ts';
import { signIn } from './git-sign-in.ts';
import { checkGitUrl } from './git-url.ts';
import { withoutUserInfo } from './git.ts';

const newFolder = temporaryFolders();

/** A repository with two commits on main, a branch, a light and an annotated tag. */
function upstream(): { readonly url: string; readonly dir: string; readonly first: string; readonly second: string } {
  const dir = newFolder();
  writeFiles(dir, { 'app.yaml': 'v: 1\n' });
  const first = commitAll(dir);
  git(dir, 'tag', 'v1.0.0');
  git(dir, 'tag', '--annotate', '--message', 'release', 'v1.1.0');
  writeFiles(dir, { 'app.yaml': 'v: 2\n' });
  const second = commitAll(dir);
  return { url: `file://${dir}`, dir, first, second };
}

function remote(url: string): { readonly url: string; readonly timeoutMs: number } {
  return { url, timeoutMs: 20_000 };
}

describe('gitFetcher', () => {
  const cacheDir = newFolder();
  const fetcher = gitFetcher({ cacheDir, protocols: ['file'] });
  const source = upstream();

  test('lists refs, with annotated tags peeled', async () => {
    const refs = await fetcher.refs(remote(source.url));
    expect(Object.fromEntries(refs.map(({ name, commit }) => [name, commit]))).toEqual({
      HEAD: source.second,
      'refs/heads/main': source.second,
      'refs/tags/v1.0.0': source.first,
      'refs/tags/v1.1.0': source.first,
    });
  });

  test.each([
    ['a branch', { ref: 'refs/heads/main' }, 'v: 2\n'],
    ['a tag', { ref: 'refs/tags/v1.0.0' }, 'v: 1\n'],
    ['an annotated tag', { ref: 'refs/tags/v1.1.0' }, 'v: 1\n'],
    ['a commit', { commit: source.first }, 'v: 1\n'],
    ['a commit on a branch', { ref: 'refs/heads/main', commit: source.first }, 'v: 1\n'],
    ['the default branch', {}, 'v: 2\n'],
  ])('fetches %s', async (_, wanted, text) => {
    const checkout = await fetcher.fetch(remote(source.url), { ...wanted, submodules: false });
    expect(checkout.tree.readText('app.yaml')).toBe(text);
    expect(checkout.commit).toBe(text === 'v: 1\n' ? source.first : source.second);
    expect(checkout.committedAt).toBe(Date.parse('2026-01-02T03:04:05Z'));
  });

  test('tells of message and signature, and of the tag that led there', async () => {
    const { dir, url, first } = upstream();
    const armour = '-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----';
    const plain = git(dir, 'cat-file', 'commit', first);
    writeFiles(dir, { 'signed.txt': plain.replace('\n\n', `\ngpgsig ${armour.replaceAll('\n', '\n ')}\n\n`) });
    const signed = git(dir, 'hash-object', '-t', 'commit', '-w', 'signed.txt').trim();
    git(dir, 'branch', 'signed', signed);
    expect(await fetcher.fetch(remote(url), { ref: 'refs/heads/signed', submodules: false })).toMatchObject({ commit: signed, signature: armour, tag: undefined });
    const tagged = await fetcher.fetch(remote(url), { ref: 'refs/tags/v1.1.0', submodules: false });
    expect(tagged).toMatchObject({ commit: first, signature: '', message: 'commit\n', tag: { id: git(dir, 'rev-parse', 'v1.1.0').trim(), signature: '' } });
    expect((await fetcher.fetch(remote(url), { ref: 'refs/tags/v1.0.0', submodules: false })).tag).toBeUndefined();
  });

  test('a commit that was fetched once needs the remote no more', async () => {
    const gone = upstream();
    await fetcher.fetch(remote(gone.url), { commit: gone.first, submodules: false });
    rmSync(gone.dir, { recursive: true });
    const again = await fetcher.fetch(remote(gone.url), { commit: gone.first, submodules: false });
    expect(again.tree.readText('app.yaml')).toBe('v: 1\n');
    await expect(fetcher.fetch(remote(gone.url), { commit: gone.second, submodules: false })).rejects.toMatchObject({ code: 'GitFailed' });
  });

  test('everything lands below the cache folder', () => {
    expect(readdirSync(cacheDir)).toEqual(['git']);
    expect(readdirSync(join(cacheDir, 'git')).every((name) => /^[0-9a-f]{32}$/.test(name))).toBe(true);
  });

  test.each([
    ['an unknown ref', { ref: 'refs/heads/nope' }, 'GitRevisionNotFound'],
    ['an unknown commit', { commit: '0'.repeat(40) }, 'GitRevisionNotFound'],
    ['a ref that is an option', { ref: '--upload-pack=touch x' }, 'GitRevisionNotFound'],
    ['a short commit id', { commit: 'abc' }, 'GitRevisionNotFound'],
  ])('%s is an error', async (_, wanted, code) => {
    await expect(fetcher.fetch(remote(source.url), { ...wanted, submodules: false })).rejects.toMatchObject({ code });
  });

  test('a repository that does not exist is an error', async () => {
    await expect(fetcher.refs(remote(`file://${newFolder()}/nowhere`))).rejects.toMatchObject({ code: 'GitFailed' });
  });

  test('files are no remotes unless asked for', async () => {
    await expect(gitFetcher({ cacheDir }).refs(remote(source.url))).rejects.toMatchObject({ code: 'GitUrlRefused' });
  });
});

test.each(['--upload-pack=x', 'ext::sh -c x', 'https://-oProxyCommand=x/y', 'https://a b/c', 'ssh://h/\n', 'git@host:path', 'file:///etc', 'https://'])('the address %j is refused', (url) => {
  expect(() => { checkGitUrl(url, ['http', 'https', 'ssh']); }).toThrow(expect.objectContaining({ code: 'GitUrlRefused' }) as Error);
});

test('credentials reach git through its environment, and key files are removed', () => {
  const bytes = (text: string): Uint8Array => Buffer.from(text);
  const access = signIn({ ...remote('https://x'), credentials: { username: bytes('u'), password: bytes('p\n'), identity: bytes('KEY'), 'ca.crt': bytes('CA') } });
  expect(access.env).toMatchObject({ GIT_CONFIG_COUNT: '2', GIT_CONFIG_KEY_0: 'http.extraHeader', GIT_CONFIG_VALUE_0: 'Authorization: Basic dTpw', GIT_CONFIG_KEY_1: 'http.sslCAInfo' });
  const folder = join(access.env['GIT_CONFIG_VALUE_1']!, '..');
  expect(readdirSync(folder).sort()).toEqual(['ca.crt', 'identity', 'known_hosts']);
  access.close();
  expect(() => readdirSync(folder)).toThrow(/ENOENT/);
});

test('user names and passwords in addresses do not reach messages', () => {
  expect(withoutUserInfo("unable to access 'https://user:canary@example.com/x.git/'")).toBe("unable to access 'https://example.com/x.git/'");
});
