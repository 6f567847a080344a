import { describe, expect, test } from 'vitest';
import { memoryTree, type Tree } from '../../tree/index.ts';
import { copyIntoArtifact, type CopyOperation } from './artifact-copy.ts';
import { listGlob, wildcardRoot } from './file-glob.ts';
import { compilePathGlob } from './path-glob.ts';

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
    [[operation('@repo/deploy/*.yaml', '@artifact/')], ['deploy/a.yaml']],
    [[operation('@repo/deploy/**', '@artifact/', { exclude: ['**/*.md'] })], ['a.yaml', 'x/b.yaml']],
    [[operation('@repo/values-prod.yaml', '@artifact/chart/values.yaml')], ['chart/values.yaml']],
    [[operation('@repo/values-prod.yaml', '@artifact/chart/')], ['chart/values-prod.yaml']],
    [[operation('@repo/deploy', '@artifact/')], ['deploy/a.yaml', 'deploy/x/b.yaml', 'deploy/x/c.md']],
    [[operation('@repo/deploy', '@artifact/app')], ['app/deploy/a.yaml', 'app/deploy/x/b.yaml', 'app/deploy/x/c.md']],
    [[operation('@repo/', '@artifact/all/', { exclude: ['deploy', 'values*.yaml'] })], []],
    [[operation('@repo/*', '@artifact/', { exclude: ['x/**', '*.yaml', '**/x'] })], []],
    [[operation('@repo/deploy/*', '@artifact/')], ['deploy/a.yaml', 'deploy/x/b.yaml', 'deploy/x/c.md']],
    [[operation('@repo/*/*/b.yaml', '@artifact/')], ['deploy/x/b.yaml']],
    [[operation('@repo/values.yaml', '@artifact/app/'), operation('@repo/values-prod.yaml', '@artifact/app')], ['app/values-prod.yaml', 'app/values.yaml']],
    [[operation('@repo/values.yaml', '@artifact/', { exclude: ['*.yaml'] })], []],
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
    ['@repo/none/**', '@artifact/', `no files match pattern 'none/**' in source 'repo'`],
    ['@repo/none', '@artifact/', `source 'none' does not exist`],
    ['@repo/../x', '@artifact/', `failed to stat source '../x': path escapes from parent`],
    ['@repo/[', '@artifact/', `invalid glob pattern '[': syntax error in pattern`],
    ['repo/x', '@artifact/', `invalid copy source 'repo/x': source must start with '@'`],
    ['@repo', '@artifact/', `invalid copy source '@repo': source format must be '@alias/pattern'`],
    ['@other/x', '@artifact/', `source alias 'other' not found`],
    ['@repo/deploy/**', '@other/', `invalid copy destination '@other/': destination must start with '@artifact/'`],
    ['@repo/deploy/**', '@artifact/../x', `invalid copy destination '@artifact/../x': destination path must stay within the artifact root`],
    ['@repo/deploy/**', '@artifact/a/../x', `invalid copy destination '@artifact/a/../x': destination path must not contain '..'`],
  ])('from %j to %j fails', (from, to, message) => {
    expect(() => copyIntoArtifact([operation(from, to)], (alias) => (alias === 'repo' ? SOURCE : undefined), undefined)).toThrow(`failed to apply copy operations: failed to apply copy operation from '${from}' to '${to}': ${message}`);
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
    ['a{b}/[c]', 'a{b}'],
  ])('the folder of %j above its wildcards is %j', (pattern, base) => {
    expect(wildcardRoot(pattern)).toBe(base);
  });

  test.each([
    ['**', ['deploy', 'values-prod.yaml', 'values.yaml']],
    ['deploy/**/*', ['deploy/x/b.yaml', 'deploy/x/c.md']],
    ['*.yaml', ['values-prod.yaml', 'values.yaml']],
    ['*/', []],
    ['./*', []],
    ['d*/[a-x]*', ['deploy/a.yaml', 'deploy/x']],
  ])('%j lists %j, name by name', (pattern, wanted) => {
    expect(listGlob(SOURCE, pattern)).toEqual(wanted);
  });
});
