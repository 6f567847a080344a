import type { Random } from './random.ts';
import { TypedExpression, type Fields } from './typed-expression.ts';
import { TypedTemplate } from './typed-template.ts';

interface GeneratedChart {
  readonly files: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
  readonly given?: GivenValues;
}

/** Values as Helm's flags give them. */
export interface GivenValues {
  readonly files: readonly string[];
  readonly set: readonly string[];
  readonly setString: readonly string[];
  readonly setJson: readonly string[];
  readonly setLiteral: readonly string[];
}

/** Fields that every chart of a case has, most of the time. */
const FIELDS: Fields = {
  string: ['.Values.s', '.Values.name', '.Release.Name', '.Chart.Name', '.Values.global.g', '.Chart.Version', '.Template.Name', '.Release.Namespace', '.Values.multi', '.Chart.AppVersion', '.Values.tpl', '.Capabilities.KubeVersion.Version', '.Release.Service', '.Template.BasePath'],
  int: ['(int .Values.n)', '(len .Values.l)', '.Release.Revision', '(int64 .Values.big)'],
  float: ['.Values.n', '.Values.f', '.Values.big'],
  bool: ['.Values.on', '.Values.off', '.Release.IsInstall', '.Values.enabled', '(.Capabilities.APIVersions.Has "v1")'],
  list: ['.Values.l', '.Values.lm', '.Values.el', '.Values.ports', '(.Files.Lines "files/a.txt")', '.Chart.Keywords'],
  dict: ['.Values.m', '.Values.em', '.Values.global', '.Values.deep', '.Values.deep.a', '.Chart.Annotations'],
  any: ['.Values.nope', '.Values.nul', '.Values.deep.a.b', '.Values.over', '.Values.m.k', '.Chart.Type', '.Values.import', '.Values.imported'],
};
const ROOTED: Fields = Object.fromEntries(Object.entries(FIELDS).map(([type, fields]) => [type, fields.map((field) => field.replaceAll(/(^|[( ])\./g, '$1$.'))])) as unknown as Fields;
/** What Helm adds to sprig. */
const HELM_CALLS = {
  string: [
    ['toYaml', 'any'], ['toYaml', 'dict'], ['toYamlPretty', 'dict'], ['tpl', 'string', '`$'], ['tpl', '`"{{ .Values.s | upper }}{{ .Release.Name }}"', '`$'], ['include', '`"one"', '`$'], ['include', '`"two"', '`(dict "Values" $.Values "Chart" $.Chart "Release" $.Release "Template" $.Template "Capabilities" $.Capabilities "Files" $.Files)'],
    ['include', '`"db.full"', '`$'], ['include', '`"web.full"', '`$'], ['include', '`"lib.full"', '`$'], ['include', '`"root.full"', '`$'], ['tpl', '`(printf "{{ include %q . }}" "root.full")', '`$'], ['tpl', '`"{{ tpl .Values.tpl . }}{{ define \\"in\\" }}I{{ end }}{{ template \\"in\\" }}"', '`$'],
    ['required', '`"it is needed"', 'string'], ['$.Files.Get', '`"files/a.txt"'], ['toToml', 'dict'], ['toYaml', 'list'],
  ],
  dict: [['fromYaml', '`(toYaml', 'dict', '`)'], ['fromYaml', 'string'], ['fromJson', 'string'], ['lookup', '`"v1"', '`"Pod"', '`""', '`""'], ['fromToml', '`"a = 1"']],
  list: [['fromYamlArray', '`(toYaml', 'list', '`)'], ['fromJsonArray', '`"[1,2]"'], ['fromYamlArray', 'string']],
} as const;
const VALUES = {
  s: 'str', name: 'n-1', n: 5, f: 1.5, big: 12345678, on: true, off: false, l: ['a', 'b', 3], lm: [{ name: 'x', v: 1 }, { name: 'y', v: null }], el: [], ports: [80, 443], m: { k: 'v', n: 1 }, em: {}, nul: null, enabled: true,
  deep: { a: { b: 1, c: [1, 2] }, z: 'zz' }, multi: 'line 1\nline 2\n', tpl: '{{ .Release.Name }}-{{ .Values.name }}', over: { x: 1, y: { z: 2 } }, global: { g: 'gg', deep: { q: 1 } },
};
const CHANGES: readonly unknown[] = [null, true, false, 0, 7, 1e6, 'text', '', ['q'], [], {}, { x: 9 }, { k: null, new: 1 }, { a: { b: null } }, 1.25, 'a: b', '{{ .Values.s }}'];
/** Objects of Helm's own, whose types show in some ways of printing. */
const OBJECTS = ['.Chart', '.Chart.Dependencies', '.Chart.Maintainers', '.Release', '.Capabilities.KubeVersion', '.Capabilities.HelmVersion', '.Template', '(.Files.Glob "files/*.txt")', '.Values', '.Values.deep', '.Subcharts', '.Values.global', '(omit .Values "big")', '(slice .Capabilities.APIVersions 0 2)'];
const OBJECT_PRINTERS = ['toYaml', 'toYamlPretty', 'toJson', 'toPrettyJson', 'toToml', 'printf "%v"', 'printf "%+v"', 'printf "%#v"', 'printf "%T"', 'toString', 'len', 'kindOf', 'empty', 'deepCopy', 'deepEqual $.Values', 'print', 'quote', 'html'];
const VERSIONS: readonly unknown[] = ['1.0', 'v2', '', 1.5, 20240115.1, 7, 1e21, true, null, 1234567.25];
const IMPORTS: readonly unknown[] = [['data'], [{ child: 'm', parent: 'import' }], [{ child: 'deep.a', parent: 'deep.imported' }, 'data'], [{ child: 'nope', parent: 'x' }], [{ child: 'm', parent: '.' }], ['nope'], [{ child: 'm' }], [{ parent: 'm' }], [1, ['data'], null], [{ child: 'exports.data', parent: 'global' }], [{ child: 'm', parent: 'over.y' }, { child: 'm', parent: 'over' }], [{ child: 's', parent: 'm' }]];
const LOCKS = ['digest: x\n', 'generated: "2020-01-02T03:04:05Z"\n', 'generated: 2020-01-02\n', 'generated: 2020-01-32T03:04:05Z\n', 'dependencies: [{name: db, version: 1.2.3}]\n', 'dependencies: {}\n', 'generated: 5\ndependencies: 1\n'];
const CHANGED_KEYS = ['s', 'name', 'n', 'l', 'm', 'deep', 'over', 'global', 'em', 'enabled', 'nul', 'new', 'tpl'];
const HOOKS = ['pre-install', 'post-install', 'pre-install,post-upgrade', 'test', 'pre-delete', '"pre-upgrade, post-install"', 'nope', 'crd-install'];
const KINDS = ['ConfigMap', 'Service', 'Secret', 'Deployment', 'Namespace', 'Job', 'Widget', 'ServiceAccount', 'CustomResourceDefinition', 'ClusterRole', 'Pod', 'APIService'];
const SUBCHARTS = ['db', 'web', 'lib'];
const SET_PATHS = ['s', 'name', 'n', 'l[0]', 'l[3]', 'm.k', 'm.new', 'deep.a.b', 'deep.a', 'global.g', 'global.deep.q', 'lm[1].v', 'nul', 'enabled', 'over.y.z', 'new.er', 'tags.back', 'on', 'ports[0]'];

/** Writes a chart with its subcharts, and values for it. */
export class ChartText {
  readonly #random: Random;
  readonly #files: Record<string, string> = {};

  constructor(random: Random) {
    this.#random = random;
  }

  chart(): GeneratedChart {
    const subcharts = this.#random.oneIn(3) ? [] : [...new Set(this.#random.list(1, 3, () => this.#random.pick(SUBCHARTS)))];
    this.#write('', 'root', subcharts);
    for (const name of subcharts) this.#write(`charts/${name}/`, name, this.#random.oneIn(6) ? ['inner'] : []);
    for (const name of subcharts) if (this.#files[`charts/${name}/Chart.yaml`]?.includes('inner') === true) this.#write(`charts/${name}/charts/inner/`, 'inner', []);
    return { files: this.#files, values: this.#given(subcharts), ...(this.#random.oneIn(3) ? { given: this.#flags(subcharts) } : {}) };
  }

  #flags(subcharts: readonly string[]): GivenValues {
    const random = this.#random;
    const lines = (values: readonly string[]): string[] => random.list(0, 2, () => `${random.oneIn(3) && subcharts.length > 0 ? `${random.pick(subcharts)}.` : ''}${random.pick(SET_PATHS)}=${random.pick(values)}`);
    return {
      files: random.list(0, 2, () => JSON.stringify(this.#given(subcharts))), set: lines(['x', '1', 'true', 'null', '{a,b}', '1e3', '', '0x1f', '007', 'a\\,b']),
      setString: lines(['x', '1', 'null', 'true']), setJson: lines(['{"q":null}', '[1,null]', '"s"', 'null', '1.0', '{"k":{"z":1}}']), setLiteral: random.oneIn(4) ? lines(['a,b={c}', '{{ .Values.s }}']) : [],
    };
  }

  #given(subcharts: readonly string[]): Record<string, unknown> {
    const random = this.#random;
    const changes = (): Record<string, unknown> => random.record(CHANGED_KEYS, 0, 3, (key) => this.#change(key));
    const given = changes();
    for (const name of subcharts) if (random.oneIn(2)) given[name] = random.oneIn(25) ? random.pick([null, 'text', 1]) : changes();
    if (random.oneIn(4)) given['tags'] = { back: random.oneIn(2), front: random.oneIn(2) };
    return given;
  }

  /** A change of a value: of its own kind, most of the time. */
  #change(key: string): unknown {
    const change = this.#random.pick(CHANGES);
    const old: unknown = (VALUES as Record<string, unknown>)[key];
    const isTable = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
    return this.#random.oneIn(6) || change === null || isTable(change) === isTable(old) ? change : isTable(old) ? { x: change, k: change } : JSON.stringify(change);
  }

  #write(folder: string, name: string, subcharts: readonly string[]): void {
    const random = this.#random;
    const isLibrary = name === 'lib';
    this.#files[`${folder}Chart.yaml`] = this.#metadata(name, isLibrary, subcharts);
    this.#files[`${folder}values.yaml`] = JSON.stringify({ ...VALUES, ...random.record(CHANGED_KEYS, 0, 2, (key) => this.#change(key)), ...(name === 'root' && random.oneIn(3) ? { [random.pick(SUBCHARTS)]: { s: 'from the root', enabled: random.oneIn(2) } } : {}), exports: { data: { imported: { by: name } } } });
    this.#files[`${folder}files/a.txt`] = 'first\nsecond: 2\n';
    this.#files[`${folder}files/b.bin`] = '\u0000é';
    if (random.oneIn(12)) this.#files[`${folder}values.schema.json`] = this.#schema();
    if (random.oneIn(12)) this.#files[`${folder}.helmignore`] = random.pick(['files/\n', '*.bin\n', '# none\n', 'templates/b*\n']);
    if (random.oneIn(10)) this.#files[`${folder}crds/${random.pick(['c.yaml', 'sub/c.yml', 'c.json', 'c.txt', 'C.YAML'])}`] = random.pick(['apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: c}\n', 'kind: A\n---\nkind: B\n\n\n', '{{ not a template }}\r\n', '', '# c']);
    if (random.oneIn(20)) this.#files[`${folder}Chart.lock`] = random.oneIn(4) ? random.pick(LOCKS) : random.pick(LOCKS.slice(0, 2));
    this.#files[`${folder}templates/_helpers.tpl`] = this.#helpers(name);
    if (random.oneIn(4)) this.#files[`${folder}templates/${random.pick(['_z.tpl', 'sub/_helpers.tpl', '_dir/a.tpl', 'sub/_one.yaml'])}`] = this.#helpers(name);
    if (isLibrary) return;
    for (const file of ['a', 'b'].slice(0, 1 + random.below(2))) this.#files[`${folder}templates/${random.pick(['', '', 'sub/'])}${file}.${random.pick(['yaml', 'yaml', 'yml', 'txt', 'tpl'])}`] = this.#manifest(name);
    if (random.oneIn(4)) this.#files[`${folder}templates/NOTES.txt`] = `Notes of {{ .Chart.Name }}\n${this.#template().body(1, [])}\n`;
  }

  #metadata(name: string, isLibrary: boolean, subcharts: readonly string[]): string {
    const random = this.#random;
    const dependencies = subcharts.filter(() => !random.oneIn(6)).map((sub) => ({
      name: sub, version: random.pick(['1.2.3', '^1.0.0', '>=1', '*', '1.x', '2.0.0']), repository: '',
      ...(random.oneIn(3) ? { condition: random.pick([`${sub}.enabled`, 'on', 'off', `nope,${sub}.enabled`, 'n', 'global.x']) } : {}),
      ...(random.oneIn(4) ? { tags: [random.pick(['back', 'front'])] } : {}),
      ...(random.oneIn(6) ? { alias: `${sub}x` } : {}),
      ...(random.oneIn(4) ? { 'import-values': random.pick(IMPORTS) } : {}),
    }));
    if (random.oneIn(15) && dependencies[0] !== undefined) dependencies.push({ ...dependencies[0], alias: 'second' });
    return JSON.stringify({
      apiVersion: 'v2', name, version: '1.2.3', appVersion: random.pick(VERSIONS), type: isLibrary ? 'library' : 'application', keywords: ['k1', 'k2'], annotations: { a: 'b' },
      ...(random.oneIn(12) ? { kubeVersion: random.oneIn(10) ? random.pick(['<1.20', 'nope']) : random.pick(['>=1.20', '^1.30.0-0']) } : {}),
      ...(random.oneIn(6) ? { maintainers: [{ name: 'm', email: 'e@x.y' }], sources: ['https://x.y', '2'], home: 'https://x.y', description: 'one\ttwo\u00a0three', deprecated: random.oneIn(2) } : {}),
      ...(dependencies.length === 0 ? {} : { dependencies }),
    });
  }

  #schema(): string {
    const random = this.#random;
    // One thing at a time: the order of several faults is random.
    const property = random.pick<Readonly<Record<string, unknown>>>([{ s: { type: 'number' } }, { s: { type: 'string' } }, { n: { type: 'integer', minimum: 6 } }, { l: { type: 'array', maxItems: 2 } }, { name: { pattern: '^n' } }, { f: { multipleOf: 0.5 } }, { big: { maximum: 65535 } }, { ports: { items: { minimum: 100 } } }, { deep: { additionalProperties: false, properties: { a: {}, z: {} } } }, { global: { required: ['g'] } }, { s: { enum: ['str', 'x'] } }, { m: { minProperties: 3 } }, { tpl: { not: { pattern: 'Release' } } }]);
    return JSON.stringify({ type: 'object', properties: property, ...(random.oneIn(5) ? { required: [random.pick(['s', 'missing'])] } : {}) });
  }

  #helpers(name: string): string {
    const random = this.#random;
    const one = random.pick(['{{ .Chart.Name }}-one', '{{ .Release.Name | trunc 5 }}', '{{- .Values.s }}\n']);
    const more = random.oneIn(3) ? `{{- define "more" -}}\n${this.#template().body(1, [])}\n{{- end }}\n` : '';
    const full = `{{ define "${name}.full" }}{{ .Chart.Name }}-{{ .Values.s | default "none" }}{{ with .Values.global }}-{{ .g }}{{ end }}-{{ tpl ${random.pick(['.Values.tpl', '"{{ .Template.Name }}"', '"{{ .Chart.Version }}"'])} . }}{{ end }}`;
    return `${full}${more}{{ define "one" }}${one}{{ end }}{{ define "two" }}k: {{ .Values.s | quote }}{{ end }}`;
  }

  #expression(): TypedExpression {
    return new TypedExpression(this.#random, ROOTED, HELM_CALLS);
  }

  #template(): TypedTemplate {
    return new TypedTemplate(this.#random, new TypedExpression(this.#random, ROOTED), ['template "NAME" $']);
  }

  /** Documents whose data are expressions, written so that they stay YAML. */
  #manifest(chart: string): string {
    const random = this.#random;
    return random.list(1, 3, () => {
      const kind = random.pick(KINDS);
      const annotations = random.oneIn(4) ? `  annotations:\n    "helm.sh/hook": ${random.pick(HOOKS)}\n${random.oneIn(2) ? `    "helm.sh/hook-weight": ${random.pick(['"1"', '"-5"', '"x"', '3'])}\n` : ''}${random.oneIn(5) ? `    "helm.sh/hook-delete-policy": ${random.pick(['hook-succeeded', '"before-hook-creation, hook-failed"', 'nope'])}\n` : ''}` : random.oneIn(15) ? '  annotations: {"helm.sh/resource-policy": keep}\n' : '';
      const document = `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${chart}-${random.pick(['a', 'b', '{{ .Release.Name }}', '{{ include "one" . }}'])}\n${annotations}data:\n${random.list(1, 4, (): string => this.#line()).join('')}`;
      return random.oneIn(10) ? `{{- if ${this.#expression().pipeline('bool', 1)} }}\n${document}{{- end }}\n` : document;
    }).join(random.pick(['---\n', '---\n', '\n---\n# comment\n', '--- \n', '---\n---\n']));
  }

  #line(): string {
    const random = this.#random;
    const expressions = this.#expression();
    const type = expressions.type();
    const key = random.pick(['a', 'b', 'c', 'x.y', 'long-key']);
    return random.choose(
      () => `  ${key}: {{ ${expressions.pipeline(type, 2)} | toJson }}\n`,
      () => `  ${key}: {{ ${expressions.pipeline(type, 2)} | quote }}\n`,
      () => `  ${key}:{{ toYaml (${expressions.pipeline(random.pick(['dict', 'list', 'any']), 2)}) | nindent 4 }}\n`,
      () => `  ${key}: {{ ${expressions.pipeline(type, 2)} | toString | b64enc }}\n`,
      () => `  ${key}: {{ ${random.pick(OBJECT_PRINTERS)} ${random.pick(OBJECTS)} | toJson | quote }}\n`,
      () => `  {{- range $n, $c := .Subcharts }}\n  ${key}-{{ $n }}: {{ ${random.pick(OBJECT_PRINTERS)} $c${random.pick(['.Values', '.Chart', '.Files', '.Subcharts', '.Values.global', '.Release'])} | toJson | quote }}\n  {{- end }}\n`,
      () => `  {{- with ${expressions.pipeline('dict', 1)} }}\n  ${key}: {{ . | toJson }}\n  {{- end }}\n`,
      () => `  {{- range $k, $v := ${expressions.pipeline(random.pick(['dict', 'list']), 1)} }}\n  k-{{ $k }}: {{ $v | toJson | quote }}\n  {{- end }}\n`,
      () => random.pick(['  {{- (.Files.Glob "files/*.txt").AsConfig | nindent 2 }}\n', '  {{- (.Files.Glob "files/*").AsSecrets | nindent 2 }}\n', '  f: {{ .Files.Get "files/a.txt" | quote }}\n', '  f: {{ range $p, $_ := .Files.Glob "**" }}{{ $p }},{{ end }}\n', '  s: {{ keys .Subcharts | sortAlpha | toJson }}\n', '  v: {{ .Values | toJson | sha256sum }}\n', '  t: {{ tpl .Values.tpl . | quote }}\n', '  r: {{ .Values.imported | toJson }}\n', '  w: {{ .Values | toJson }}\n', '  u: "{{ range $n, $c := .Subcharts }}{{ $n }}={{ $c.Chart.Name }},{{ $c.Values.s }},{{ include "one" $c }};{{ end }}"\n', '  g: {{ .Values.global | toYaml | nindent 4 }}\n', '  h: {{ .Capabilities.APIVersions.Has "apps/v1/Deployment" }} {{ .Capabilities.KubeVersion }}\n', '  {{- with .Values.deep }}\n  d: {{ include "one" $ }}-{{ .z }}\n  {{- end }}\n']),
    );
  }
}
