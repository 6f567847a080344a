import { expect, test } from 'vitest';
import { memoryTree } from '../../tree/index.ts';
import { build } from '../index.ts';

const WIDGET = 'apiVersion: x/v1\nkind: W\nmetadata: {name: a}\n';

function built(replacement: string, rest: string, files: Readonly<Record<string, string>> = {}): unknown {
  const { objects } = build(memoryTree({ 'kustomization.yaml': `resources: [r.yaml]\nreplacements: [${replacement}]\n`, 'r.yaml': WIDGET + rest, ...files }), '');
  return objects[0]!.value['s'];
}

const to = (path: string, options = ''): string => `{sourceValue: x, targets: [{select: {kind: W}, fieldPaths: [${path}], options: {${options}}}]}`;

test.each<readonly [replacement: string, rest: string, message: string]>([
  [to('s..a'), 's: {a: 1} # q\n', 'unable to find field "s..a" in replacement target: wrong node kind: expected ScalarNode but got MappingNode: node contents:\n{a: 1} # q\n'],
  [to('s.a.'), 's: {a: ""}\n', 'wrong node kind: expected ScalarNode but got : node contents:\nnull\n'],
  [to('s.b.', 'create: true'), 's: {}\n', 'unable to find or create field "s.b." in replacement target: wrong node kind: expected ScalarNode but got : node contents:\nnull\n'],
  [to('""'), 's: 1\n', 'unable to find field "" in replacement target: wrong node kind: expected ScalarNode but got MappingNode: node contents:\napiVersion: x/v1\nkind: W\nmetadata: {name: a}\ns: 1\n'],
])('an empty part of a path asks the node itself: %#', (replacement, rest, message) => {
  expect(() => built(replacement, rest)).toThrow(message);
});

test('targets have to be there, unless the replacement has a file of its own', () => {
  expect(() => built('{source: {kind: W}, targets: []}', 's: 1\n')).toThrow('replacements must specify a source and at least one target');
  expect(built('{path: p.yaml}', 's: 1\n', { 'p.yaml': 'source: {kind: W}\ntargets: []\n' })).toBe(1);
});

test('JSON in a text stays as it is where comments spoil what is put there', () => {
  const text = (comments: readonly [string, string]): unknown => {
    const resource = `${WIDGET}s:\n${comments[0]}  a:${comments[1]}\n  - 1\nj: '{"o":{"x":1}}'\n`;
    const replacement = '{source: {kind: W, fieldPath: s}, targets: [{select: {kind: W}, fieldPaths: [j.o]}]}';
    const { objects } = build(memoryTree({ 'kustomization.yaml': `resources: [r.yaml]\nreplacements: [${replacement}]\n`, 'r.yaml': resource }), '');
    return objects[0]!.value['j'];
  };
  expect(text(['  # c\n', ' # d'])).toBe('{"o":{"x":1}}');
  expect(text(['', ''])).toBe('{"o":{"a":[1]}}');
});

test('a null that labels made a map is copied as the text that it had', () => {
  const kustomization = 'resources: [r.yaml]\ncommonLabels: {a: b}\nreplacements: [{source: {kind: W, fieldPath: metadata.labels}, targets: [{select: {kind: W}, fieldPaths: [s]}]}]\n';
  const resource = 'apiVersion: x/v1\nkind: W\nmetadata: {name: a, labels: Null}\ns: x\n';
  expect(build(memoryTree({ 'kustomization.yaml': kustomization, 'r.yaml': resource }), '').objects[0]!.value['s']).toBe('Null');
});

test('a part of a text takes its comment along where it comes in the place of a map', () => {
  const text = (field: string): unknown => {
    const resource = `${WIDGET}s: z.w # c\nj: "${field}"\n`;
    const replacement = '{source: {kind: W, fieldPath: s, options: {delimiter: ".", index: 0}}, targets: [{select: {kind: W}, fieldPaths: [j.l.0]}]}';
    const { objects } = build(memoryTree({ 'kustomization.yaml': `resources: [r.yaml]\nreplacements: [${replacement}]\n`, 'r.yaml': resource }), '');
    return objects[0]!.value['j'];
  };
  expect(text('l: [{k: x}, b]')).toBe('l: [z, # c\n  b]');
  expect(text('l: [a, b]')).toBe('l: [z, b]');
});
