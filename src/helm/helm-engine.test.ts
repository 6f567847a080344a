import { beforeAll, describe, expect, test } from 'vitest';
import { toDict, type Dict } from '../std/dict.ts';
import { withLibraries } from '../std/lazy-library.ts';
import { memoryTree } from '../tree/index.ts';
import { HelmEngine, loadChart, readValues, type Chart, type RenderOptions, type RenderResult } from './index.ts';

const engine = new HelmEngine();

function chartOf(files: Record<string, string>): Chart {
  return loadChart(memoryTree({ 'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.2.3\n', ...files }), '', { gunzip: (bytes) => bytes });
}

function render(files: Record<string, string>, options: Partial<RenderOptions> = {}): RenderResult {
  return engine.render(chartOf(files), { releaseName: 'rel', namespace: 'ns', ...options });
}

/** What one template prints, with values in YAML. */
function print(template: string, values = '', files: Record<string, string> = {}): string {
  const rendered = engine.renderFiles(chartOf({ 'templates/t.yaml': template, 'values.yaml': values, ...files }), { releaseName: 'rel', namespace: 'ns' });
  return rendered.get('web/templates/t.yaml')!;
}

function failure(step: () => unknown): Error {
  try {
    step();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('nothing failed');
}

beforeAll(async () => {
  // Loads what templates below need once, so that the tests can stay synchronous.
  await withLibraries(() => print('{{ fromToml "a = 1" }}'));
});

describe('a manifest', () => {
  const files = {
    'templates/b.yaml': 'kind: Service\nmetadata: {name: s}\n\n  \n---   kind: Zebra\n',
    'templates/a.yaml': '# only a comment\n---\nkind: Namespace\nmetadata: {name: space}\n',
    'templates/hook.yaml': 'kind: Job\nmetadata:\n  name: j\n  annotations: {helm.sh/hook: "pre-install, test", helm.sh/hook-weight: -5, helm.sh/hook-delete-policy: Hook-Succeeded}\n',
    'templates/odd.yaml': 'kind: Job\nmetadata: {name: o, annotations: {helm.sh/hook: nonsense}}\n',
    'templates/NOTES.txt': 'Hello {{ .Release.Name }}',
    'templates/_helpers.tpl': 'never printed',
    'crds/crd.yaml': 'kind: CustomResourceDefinition\n',
  };

  test('has its documents in install order, and hooks last', () => {
    expect(render(files, { includeCrds: true }).manifest()).toBe(
      [
        '---\n# Source: web/crds/crd.yaml\nkind: CustomResourceDefinition\n\n',
        '---\n# Source: web/templates/a.yaml\nkind: Namespace\nmetadata: {name: space}\n\n',
        '---\n# Source: web/templates/b.yaml\nkind: Service\nmetadata: {name: s}\n',
        '---\n# Source: web/templates/a.yaml\n# only a comment\n',
        '---\n# Source: web/templates/b.yaml\nkind: Zebra\n',
        '---\n# Source: web/templates/hook.yaml\nkind: Job\nmetadata:\n  name: j\n  annotations: {helm.sh/hook: "pre-install, test", helm.sh/hook-weight: -5, helm.sh/hook-delete-policy: Hook-Succeeded}\n\n',
      ].join(''),
    );
  });

  test('knows its documents, its notes and what was odd', () => {
    const { documents, crds, notes, warnings } = render(files);
    expect(documents.map(({ kind, name, hook }) => [kind, name, hook])).toEqual([
      ['Namespace', 'space', undefined],
      ['Service', 's', undefined],
      ['', '', undefined],
      ['Zebra', '', undefined],
      ['Job', 'j', { events: ['pre-install', 'test'], weight: -5, deletePolicies: ['hook-succeeded'], outputLogPolicies: [] }],
    ]);
    expect(crds.map(({ source }) => source)).toEqual(['web/crds/crd.yaml']);
    expect(notes).toBe('Hello rel');
    expect(warnings).toEqual(['skipping unknown hooks hookTypes=nonsense']);
  });

  test('may have numbers that JSON does not know where it is named', () => {
    const { documents } = render({
      'templates/a.yaml': 'apiVersion: -.inf\nkind: .inf\nMetadata: {Name: .nan, annotations: {a: .nan}}\n',
      'templates/b.yaml': 'kind: Job\nmetadata: {name: 1e300, annotations: {helm.sh/hook: test, helm.sh/hook-weight: .nan}}\n',
    });
    expect(documents.map(({ apiVersion, kind, name, hook }) => [apiVersion, kind, name, hook?.weight])).toEqual([
      ['-Inf', '+Inf', 'NaN', undefined],
      ['', 'Job', '+Inf', 0],
    ]);
  });

  test.each<[Partial<RenderOptions>, string[]]>([
    [{ disableHooks: true }, ['Namespace', 'Service', '', 'Zebra']],
    [{ skipTests: true }, ['Namespace', 'Service', '', 'Zebra']],
  ])('leaves out hooks with %j', (options, kinds) => {
    expect(render(files, options).documents.map(({ kind }) => kind)).toEqual(kinds);
  });

  test('can be cut down to some templates', () => {
    expect(render(files, { showOnly: ['templates/b*'] }).manifest().match(/kind: \w+/g)).toEqual(['kind: Service', 'kind: Zebra']);
    expect(failure(() => render(files, { showOnly: ['nope'] }).manifest())).toMatchObject({ code: 'HelmTemplateNotFound', message: 'could not find template nope in chart' });
  });
});

describe('values of subcharts', () => {
  const sub = { 'charts/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 1.5.0\n', 'charts/db/templates/t.yaml': 'v: {{ .Values | toJson }}' };

  function subValues(chartYaml: string, values: string, given: string, subDefaults: string): unknown[] {
    const chart = chartOf({ ...sub, 'Chart.yaml': `apiVersion: v2\nname: web\nversion: 1.2.3\n${chartYaml}`, 'values.yaml': values, 'charts/db/values.yaml': subDefaults });
    const { documents } = engine.render(chart, { releaseName: 'rel', namespace: 'ns', values: readValues(given) });
    return documents.map(({ source, text }) => [source, JSON.parse(text.slice(3)) as unknown]);
  }

  const path = 'web/charts/db/templates/t.yaml';

  test.each<[string, string, string, string, string, unknown[]]>([
    ['the parent wins over defaults', '', 'db: {a: 2}', '', 'a: 1\nb: 1', [[path, { a: 2, b: 1, global: {} }]]],
    ['null removes a default', '', '', 'db: {a: null, m: {p: null}}', 'a: 1\nm: {p: 1, q: 2}', [[path, { global: {}, m: { q: 2 } }]]],
    ['a null default never shows', '', '', '', 'a: null\nb: {c: null}', [[path, { b: {}, global: {} }]]],
    ['globals travel down', '', 'global: {x: 1, t: {a: 1}}', 'global: {t: {b: 2}}', 'global: {t: {a: 5, c: 3}}', [[path, { global: { t: { a: 1, b: 2, c: 3 }, x: 1 } }]]],
    ['an alias renames the chart', 'dependencies: [{name: db, version: 1.x, alias: store}]', 'store: {a: 2}', '', 'a: 1', [['web/charts/store/templates/t.yaml', { a: 2, global: {} }]]],
    ['a version out of range leaves the alias unused', 'dependencies: [{name: db, version: 2.x, alias: store}]', 'db: {a: 3}', '', 'a: 1', [[path, { a: 3, global: {} }]]],
    ['a condition switches off', 'dependencies: [{name: db, version: 1.x, condition: "x.z,db.use"}]', 'db: {use: false}', '', '', []],
    ['a tag switches off, and a condition on again', 'dependencies: [{name: db, version: 1.x, condition: db.use, tags: [t]}]', 'tags: {t: false}\ndb: {use: true}', '', '', [[path, { global: {}, use: true }]]],
  ])('%s', (_, chartYaml, values, given, subDefaults, expected) => {
    expect(subValues(chartYaml, values, given, subDefaults)).toEqual(expected);
  });

  test('two charts of one name are told apart by their versions', () => {
    const chart = chartOf({
      ...sub,
      'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.2.3\ndependencies: [{name: db, version: 1.5.0}, {name: db, version: 1.4.0, alias: old}]\n',
      'charts/db/values.yaml': 'a: new\n',
      'charts/db-old/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 1.4.0\n',
      'charts/db-old/values.yaml': 'a: old\n',
      'charts/db-old/templates/t.yaml': 'v: {{ .Values | toJson }}',
    });
    expect(engine.render(chart, { releaseName: 'rel', namespace: 'ns' }).documents.map(({ source, text }) => [source, text])).toEqual([
      [path, 'v: {"a":"new","global":{}}'],
      ['web/charts/old/templates/t.yaml', 'v: {"a":"old","global":{}}'],
    ]);
  });

  test('a subchart exports values to its parent', () => {
    const text = print('{{ .Values.port }} {{ .Values.got.x }}', 'port: 1', {
      ...sub,
      'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.2.3\ndependencies: [{name: db, version: 1.x, import-values: [net, {child: a, parent: got}]}]\n',
      'charts/db/values.yaml': 'exports: {net: {port: 2}}\na: {x: 3}\n',
    });
    expect(text).toBe('1 3');
  });

  test('the outer chart defines a template last, so its body counts', () => {
    expect(print('{{ include "n" . }}', '', { ...sub, 'templates/_h.tpl': '{{ define "n" }}outer{{ end }}', 'charts/db/templates/_h.tpl': '{{ define "n" }}inner{{ end }}' })).toBe('outer');
  });
});

describe('a template', () => {
  test.each([
    ['{{ .Values.a }} {{ .Values.a | int64 }} {{ toYaml .Values.a }}', 'a: 12345678', '1.2345678e+07 12345678 12345678'],
    ['{{ .Values.nope }}x <no value>', '', 'x '],
    ['{{ tpl "{{ define \\"y\\" }}Y{{ end }}{{ include \\"y\\" . }}" . }}', '', 'Y'],
    ['{{ tpl "{{ tpl \\"{{/* */}} \\" . }}|" . }}', '', ' |'],
    ['{{ (fromYaml "- a").Error }}', '', 'error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}'],
    ['{{ fromYaml "" }}{{ fromYaml "" | toYaml }}', '', 'map[]{}'],
    ['{{ (fromToml "a = 1").a }} {{ toToml (dict "b" (dict "c" 1.0)) }}', '', '1 [b]\n  c = 1.0\n'],
    ['{{ .Files.Get "f.bin" | b64enc }}|{{ .Files.Lines "l.txt" }}|{{ (.Files.Glob "*.txt").AsSecrets }}', '', 'YWI=|[x y]|l.txt: eAp5Cg=='],
    ['{{ .Capabilities.KubeVersion }} {{ .Capabilities.APIVersions.Has "apps/v1" }} {{ has "v9" .Capabilities.APIVersions }}', '', 'v1.36.0 true false'],
    ['{{ .Chart.Nope }}{{ .Chart.Version }} {{ .Chart.Annotations.nope }}{{ toJson .Chart.Annotations }}', '', '1.2.3 null'],
    ['{{ $_ := set .Values "__proto__" "x" }}{{ .Values.__proto__ }} {{ .Values.constructor }}', '', 'x '],
    ['{{ $k := .Capabilities.KubeVersion }}{{ $k }} {{ printf "%v" $k }} {{ quote $k }} {{ toJson $k }}', '', 'v1.36.0 {v1.36.0 v1.36.0 1 36} "{v1.36.0 v1.36.0 1 36}" {"Version":"v1.36.0","Major":"1","Minor":"36"}'],
    ['{{ toJson .Capabilities.HelmVersion }}', '', '{"version":"v4.2.2","git_tree_state":"clean","go_version":"go1.26.8","kube_client_version":"v1.36"}'],
    ['{{ toYaml .Capabilities.HelmVersion }}', '', 'git_tree_state: clean\ngo_version: go1.26.8\nkube_client_version: v1.36\nversion: v4.2.2'],
    ['{{ .Files.Nope }}|{{ toToml .Files.Nope }}|{{ first (toStrings .Capabilities.APIVersions) }}', '', '[]|[]|v1'],
    ['{{ toDate "2006-01-02" "2020-07-01" | toYaml }} {{ toDate "2006-01-02" "2020-07-01" | toYamlPretty }} {{ (toDate "2006-01-02" "2020-07-01").Location }}', '', '"2020-07-01T00:00:00Z" 2020-07-01T00:00:00Z UTC'],
    ['{{ $d := (toDate "2006-01-02" "2020-07-01").Sub (toDate "2006-01-02" "2020-06-01") }}{{ toYaml $d }} {{ toYamlPretty $d }} {{ toJson $d }} {{ toToml $d }}', '', '2592000000000000 720h0m0s 2592000000000000 "720h0m0s"'],
    ['{{ toYamlPretty .Capabilities.HelmVersion }}', '', 'version: v4.2.2\ngitcommit: ""\ngittreestate: clean\ngoversion: go1.26.8\nkubeclientversion: v1.36'],
    ['{{ dict "v" .Capabilities.KubeVersion | toYamlPretty }}', '', 'v:\n  version: v1.36.0\n  major: "1"\n  minor: "36"'],
    ['{{ printf "%#v %#v" (.Files.Glob "f.bin") (slice .Capabilities.APIVersions 0 1) }}', '', 'engine.files{"f.bin":[]uint8{0x61, 0x62}} common.VersionSet{"v1"}'],
    ['{{ dict "a" "\\u007f" | toYaml }}{{ list "\\u0080" | toYaml }}|{{ .Files.Glob "\\ufffd" | len }}', '', '|2'],
    ['{{ .Files.GetBytes "f.bin" | toYamlPretty }} {{ rest (list) | toYamlPretty }} {{ b64dec "/w==" | toYamlPretty }}', '', '- 97\n- 98 [] !!binary /w=='],
    ['{{ toYamlPretty (dict "b" 1 (b64dec "/w==") (list 1) (b64dec "Yf8=") 2) }}', '', '!!binary /w==:\n  - 1\n!!binary Yf8=: 2\nb: 1'],
    ['{{ toYamlPretty (dict (printf "%s%s" (b64dec "/w==") (repeat 51 "a")) "x") }}', '', '? !!binary |\n  /2FhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYQ\n  ==\n: x'],
    ['{{ toYaml (dict "a" 1 "b" (list 2 "x")) }}', '', 'a: 1\nb:\n- 2\n- x'],
    ['{{ getHostByName "localhost" }}|{{ lookup "v1" "Secret" "n" "x" }}', '', '|map[]'],
    ['{{ $d := dict }}{{ $_ := set $d "me" $d }}{{ toYaml $d }}|', '', '|'],
  ])('%s', (template, values, text) => {
    expect(print(template, values, { 'f.bin': 'ab', 'l.txt': 'x\ny\n' })).toBe(text);
  });

  test.each([
    ['fromYamlArray "null" | toJson', '[]'],
    ['fromJsonArray "null" | toJson', 'null'],
    ['set (fromYaml "null") "a" 1 | toJson', '{"a":1}'],
    ['fromYaml "" | toYaml', '{}'],
  ])('%s takes null as Go does', (expression, wanted) => {
    expect(print(`{{ ${expression} }}`)).toBe(wanted);
  });

  test.each([
    ['fromJson "1e999"', '{"Error":"json: cannot unmarshal number into Go value of type map[string]interface {}"}'],
    ['fromJson "[1e999]"', '{"Error":"json: cannot unmarshal array into Go value of type map[string]interface {}"}'],
    ['fromJson "{\\"a\\":1e999,\\"b\\":2,\\"c\\":[2e999,1]}"', '{"Error":"json: cannot unmarshal number 1e999 into Go value of type float64","a":null,"b":2,"c":[null,1]}'],
    ['fromJson "{\\"b\\":2,\\"a\\":1e999"', '{"Error":"unexpected end of JSON input"}'],
    ['fromJsonArray "1e999"', '["json: cannot unmarshal number into Go value of type []interface {}"]'],
    ['fromJsonArray "[1,2e999,{}]"', '["json: cannot unmarshal number 2e999 into Go value of type float64"]'],
  ])('%s tells of a number too large when the rest is stored', (expression, wanted) => {
    expect(print(`{{ ${expression} | toJson }}`)).toBe(wanted);
  });

  test('finds objects through the lookup port', () => {
    const lookup = (apiVersion: string, kind: string, namespace: string, name: string): Dict => toDict({ id: [apiVersion, kind, namespace, name].join('/') });
    expect(render({ 'templates/t.yaml': 'a: {{ (lookup "v1" "Secret" "ns" "x").id }}' }, { lookup }).documents[0]?.text).toBe('a: v1/Secret/ns/x');
  });

  test('draws the same chance each time, but not for another release', () => {
    const files = { 'templates/t.yaml': 'a: {{ randAlphaNum 20 }}' };
    const [first, again, other] = [render(files), render(files), render(files, { releaseName: 'other' })].map((result) => result.manifest());
    expect(first).toBe(again);
    expect(first).not.toBe(other);
  });
});

test.each([
  ['toToml nil', 'reflect: call of reflect.Value.Type on zero Value'],
  ['mustToYaml (fromToml "a = inf")', 'error marshaling into JSON: json: unsupported value: +Inf'],
])('%s fails as the functions of Go do', (call, message) => {
  expect(() => print(`{{ ${call} }}`)).toThrow(message);
});

describe('a fault', () => {
  const helpers = { 'templates/_h.tpl': '{{ define "inner" }}\n{{ .Values.a.b.c }}{{ end }}' };

  test.each<[string, string, string, string]>([
    ['{{ required "need it" .Values.nope }}', 'HelmTemplateFail', 'execution error at (web/templates/t.yaml:1:3): need it', 't.yaml'],
    ['{{ nope }}', 'HelmTemplateSyntax', 'parse error at (web/templates/t.yaml:1): function "nope" not defined', 't.yaml'],
    ['{{ toYamll . }}', 'HelmTemplateSyntax', 'parse error at (web/templates/t.yaml:1): function "toYamll" not defined', 't.yaml'],
    ['{{ env "HOME" }}', 'HelmTemplateSyntax', 'parse error at (web/templates/t.yaml:1): function "env" not defined', 't.yaml'],
    [
      'x {{ include "inner" . }}',
      'HelmTemplateExecution',
      'web/templates/t.yaml:1:5\n  executing "web/templates/t.yaml" at <include "inner" .>:\n    error calling include:\nweb/templates/_h.tpl:2:10\n  executing "inner" at <.Values.a.b.c>:\n    nil pointer evaluating interface {}.b',
      '_h.tpl',
    ],
    ['a: b: c', 'HelmManifestInvalid', 'YAML parse error on web/templates/t.yaml: error converting YAML to JSON: yaml: mapping values are not allowed in this context', ''],
    ['metadata: {name: .nan, labels: {b: .inf, a: .nan}}', 'HelmManifestInvalid', 'YAML parse error on web/templates/t.yaml: error converting YAML to JSON: json: unsupported value: NaN', ''],
    ['kind: [-.inf]', 'HelmManifestInvalid', 'YAML parse error on web/templates/t.yaml: error converting YAML to JSON: json: unsupported value: -Inf', ''],
    ['[]', 'HelmManifestInvalid', 'YAML parse error on web/templates/t.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type util.SimpleHead', ''],
  ])('%s is %s in Helm words, at its place', (template, code, message, file) => {
    const error = failure(() => render({ 'templates/t.yaml': template, ...helpers }));
    expect(error).toMatchObject({ code, message });
    if (file !== '') expect(error).toMatchObject({ at: { file: `web/templates/${file}` }, sourceLine: expect.stringContaining('{{') as string });
  });

  test.each<[string, Record<string, string>, Partial<RenderOptions>, string, string]>([
    ['a chart for newer clusters', { 'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\nkubeVersion: ">=1.25.0-0"' }, { kubeVersion: '1.20' }, 'HelmKubeVersion', 'chart requires kubeVersion: >=1.25.0-0 which is incompatible with Kubernetes v1.20'],
    ['a version that is none', {}, { kubeVersion: 'new' }, 'HelmKubeVersion', "invalid kube version 'new': could not parse \"new\" as version"],
    ['a library', { 'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\ntype: library' }, {}, 'HelmChartInvalid', 'library charts are not installable'],
    ['a release name', {}, { releaseName: 'Rel' }, 'HelmReleaseName', 'release name check failed: release name "Rel": invalid release name'],
    ['a missing dependency', { 'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\ndependencies: [{name: db}, {name: mq}]' }, {}, 'HelmDependencyMissing', 'missing in charts/ directory: db, mq'],
    ['a schema that ends too early', { 'values.schema.json': '{' }, {}, 'HelmValuesSchema', 'following chart(s):\nweb:\nunexpected EOF'],
    ['a schema that is empty', { 'values.schema.json': ' \n' }, {}, 'HelmValuesSchema', 'following chart(s):\nweb:\nEOF'],
    ['a schema with something after it', { 'values.schema.json': '{} x' }, {}, 'HelmValuesSchema', 'following chart(s):\nweb:\ninvalid character after top-level value'],
    ['values against a schema', { 'values.schema.json': '{"properties": {"a": {"type": "string"}}}', 'values.yaml': 'a: 1' }, {}, 'HelmValuesSchema', "following chart(s):\nweb:\n- at '/a': got number, want string"],
  ])('%s', (_, files, options, code, message) => {
    expect(failure(() => render(files, options))).toMatchObject({ code, message: expect.stringContaining(message) as string });
  });

  test('a schema can be left unasked, and what it cannot know is said', () => {
    const schema = { 'values.schema.json': '{"properties": {"a": {"type": "string"}, "b": {"$ref": "https://x.example/b.json"}}}', 'values.yaml': 'a: 1\nb: 2' };
    expect(render(schema, { skipSchemaValidation: true }).warnings).toEqual([]);
    expect(render({ ...schema, 'values.yaml': 'b: 2' }).warnings).toEqual(['the values of chart web are checked in part only: its schema refers to https://x.example/b.json, which is not fetched']);
    expect(render({ 'values.schema.json': '{"$ref": "urn:x"}' }).warnings).toEqual(['unresolved URN reference ignored; using permissive schema urn=urn:x']);
  });
});

test('a program that has Helm as a library knows its minor version only', () => {
  const template = { 'templates/t.yaml': 'kind: {{ toJson .Capabilities.HelmVersion | quote }}' };
  expect(render(template, { asLibrary: true }).documents[0]!.kind).toBe('{"version":"v4.2","go_version":"go1.26.8","kube_client_version":"v1.36"}');
});

test('a text that YAML cannot hold is an error of the template, and no ConfigMap', () => {
  const files = { 'x.bin': 'a\u007f' };
  expect(print('{{ (.Files.Glob "*").AsConfig }}{{ .Files.Get "x.bin" | toYaml }}|{{ (.Files.Glob "*").AsSecrets }}', '', files)).toBe('|x.bin: YX8=');
  for (const [call, name] of [['mustToYaml (.Files.Get "x.bin")', 'mustToYaml'], ['$_ := set .Values "a" (.Files.Get "x.bin") }}{{ .Values.YAML', 'YAML']]) {
    expect(failure(() => print(`{{ ${call!} }}`, '', files))).toMatchObject({ code: 'HelmTemplateExecution', message: expect.stringContaining(`error calling ${name!}: yaml: control characters are not allowed`) as string });
  }
});

test('a chart may work the more, the larger it is', () => {
  // As charts do that print the CRDs of an operator with labels of their own.
  const template = '{{ range 60 }}{{ $.Files.Get "crds.yaml" | fromYaml | toYaml | len }} {{ end }}';
  expect(print(template, '', { 'crds.yaml': `a: ${'x'.repeat(399_997)}` })).toBe('400000 '.repeat(60));
});

describe('a bomb ends with one clear error', () => {
  test.each([
    ['{{ define "x" }}{{ include "x" . }}{{ end }}{{ include "x" . }}'],
    ['{{ define "x" }}{{ template "x" . }}{{ end }}{{ template "x" . }}'],
    ['{{ $t := "{{ tpl . . }}" }}{{ tpl $t $t }}'],
    ['{{ range 100000 }}{{ range 100000 }}{{ end }}{{ end }}'],
  ])('%s', (template) => {
    expect(failure(() => render({ 'templates/t.yaml': template }))).toMatchObject({ code: expect.stringMatching(/^HelmTemplate/) as string });
  });
});
