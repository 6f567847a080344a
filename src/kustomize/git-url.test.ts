import { expect, test } from 'vitest';
import { parseGitUrl } from './git-url.ts';

test.each<[address: string, repo: string, path: string, ref: string]>([
  ['https://github.com/org/repo//a/b?ref=v1', 'https://github.com/org/repo', 'a/b', 'v1'],
  ['https://github.com/org/repo/a/b?ref=v1', 'https://github.com/org/repo', 'a/b', 'v1'],
  ['github.com/org/repo/a?version=v1', 'https://github.com/org/repo', 'a', 'v1'],
  ['GitHub.com/org/repo', 'https://github.com/org/repo', '', ''],
  ['git@github.com:org/repo.git/a?ref=main', 'git@github.com:org/repo.git', 'a', 'main'],
  ['ssh://git@github.com/org/repo//a', 'git@github.com:org/repo', 'a', ''],
  ['ssh://git@host.test:7999/org/repo.git//a', 'ssh://git@host.test:7999/org/repo.git', 'a', ''],
  ['git::https://host.test/org/repo.git//a', 'https://host.test/org/repo.git', 'a', ''],
  ['git::git@host.test:org/repo.git//a', 'git@host.test:org/repo.git', 'a', ''],
  ['https://user@dev.azure.com/org/project/_git/repo/a/b?ref=x', 'https://user@dev.azure.com/org/project/_git/repo', 'a/b', 'x'],
  ['https://host.test/a/b/c.git/x/y', 'https://host.test/a/b/c.git', 'x/y', ''],
  ['file:///srv/repos/app//base?ref=a%2Fb', 'file:///srv/repos/app', 'base', 'a/b'],
  ['file:///srv/repos/app', 'file:///srv/repos/app', '', ''],
  ['https://host.test/org/repo//a?ref=%zz', 'https://host.test/org/repo', 'a', ''],
])('%s', (address, repo, path, ref) => {
  expect(parseGitUrl(address)).toEqual({ raw: address, repo, path, ref, submodules: true, timeoutMs: 27_000 });
});

test.each(['base', '../base', '/abs/path', './github.com/org/repo', 'https://host.test/x.yaml', 'https://host.test/org/repo//../../x', 'host.test:org/repo', 'oci://host.test/org/repo'])('%s is no Git address', (address) => {
  expect(parseGitUrl(address)).toBeUndefined();
});

test.each<[query: string, timeoutMs: number, submodules: boolean]>([
  ['timeout=90', 90_000, true],
  ['timeout=1m30s&submodules=false', 90_000, false],
  ['timeout=-5', 27_000, true],
  ['timeout=soon&submodules=maybe', 27_000, true],
  ['timeout=1000h', 600_000, true],
  ['submodules=0', 27_000, false],
])('?%s', (query, timeoutMs, submodules) => {
  expect(parseGitUrl(`https://host.test/org/repo?${query}`)).toMatchObject({ timeoutMs, submodules });
});
