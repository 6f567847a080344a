import { describe, expect, test } from 'vitest';
import { EddyError } from '../diagnostics/index.ts';
import { memoryTree } from '../tree/index.ts';
import { build } from './index.ts';
import { inlineLine } from './inline-line.ts';

test.each<readonly [file: string, inline: string, line: number]>([
  ['a: |\n  x: 1\n  y: 2\n', 'x: 1\ny: 2', 2],
  ['a: |\n  x: 1\n  y: 3\nb: |\n\n    x: 1\r\n    y: 2\r\n', '\nx: 1\ny: 2\n', 6],
  ["a:\n- patch: '[{}]'\n", '[{}]', 2],
  ['a: |\n  x: 1', 'x: 1\ny: 2', 1],
  ['a: "x: 1\\ny: 2"\n', 'x: 1\ny: 2', 1],
  ['a: b\n', '', 1],
])('the place of a text in %j', (file, inline, line) => {
  expect(inlineLine(file, inline)).toBe(line);
});

test('a search among many like texts comes to an end', () => {
  const lines = '- a\n'.repeat(20_000);
  expect(inlineLine(`${lines}- b\n${lines}- c\n`, `${lines}- c`)).toBe(1);
});

describe('a fault of an inline text', () => {
  const HEAD = 'apiVersion: x/v1\nkind: W\nmetadata: {name: a}\n';

  function placeOf(kustomization: string, name = 'kustomization.yaml'): unknown {
    try {
      build(memoryTree({ [`app/${name}`]: `resources: [r.yaml]\n${kustomization}`, 'app/r.yaml': HEAD }), 'app');
    } catch (error) {
      if (error instanceof EddyError) return error.at;
      throw error;
    }
    return undefined;
  }

  const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, '    ');

  test.each<readonly [what: string, kustomization: string, line: number]>([
    ['a key that a patch repeats', `patches:\n- patch: |\n${indented(`${HEAD}s:\n  a: 1\n  a: 2\n`)}`, 9],
    ['a document of a patch', `patches:\n- patch: |-\n\n${indented(`${HEAD}---\n${HEAD.replace('x/v1', 'x/v2')}---\ns: [`)}`, 14],
    ['a merge patch of old', `patchesStrategicMerge:\n- |\n${indented(`${HEAD}s: {a: 1, a: 2}\n`)}`, 7],
    ['a plugin', `transformers:\n- |\n${indented('apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: a}\nprefix: {a: 1, a: 2}\n')}`, 7],
  ])('is where %s is', (_, kustomization, line) => {
    expect(placeOf(kustomization)).toMatchObject({ file: 'app/kustomization.yaml', line });
    expect(placeOf(kustomization, 'kustomization.yml')).toMatchObject({ file: 'app/kustomization.yml', line });
  });
});
