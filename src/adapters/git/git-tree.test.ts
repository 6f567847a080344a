import { expect, test } from 'vitest';
import { commitAll, git, temporaryFolders, writeFiles } from '../../../test/contracts/disk-files.ts';
import { treeContract } from '../../../test/contracts/tree.ts';
import { gitTree, resolveCommit } from './git-tree.ts';

const newFolder = temporaryFolders();

treeContract('gitTree', (files) => {
  const dir = newFolder();
  writeFiles(dir, files);
  return gitTree(dir, commitAll(dir));
});

test('the tree of a commit does not see the working directory', () => {
  const dir = newFolder();
  writeFiles(dir, { a: 'old' });
  const commit = commitAll(dir);
  writeFiles(dir, { a: 'new' });
  const tree = gitTree(dir, 'HEAD');
  expect([tree.commit, tree.readText('a')]).toEqual([commit, 'old']);
});

test('more files than one batch are all read, with the right bytes', () => {
  const dir = newFolder();
  const files = Object.fromEntries(Array.from({ length: 700 }, (_, i) => [`d${String(i % 7)}/f${String(i)}`, `text ${String(i)}\n`.repeat((i % 5) + 1)]));
  writeFiles(dir, files);
  commitAll(dir);
  const tree = gitTree(dir, 'HEAD');
  const read = Object.keys(files).reverse().map((path) => [path, tree.readText(path)]);
  expect(Object.fromEntries(read)).toEqual(files);
});

test('a submodule is an empty folder', () => {
  const dir = newFolder();
  writeFiles(dir, { a: '1' });
  const commit = commitAll(dir);
  git(dir, 'update-index', '--add', '--cacheinfo', `160000,${commit},vendor/lib`);
  git(dir, 'commit', '--quiet', '--message', 'submodule');
  const tree = gitTree(dir, 'HEAD');
  expect([tree.kind('vendor/lib'), tree.list('vendor/lib')]).toEqual(['dir', []]);
});

test('a revision that does not exist, or that looks like an option, is one clear error', () => {
  const dir = newFolder();
  writeFiles(dir, { a: '1' });
  commitAll(dir);
  expect(() => resolveCommit(dir, 'nope')).toThrow(expect.objectContaining({ code: 'GitRevisionNotFound' }) as Error);
  for (const revision of ['--all', 'HEAD..HEAD', '^HEAD', 'HEAD\nHEAD', '']) {
    expect(() => resolveCommit(dir, revision)).toThrow(expect.objectContaining({ code: 'GitRevisionNotFound' }) as Error);
  }
  expect(() => resolveCommit(newFolder(), 'HEAD')).toThrow(expect.objectContaining({ code: 'GitNoRepository' }) as Error);
});
