import { readdirSync, readFileSync } from 'node:fs';
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

/** What is kept in a cache folder, by file. A step that runs seals its result anew, so that a file changes. */
function kept(cacheDir: string): ReadonlyMap<string, string> {
  const dir = join(cacheDir, 'memo');
  try {
    return new Map(readdirSync(dir).map((name) => [name, readFileSync(join(dir, name), 'latin1')]));
  } catch {
    return new Map();
  }
}

test('a build of the same files is taken from the last run, with what was said beside it', async () => {
  const env = { EDDY_CACHE: newFolder() };
  const app = repo(FILES);
  const first = await app.eddy('kustomize build app', { env });
  expect(first).toMatchObject({ code: 0, out: expect.stringContaining('name: a-one') as string, err: expect.stringContaining("'commonLabels' is deprecated") as string });
  const before = kept(env.EDDY_CACHE);
  expect(before.size).toBe(1);
  expect(await app.eddy('kustomize build app', { env })).toEqual(first);
  expect(kept(env.EDDY_CACHE)).toEqual(before);
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

test('nothing is kept where that is asked for', async () => {
  const env = { EDDY_CACHE: newFolder() };
  expect((await repo(FILES).eddy('kustomize build app --no-cache', { env })).code).toBe(0);
  expect(kept(env.EDDY_CACHE).size).toBe(0);
});

test('a build with a Secret is kept where nobody can read it', async () => {
  const env = { EDDY_CACHE: newFolder() };
  const app = repo({ 'secret/kustomization.yaml': 'secretGenerator: [{name: s, literals: [a=hunter2]}]\n' });
  const first = await app.eddy('kustomize build secret', { env });
  const before = kept(env.EDDY_CACHE);
  expect(before.size).toBe(1);
  expect(await app.eddy('kustomize build secret', { env })).toEqual(first);
  expect(kept(env.EDDY_CACHE)).toEqual(before);
  for (const text of before.values()) expect(text).not.toMatch(/hunter2|aHVudGVyMg|kind:/);
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
  const before = kept(env.EDDY_CACHE);
  expect(before.size).toBe(1);
  expect(await app.eddy('helm template web chart', { env })).toEqual(first);
  expect(kept(env.EDDY_CACHE)).toEqual(before);
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

test('a render of a chart that changed is new, and what is in its Secrets does not show in the cache', async () => {
  const env = { EDDY_CACHE: newFolder() };
  const app = repo(CHART);
  await app.eddy('helm template web chart', { env });
  app.write({ 'chart/values.yaml': 'greeting: later\n', 'chart/templates/secret.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: {{ .Values.word }}}\n' });
  const changed = await app.eddy('helm template web chart --set word=hunter2', { env });
  expect(changed.out).toMatch(/a: hunter2[^]*say: later/);
  expect(await app.eddy('helm template web chart --set word=hunter2', { env })).toEqual(changed);
  expect(await app.eddy('helm template web chart --set word=other', { env })).toMatchObject({ out: expect.stringContaining('a: other') as string });
  for (const text of kept(env.EDDY_CACHE).values()) expect(text).not.toMatch(/hunter2|later/);
});
