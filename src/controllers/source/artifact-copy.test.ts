import { describe, expect, test } from 'vitest';
import { memoryTree, type Tree } from '../../tree/index.ts';
import { copyIntoArtifact, type CopyOperation } from './artifact-copy.ts';
import { compilePathGlob, globBase } from './path-glob.ts';

const SOURCE = memoryTree({
  'deploy/a.yaml': 'a',
  'deploy/x/b.yaml': 'b',
  'deploy/x/c.md': 'c',
  'values.yaml': 'one: 1\nmap:\n  a: 1\n  b: 1\n',
  'values-prod.yaml': 'map:\n  b: 2\n',
});

function operation(from: string, to: string, more: Partial<CopyOperation> = {}): CopyOperation {
  return { from, to, exclude: [], strategy: 'Overwrite', ...more };
}

function filesOf(tree: Tree, folder = ''): string[] {
  return (tree.list(folder) ?? []).flatMap(({ name, kind }) => {
    const path = folder === '' ? name : `${folder}/${name}`;
    return kind === 'dir' ? filesOf(tree, path) : [path];
  });
}

describe('copying an artifact together', () => {
  test.each([
    [[operation('@repo/deploy/**', '@artifact/')], ['a.yaml', 'x/b.yaml', 'x/c.md']],
    [[operation('@repo/deploy/**', '@artifact/app/')], ['app/a.yaml', 'app/x/b.yaml', 'app/x/c.md']],
    [[operation('@repo/deploy/*.yaml', '@artifact/')], ['a.yaml']],
    [[operation('@repo/deploy/**', '@artifact/', { exclude: ['**/*.md'] })], ['a.yaml', 'x/b.yaml']],
    [[operation('@repo/values-prod.yaml', '@artifact/chart/values.yaml')], ['chart/values.yaml']],
    [[operation('@repo/values-prod.yaml', '@artifact/chart/')], ['chart/values-prod.yaml']],
    [[operation('@repo/deploy', '@artifact/')], ['deploy/a.yaml', 'deploy/x/b.yaml', 'deploy/x/c.md']],
    [[operation('@repo/deploy', '@artifact/app')], ['app/a.yaml', 'app/x/b.yaml', 'app/x/c.md']],
  ])('%j gives %j', (operations, wanted) => {
    expect(filesOf(copyIntoArtifact(operations, () => SOURCE, undefined))).toEqual(wanted);
  });

  test('a later copy replaces an earlier one', () => {
    const tree = copyIntoArtifact([operation('@repo/values.yaml', '@artifact/v.yaml'), operation('@repo/values-prod.yaml', '@artifact/v.yaml')], () => SOURCE, undefined);
    expect(tree.readText('v.yaml')).toBe('map:\n  b: 2\n');
  });

  test('Merge merges mappings', () => {
    const operations = [operation('@repo/values.yaml', '@artifact/v.yaml'), operation('@repo/values-prod.yaml', '@artifact/v.yaml', { strategy: 'Merge' })];
    expect(copyIntoArtifact(operations, () => SOURCE, undefined).readText('v.yaml')).toBe('map:\n  a: 1\n  b: 2\none: 1\n');
  });

  test.each([
    ['@repo/none/**', '@artifact/', 'matches no file'],
    ['@repo/../x', '@artifact/', 'is not of the form'],
    ['@repo/deploy/**', '@other/', 'does not start with "@artifact/"'],
  ])('from %j to %j fails', (from, to, message) => {
    expect(() => copyIntoArtifact([operation(from, to)], () => SOURCE, undefined)).toThrow(message);
  });
});

describe('globs over paths', () => {
  test.each([
    ['deploy/**', 'deploy/x/y/a.yaml', true],
    ['deploy/**', 'other/a.yaml', false],
    ['deploy/*.yaml', 'deploy/x/a.yaml', false],
    ['deploy/**/*.yaml', 'deploy/a.yaml', true],
    ['deploy/**/*.yaml', 'deploy/x/y/a.yaml', true],
    ['**/*.{yaml,yml}', 'a/b.yml', true],
    ['**/*.{yaml,yml}', 'a/b.json', false],
    ['v[0-9].txt', 'v1.txt', true],
    ['v[!0-9].txt', 'v1.txt', false],
    ['a?c', 'a/c', false],
    ['a+b.c', 'aab-c', false],
    ['a\\*b', 'axb', false],
  ])('%j and %j: %s', (pattern, path, wanted) => {
    expect(compilePathGlob(pattern)(path)).toBe(wanted);
  });

  test.each(['a[', 'a{b', 'a\\'])('%j is refused', (pattern) => {
    expect(() => compilePathGlob(pattern)).toThrow('is not finished');
  });

  test.each([
    ['deploy/x/**', 'deploy/x'],
    ['**', ''],
    ['deploy/a.yaml', 'deploy/a.yaml'],
  ])('the folder of %j before its wildcards is %j', (pattern, base) => {
    expect(globBase(pattern)).toBe(base);
  });
});
