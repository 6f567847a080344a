import { describe, expect, test } from 'vitest';
import { memoryTree } from '../../tree/index.ts';
import { artifactTree, mappingFor } from './index.ts';

describe('artifactTree', () => {
  const files = { 'a.yaml': 'a', 'img.png': 'x', '.github/w.yaml': 'w', '.gitignore': 'g', 'docs/r.md': 'r', link: { link: 'a.yaml' } };
  const kept = (tree: ReturnType<typeof memoryTree>): string[] => ['a.yaml', 'img.png', '.github/w.yaml', '.gitignore', 'docs/r.md', 'link'].filter((path) => tree.kind(path) !== undefined);

  test.each([
    ['the usual exclusions where nobody wrote a rule', files, undefined, ['a.yaml', 'docs/r.md']],
    ['only the written rules once there is one, and never files of the version control', files, '*.md', ['a.yaml', 'img.png', '.github/w.yaml']],
    ['a comment counts for nothing', files, '# nothing', ['a.yaml', 'docs/r.md']],
    ['a nested ignore file speaks for its folder', { ...files, 'docs/.sourceignore': '*' }, undefined, ['a.yaml', 'img.png', '.github/w.yaml']],
    ['spec.ignore comes last and takes back in', { ...files, '.sourceignore': '*' }, '!a.yaml', ['a.yaml']],
  ])('%s', (_what, some, ignore, left) => {
    expect(kept(artifactTree(memoryTree(some), ignore))).toEqual(left);
  });

  test('leaves nothing out of a bucket by default', () => {
    expect(kept(artifactTree(memoryTree(files), undefined, 'none'))).toEqual(['a.yaml', 'img.png', '.github/w.yaml', 'docs/r.md']);
  });

  test('has another digest for other rules', () => {
    const tree = memoryTree(files);
    expect(artifactTree(tree, '*.md').digest('docs')).not.toBe(artifactTree(tree, '*.txt').digest('docs'));
  });
});

describe('source mappings', () => {
  test('the most exact mapping counts, and among equals the last', () => {
    const tree = memoryTree({});
    const mappings = [{ name: 'a', tree, revision: '1' }, { namespace: 'n', name: 'a', tree, revision: '2' }, { kind: 'GitRepository', name: 'a', tree, revision: '3' }, { name: 'a', tree, revision: '4' }];
    const revision = (kind: string, namespace: string): string | undefined => mappingFor(mappings, { apiVersion: 'source.toolkit.fluxcd.io/v1', kind, namespace, name: 'a' })?.revision;
    expect([revision('GitRepository', 'n'), revision('GitRepository', 'm'), revision('Bucket', 'm')]).toEqual(['2', '3', '4']);
    expect(mappingFor(mappings, { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'Bucket', namespace: 'n', name: 'b' })).toBeUndefined();
  });
});
