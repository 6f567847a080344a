import { describe, expect, test } from 'vitest';
import { filteredTree, memoryTree, overlayTree, type Tree } from './index.ts';

function paths(tree: Tree, folder = ''): string[] {
  return (tree.list(folder) ?? []).flatMap(({ name, kind }) => {
    const path = folder === '' ? name : `${folder}/${name}`;
    return kind === 'dir' ? [`${path}/`, ...paths(tree, path)] : [path];
  });
}

describe('overlayTree', () => {
  const lower = memoryTree({ 'a/x.yaml': 'lower x', 'a/y.yaml': 'lower y', 'b/z.yaml': 'lower z' });

  test('replaces files and merges folders', () => {
    const tree = overlayTree(lower, memoryTree({ 'a/x.yaml': 'upper x', 'a/n.yaml': 'upper n' }));
    expect(paths(tree)).toEqual(['a/', 'a/n.yaml', 'a/x.yaml', 'a/y.yaml', 'b/', 'b/z.yaml']);
    expect(['a/x.yaml', 'a/y.yaml', 'a/n.yaml'].map((path) => tree.readText(path))).toEqual(['upper x', 'lower y', 'upper n']);
  });

  test('hides a folder behind a file of the same name', () => {
    const tree = overlayTree(lower, memoryTree({ a: 'a file' }));
    expect(tree.kind('a')).toBe('file');
    expect(tree.kind('a/x.yaml')).toBeUndefined();
    expect(tree.list('a')).toBeUndefined();
  });

  test('changes the digests of the folders above a change, and of no others', () => {
    const tree = overlayTree(lower, memoryTree({ 'a/x.yaml': 'upper x' }));
    expect(tree.digest('')).not.toBe(lower.digest(''));
    expect(tree.digest('a')).not.toBe(lower.digest('a'));
    expect(tree.digest('b')).toBe(lower.digest('b'));
    expect(tree.digest('a/y.yaml')).toBe(lower.digest('a/y.yaml'));
  });
});

describe('filteredTree', () => {
  const tree = memoryTree({ 'a.yaml': 'a', 'docs/r.md': 'r', 'docs/keep/k.yaml': 'k', link: { link: 'docs' }, 'empty/': '' });

  test('leaves out what the filter hides, and keeps what lies deeper', () => {
    const filtered = filteredTree(tree, { hides: (path) => path === 'docs' || path.endsWith('.md'), identity: 'test', dropLinks: false });
    expect(paths(filtered)).toEqual(['a.yaml', 'docs/', 'docs/keep/', 'docs/keep/k.yaml', 'empty/', 'link']);
    expect(filtered.readText('docs/r.md')).toBeUndefined();
    expect(filtered.readText('docs/keep/k.yaml')).toBe('k');
  });

  test('takes a hidden folder away once nothing is left in it', () => {
    const filtered = filteredTree(tree, { hides: (path) => path.startsWith('docs'), identity: 'test', dropLinks: false });
    expect(filtered.kind('docs')).toBeUndefined();
    expect(filtered.list('docs')).toBeUndefined();
  });

  test('drops links, and what can be reached through them only', () => {
    const filtered = filteredTree(tree, { hides: () => false, identity: 'links', dropLinks: true });
    expect(paths(filtered)).toEqual(['a.yaml', 'docs/', 'docs/keep/', 'docs/keep/k.yaml', 'docs/r.md', 'empty/']);
    expect(filtered.kind('link')).toBeUndefined();
    expect(filtered.kind('link/r.md')).toBeUndefined();
  });

  test('gives folders a digest that knows the filter', () => {
    const filtered = filteredTree(tree, { hides: () => false, identity: 'none', dropLinks: false });
    expect(filtered.digest('docs')).not.toBe(tree.digest('docs'));
    expect(filtered.digest('a.yaml')).toBe(tree.digest('a.yaml'));
  });
});
