import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitAll, git, temporaryFolders, writeFiles } from '../../../test/contracts/disk-files.ts';
import { treeContract } from '../../../test/contracts/tree.ts';
import { memoryTree } from '../../tree/index.ts';
import { diskTree } from './disk-tree.ts';
import { readGitIndex } from './git-index.ts';

const newFolder = temporaryFolders();

treeContract('diskTree', (files) => {
  const dir = newFolder();
  writeFiles(dir, files);
  return diskTree(dir);
});

treeContract('diskTree over a Git work tree', (files) => {
  const dir = newFolder();
  writeFiles(dir, files);
  commitAll(dir);
  return diskTree(dir);
});

test('leaves out .git at every level, and what is neither file, folder nor link', () => {
  const dir = newFolder();
  writeFiles(dir, { a: '1', '.git/config': '', 'sub/.git': 'gitdir: x', 'sub/b': '2' });
  execFileSync('mkfifo', [join(dir, 'pipe')]);
  const tree = diskTree(dir);
  expect(tree.list('')?.map(({ name }) => name)).toEqual(['a', 'sub']);
  expect(tree.list('sub')?.map(({ name }) => name)).toEqual(['b']);
  expect(tree.kind('.git/config')).toBeUndefined();
});

test('stays as it was first read while the folder changes', () => {
  const dir = newFolder();
  writeFiles(dir, { a: 'old' });
  const tree = diskTree(dir);
  expect(tree.readText('a')).toBe('old');
  writeFiles(dir, { a: 'new', b: '' });
  expect([tree.readText('a'), tree.kind('b'), diskTree(dir).readText('a')]).toEqual(['old', undefined, 'new']);
});

test('a file that is replaced by a link out of the tree is not followed', () => {
  const outside = newFolder();
  writeFiles(outside, { secret: 'x' });
  const dir = newFolder();
  writeFiles(dir, { 'd/a': 'old' });
  const tree = diskTree(dir);
  expect(tree.kind('d/a')).toBe('file');
  execFileSync('rm', [join(dir, 'd/a')]);
  symlinkSync(join(outside, 'secret'), join(dir, 'd/a'));
  expect(tree.read('d/a')).toBeUndefined();
});

test('a file over the limit is an error that names it', () => {
  const dir = newFolder();
  writeFiles(dir, { big: 'x'.repeat(100) });
  expect(() => diskTree(dir, { maxFileBytes: 99 }).read('big')).toThrow(expect.objectContaining({ code: 'TreeLimit', message: expect.stringContaining('"big"') as string }) as Error);
});

test.skipIf(process.getuid?.() === 0)('what may not be read is an error that names it', () => {
  const dir = newFolder();
  writeFiles(dir, { 'a/b': '1' });
  chmodSync(join(dir, 'a/b'), 0);
  expect(() => diskTree(dir).read('a/b')).toThrow(expect.objectContaining({ code: 'TreeUnreadable', message: '"a/b" cannot be read: EACCES: permission denied' }) as Error);
});

test('a root that is no folder is an error', () => {
  const dir = newFolder();
  writeFileSync(join(dir, 'file'), '');
  expect(() => diskTree(join(dir, 'file'))).toThrow(expect.objectContaining({ code: 'TreeNotFound' }) as Error);
});

/** Makes the files older than the index, which is what lets Git (and eddy) trust it. */
function agedRepository(files: Readonly<Record<string, string>>, ...config: string[]): string {
  const dir = newFolder();
  writeFiles(dir, files);
  for (const path of Object.keys(files)) utimesSync(join(dir, path), 1_700_000_000, 1_700_000_000);
  git(dir, 'init', '--quiet');
  if (config.length > 0) git(dir, 'config', ...config);
  commitAll(dir);
  return dir;
}

test.each(['2', '3', '4'])('the index of version %s gives the ids of unchanged files without reading them', (version) => {
  const files = { 'apps/a': '1', 'apps/ab': '2', 'apps/b/c': '3', d: '4' };
  const dir = agedRepository(files);
  git(dir, 'update-index', '--index-version', version);
  if (version === '3') git(dir, 'update-index', '--skip-worktree', 'apps/b/c');
  const index = readGitIndex(dir)!;
  const paths = Object.keys(files);
  expect(paths.map((path) => index.blobId(path, lstatSync(join(dir, path))))).toEqual(paths.map((path) => memoryTree(files).digest(path)));
  expect(index.blobId('not-tracked', lstatSync(join(dir, 'd')))).toBeUndefined();
});

test('a file that was added by name only is read', () => {
  const dir = agedRepository({ a: '1' });
  writeFiles(dir, { b: 'two' });
  utimesSync(join(dir, 'b'), 1_700_000_000, 1_700_000_000);
  git(dir, 'add', '--intent-to-add', 'b');
  expect(diskTree(dir).digest('b')).toBe(memoryTree({ b: 'two' }).digest('b'));
});

test('a linked work tree has an index of its own', () => {
  const dir = agedRepository({ a: '1' });
  const linked = join(newFolder(), 'linked');
  git(dir, 'worktree', 'add', '--quiet', linked);
  expect(readGitIndex(linked)).toBeDefined();
  expect(diskTree(linked).digest('')).toBe(memoryTree({ a: '1' }).digest(''));
});

test('an id from the index is used as long as the stat data are the same', () => {
  const dir = agedRepository({ a: 'one', b: 'two' });
  const tree = diskTree(dir);
  // Same size and time, other bytes: only the change time tells, and it does.
  writeFileSync(join(dir, 'b'), 'TWO');
  utimesSync(join(dir, 'b'), 1_700_000_000, 1_700_000_000);
  expect(tree.digest('a')).toBe(memoryTree({ a: 'one' }).digest('a'));
  expect(tree.digest('b')).toBe(memoryTree({ b: 'TWO' }).digest('b'));
});

test.each([
  ['core.autocrlf', ['core.autocrlf', 'input'], {}],
  ['an eol attribute', [], { '.gitattributes': '* text=auto eol=lf\n' }],
  ['an LFS filter further down', [], { 'sub/.gitattributes': '*.bin filter=lfs diff=lfs -text\n' }],
])('the index is not used with %s, where ids are not those of the bytes', (_, config, files) => {
  const dir = agedRepository({ a: 'x', ...files }, ...config);
  mkdirSync(join(dir, 'other'));
  expect(readGitIndex(dir)).toBeUndefined();
});

test('comments and harmless attributes leave the index in use', () => {
  expect(readGitIndex(agedRepository({ '.gitattributes': '# text\n*.lock linguist-generated\n*.yaml diff=yaml\n' }))).toBeDefined();
});
