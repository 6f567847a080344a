import { describe, expect, test } from 'vitest';
import { memoryTree } from '../tree/index.ts';
import { build, printObjects } from './index.ts';

const WIDGET = 'apiVersion: x/v1\nkind: W\nmetadata: {name: a}\n';

function built(kustomization: string, resources: string): string {
  const files = { 'kustomization.yaml': `resources: [r.yaml]\n${kustomization}`, 'r.yaml': resources };
  return printObjects(build(memoryTree(files), '', { reorder: 'none' }).objects);
}

describe('what kustomize prints to itself', () => {
  test.each<readonly [string, string, string, string]>([
    ['the comment behind a scalar', 'patches:\n- patch: |\n    apiVersion: x/v1\n    kind: W\n    metadata: {name: a}\n    spec: 3 # three\n', `${WIDGET}spec:\n  b: 1\n`,
      'expected MappingNode but got ScalarNode: node contents:\n3 # three\n'],
    ['comments in a map', 'namespace: ns\n', 'apiVersion: x/v1\nkind: W\nmetadata:\n  name: a\n  # head\n  namespace: # line\n    # in\n    a: # b\n    - x # y\n    # f\n\n    # z\n    q: r\n',
      'node contents:\n# in\na: # b\n- x # y\n# f\n\n# z\nq: r\n'],
    ['the tags of collections', 'namespace: ns\n', 'apiVersion: x/v1\nkind: W\nmetadata:\n  name: a\n  namespace: !t {a: !q [1, !!map {b: c}]}\n', 'node contents:\n!t {a: !q [1, !!map {b: c}]}\n'],
    ['the tags of scalars as they are written', 'namespace: ns\n', 'apiVersion: x/v1\nkind: W\nmetadata:\n  name: a\n  namespace:\n    a: !!str b\n    c: !!str 1\n    f: !!int "3"\n    k: ! y\n    x: !<tag:yaml.org,2002:str> 1\n',
      'node contents:\na: !!str b\nc: !!str 1\nf: !!int "3"\nk: y\nx: !!str 1\n'],
    ['the comment behind brackets', 'patches:\n- patch: |\n    apiVersion: x/v1\n    kind: W\n    metadata: {name: a}\n    spec:\n      a: [1] # line\n', `${WIDGET}spec:\n  a: {b: 1}\n`,
      'expected MappingNode but got SequenceNode: node contents:\n[1] # line\n'],
    ['the comment that a patch brought', 'patches:\n- patch: |\n    apiVersion: x/v1\n    kind: W\n    metadata: {name: a}\n    spec: {n: {c: 1}} # new\ntransformers:\n- |-\n  apiVersion: builtin\n  kind: NamespaceTransformer\n  metadata: {name: t, namespace: ns}\n  fieldSpecs: [{path: spec}]\n', `${WIDGET}spec: {n: {}} # old\n`,
      'node contents:\n{n: {c: 1}} # new\n'],
  ])('has %s', (_, kustomization, resources, message) => {
    expect(() => built(kustomization, resources)).toThrow(message);
  });

  test('has comments, which patterns of items see', () => {
    const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - name: a # first\n    image: x\n  - name: b # not a\n    image: y\n';
    const replacement = (path: string): string => `replacements:\n- sourceValue: v\n  targets: [{select: {kind: Pod}, fieldPaths: ["spec.containers.${path}.image"]}]\n`;
    expect(built(replacement('[name=a]'), pod).match(/image: v/g)).toHaveLength(2);
    expect(() => built(replacement('[name=^a$]'), pod)).toThrow('unable to find field "spec.containers.[name=^a$].image" in replacement target');
  });

  test('brings its comments into the YAML of a text', () => {
    const source = `${WIDGET}spec:\n  # head\n  map: # line\n    # inner head\n    a: 1 # one\n    # inner foot\n\n    b: # two\n    # item\n    - x # ex\n    c: {d: e} # flow\n`;
    const target = '---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  y: |\n    # keep\n    m: {} # gone\n';
    const text = built('replacements:\n- source: {kind: W, fieldPath: spec.map}\n  targets: [{select: {kind: ConfigMap}, fieldPaths: [data.y.m]}]\n', source + target);
    expect(text).toContain('\n    # keep\n    m:\n      # inner head\n      a: 1 # one\n      # inner foot\n\n      b: # two\n      # item\n      - x # ex\n      c: {d: e} # flow\n');
  });

  test.each<readonly [string, string, string, string]>([
    ['with all comments', '', `# top one\n\n# top two\n${WIDGET}# before\nspec:\n  a: 1\n\n  # mid\n  b: "2"\n  a: 3\n  # foot\n\n\n  b: 4\n# end\n`,
      'map[string]interface {}(nil): yaml: unmarshal errors:\n  line 12: mapping key "a" already defined at line 9\n  line 15: mapping key "b" already defined at line 11'],
    ['with brackets over several lines', 'patches:\n- {target: {kind: W}, patch: "- {op: add, path: /x, value: 1}"}\n', `# c\n${WIDGET}spec:\n  list: [a,\n   b]\n  a: 1\n  a: 2\n`,
      'yaml: unmarshal errors:\n  line 8: mapping key "a" already defined at line 7'],
    ['of the data alone', '', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, annotations: {internal.config.kubernetes.io/needsHashSuffix: enabled}}\ndata:\n  # c\n  b: |\n   x\n   y\n  # c\n  a: "1"\n  a: "2"\n',
      'yaml: unmarshal errors:\n  line 7: mapping key "a" already defined at line 6'],
  ])('counts the lines of repeated keys, %s', (_, kustomization, resources, message) => {
    expect(() => built(kustomization, resources)).toThrow(message);
  });

  test.each<readonly [string, string]>([
    ['spec: {1: a, l: [1, {true: x}], t: "x y", n: null, f: 1.5, e: {}, el: [], s: "q\\"uote\\n"}\n',
      'map[string]interface {}{"apiVersion":"x/v1", "kind":"W", "metadata":map[string]interface {}{"name":"a"}, "spec":map[interface {}]interface {}{"e":map[string]interface {}{}, "el":[]interface {}{}, "f":1.5, '
      + '"l":[]interface {}{1, map[interface {}]interface {}{true:"x"}}, "n":interface {}(nil), "s":"q\\"uote\\n", "t":"x y", 1:"a"}}: json: unsupported type: map[interface {}]interface {}'],
    ['b: !!binary 6aaaacKp/yI=\ns: {1: 2}\n', 'map[string]interface {}{"apiVersion":"x/v1", "b":"馚i©\\xff\\"", "kind":"W", "metadata":map[string]interface {}{"name":"a"}, "s":map[interface {}]interface {}{1:2}}: json: unsupported type: map[interface {}]interface {}'],
    ['spec: {i: .inf}\n', 'map[string]interface {}{"apiVersion":"x/v1", "kind":"W", "metadata":map[string]interface {}{"name":"a"}, "spec":map[string]interface {}{"i":+Inf}}: json: unsupported value: +Inf'],
    ['true: {1: b}\n', 'map[string]interface {}{"apiVersion":"x/v1", "kind":"W", "metadata":map[string]interface {}{"name":"a"}, "true":map[interface {}]interface {}{1:"b"}}: json: unsupported type: map[interface {}]interface {}'],
    ['spec:\n  ? [1, 2]\n  : x\n', 'map[string]interface {}(nil): yaml: invalid map key: []interface {}{1, 2}'],
    ['s: {1: 2}\nt: {a: 1, a: 2}\n', 'map[string]interface {}(nil): yaml: unmarshal errors:\n  line 5: mapping key "a" already defined at line 5'],
  ])('shows an object that is no JSON in Go\'s syntax: %j', (rest, message) => {
    expect(() => built('', WIDGET + rest)).toThrow(message);
  });

  test('shows numbers with quotes as numbers where it is decoded without being printed', () => {
    const patch = 'patches:\n- patch: |\n    apiVersion: x/v1\n    kind: W\n    metadata: {name: a}\n    n: 12\n';
    expect(() => built(patch, `${WIDGET}n: "on"\nspec: {7: a}\n`)).toThrow('"n":12, "spec":map[interface {}]interface {}{7:"a"}}: json: unsupported type');
    expect(built(patch, `${WIDGET}n: "on"\n`)).toContain('"n": "12"\n');
  });

  test('cannot be read where a key with a comment lost what stood below it', () => {
    const patch = (rules: string): string => `patches:\n- patch: |\n    apiVersion: x/v1\n    kind: W\n    metadata: {name: a}\n    rules: ${rules}\n`;
    const resource = `${WIDGET}rules: # c\n- a\nz: 1\n`;
    expect(() => built(patch('[]'), resource)).toThrow('"rules":[]interface {}{}, "z":1}: yaml: line 5: could not find expected \':\'');
    expect(built(patch('[b]'), resource)).toContain('rules:\n- b\nz: 1\n');
    expect(built(patch('[]'), resource.replace('# c', ''))).toContain('rules: []\nz: 1\n');
  });

  test.each<readonly [string, string]>([
    ['spec: {<<: {a: b}, <<: {c: d}}\n', 'duplicate merge key'],
    ['spec: [{a: &x 1}, {<<: *x}]\n', 'invalid map merge: received alias for a non-map value'],
    ['spec: {a: {<<: }}\n', 'map merge requires map or sequence of maps as the value'],
  ])('has its maps merged when it is read: %j', (rest, message) => {
    expect(() => built('', WIDGET + rest)).toThrow(`accumulating resources: accumulation err='accumulating resources from 'r.yaml': ${message}': must build at directory: 'r.yaml': file is not directory`);
  });

  test('is something else where a patch brings comments into brackets', () => {
    const patch = (items: string): string => `patches:\n- patch: |\n    apiVersion: x/v1\n    kind: W\n    metadata: {name: a}\n    list:\n${items}`;
    expect(() => built(patch('    - n: # c\n      - a\n'), `${WIDGET}list: [{m: 1}]\n`)).toThrow('"list":[]interface {}{map[string]interface {}{"n":[]interface {}{"a"}}}, "metadata":map[string]interface {}{"name":"a"}}: yaml: invalid map key: []interface {}{"a"}');
    expect(built(patch('    - n: 1 # c\n      # d\n      o: 2\n'), `${WIDGET}list: [{m: 1}]\n`)).toContain('list:\n- "n": 1\n  o: 2\n');
  });

  test('cannot be read where the comment of a merged map would stand in front of brackets', () => {
    const patch = 'patches:\n- patch: |\n    apiVersion: x/v1\n    kind: W\n    metadata: {name: a}\n    spec:\n      t: {} # c\n      v: []\n';
    expect(() => built(patch, `${WIDGET}spec:\n  t:\n    c: d\n  v:\n`)).toThrow('"spec":map[string]interface {}{"t":map[string]interface {}{"c":"d"}, "v":[]interface {}{}}}: yaml: line 8: could not find expected \':\'');
    expect(built(patch, `${WIDGET}spec:\n  t:\n    c: d\n  v: []\n`)).toContain('spec:\n  t:\n    c: d\n  v: []\n');
  });

  test.each(['YQ', '"Y Q=="', 'Y==='])('has binary data that Go can read: %s', (data) => {
    expect(() => built('', `${WIDGET}data: !!binary ${data}\n`)).toThrow('map[string]interface {}(nil): yaml: !!binary value contains invalid base64 data');
    expect(built('', `${WIDGET}data: !!binary YQ==\n`)).toContain('data: a\n');
  });

  test('has no folded texts of list items', () => {
    const text = '>-\n      c\n          f1\n';
    expect(built('', `kind: WList\nitems:\n- kind: W\n  metadata:\n    name: a\n    c: ${text}`)).toContain('  c: |-\n    c\n        f1\n');
  });

  test('has the last of the annotations with one key', () => {
    expect(built('namePrefix: p-\n', 'apiVersion: x/v1\nkind: W\nmetadata:\n  name: a\n  annotations: {a: "1", b: "2", a: "3", a: "4"}\n')).toContain('  annotations:\n    a: "4"\n    b: "2"\n');
  });

  test('calls an object by the namespace that it has just got', () => {
    const transformer = 'transformers:\n- |-\n  apiVersion: builtin\n  kind: NamespaceTransformer\n  metadata: {name: t, namespace: ns}\n  fieldSpecs: [{path: spec}]\n';
    expect(() => built(transformer, `${WIDGET}spec: {}\n`)).toThrow('considering field \'spec\' of object W.v1.x/a.ns: wrong node kind');
  });

  test('makes texts of the keys of an object', () => {
    expect(built('', `${WIDGET}1: a\n`)).toBe('"1": a\napiVersion: x/v1\nkind: W\nmetadata:\n  name: a\n');
  });
});
