import { describe, expect, test } from 'vitest';
import { memoryTree, recordReads, readDigest, subTree, type MemoryFile, type Tree } from '../../src/tree/index.ts';

/** Files as `memoryTree` takes them. Empty folders are left out: Git cannot hold them. */
export type TreeFiles = Readonly<Record<string, MemoryFile>>;

const FILES: TreeFiles = {
  'README.md': '# fleet\n',
  'apps/a/deployment.yaml': 'kind: Deployment\n',
  'apps/a/run.sh': { executable: '#!/bin/sh\n' },
  'apps/a-b': 'sorts between the folder and its content\n',
  'apps/a.txt': 'dots sort before slashes\n',
  'apps/ümläut/größe.yaml': 'ü: ö\n',
  'apps/empty': '',
  'bin/data': Uint8Array.from([0, 255, 254, 10]),
  'bin/bom': '\uFEFFkey: value\n',
  'links/file': { link: '../README.md' },
  'links/dir': { link: '../apps' },
  'links/chain': { link: 'dir/a' },
  'links/out': { link: '../../etc/passwd' },
  'links/absolute': { link: '/etc/passwd' },
  'links/loop': { link: 'loop' },
  'links/dangling': { link: 'nowhere' },
};

/** What every `Tree` has to do; the tree in memory says what is right. */
export function treeContract(name: string, make: (files: TreeFiles) => Tree): void {
  describe(`${name} keeps the contract of a tree`, () => {
    const tree = make(FILES);
    const truth = memoryTree(FILES);
    const paths = ['', 'nowhere', 'apps/nowhere', 'README.md/below', ...allPaths(truth), 'links/dir/a/deployment.yaml', 'links/chain/run.sh', 'links/out/x'];

    test.each(paths)('kind, listing, bytes, text and link of %j', (path) => {
      expect(tree.kind(path)).toBe(truth.kind(path));
      expect(tree.list(path)).toEqual(truth.list(path));
      expect(bytesOf(tree.read(path))).toEqual(bytesOf(truth.read(path)));
      expect(tree.readText(path)).toBe(truth.readText(path));
      expect(tree.readLink(path)).toBe(truth.readLink(path));
    });

    test.each(paths)('the digest of %j is the id that Git gives it', (path) => {
      expect(tree.digest(path)).toBe(truth.digest(path));
    });

    test('invalid UTF-8 becomes U+FFFD, and a byte order mark stays', () => {
      expect(tree.readText('bin/data')).toBe('\0\uFFFD\uFFFD\n');
      expect(tree.readText('bin/bom')).toBe('\uFEFFkey: value\n');
    });

    test('links are followed inside of the tree only', () => {
      expect(tree.readText('links/file')).toBe('# fleet\n');
      expect(['links/out', 'links/absolute', 'links/loop', 'links/dangling'].map((path) => tree.kind(path))).toEqual([undefined, undefined, undefined, undefined]);
    });

    test('entries come in byte order of their names', () => {
      expect(tree.list('apps')?.map((entry) => entry.name)).toEqual(['a', 'a-b', 'a.txt', 'empty', 'ümläut']);
    });

    test('a sub-tree gives the same answers below its root', () => {
      const sub = subTree(tree, 'apps/a');
      expect(sub.digest('')).toBe(tree.digest('apps/a'));
      expect(sub.readText('deployment.yaml')).toBe('kind: Deployment\n');
    });

    test('an equal tree has equal digests, a changed file changes those of its folders only', () => {
      const changed = make({ ...FILES, 'apps/a/deployment.yaml': 'kind: Job\n' });
      expect(changed.digest('bin')).toBe(tree.digest('bin'));
      expect(changed.digest('apps/a')).not.toBe(tree.digest('apps/a'));
      expect(changed.digest('')).not.toBe(tree.digest(''));
      expect(changed.readText('apps/a/deployment.yaml')).toBe('kind: Job\n');
    });

    test('what is recorded of one tree holds for an equal one', () => {
      const recording = recordReads(tree);
      recording.list('apps');
      recording.readText('links/file');
      recording.kind('apps/nowhere');
      const again = make(FILES);
      expect(recording.reads().filter((read) => readDigest(again, read.path, read.what) !== read.digest)).toEqual([]);
    });
  });
}

function allPaths(tree: Tree, folder = ''): string[] {
  return (tree.list(folder) ?? []).flatMap(({ name, kind }) => {
    const path = folder === '' ? name : `${folder}/${name}`;
    return kind === 'dir' ? [path, ...allPaths(tree, path)] : [path];
  });
}

function bytesOf(bytes: Uint8Array | undefined): number[] | undefined {
  return bytes === undefined ? undefined : [...bytes];
}
