import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { gunzip } from '../../src/adapters/archive/index.ts';
import { type EddyError, refText } from '../../src/diagnostics/index.ts';
import { loadChartArchive } from '../../src/helm/index.ts';
import { refOf } from '../../src/manifest/index.ts';
import { renderFleet, type FleetResult } from '../../src/orchestrator/index.ts';
import { memoryTree, type MemoryFile } from '../../src/tree/index.ts';
import { helmRelease, kustomization, SOUND, SOUND_OBJECTS } from './broken-fleet.ts';
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
    ['two calls in each of many levels', '{{ define "x" }}{{ if lt . 60 }}{{ template "x" (add . 1) }}{{ template "x" (add . 1) }}{{ end }}{{ end }}{{ template "x" 0 }}', 'HelmTemplateLimit', /more than 10000000 steps/],
    ['a long range', '{{ range until 1000000000 }}x{{ end }}', 'HelmTemplateExecution', /too long/],
    ['a long range over a number', '{{ range 1000000000000 }}{{ end }}', 'HelmTemplateLimit', /more than 10000000 steps/],
    ['a long repeat', '{{ repeat 1000000000 "x" }}', 'HelmTemplateExecution', /Repeat output length overflow/],
    ['repeats of repeats', '{{ $a := repeat 10000000 "x" }}{{ range until 1000 }}{{ $a }}{{ end }}', 'HelmTemplateLimit', /output is longer/],
    ['many wide printfs', '{{ $a := "" }}{{ range until 100000 }}{{ $a = printf "%s%999999d" $a 1 }}{{ end }}', 'HelmTemplateLimit', /more than 10000000 steps|output is longer|longer than any/],
    ['a text that doubles', '{{ $a := "x" }}{{ range until 100 }}{{ $a = print $a $a }}{{ end }}{{ len $a }}', 'HelmTemplateLimit', /more than 10000000 steps|output is longer|longer than any/],
    ['a text joined to itself', '{{ $a := "x" }}{{ range until 100 }}{{ $a = join $a (list $a $a $a) }}{{ end }}{{ len $a }}', 'HelmTemplateLimit', /more than 10000000 steps|output is longer|longer than any/],
    ['a text replaced in itself', '{{ $a := "xx" }}{{ range until 100 }}{{ $a = replace "x" $a $a }}{{ end }}{{ len $a }}', 'HelmTemplateLimit', /more than 10000000 steps|output is longer|longer than any/],
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
