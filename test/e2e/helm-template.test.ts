import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { repositories } from './repo.ts';
import { tarOf } from './tar-of.ts';

// What stands here was printed and written by helm v4.2.2 for these files.

const repo = repositories();

const FILES = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: demo\nversion: 1.0.0\n',
  'chart/crds/crd.yaml': 'kind: CustomResourceDefinition\nmetadata:\n  name: a.example.com\n',
  'chart/templates/two.yaml': 'kind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n---\nkind: Secret\nmetadata:\n  name: s\n',
  'chart/templates/hook.yaml': 'kind: Pod\nmetadata:\n  name: test\n  annotations:\n    helm.sh/hook: test\n',
};
const SECRET = '---\n# Source: demo/templates/two.yaml\nkind: Secret\nmetadata:\n  name: s\n\n';
const HOOK = '---\n# Source: demo/templates/hook.yaml\nkind: Pod\nmetadata:\n  name: test\n  annotations:\n    helm.sh/hook: test\n\n';
const configMap = (name: string): string => `---\n# Source: demo/templates/two.yaml\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;

test('--output-dir writes a file per template, and adds hooks to what is there', async () => {
  const chart = repo(FILES, { git: false });
  const read = (path: string): string => readFileSync(join(chart.dir, path), 'utf8');
  const first = await chart.eddy('helm template x chart --output-dir out/ --include-crds');
  expect(first).toEqual({
    code: 0,
    out: 'wrote out//demo/crds/crd.yaml\nwrote out//demo/templates/two.yaml\nwrote out//demo/templates/two.yaml\nwrote out//demo/templates/hook.yaml\n\n',
    err: '',
  });
  expect(read('out/demo/templates/two.yaml')).toBe(SECRET + configMap('x'));
  expect(read('out/demo/templates/hook.yaml')).toBe(HOOK);
  await chart.eddy('helm template y chart --output-dir out');
  expect(read('out/demo/templates/two.yaml')).toBe(SECRET + configMap('y'));
  expect(read('out/demo/templates/hook.yaml')).toBe(HOOK + HOOK);
});

test('--release-name puts the release into the paths, but not into those of CRDs', async () => {
  const { out } = await repo(FILES, { git: false }).eddy('helm template web chart --output-dir out --release-name --include-crds --no-hooks');
  expect(out).toBe('wrote out/demo/crds/crd.yaml\nwrote out/web/demo/templates/two.yaml\nwrote out/web/demo/templates/two.yaml\n\n');
});

test('bytes of CRDs that are no UTF-8 are kept in files, too', async () => {
  const crd = Uint8Array.of(0x61, 0x3a, 0x20, 0xff, 0xe9, 0x0a);
  const chart = repo({ ...FILES, 'chart/crds/crd.yaml': crd }, { git: false });
  await chart.eddy('helm template x chart --output-dir out --include-crds');
  expect(readFileSync(join(chart.dir, 'out/demo/crds/crd.yaml'))).toEqual(Buffer.concat([Buffer.from('---\n# Source: demo/crds/crd.yaml\n'), crd, Buffer.from('\n')]));
});

test('a folder that cannot be written is one error', async () => {
  const { code, err } = await repo({ ...FILES, out: 'a file' }, { git: false }).eddy('helm template web chart --output-dir out');
  expect(code).toBe(2);
  expect(err).toMatch(/^error\[OutputFailed\]/);
});

test('--name-template makes the name of the release', async () => {
  const chart = repo(FILES, { git: false });
  const named = await chart.eddy(['helm', 'template', 'chart', '--no-hooks', '--name-template', 'a-{{ "X" | lower }}']);
  expect(named).toEqual({ code: 0, out: SECRET + configMap('a-x'), err: '' });
  const twice = await chart.eddy('helm template web chart --name-template a');
  expect(twice).toMatchObject({ code: 2, err: expect.stringContaining('cannot set --name-template and also specify a name') as string });
});

test('the template of a name has the functions of sprig alone, and the environment', async () => {
  const chart = repo(FILES, { git: false });
  const named = async (template: string): Promise<unknown> => {
    const { out, err } = await chart.eddy(['helm', 'template', 'chart', '-s', 'templates/two.yaml', '--name-template', template], { env: { USER: 'me' } });
    return /ConfigMap\nmetadata:\n  name: (.*)/.exec(out)?.[1] ?? err;
  };
  expect(await named('{{ env "USER" }}-{{ expandenv "$USER" }}')).toBe('me-me');
  expect(await named('{{ include "a" . }}')).toBe('error[HelmReleaseName]: template: name-template:1: function "include" not defined\n');
  expect(await named('{{ fail "x" }}')).toBe('error[HelmReleaseName]: template: name-template:1:3: executing "name-template" at <fail "x">: error calling fail: x\n');
});

test('what Helm logs before an error is printed', async () => {
  const deprecated = repo({ ...FILES, 'chart/Chart.yaml': `${FILES['chart/Chart.yaml']}deprecated: true\n`, 'chart/templates/bad.yaml': 'a: b: c' }, { git: false });
  const log = async (line: string): Promise<string> => (await deprecated.eddy(line)).err.replace(/^error[^]*/m, '');
  expect(await log('helm template x chart')).toBe('level=WARN msg="this chart is deprecated"\n');
  expect(await log('helm template x chart --debug')).toBe('level=WARN msg="this chart is deprecated"\n');
  expect(await log('helm template X chart')).toBe('level=WARN msg="this chart is deprecated"\nlevel=ERROR msg="release name check failed" error="release name \\"X\\": invalid release name, must match regex ^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$ and the length must not be longer than 53"\n');
});

test('an archive is read up to the end of its tar, and what is wrong with one is in a note', async () => {
  const archive = (more: Readonly<Record<string, string>>): Buffer => gzipSync(tarOf(Object.entries({ ...FILES, ...more }).map(([path, content]) => ({ path, content }))));
  const chart = repo({ 'sound.tgz': archive({}), 'cut.tgz': archive({}).subarray(0, -8), 'dots.tgz': archive({ 'chart/..x': '' }), 'none.tgz': gzipSync(tarOf([{ path: 'chart/x', content: '' }])) }, { git: false });
  const { out } = await chart.eddy('helm template x sound.tgz --no-hooks');
  expect(out).toBe(SECRET + configMap('x'));
  expect(await chart.eddy('helm template x cut.tgz --no-hooks')).toEqual({ code: 0, out, err: '' });
  expect((await chart.eddy('helm template x dots.tgz')).err).toBe('error[ArchiveInvalid]: unable to load chart archive\n   = note: chart illegally references parent directory\n');
  expect((await chart.eddy('helm template x none.tgz')).err).toBe('error[HelmChartInvalid]: unable to detect chart version, no Chart.yaml found\n');
});

test('an empty --kube-version is none', async () => {
  const chart = repo({ ...FILES, 'chart/templates/two.yaml': 'kind: {{ .Capabilities.KubeVersion }}\n' }, { git: false });
  expect((await chart.eddy(['helm', 'template', 'chart', '--no-hooks', '--kube-version', ''])).out).toBe('---\n# Source: demo/templates/two.yaml\nkind: v1.36.0\n');
});
