import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { gunzip } from '../../src/adapters/archive/index.ts';
import { type EddyError, refText } from '../../src/diagnostics/index.ts';
import { loadChartArchive } from '../../src/helm/index.ts';
import { refOf } from '../../src/manifest/index.ts';
import { renderFleet, type FleetResult } from '../../src/orchestrator/index.ts';
import { memoryTree, type MemoryFile } from '../../src/tree/index.ts';
import { helmRelease, kustomization, SOUND, SOUND_OBJECTS } from './broken-fleet.ts';
import { repositories } from './repo.ts';
import { tarOf, type TarMember } from './tar-of.ts';

/** Prototype names: ordinary keys of a mapping. */
const ODD_NAMES = ['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'valueOf'];

type TreeFiles = Readonly<Record<string, MemoryFile>>;

function chartFiles(files: TreeFiles, folder = 'charts/hostile/'): Record<string, MemoryFile> {
  const out: Record<string, MemoryFile> = { [`${folder}Chart.yaml`]: 'apiVersion: v2\nname: hostile\nversion: 1.0.0\n' };
  for (const [path, file] of Object.entries(files)) out[folder + path] = file;
  return out;
}

/** The sound fleet with a release of the hostile chart in it. */
function fleetWith(files: TreeFiles, release = ''): Promise<FleetResult> {
  return renderFleet({
    tree: memoryTree({
      ...SOUND,
      'clusters/main/hostile.yaml': kustomization('hostile', './hostile'),
      'hostile/release.yaml': helmRelease('hostile', './charts/hostile', release),
      ...chartFiles(files),
    }),
    path: 'clusters/main',
    ports: { gunzip },
  });
}

function objectsOf(result: FleetResult): string[] {
  return result.productions.flatMap(({ objects }) => objects.map(({ object }) => refText(refOf(object))));
}

/** One failure, of the release and nothing else, and everything sound still there. */
function expectOneFailure(result: FleetResult, object: string): EddyError {
  expect(result.failures.map((failure) => failure.object && refText(failure.object))).toEqual([object]);
  expect(objectsOf(result)).toEqual(expect.arrayContaining([...SOUND_OBJECTS]));
  return result.failures[0]!.error;
}

/** Each alias stands for ten of the one before: 10^levels parts in a few hundred bytes. */
function aliasBomb(levels: number): string {
  let text = 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n';
  for (let i = 1; i < levels; i++) text += `a${String(i)}: &a${String(i)} [${Array.from({ length: 10 }, () => `*a${String(i - 1)}`).join(', ')}]\n`;
  return text;
}

const deepFlow = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('a chart that would never end is one failure of its release', () => {
  test.each<[string, string, string, RegExp]>([
    ['endless include', '{{ define "x" }}{{ include "x" . }}{{ end }}{{ include "x" . }}', 'HelmTemplateExecution', /nested reference name: x/],
    ['endless template', '{{ define "x" }}{{ template "x" . }}{{ end }}{{ template "x" . }}', 'HelmTemplateLimit', /maximum template depth/],
    ['mutual recursion', '{{ define "x" }}{{ include "y" . }}{{ end }}{{ define "y" }}{{ include "x" . }}{{ end }}{{ include "x" . }}', 'HelmTemplateLimit', /call each other too deeply|maximum template depth/],
    ['two calls in each of many levels', '{{ define "x" }}{{ if lt . 60 }}{{ template "x" (add . 1) }}{{ template "x" (add . 1) }}{{ end }}{{ end }}{{ template "x" 0 }}', 'HelmTemplateLimit', /more than 1000\d{4} steps/],
    ['a long range', '{{ range until 1000000000 }}x{{ end }}', 'HelmTemplateExecution', /too long/],
    ['a long range over a number', '{{ range 1000000000000 }}{{ end }}', 'HelmTemplateLimit', /more than 1000\d{4} steps/],
    ['a long repeat', '{{ repeat 1000000000 "x" }}', 'HelmTemplateExecution', /Repeat output length overflow/],
    ['repeats of repeats', '{{ $a := repeat 10000000 "x" }}{{ range until 1000 }}{{ $a }}{{ end }}', 'HelmTemplateLimit', /output is longer/],
    ['many wide printfs', '{{ $a := "" }}{{ range until 100000 }}{{ $a = printf "%s%999999d" $a 1 }}{{ end }}', 'HelmTemplateLimit', /more than 1000\d{4} steps|output is longer|longer than any/],
    ['a text that doubles', '{{ $a := "x" }}{{ range until 100 }}{{ $a = print $a $a }}{{ end }}{{ len $a }}', 'HelmTemplateLimit', /more than 1000\d{4} steps|output is longer|longer than any/],
    ['a text joined to itself', '{{ $a := "x" }}{{ range until 100 }}{{ $a = join $a (list $a $a $a) }}{{ end }}{{ len $a }}', 'HelmTemplateLimit', /more than 1000\d{4} steps|output is longer|longer than any/],
    ['a text replaced in itself', '{{ $a := "xx" }}{{ range until 100 }}{{ $a = replace "x" $a $a }}{{ end }}{{ len $a }}', 'HelmTemplateLimit', /more than 1000\d{4} steps|output is longer|longer than any/],
    ['tpl in tpl without end', '{{ tpl .Values.again . }}', 'HelmTemplateLimit', /tpl within tpl is deeper than 100 levels/],
    ['a regular expression of many states', '{{ mustRegexMatch "((((a{100}){100}){100}){100})" "a" }}', 'HelmTemplateExecution', /error parsing regexp/],
    ['a deep regular expression', '{{ mustRegexMatch (printf "%s%s" (repeat 100000 "(") (repeat 100000 ")")) "a" }}', 'HelmTemplateExecution', /error parsing regexp/],
    ['parentheses without end', `{{ ${'('.repeat(20_000)}1${')'.repeat(20_000)} }}`, 'HelmTemplateSyntax', /max expression depth/],
    ['blocks in blocks', `${'{{ if true }}'.repeat(20_000)}${'{{ end }}'.repeat(20_000)}`, 'HelmTemplateSyntax', /max expression depth/],
    ['a value that holds itself, printed', '{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ mustToYaml $d }}', 'HelmTemplateExecution', /encountered a cycle/],
    ['a value that holds itself, as JSON', '{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ mustToJson $d }}', 'HelmTemplateExecution', /encountered a cycle/],
    ['a value that holds itself, as text', '{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ print $d }}', 'HelmTemplateExecution', /nests too deep to be printed/],
    ['a value that holds itself, put out', '{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ $d }}', 'HelmTemplateExecution', /nests too deep to be printed/],
    ['values in one another', `{{ $d := dict }}{{ range until 64 }}{{ $d = dict "a" $d "b" $d }}{{ end }}{{ mustToYaml $d }}`, 'HelmTemplateExecution', /too many parts/],
    ['a manifest of deep lists', `a: ${deepFlow(10_000)}`, 'HelmManifestInvalid', /exceeded max depth/],
    ['a manifest of aliases', `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n${aliasBomb(12)}`, 'HelmManifestInvalid', /excessive aliasing/],
  ])('%s', async (_, template, code, says) => {
    const values = {
      again: '{{ tpl .Values.again . }}',
    };
    const error = expectOneFailure(await fleetWith({ 'templates/t.yaml': template, 'values.yaml': JSON.stringify(values) }), 'HelmRelease/apps/hostile');
    expect(`${error.code}: ${error.message.slice(0, 300)}`).toMatch(new RegExp(`^${code}: `));
    expect(error.message).toMatch(says);
  });
});

test.each<[string, readonly TarMember[], RegExp]>([
  ['a path above the chart', [{ path: 'web/../../etc/passwd', content: 'x' }], /parent directory/],
  ['an absolute path', [{ path: 'web//etc/passwd', content: 'x' }], /absolute path/],
  ['a bomb in one file', [{ path: 'web/big', content: new Uint8Array(6 * 1024 * 1024) }], /larger than the maximum file size/],
  ['a bomb in many files', Array.from({ length: 30 }, (_, i) => ({ path: `web/${String(i)}`, content: new Uint8Array(4 * 1024 * 1024) })), /maximum size/],
])('an archive with %s is refused', (_, members, says) => {
  const load = (): unknown => loadChartArchive(gzipSync(tarOf(members)), { gunzip });
  expect(load).toThrow(expect.objectContaining({ code: 'ArchiveInvalid', message: expect.stringMatching(says) as string }) as Error);
});

test('prototype names are ordinary keys from values to manifests', async () => {
  const data = ODD_NAMES.map((name) => `    ${name}: from-${name}\n`).join('');
  const template = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: odd\ndata:\n{{ toYaml .Values.odd | indent 2 }}\n';
  const result = await fleetWith({ 'templates/t.yaml': template }, `  values:\n    odd:\n${data.replaceAll('    ', '      ')}`);
  expect(result.failures).toEqual([]);
  const object = result.productions.flatMap(({ objects }) => objects).find((one) => refOf(one.object).name === 'odd')!.object;
  expect(Object.entries(object['data'] as object).sort()).toEqual(ODD_NAMES.map((name) => [name, `from-${name}`]).sort());
});

describe('eddy helm template ends with one clear error', () => {
  const repo = repositories();
  const render = (files: TreeFiles, flags: readonly string[] = []): Promise<{ code: number; out: string; err: string }> =>
    repo(chartFiles(files, 'chart/'), { git: false }).eddy(['helm', 'template', 'x', 'chart', ...flags]);

  const doubling = (keyword: string): string => {
    const levels = Array.from({ length: 40 }, (_, i) => [`d${String(i + 1)}`, { [keyword]: [{ $ref: `#/$defs/d${String(i)}` }, { $ref: `#/$defs/d${String(i)}` }] }]);
    return JSON.stringify({ $defs: { d0: { type: keyword === 'anyOf' ? 'string' : 'object' }, ...(Object.fromEntries(levels) as object) }, $ref: '#/$defs/d40' });
  };

  test.each<[what: string, template: string]>([
    ['RSA keys without end', '{{ range until 10000 }}{{ $_ := genPrivateKey "rsa" }}{{ end }}'],
    ['keys without end', '{{ range until 10000 }}{{ $_ := genCA "a" 1 }}{{ end }}'],
    ['lists of numbers without end', '{{ range until 100000 }}{{ $_ := until 1000000 }}{{ end }}'],
    ['sorting without end', '{{ $l := until 200000 }}{{ range until 10000 }}{{ $_ := sortAlpha $l }}{{ end }}'],
    ['short random texts without end', '{{ range 1000000000 }}{{ $_ := randAlphaNum 10 }}{{ end }}'],
    ['short digests without end', '{{ range 1000000000 }}{{ $_ := sha512sum "a" }}{{ end }}'],
    ['digests without end', '{{ $t := repeat 1000000 "x" }}{{ range until 100000 }}{{ $_ := sha256sum $t }}{{ end }}'],
    ['a list that grows by one', '{{ $l := list }}{{ range until 200000 }}{{ $l = append $l . }}{{ end }}'],
    ['text that tpl doubles', '{{ define "x" }}{{ if lt (len .) 40 }}{{ tpl "{{ include \\"x\\" (print . 1) }}{{ include \\"x\\" (print . 2) }}" . }}{{ end }}{{ end }}{{ include "x" "" }}'],
  ])('%s', { timeout: 60_000 }, async (_, template) => {
    const { code, err } = await render({ 'templates/t.yaml': template });
    expect([code, err.split('\n', 1)[0]]).toEqual([1, expect.stringMatching(/^error\[HelmTemplateLimit\]: .*: the template ran for more than 1000\d{4} steps$/)]);
  });

  test.each<[what: string, files: TreeFiles, flags: readonly string[], says: RegExp]>([
    ['a schema that doubles by anyOf', { 'values.schema.json': doubling('anyOf') }, [], /the schema needs more than 300000 checks/],
    ['a schema that doubles by allOf', { 'values.schema.json': doubling('allOf') }, [], /the schema needs more than 300000 checks/],
    ['a schema that is its own reference', { 'values.schema.json': '{"$ref": "#"}' }, [], /HelmValuesSchema/],
    ['a schema with a pattern of a million states', { 'values.schema.json': '{"patternProperties": {"(a{1000}){1000}": {}}}', 'values.yaml': 'a: 1\n' }, [], /HelmValuesSchema/],
    ['a path of many names', {}, ['--set', `a${'.a'.repeat(10_000)}=1`], /maximum supported nested level of 30/],
    ['an index beyond reason', {}, ['--set', 'a[999999999]=1'], /maximum supported index of 65536/],
    ['many lists with one item at the end', {}, Array.from({ length: 300 }, (_, i) => ['--set', `a${String(i)}[65535]=1`]).flat(), /leave more than 2000000 items to be filled in/],
    ['values of deep lists', { 'values.yaml': `a: ${deepFlow(50_000)}` }, [], /exceeded max depth/],
    ['values of aliases', { 'values.yaml': aliasBomb(12) }, [], /excessive aliasing/],
  ])('%s', { timeout: 60_000 }, async (_, files, flags, says) => {
    const { code, out, err } = await render({ 'templates/t.yaml': 'a: b\n', ...files }, flags);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(says);
    expect(err.match(/^error/gm)).toHaveLength(1);
  });

  test.each(ODD_NAMES)('%s names a chart, its files, values, labels and templates', async (name) => {
    const template = [
      'apiVersion: v1', 'kind: ConfigMap', 'metadata:', '  name: x', '  labels: {NAME: a}', 'data:',
      '  file: {{ .Files.Get "NAME" }}', '  include: {{ include "NAME" . }}', '  value: {{ .Values.NAME }}', '  key: "{{ hasKey .Values "NAME" }} {{ hasKey (dict) "NAME" }}"',
      '  sub: {{ index .Subcharts "NAME" "Values" "own" }}', '  annotation: {{ .Chart.Annotations.NAME }}', '',
    ].join('\n').replaceAll('NAME', name);
    const { code, out, err } = await render({
      'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: 1.0.0\nannotations: {${name}: noted}\ndependencies: [{name: sub, version: 1.0.0, alias: ${name}}]\n`,
      [`templates/t-${name}.yaml`]: template,
      'templates/_names.tpl': `{{ define "${name}" }}included{{ end }}`,
      'values.yaml': `${name}: {given: 1}\n`,
      [name]: 'text',
      'charts/sub/Chart.yaml': 'apiVersion: v2\nname: sub\nversion: 1.0.0\n',
      'charts/sub/values.yaml': 'own: 2\n',
    });
    const data = `  file: text\n  include: included\n  value: map[given:1 global:map[] own:2]\n  key: "true false"\n  sub: 2\n  annotation: noted\n`;
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe(`---\n# Source: ${name}/templates/t-${name}.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n  labels: {${name}: a}\ndata:\n${data}`);
  });
});
