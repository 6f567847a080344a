import { describe, expect, test } from 'vitest';
import { EddyError } from '../diagnostics/index.ts';
import { memoryTree, recordReads, type MemoryFile } from '../tree/index.ts';
import { build, printObjects, type BuildOptions } from './index.ts';

const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata: {a: b}\n';
const DEPLOYMENT = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
      - {name: c, image: "nginx:1"}
      volumes:
      - {name: v, configMap: {name: cm}}
`;

function built(files: Record<string, MemoryFile>, path = '', options: BuildOptions = {}): string {
  return printObjects(build(memoryTree(files), path, { reorder: 'none', ...options }).objects);
}

function failure(files: Record<string, MemoryFile>, path = '', options: BuildOptions = {}): EddyError {
  try {
    built(files, path, options);
  } catch (error) {
    if (error instanceof EddyError) return error;
    throw error;
  }
  throw new Error('the build succeeded');
}

describe('a build', () => {
  test('follows renamed objects through references', () => {
    const text = built({
      'kustomization.yaml': 'resources: [d.yaml]\nnamePrefix: p-\nconfigMapGenerator: [{name: cm, literals: [a=1]}]\n',
      'd.yaml': DEPLOYMENT,
    });
    expect(text).toContain('      - configMap:\n          name: p-cm-h29d89cmmt\n');
    expect(text).toContain('  name: p-cm-h29d89cmmt\n');
  });

  test('says where each object comes from', () => {
    const { objects } = build(memoryTree({ 'a/kustomization.yaml': 'resources: [r.yaml]', 'a/r.yaml': `${CONFIG_MAP}---\n${CONFIG_MAP.replace('cm', 'cm2')}` }), 'a');
    expect(objects.map(({ origin }) => origin)).toEqual([
      { file: 'a/r.yaml', documentIndex: 0, line: 1 },
      { file: 'a/r.yaml', documentIndex: 1, line: 6 },
    ]);
  });

  test('reads everything through the tree it is given', () => {
    const tree = recordReads(memoryTree({ 'kustomization.yaml': 'resources: [base]', 'base/kustomization.yaml': 'resources: [r.yaml]', 'base/r.yaml': CONFIG_MAP }));
    build(tree, '');
    const read = tree.reads().filter(({ what }) => what === 'content').map(({ path }) => path);
    expect(read).toEqual(expect.arrayContaining(['kustomization.yaml', 'base/kustomization.yaml', 'base/r.yaml']));
  });

  test('treats __proto__ and constructor as ordinary keys', () => {
    expect(built({ 'kustomization.yaml': 'resources: [r.yaml]\ncommonLabels: {constructor: x}\n', 'r.yaml': CONFIG_MAP.replace('{a: b}', '{__proto__: x, constructor: y}') }))
      .toContain('data:\n  __proto__: x\n  constructor: "y"\n');
  });

  test('notes old fields', () => {
    const warnings: string[] = [];
    build(memoryTree({ 'kustomization.yaml': 'bases: [b]', 'b/kustomization.yaml': 'resources: [r.yaml]', 'b/r.yaml': CONFIG_MAP }), '', { onWarning: (line) => warnings.push(line) });
    expect(warnings).toEqual(["# Warning: 'bases' is deprecated. Please use 'resources' instead. Run 'kustomize edit fix' to update your Kustomization automatically."]);
  });
});

describe('scalars', () => {
  test.each([
    ['1.10', '1.1'],
    ['"1.10"', '"1.10"'],
    ['0777', '511'],
    ['2001-01-01', '"2001-01-01T00:00:00Z"'],
    ['12345678901234567890', '12345678901234567890'],
    ['yes', '"yes"'],
    ['~', 'null'],
  ])('%s in a resource is printed as %s', (written, printed) => {
    expect(built({ 'kustomization.yaml': 'resources: [r.yaml]', 'r.yaml': `apiVersion: x/v1\nkind: W\nmetadata: {name: w}\nspec:\n  v: ${written}\n` })).toContain(`  v: ${printed}\n`);
  });

  test('annotations become text as it was written', () => {
    expect(built({ 'kustomization.yaml': 'resources: [r.yaml]', 'r.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: cm\n  annotations: {a: 1.10, b: true, c: }\n' }))
      .toContain('  annotations:\n    a: "1.10"\n    b: "true"\n    c: ""\n');
  });

  test('a replacement keeps the type of the field it changes', () => {
    const text = built({
      'kustomization.yaml': `resources: [r.yaml]
replacements:
- sourceValue: "7"
  targets: [{select: {kind: W}, fieldPaths: [spec.number, spec.text]}]
- sourceValue: "8"
  targets: [{select: {kind: W}, fieldPaths: [spec.made], options: {create: true}}]
`,
      'r.yaml': 'apiVersion: x/v1\nkind: W\nmetadata: {name: w}\nspec: {number: 1, text: a}\n',
    });
    expect(text).toContain('spec:\n  made: 8\n  number: 7\n  text: "7"\n');
  });
});

describe('what a kustomization may reach', () => {
  const outside = { 'app/kustomization.yaml': 'resources: [../cm.yaml]', 'cm.yaml': CONFIG_MAP };

  test('is its own folder, for files', () => {
    expect(failure(outside, 'app').message).toContain("security; file 'cm.yaml' is not in or below 'app'");
    expect(failure(outside, 'app').code).toBe('KustomizeLoadRestriction');
  });

  test('is the whole tree without restriction', () => {
    expect(built(outside, 'app', { loadRestriction: 'none' })).toContain('name: cm');
  });

  test.each([
    ['a path above the root', { 'kustomization.yaml': 'resources: [../../etc/x.yaml]' }, 'outside of the source'],
    ['an absolute path', { 'kustomization.yaml': 'resources: [/etc/x.yaml]' }, 'outside of the source'],
    ['a link out of the tree', { 'kustomization.yaml': 'resources: [r.yaml]', 'r.yaml': { link: '../../etc/passwd' } }, 'outside of the source'],
    ['an absolute link', { 'kustomization.yaml': 'resources: [r.yaml]', 'r.yaml': { link: '/etc/passwd' } }, 'outside of the source'],
    ['a link in a circle', { 'kustomization.yaml': 'resources: [a]', a: { link: 'b' }, b: { link: 'a' } }, 'too many links'],
    ['a link out of the folder', { 'app/kustomization.yaml': 'resources: [r.yaml]', 'app/r.yaml': { link: '../cm.yaml' }, 'cm.yaml': CONFIG_MAP, 'kustomization.yaml': 'resources: [app]' }, 'is not in or below'],
    ['a kustomization that contains itself', { 'a/kustomization.yaml': 'resources: [../b]', 'b/kustomization.yaml': 'resources: [../a]', 'kustomization.yaml': 'resources: [a]' }, 'cycle detected'],
    ['a remote base', { 'kustomization.yaml': 'resources: ["https://github.com/o/r//x?ref=v1"]' }, 'is not available'],
    ['an anchor that contains itself', { 'kustomization.yaml': 'resources: [r.yaml]', 'r.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: &x\n  y: *x\n' }, 'contains itself'],
  ] as [string, Record<string, MemoryFile>, string][])('%s is refused', (_, files, message) => {
    expect(failure(files).message).toContain(message);
  });

  test('aliases cannot blow up a document', () => {
    const levels = Array.from({ length: 12 }, (_, i) => `l${String(i + 1)}: &l${String(i + 1)} [${Array.from({ length: 10 }, () => `*l${String(i)}`).join(', ')}]`);
    const error = failure({ 'kustomization.yaml': 'resources: [r.yaml]', 'r.yaml': `apiVersion: v1\nkind: W\nmetadata: {name: a}\nl0: &l0 [x]\n${levels.join('\n')}\n` });
    expect(error.message).toContain('excessive aliasing');
  });

  test('a remote base comes from the port', () => {
    const remote = memoryTree({ 'x/kustomization.yaml': 'resources: [r.yaml]', 'x/r.yaml': CONFIG_MAP });
    const text = built({ 'kustomization.yaml': 'resources: ["https://github.com/o/r//x?ref=v1"]' }, '', {
      remote: { file: () => ({ status: 404, statusText: 'Not Found', bytes: new Uint8Array() }), repository: () => remote },
    });
    expect(text).toContain('name: cm');
  });
});

describe('faults', () => {
  test('a repeated key has the line that kustomize prints it on', () => {
    const cm = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  # c\n  name: a\n# d\ndata:\n  k: 1x\n  k: 2x\n';
    expect(failure({ 'kustomization.yaml': 'resources: [a.yaml]', 'a.yaml': cm }).message).toBe('map[string]interface {}(nil): yaml: unmarshal errors:\n  line 9: mapping key "k" already defined at line 8');
    expect(failure({ 'kustomization.yaml': 'namespace: x\nnamePrefix: p-\ncommonLabels: {a: b}\nresources: [a.yaml]', 'a.yaml': cm }).message).toContain('line 12: mapping key "k" already defined at line 11');
    const inBrackets = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata: {a: "1",\n  x: y, b: {z: 1,\n z: 2}}\n';
    expect(failure({ 'kustomization.yaml': 'namePrefix: a\nresources: [a.yaml]', 'a.yaml': inBrackets }).message).toContain('line 4: mapping key "z" already defined at line 4');
  });

  test.each([
    ['an unknown field', 'foo: 1', 'invalid Kustomization: json: unknown field "foo"'],
    ['a number for a text', 'images: [{name: a, newTag: 1.10}]', 'invalid Kustomization: json: cannot unmarshal number into Go struct field Image.images.newTag of type string'],
    ['a YAML 1.1 boolean', 'namespace: n', 'invalid Kustomization: json: cannot unmarshal bool into Go struct field Kustomization.namespace of type string'],
    ['nothing', 'kind: Kustomization', 'kustomization.yaml is empty'],
  ])('%s is reported in kustomize\'s words', (_, text, message) => {
    const error = failure({ 'kustomization.yaml': text });
    expect(error.message).toBe(message);
    expect(error.at?.file).toBe('kustomization.yaml');
  });

  test('a repeated key in hashed data has its line in the data', () => {
    const patch = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: g}\ndata:\n  k: 1x\n  l: x\n  k: 2x\n  $patch: replace\n';
    const kustomization = JSON.stringify({ configMapGenerator: [{ name: 'g', literals: ['a=b'] }], patches: [{ patch }] });
    expect(failure({ 'kustomization.yaml': kustomization }).message).toBe('yaml: unmarshal errors:\n  line 3: mapping key "k" already defined at line 1');
  });

  test('an unknown field comes with the nearest name', () => {
    expect(failure({ 'kustomization.yaml': 'resourses: []' }).hint).toBe('did you mean "resources"?');
  });

  test('a second object of the same id names both places', () => {
    const error = failure({ 'kustomization.yaml': 'resources: [a.yaml, b.yaml]', 'a.yaml': CONFIG_MAP, 'b.yaml': CONFIG_MAP });
    expect(error.message).toContain('may not add resource with an already registered id: ConfigMap.v1.[noGrp]/cm.[noNs]');
    expect(error.at?.file).toBe('b.yaml');
    expect(error.hint).toBe('the other one is in a.yaml:1');
  });

  test('malformed YAML names the file and the line', () => {
    const error = failure({ 'kustomization.yaml': 'resources: [r.yaml]', 'r.yaml': 'a: b\n c: d\n' });
    expect(error.message).toContain('MalformedYAMLError: yaml: line 2: mapping values are not allowed in this context in File: r.yaml');
    expect(error.at).toMatchObject({ file: 'r.yaml', line: 2 });
  });
});

describe('a strategic merge patch', () => {
  const ports = (list: string): string => `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{name: c, ports: ${list}}]}}}\n`;
  const widget = (spec: string): string => `apiVersion: x/v1\nkind: W\nmetadata: {name: w}\nspec: ${spec}\n`;

  // Expected lines are kustomize v5.8.1's.
  test.each([
    ['puts new items in front', ports('[{containerPort: 80}]'), ports('[{containerPort: 81}]'), '        - containerPort: 81\n        - containerPort: 80\n'],
    ['merges by port where no item has a protocol', ports('[{containerPort: 80}]'), ports('[{containerPort: 80, name: h}]'), '        - containerPort: 80\n          name: h\n'],
    ['loses a name where only some items have a protocol', ports('[{containerPort: 80, protocol: TCP}, {containerPort: 81}]'), ports('[{containerPort: 80, name: h}, {containerPort: 82}]'), '        - containerPort: 82\n        - containerPort: 80\n          protocol: TCP\n        - containerPort: 81\n'],
    ['orders ports by the last protocol that a port without one meets', ports('[{containerPort: 8080}]'), ports('[{containerPort: 81}, {containerPort: 81, protocol: TCP}, {containerPort: 81, protocol: UDP}]'), '        - containerPort: 81\n          protocol: UDP\n        - containerPort: 81\n          protocol: TCP\n        - containerPort: 8080\n'],
    ['replaces lists of types without schema', widget('{l: [{name: a}, {name: b, w: 3}]}'), widget('{l: [{name: b, v: 2}]}'), 'spec:\n  l:\n  - name: b\n    v: 2\n'],
    ['removes by null', widget('{a: 1, b: 2}'), widget('{a: null}'), 'spec:\n  b: 2\n'],
    ['keeps a written null', widget('{a: null, b: 2}'), widget('{b: 3}'), 'spec:\n  a: null\n  b: 3\n'],
    ['keeps the quotes of the field it sets', widget('{a: "1"}'), widget('{a: 2}'), 'spec:\n  a: "2"\n'],
  ])('%s', (_, object, patch, wanted) => {
    expect(built({ 'kustomization.yaml': 'resources: [r.yaml]\npatches: [{path: p.yaml}]\n', 'r.yaml': object, 'p.yaml': patch })).toContain(wanted);
  });

  test('may delete the whole object', () => {
    expect(built({ 'kustomization.yaml': 'resources: [r.yaml]\npatches: [{path: p.yaml}]\n', 'r.yaml': widget('{}'), 'p.yaml': 'apiVersion: x/v1\nkind: W\nmetadata: {name: w}\n$patch: delete\n' })).toBe('');
  });
});

test('a common label is one node wherever it was added', () => {
  const text = built({
    'kustomization.yaml': `resources: [d.yaml]
commonLabels: {app: x}
replacements: [{sourceValue: z, targets: [{select: {kind: Deployment}, fieldPaths: [metadata.labels.app]}]}]
`,
    'd.yaml': DEPLOYMENT,
  });
  expect(text.match(/app: z/g)).toHaveLength(3);
});

// Selectors come last: a patch that changes the label, and writes in the node that has the style of the last place, keeps their quotes.
test.each([['"7"', 'b', '"1"'], ['x', '"7"', '1']])('a common label takes the style of the last field it replaces: selector %s, template %s', (selector, template, wanted) => {
  const text = built({
    'kustomization.yaml': 'resources: [base]\npatches:\n- patch: "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, labels: {app: 1}}}"\n',
    'base/kustomization.yaml': 'resources: [d.yaml]\ncommonLabels: {app: z}\n',
    'base/d.yaml': `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {selector: {matchLabels: {app: ${selector}}}, template: {metadata: {labels: {app: ${template}}}}}\n`,
  });
  expect(text).toContain(`metadata:\n  labels:\n    app: ${wanted}\n  name: web`);
});

test('an object that lost its name is shown with the objects that refer to it', () => {
  const error = failure({
    'kustomization.yaml': 'resources: [r.yaml]\nnameSuffix: -s\nreplacements: [{sourceValue: "", targets: [{select: {kind: Service}, fieldPaths: [metadata.name]}]}]\n',
    'r.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: ing}\nspec: {defaultBackend: {service: {name: web}}}\n',
  });
  expect(error.message).toContain('internal.config.kubernetes.io/refBy:Ingress.v1.networking.k8s.io/ing-s.[noNs]');
});

test('so is one that lost its kind', () => {
  const error = failure({
    'kustomization.yaml': 'resources: [base]\npatches: [{target: {kind: Service}, patch: \'[{"op": "replace", "path": "/kind", "value": {}}]\'}]\n',
    'base/kustomization.yaml': 'resources: [r.yaml]\nnameSuffix: -s\n',
    'base/r.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: ing}\nspec: {defaultBackend: {service: {name: web}}}\n',
  });
  expect(error.message).toContain('internal.config.kubernetes.io/refBy:Ingress.v1.networking.k8s.io/ing-s.[noNs]');
});

// A null in a list is an entry without fields.
test.each(['images: [~]', 'labels: [~]', 'transformers: [~]', 'buildMetadata: [~]'])('%s changes nothing', (line) => {
  const files = { 'kustomization.yaml': `resources: [r.yaml]\n${line}\n`, 'r.yaml': CONFIG_MAP };
  expect(built(files)).toBe('apiVersion: v1\ndata:\n  a: b\nkind: ConfigMap\nmetadata:\n  name: cm\n');
});
test.each([
  ['configMapGenerator: [{name: g, literals: [a=b, ~]}]', 'loading KV pairs: literal sources [a=b ]: invalid literal source , expected key=value'],
  ['patches: [~]', 'must specify one of patch and path in'],
  ['crds: [~]', "loading CRDs []: '.' must resolve to a file"],
  ['labels: [{pairs: {a: b}, fields: [~]}]', "considering field '' of object ConfigMap.v1.[noGrp]/cm.[noNs]: cannot set or create an empty field name"],
])('%s fails', (line, wanted) => {
  const files = { 'kustomization.yaml': `resources: [r.yaml]\n${line}\n`, 'r.yaml': CONFIG_MAP };
  expect(failure(files).message).toContain(wanted);
});

// What is written in brackets cannot be left empty.
test.each([['{a: 1}', '""'], ['\n  a: 1', 'null']])('an empty text put into spec: %s prints as %s', (spec, wanted) => {
  const kustomization = JSON.stringify({ resources: ['r.yaml'], replacements: [{ sourceValue: '', targets: [{ select: { kind: 'W' }, fieldPaths: ['spec.t'], options: { create: true } }] }] });
  expect(built({ 'kustomization.yaml': kustomization, 'r.yaml': `apiVersion: x/v1\nkind: W\nmetadata: {name: w}\nspec: ${spec}\n` })).toContain(`spec:\n  a: 1\n  t: ${wanted}\n`);
});

// Errors in kustomize's words.
test.each([
  ['a=-x', 'invalid label value: "-x": at key: "a": a valid label must be an empty string or consist of'],
  ['/a', 'unable to parse requirement: invalid label key "/a": prefix part must be non-empty'],
  ['a b', "unable to parse requirement: found 'b', expected: '=', '!=', '==', 'in', notin'"],
  ['a,', "found '', expected: identifier after ','"],
  ['=a', "found '=', expected: !, identifier, or 'end of string'"],
  ['a in (x', "unable to parse requirement: found '', expected: ',' or ')'"],
  ['a > x', "for 'Gt', 'Lt' operators, the value must be an integer"],
])('the label selector %s is refused', (labelSelector, wanted) => {
  const kustomization = JSON.stringify({ resources: ['r.yaml'], patches: [{ target: { labelSelector }, patch: '- {op: add, path: /x, value: 1}' }] });
  expect(failure({ 'kustomization.yaml': kustomization, 'r.yaml': CONFIG_MAP }).message).toContain(wanted);
});

test.each(['20', 'null', '2001-01-01'])('the namespace %s of a subject is no text', (namespace) => {
  const binding = `apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: rb}\nsubjects: [{kind: ServiceAccount, name: sa, namespace: ${namespace}}]\n`;
  expect(failure({ 'kustomization.yaml': 'resources: [r.yaml]', 'r.yaml': binding }).message).toBe('Invalid Input: namespace is blank for resource "RoleBinding.v1.rbac.authorization.k8s.io/rb.[noNs]"\n');
});

test('a var that fits two objects is shown as it was written', () => {
  const error = failure({
    'kustomization.yaml': 'resources: [a, b]\nvars: [{name: V, objref: {apiVersion: v1, kind: ConfigMap, name: cm}}]\n',
    'a/kustomization.yaml': 'resources: [r.yaml]\nnamePrefix: a-\n', 'a/r.yaml': CONFIG_MAP,
    'b/kustomization.yaml': 'resources: [r.yaml]\nnamePrefix: b-\n', 'b/r.yaml': CONFIG_MAP,
  });
  expect(error.message).toBe('merging vars [{V ConfigMap.[noVer].[noGrp] {}}]: found 2 resId matches for var {V ConfigMap.v1.[noGrp] {}} (unable to disambiguate)');
});

test.each([
  ['comments, quotes and keys that look like numbers', '# head\n"a": \'one\' # line\n"80": {x: 1, "y": 2}\nb: 2\n# before\nl:\n- 1', 'b', '9', '# head\n"a": \'one\' # line\n"80": {x: 1, "y": 2}\nb: 9\n# before\nl:\n- 1'],
  ['anchors, aliases and merge keys', 'a: &x\n  n: 1\nb:\n  <<: *x\n  m: "2" # k\nc: *x', 'b.new', 'v', 'a: &x\n  n: 1\nb:\n  !!merge <<: *x\n  m: "2" # k\n  new: v\nc: *x'],
  ['aliases, of which one is replaced', 'a: &x {n: 1}\nb: *x\nc: [1, *x]', 'b', '9', 'a: &x {n: 1}\nb: 9\nc: [1, *x]'],
  ['what a merge key brings in', 'a: &x {n: 1}\nb:\n  <<: *x\n  m: 2', 'b.n', '9', 'a: &x {n: 1}\nb:\n  !!merge <<: *x\n  m: 2\n  n: 9'],
  ['a string that looks like a number by now', 'b: yes', 'b', '80', 'b: "80"'],
  ['a written tag', 'b: !!str 2\nc: !foo 3', 'b', '9', 'b: !!str 9\nc: !foo 3'],
  ['the quotes of the text that changes', "l:\n# one\n- name: a # x\n  v: 'q'", 'l.[name=a].v', '9', "l:\n# one\n- name: a # x\n  v: '9'"],
])('a replacement inside of YAML in a text keeps %s', (_, text, path, value, wanted) => {
  const kustomization = JSON.stringify({ resources: ['r.yaml'], replacements: [{ sourceValue: value, targets: [{ select: { kind: 'ConfigMap' }, fieldPaths: [`data.c.${path}`], options: { create: true } }] }] });
  const object = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'cm' }, data: { c: text } });
  const [built] = build(memoryTree({ 'kustomization.yaml': kustomization, 'r.yaml': object }), '', { reorder: 'none' }).objects;
  expect(built?.value).toMatchObject({ data: { c: wanted } });
});

test.each(['b.n', 'b.0', 'c.1.n'])('a replacement inside of YAML in a text does not follow the alias at %s', (path) => {
  const kustomization = JSON.stringify({ resources: ['r.yaml'], replacements: [{ sourceValue: '9', targets: [{ select: { kind: 'ConfigMap' }, fieldPaths: [`data.c.${path}`] }] }] });
  const object = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'cm' }, data: { c: 'a: &x {n: 1}\nb: *x\nc: [1, *x]' } });
  expect(failure({ 'kustomization.yaml': kustomization, 'r.yaml': object }).message).toMatch(/wrong node kind: expected (?:Mapping|Sequence)Node but got AliasNode: node contents:\n\*x\n$/);
});

test.each([
  ['null', 'spec.a', true, 'spec: null\n'],
  ['null', 'spec.0', true, 'spec: null\n'],
  ['null', 'spec.[name=x].v', true, 'spec: null\n'],
  ['null', 'spec.*', true, 'Error: unable to find or create field "spec.*" in replacement target'],
  ['~', 'spec.0', false, 'Error: unable to find field "spec.0" in replacement target: index 0 specified but only 0 elements found'],
  ['""', 'spec.a', false, 'Error: unable to find field "spec.a" in replacement target: wrong node kind: expected MappingNode but got : node contents:\nnull\n'],
  ['"# c"', 'spec.[name=x].v', true, 'Error: unable to find or create field "spec.[name=x].v" in replacement target: wrong node kind: expected SequenceNode but got : node contents:\nnull\n'],
])('a replacement into spec: %s at %s, created: %s', (spec, path, create, wanted) => {
  const kustomization = JSON.stringify({ resources: ['r.yaml'], replacements: [{ sourceValue: '9', targets: [{ select: { kind: 'W' }, fieldPaths: [path], options: { create } }] }] });
  const files = { 'kustomization.yaml': kustomization, 'r.yaml': `apiVersion: x/v1\nkind: W\nmetadata: {name: w}\nspec: ${spec}\n` };
  if (wanted.startsWith('Error: ')) expect(failure(files).message).toBe(wanted.slice('Error: '.length));
  else expect(built(files)).toContain(wanted);
});

test('a list of a patch stands in the brackets of the list that it replaces', () => {
  const object = '{apiVersion: x/v1, kind: W, metadata: {name: w}, spec: {l: [{a: 1}]}}';
  const patch = 'apiVersion: x/v1\nkind: W\nmetadata: {name: w}\nspec:\n  l:\n  - a:\n    b: 1\n';
  expect(built({ 'kustomization.yaml': JSON.stringify({ resources: ['r.yaml'], patches: [{ patch }] }), 'r.yaml': object })).toContain('  l:\n  - a: ""\n    b: 1\n');
});

test('the items of a typed list are texts in quotes', () => {
  const list = '{"apiVersion": "v1", "kind": "ConfigMapList", "items": [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "cm"}, "data": {"a": "b"}}]}';
  const patch = '{apiVersion: v1, kind: ConfigMap, metadata: {name: cm}, data: {a: 0777}}';
  expect(built({ 'kustomization.yaml': JSON.stringify({ resources: ['r.yaml'], patches: [{ patch }] }), 'r.yaml': list })).toContain('data:\n  a: "0777"\n');
});

test('a label selector that no object gets to is not read', () => {
  const patch = '[{"op": "add", "path": "/x", "value": 1}]';
  const files = (kind: string): Record<string, string> => ({ 'kustomization.yaml': JSON.stringify({ resources: ['r.yaml'], patches: [{ target: { kind, labelSelector: 'a b' }, patch }] }), 'r.yaml': CONFIG_MAP });
  expect(built(files('Other'))).toContain('name: cm');
  expect(failure(files('ConfigMap')).message).toContain("found 'b', expected");
});

describe('after a JSON patch', () => {
  // Expected texts are kustomize v5.8.1's.
  const patched = (kind: string, operations: unknown, more = ''): string => `patches:\n- {target: {kind: ${kind}}, patch: '${JSON.stringify(operations)}'}\n${more}`;

  test('a text that was printed in quotes keeps them when a merge replaces it', () => {
    const merge = '- patch: "{apiVersion: v1, kind: ConfigMap, metadata: {name: cm}, data: {a: 0777, e: 0777, c: 0777, n: 0777, z: 0777}}"\n';
    const text = built({
      'kustomization.yaml': `resources: [r.yaml]\n${patched('ConfigMap', [{ op: 'add', path: '/data/z', value: 'z' }], merge)}`,
      'r.yaml': CONFIG_MAP.replace('{a: b}', '{a: "b", e: 😀, c: "x: y", n: ""}'),
    });
    expect(text).toContain('data:\n  a: 511\n  c: "0777"\n  e: "0777"\n  "n": "0777"\n  z: 511\n');
  });

  test('the values of the patch are new in each object', () => {
    const generators = 'configMapGenerator: [{name: g, literals: [a=b]}, {name: h, literals: [a=b]}]\n';
    const text = built({ 'kustomization.yaml': generators + patched('ConfigMap', [{ op: 'add', path: '/l', value: [1] }, { op: 'add', path: '/l/-', value: 2 }]) });
    expect(text.match(/l:\n- 1\n- 2\nmetadata/g)).toHaveLength(2);
  });

  test('a key that YAML 1.1 reads as a boolean has quotes in messages', () => {
    const move = [{ op: 'move', from: '/data', path: '/metadata/name' }];
    const files = { 'kustomization.yaml': `resources: [r.yaml]\nnamePrefix: p-\n${patched('ConfigMap', move)}`, 'r.yaml': CONFIG_MAP.replace('{a: b}', '{n: new, b: y, x: z}') };
    expect(failure(files).message).toContain('wrong node kind: expected ScalarNode but got MappingNode: node contents:\nb: "y"\n"n": new\nx: z\n');
  });

  test('what it leaves empty is written in brackets', () => {
    const files = {
      'kustomization.yaml': `resources: [r.yaml]\n${patched('W', [{ op: 'remove', path: '/spec/a' }])}replacements: [{sourceValue: "", targets: [{select: {kind: W}, fieldPaths: [spec.t], options: {create: true}}]}]\n`,
      'r.yaml': 'apiVersion: x/v1\nkind: W\nmetadata: {name: w}\nspec:\n  a: 1\n',
    };
    expect(built(files)).toContain('spec:\n  t: ""\n');
  });

  test('a null in the place of a type is a fault where names are looked for', () => {
    const files = {
      'kustomization.yaml': `resources: [r.yaml]\n${patched('ServiceAccount', [{ op: 'replace', path: '/apiVersion', value: null }])}`,
      'r.yaml': 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: sa}\n',
    };
    expect(failure(files).message).toBe("node-referrerOriginal 'APIVersion' mismatch '' != 'null'");
  });

  test('an object without a place for annotations is found to have no name', () => {
    const files = {
      'kustomization.yaml': `resources: [r.yaml]\n${patched('ServiceAccount', [{ op: 'replace', path: '/metadata', value: 0 }])}`,
      'r.yaml': 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: sa}\n',
    };
    expect(failure(files).message).toBe('missing metadata.name in object {{v1 ServiceAccount} {{ } map[] map[]}}');
  });
});

test.each([
  ['a number beyond 2^53 as a float', { patch: '{apiVersion: v1, kind: ConfigMap, metadata: {name: g}, data: {k: 12345678901234567890}}' }, 'g-7625c24b8g'],
  ['a list in the place of data as nothing', { target: { kind: 'ConfigMap' }, patch: '[{"op": "add", "path": "/data", "value": ["x"]}]' }, 'g-dk855m5d49'],
])('the hash counts %s', (_, patch, name) => {
  expect(built({ 'kustomization.yaml': JSON.stringify({ configMapGenerator: [{ name: 'g', literals: ['a=b'] }], patches: [patch] }) })).toContain(`name: ${name}\n`);
});

test.each([
  ['in brackets', '{"a": \'x\', b: y}', '{"a": \'x\', b: y}\n'],
  ['of a long file', `\n  "a": 'x'\n  b: y\n  c: ${'long '.repeat(2000)}`, '"a": \'x\'\nb: y\nc: long'],
])('a message shows keys and texts %s with the quotes that they are written in', (_, spec, wanted) => {
  const error = failure({
    'kustomization.yaml': 'resources: [r.yaml]\nreplacements: [{sourceValue: v, targets: [{select: {kind: W}, fieldPaths: [spec.0]}]}]\n',
    'r.yaml': `apiVersion: x/v1\nkind: W\nmetadata: {name: w}\nspec: ${spec}\n`,
  });
  expect(error.message).toContain(`expected SequenceNode but got MappingNode: node contents:\n${wanted}`);
});

test.each([
  ['0777', 777, '777'],
  ['-0', 0, '0'],
  ['9007199254740993', 9007199254740993n, '9007199254740993'],
  ['1e30', 1e30, '1e+30'],
  ['0.00001', 1e-5, '1e-05'],
  ['.5', 0.5, '0.5'],
  ['-0.0', 0, '-0'],
  ['1_000.5', 1000.5, '1000.5'],
  ['123456789.5', 123456789.5, '1.234567895e+08'],
  ['True', true, 'true'],
  ['~', '~', '~'],
  ['[1]', '$(V)', '$(V)'],
])('a var of the value %s keeps its type where it stands alone', (value, alone, within) => {
  const kustomization = JSON.stringify({ resources: ['r.yaml'], vars: [{ name: 'V', objref: { apiVersion: 'v1', kind: 'Pod', name: 'p' }, fieldref: { fieldPath: 'spec.v' } }] });
  const pod = `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {v: ${value}, containers: [{args: [$(V), -$(V)]}]}\n`;
  const [object] = build(memoryTree({ 'kustomization.yaml': kustomization, 'r.yaml': pod }), '').objects;
  expect(object?.value).toMatchObject({ spec: { containers: [{ args: [alone, `-${within}`] }] } });
});

test.each(['0x1F', '12345678901234567890', '1_000', '.inf'])('a var of the number %s is not found: Go reads less of numbers than YAML', (value) => {
  const kustomization = JSON.stringify({ resources: ['r.yaml'], vars: [{ name: 'V', objref: { apiVersion: 'v1', kind: 'Pod', name: 'p' }, fieldref: { fieldPath: 'spec.v' } }] });
  const error = failure({ 'kustomization.yaml': kustomization, 'r.yaml': `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {v: ${value}}\n` });
  expect(error.message).toBe("field specified in var '{V Pod.v1.[noGrp] {spec.v}}' not found in corresponding resource");
});

// What `[name=m]` finds is compared as YAML prints it.
test.each(['{n: {m: 1}}', "'m'", 'xmx', '[m]'])('[name=m] matches the name %s', (name) => {
  const kustomization = JSON.stringify({ resources: ['r.yaml'], replacements: [{ sourceValue: 'new', targets: [{ select: { kind: 'W' }, fieldPaths: ['spec.[name=m].v'] }] }] });
  expect(built({ 'kustomization.yaml': kustomization, 'r.yaml': `apiVersion: x/v1\nkind: W\nmetadata: {name: w}\nspec: [{v: old, name: ${name}}]\n` })).toContain('v: new\n');
});

test.each([
  ['a key that is no text', '{name: p, annotations: {0: x}}', [], "considering field 'metadata/annotations' of object Pod.v1.[noGrp]/p.[noNs]: invalid map key: value='0', tag='!!int'"],
  ['one that the build wrote so', '{name: p}', [{ target: { kind: 'Pod' }, patch: '- {op: add, path: /metadata/annotations, value: {"0": $(V)}}' }], 'map[string]interface {}{"apiVersion":"v1", "kind":"Pod", "metadata":map[string]interface {}{"annotations":map[interface {}]interface {}{0:"p"}, "name":"p"}}: json: unsupported type: map[interface {}]interface {}'],
])('vars look at keys: %s', (_, metadata, patches, message) => {
  const kustomization = { resources: ['r.yaml'], patches, vars: [{ name: 'V', objref: { apiVersion: 'v1', kind: 'Pod', name: 'p' } }] };
  expect(failure({ 'kustomization.yaml': JSON.stringify(kustomization), 'r.yaml': `apiVersion: v1\nkind: Pod\nmetadata: ${metadata}\n` }).message).toBe(message);
});

test('a var of a boolean that a replacement made another text is not found', () => {
  const kustomization = {
    resources: ['r.yaml'],
    replacements: [{ sourceValue: 'text', targets: [{ select: { kind: 'Pod' }, fieldPaths: ['spec.v'] }] }],
    vars: [{ name: 'V', objref: { apiVersion: 'v1', kind: 'Pod', name: 'p' }, fieldref: { fieldPath: 'spec.v' } }],
  };
  const error = failure({ 'kustomization.yaml': JSON.stringify(kustomization), 'r.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {v: !!bool true}\n' });
  expect(error.message).toBe("field specified in var '{V Pod.v1.[noGrp] {spec.v}}' not found in corresponding resource");
});

test('a var of a list that holds a text in the place of a number is not found', () => {
  const kustomization = JSON.stringify({
    resources: ['r.yaml'],
    replacements: [{ sourceValue: 'text', targets: [{ select: { kind: 'Service' }, fieldPaths: ['spec.ports.0.port'] }] }],
    vars: [{ name: 'V', objref: { apiVersion: 'v1', kind: 'Service', name: 's' }, fieldref: { fieldPath: 'spec.ports' } }],
  });
  const error = failure({ 'kustomization.yaml': kustomization, 'r.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{port: 80}]}\n' });
  expect(error.message).toBe("field specified in var '{V Service.v1.[noGrp] {spec.ports}}' not found in corresponding resource");
});

test.each([
  ['"a: b"', 'replicas: "0"'], ["'- a'", 'replicas: "0"'], ['"# a"', 'replicas: "0"'], ['"[a"', 'replicas: 0'], ['"[a]"', 'replicas: "0"'], ['"&a"', 'replicas: "0"'], ["'\"a\"'", 'replicas: 0'], ['abc', 'replicas: 0'],
])('a text %s that a patch brought is quoted by the next patch where YAML reads it as more', (value, wanted) => {
  const patch = (kind: string, spec: object): string => JSON.stringify({ apiVersion: 'apps/v1', kind, metadata: { name: 'web' }, ...spec });
  const kustomization = `resources: [r.yaml]\nreplicas: [{name: web, count: 0}]\npatchesStrategicMerge:\n- |-\n  {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: ${value}}}\npatches:\n- {patch: ${JSON.stringify(patch('Foo', {}))}, target: {kind: Deployment}}\n`;
  expect(built({ 'kustomization.yaml': kustomization, 'r.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: 3\n' })).toContain(wanted);
});

test('a date of no type stays one when a later patch sets it again', () => {
  const files = {
    'base/kustomization.yaml': 'resources: [r.yaml]\nreplacements:\n- source: {kind: W, fieldPath: spec.a, options: {delimiter: "/", index: 0}}\n  targets: [{select: {kind: W}, fieldPaths: [spec.new], options: {create: true}}]\n',
    'base/r.yaml': 'apiVersion: x/v1\nkind: W\nmetadata: {name: w}\nspec: {a: 2001-01-01}\n',
    'kustomization.yaml': 'resources: [base]\npatches: [{patch: "{kind: W, metadata: {name: w}}", target: {kind: W}}]\n',
  };
  expect(built(files)).toContain('new: "2001-01-01T00:00:00Z"\n');
});

test.each<readonly [target: string, patch: string, wanted: string]>([
  ['{kind: Namespace, name: ns}', '{op: add, path: /metadata, value: {name: z}}', 'missing metadata.name in object {{ Namespace} {{ } map[] map[]}}'],
  ['{kind: Namespace}', '{op: add, path: /metadata, value: {name: z}}', 'kind: Namespace\nmetadata:\n  name: z\n'],
])('an object whose metadata a JSON patch made null has no earlier names: %s', (target, patch, wanted) => {
  const files = {
    'base/kustomization.yaml': 'resources: [r.yaml]\npatches:\n- patch: |\n    - {op: replace, path: /metadata}\n  target: {kind: Namespace, name: ns}\n',
    'base/r.yaml': 'kind: Namespace\nmetadata: {name: ns}\n',
    'kustomization.yaml': `resources: [base]\npatches:\n- patch: |\n    - ${patch}\n  target: ${target}\n`,
  };
  let text: string;
  try {
    text = built(files);
  } catch (error) {
    text = (error as Error).message;
  }
  expect(text).toBe(wanted);
});
