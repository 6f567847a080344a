import { expect, test } from 'vitest';
import { memoryTree } from '../tree/index.ts';
import { build, printObjects } from './index.ts';

const HEAD = 'apiVersion: x/v1\nkind: W\nmetadata: {name: a}\n';

function built(kustomization: string, resource: string): string {
  const tree = memoryTree({ 'kustomization.yaml': `resources: [r.yaml]\n${kustomization}`, 'r.yaml': resource });
  return printObjects(build(tree, '', { reorder: 'none' }).objects);
}

test.each<readonly [what: string, kustomization: string, resource: string, rest: string]>([
  ['a patch removes the first of two', 'patches: [{patch: "{apiVersion: x/v1, kind: W, metadata: {name: a}, s: {t: null}}"}]\n', `${HEAD}s: {t: 1, t: 2, u: 3}\n`, 's:\n  t: 2\n  u: 3\n'],
  ['a merge drops the first one, which is null', 'patches: [{patch: "{apiVersion: x/v1, kind: W, metadata: {name: a}, s: {n: 1}}"}]\n', `${HEAD}s:\n  t:\n  t: {a: b}\n`, 's:\n  "n": 1\n  t:\n    a: b\n'],
])('where %s, the other one shows', (_, kustomization, resource, rest) => {
  expect(built(kustomization, resource)).toBe(`apiVersion: x/v1\nkind: W\nmetadata:\n  name: a\n${rest}`);
});

test('annotations are written into the second map of that name', () => {
  const maps = (...texts: readonly string[]): string => `apiVersion: x/v1\nkind: W\nmetadata:\n  name: a\n${texts.map((text) => `  annotations: {${text}}\n`).join('')}`;
  expect(built('namePrefix: p-\n', maps('a: "1"', 'b: "2", a: "5"'))).toContain('  annotations:\n    a: "1"\n    b: "2"\n  name: p-a\n');
  expect(built('namePrefix: p-\n', maps('a: "1"', 'b: "2"', 'c: "3"'))).toContain('  annotations:\n    a: "1"\n    b: "2"\n    c: "3"\n  name: p-a\n');
});

test.each<readonly [resource: string, faults: string]>([
  ['b: &t {x: y}\nd: *t\nd: *t\n', '\n  line 6: mapping key "d" already defined at line 5'],
  // kustomize adds each key that is null once more.
  ['s:\n  null: 1\n  ~: 2\n  b: 3\n', '\n  line 8: mapping key "null" already defined at line 5\n  line 9: mapping key "~" already defined at line 6'],
])('%j is refused', (rest, faults) => {
  expect(() => built('', HEAD + rest)).toThrow(`map[string]interface {}(nil): yaml: unmarshal errors:${faults}`);
});

test('a list is read as a whole, and shown in the fault', () => {
  const list = `apiVersion: v1\nkind: WList\nitems:\n# first\n- ${HEAD.replaceAll('\n', '\n  ').trimEnd()}\n  s: {a: 1, a: 2}\n  t: 1\n  t: 2\n`;
  expect(() => built('', list)).toThrow(`trouble expanding list of WList; received error yaml: unmarshal errors:\n  line 10: mapping key "t" already defined at line 9 for the following resource:\n${list}`);
});

test('annotations that are empty go first', () => {
  const resource = 'apiVersion: x/v1\nkind: W\nmetadata:\n  name: a\n  annotations: {c: "1"}\n  annotations: []\n';
  expect(built('namePrefix: p-\n', resource)).toContain('metadata:\n  annotations:\n    c: "1"\n  name: p-a\n');
});

test('lines count what was written anew at the end', () => {
  const resource = 'apiVersion: x/v1\nkind: W\nmetadata:\n  name: a\n  namespace: b\n  annotations: {a: b}\n  namespace: c\n';
  expect(() => built('commonAnnotations: {q: r}\nnameSuffix: -s\n', resource)).toThrow('line 6: mapping key "namespace" already defined at line 5');
});

test('metadata that is empty goes, where the other one is not', () => {
  const resource = 'apiVersion: x/v1\nkind: W\nmetadata: {name: a}\nmetadata:\n';
  expect(built('namespace: b\n', resource)).toBe('apiVersion: x/v1\nkind: W\nmetadata:\n  name: a\n  namespace: b\n');
});

test.each<readonly [what: string, annotations: readonly string[], message: string]>([
  ['counts the lines without those that are gone', ['', '{}', '{b: c, b: d}'], 'map[string]interface {}(nil): yaml: unmarshal errors:\n  line 4: mapping key "b" already defined at line 4'],
  ['comes when the build cleans up', ['', '{b: c}', 'd'], 'failed to clean up transformer annotations: wrong node kind: expected MappingNode but got ScalarNode: node contents:\nd\n'],
])('the fault of annotations behind others %s', (_, annotations, message) => {
  const lines = annotations.map((text) => `  annotations: ${text}\n`).join('');
  expect(() => built('', `apiVersion: x/v1\nkind: W\nmetadata:\n${lines}  name: a\n`)).toThrow(message);
});

test('lines are those of the object that is printed once', () => {
  const resource = 'kind: W\nmetadata:\n  name: a\n  l:\n  #\nspec:\n  s: 1\n  s: 2\n';
  // Behind the comment there is an empty line, which a second printer would leave out.
  expect(() => built('namespace: other\n', resource)).toThrow('line 10: mapping key "s" already defined at line 9');
});

test('lines count the comments above the document', () => {
  const patch = 'patches: [{patch: "{apiVersion: x/v1, kind: W, metadata: {name: a}, s: []}"}]\n';
  expect(() => built(patch, `# head\n\n${HEAD}s: #\n`)).toThrow("yaml: line 7: could not find expected ':'");
});

test.each([['s:\n    t: 1', 't: 1\n'], ['s: {t: 1}', '{t: 1}\n']])('what is merged into empty brackets looks as in the patch: %j', (field, text) => {
  const patches = `patches:\n- patch: |\n    apiVersion: x/v1\n    kind: W\n    metadata: {name: a}\n    ${field.replace('\n', '\n  ')}\n`;
  const images = 'transformers: ["{apiVersion: builtin, kind: ImageTagTransformer, metadata: {name: t}, imageTag: {name: i}, fieldSpecs: [{path: s}]}"]\n';
  expect(() => built(patches + images, `${HEAD}s: {}\n`)).toThrow(`expected ScalarNode but got MappingNode: node contents:\n${text}`);
});
