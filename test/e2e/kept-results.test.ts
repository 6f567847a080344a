import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolders } from '../contracts/disk-files.ts';
import { repositories } from './repo.ts';

const repo = repositories();
const newFolder = temporaryFolders();

const FILES = {
  'app/kustomization.yaml': 'resources: [cm.yaml]\nnamePrefix: a-\ncommonLabels: {x: z}\n',
  'app/cm.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\n',
};

/** What is kept in a cache folder, one text per entry. */
function kept(cacheDir: string): { readonly file: string; readonly text: string }[] {
  const dir = join(cacheDir, 'memo');
  try {
    return readdirSync(dir).map((name) => ({ file: join(dir, name), text: readFileSync(join(dir, name), 'utf8') }));
  } catch {
    return [];
  }
}

test('a build of the same files is taken from the last run, with what was said beside it', async () => {
  const env = { EDDY_CACHE: newFolder() };
  const app = repo(FILES);
  const first = await app.eddy('kustomize build app', { env });
  expect(first).toMatchObject({ code: 0, out: expect.stringContaining('name: a-one') as string, err: expect.stringContaining("'commonLabels' is deprecated") as string });
  expect(await app.eddy('kustomize build app', { env })).toEqual(first);
  // What is printed comes from the entry: an altered one shows.
  const [entry] = kept(env.EDDY_CACHE);
  writeFileSync(entry!.file, entry!.text.replace('name: a-one', 'name: altered'));
  expect((await app.eddy('kustomize build app', { env })).out).toContain('name: altered');
  expect(await app.eddy('kustomize build app --no-cache', { env })).toEqual(first);
});

test('a changed file, another flag and another folder are built anew', async () => {
  const env = { EDDY_CACHE: newFolder() };
  const app = repo({ ...FILES, 'outside.yaml': FILES['app/cm.yaml'], 'other/kustomization.yaml': 'resources: [../outside.yaml]\n' });
  const [first, refused] = [await app.eddy('kustomize build app', { env }), await app.eddy('kustomize build other', { env })];
  expect([first.code, refused.code]).toEqual([0, 1]);
  expect((await app.eddy('kustomize build other --load-restrictor LoadRestrictionsNone', { env })).out).toContain('name: one');
  expect((await app.eddy('kustomize build other', { env })).code).toBe(1);
  app.write({ 'app/cm.yaml': FILES['app/cm.yaml'].replace('one', 'two') });
  expect((await app.eddy('kustomize build app', { env })).out).toContain('name: a-two');
  app.write({ 'app/cm.yaml': FILES['app/cm.yaml'] });
  expect(await app.eddy('kustomize build app', { env })).toEqual(first);
});

test('nothing is kept of a build with a Secret, or on demand', async () => {
  const env = { EDDY_CACHE: newFolder() };
  const app = repo({ ...FILES, 'secret/kustomization.yaml': 'secretGenerator: [{name: s, literals: [a=b]}]\n' });
  expect((await app.eddy('kustomize build secret', { env })).out).toContain('kind: Secret\n');
  expect((await app.eddy('kustomize build app --no-cache', { env })).code).toBe(0);
  expect(kept(env.EDDY_CACHE)).toEqual([]);
});

const CHART = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\ndeprecated: true\n',
  'chart/values.yaml': 'greeting: hey\n',
  'chart/templates/cm.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ .Release.Name }}"}\ndata: {say: {{ .Values.greeting }}, id: {{ randAlphaNum 8 }}}\n',
};

test('a render of the same chart with the same values is taken from the last run, with what Helm says beside it', async () => {
  const env = { EDDY_CACHE: newFolder() };
  const app = repo(CHART);
  const first = await app.eddy('helm template web chart', { env });
  expect(first).toMatchObject({ code: 0, out: expect.stringContaining('say: hey') as string, err: expect.stringContaining('deprecated') as string });
  const [entry] = kept(env.EDDY_CACHE);
  writeFileSync(entry!.file, entry!.text.replace('say: hey', 'say: altered'));
  expect(await app.eddy('helm template web chart', { env })).toEqual({ ...first, out: first.out.replace('say: hey', 'say: altered') });
  expect(await app.eddy('helm template web chart --no-cache', { env })).toEqual(first);
});

test.each([
  ['another name', 'helm template other chart', 'name: "other"'],
  ['other values', 'helm template web chart --set greeting=ho', 'say: ho'],
  ['what chance decides', 'helm template web chart --real-random', 'say: hey'],
])('a render with %s is new', async (_, line, text) => {
  const env = { EDDY_CACHE: newFolder() };
  const app = repo(CHART);
  const first = await app.eddy('helm template web chart', { env });
  const { out } = await app.eddy(line, { env });
  expect(out).toContain(text);
  expect(out).not.toBe(first.out);
});

test('a render of a chart that changed is new, and one with a Secret is not kept', async () => {
  const env = { EDDY_CACHE: newFolder() };
  const app = repo(CHART);
  await app.eddy('helm template web chart', { env });
  app.write({ 'chart/values.yaml': 'greeting: later\n', 'chart/templates/secret.yaml': 'apiVersion: v1\nkind: "Secret"\nmetadata: {name: s}\n' });
  expect((await app.eddy('helm template web chart', { env })).out).toMatch(/kind: "Secret"[^]*say: later/);
  const [entry, ...others] = kept(env.EDDY_CACHE);
  expect(others).toEqual([]);
  expect(entry!.text).not.toContain('later');
});

test('a render with a list is not kept: nobody looks for Secrets in it', async () => {
  const env = { EDDY_CACHE: newFolder() };
  const app = repo({ ...CHART, 'chart/templates/list.yaml': 'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {a: "{{ .Values.greeting }}"}}\n' });
  expect((await app.eddy('helm template web chart --set greeting=hidden', { env })).out).toContain('a: "hidden"');
  expect(kept(env.EDDY_CACHE)).toEqual([]);
});
