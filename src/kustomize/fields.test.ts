import { expect, test } from 'vitest';
import { memoryTree } from '../tree/index.ts';
import { build, printObjects } from './index.ts';

const HEAD = 'apiVersion: x/v1\nkind: W\nmetadata: {name: a}\n';

function built(kustomization: string, resource: string): string {
  const tree = memoryTree({ 'kustomization.yaml': `resources: [r.yaml]\n${kustomization}`, 'r.yaml': resource });
  return printObjects(build(tree, '', { reorder: 'none' }).objects);
}

const plugin = (kind: string, rest: string): string => `transformers:\n- "{apiVersion: builtin, kind: ${kind}, metadata: {name: t}, ${rest}}"\n`;
const LABELS = plugin('LabelTransformer', 'labels: {a: b}, fieldSpecs: [{path: s/t}]');
const VALUE = plugin('ValueAddTransformer', 'value: v, targets: [{fieldPath: s/t}]');

test.each<readonly [what: string, kustomization: string, rest: string, printed: string]>([
  ['labels', LABELS, 's: {t: null}\n', 's:\n  t: null\n'],
  ['a value', VALUE, 's: null\n', 's: null\n'],
  ['a value', VALUE, 's: {}\n', 's:\n  t: v\n'],
  ['a value', VALUE, '', 's:\n  t: v\n'],
])('%s in a null are lost: %#', (_, kustomization, rest, printed) => {
  expect(built(kustomization, HEAD + rest)).toBe(`apiVersion: x/v1\nkind: W\nmetadata:\n  name: a\n${printed}`);
});

test.each<readonly [kustomization: string, resource: string, message: string]>([
  [VALUE, `${HEAD}s: []\n`, 'wrong node kind: expected MappingNode but got SequenceNode: node contents:\n[]\n'],
  [VALUE, `${HEAD}s: foo\n`, 'wrong node kind: expected MappingNode but got ScalarNode: node contents:\nfoo\n'],
  ['patches: [{patch: "{apiVersion: x/v1, kind: W, metadata: {name: a}, s: {q: 1}}"}]\n', `${HEAD}s: {"": a}\n`, 'wrong node kind: expected ScalarNode but got MappingNode: node contents:\n{"": a'],
  ['buildMetadata: [originAnnotations]\n', 'apiVersion: x/v1\nkind: W\nmetadata: {name: a, annotations: foo}\n',
    "cannot add path annotation for 'r.yaml': considering field 'metadata/annotations' of object W.v1.x/a.[noNs]: wrong node kind: expected MappingNode but got ScalarNode: node contents:\nfoo\n"],
])('what is no map takes no field: %#', (kustomization, resource, message) => {
  expect(() => built(kustomization, resource)).toThrow(message);
});
