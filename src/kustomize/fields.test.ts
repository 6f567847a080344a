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

const patched = (path: string, value: string): string => `patches:\n- {target: {kind: W}, patch: '[{"op": "add", "path": "${path}", "value": ${value}}]'}\n`;
const NO_MAP = 'yaml: map merge requires map or sequence of maps as the value';

test('a key << that a JSON patch adds merges', () => {
  expect(built(patched('/s', '{"<<": {"a": 1, "b": 2}, "b": 3}'), HEAD)).toBe('apiVersion: x/v1\nkind: W\nmetadata:\n  name: a\ns:\n  a: 1\n  b: 3\n');
  expect(built(patched('/s', '{"<<": {"a": 1}, "n": 2}'), HEAD)).toContain('s:\n  a: 1\n  "n": 2\n');
  expect(() => built(patched('/s', '{"<<": 1}'), HEAD)).toThrow(`map[string]interface {}(nil): ${NO_MAP}`);
  // It is written anew as an annotation.
  expect(() => built(patched('/metadata/annotations', '{"<<": {}}'), HEAD)).toThrow(`map[string]interface {}(nil): ${NO_MAP}`);
});

test('a key << in quotes is taken out as if it merged', () => {
  expect(built('', `${HEAD}s: {"<<": {a: b}, c: d}\n`)).toBe('apiVersion: x/v1\nkind: W\nmetadata:\n  name: a\ns:\n  c: d\n');
  expect(built('', `${HEAD}s: {<<: {a: b}, "<<": c}\n`)).toBe('apiVersion: x/v1\nkind: W\nmetadata:\n  name: a\ns:\n  <<: c\n  a: b\n');
});

test('a generated key << has no hash', () => {
  expect(() => built('configMapGenerator: [{name: m, literals: ["<<=b"]}]\n', HEAD)).toThrow(NO_MAP);
});

test('keys that a JSON patch adds stand in the order of the printer', () => {
  const merge = "- {patch: '{apiVersion: x/v1, kind: W, metadata: {name: a}, s: {q: 1}}'}\n";
  const patches = patched('/s', '{"": "a", "b10": 1, "b9": 2, "_": 3, "B": 4}');
  expect(() => built(patches + merge, HEAD)).toThrow('node contents:\n"": a\n_: 3\nB: 4\nb9: 2\nb10: 1\n');
});

test('a list in the place of annotations is taken for keys and values', () => {
  expect(built(patched('/metadata/annotations', '["b", 2, "c", "d"]'), HEAD)).toContain('metadata:\n  annotations:\n    b: "2"\n    c: d\n');
});

test('a text with its tag in front is not quoted', () => {
  const patches = "patches: [{patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {paused: true}}'}]\n";
  const deployment = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {replicas: !!str 1}\n';
  expect(built(`${patches}replicas: [{name: a, count: 0}]\n`, deployment)).toContain('  replicas: 0\n');
});

test.each([
  ['l: .inf, annotations: {7: a}', 'type: map[interface {}]interface {}'],
  ['a: .inf, annotations: {7: a}', 'value: +Inf'],
])('of the faults of {%s} the first one in the order of keys is told', (fields, fault) => {
  expect(() => built('', `apiVersion: x/v1\nkind: W\nmetadata: {name: a, ${fields}}\n`)).toThrow(`json: unsupported ${fault}`);
});
