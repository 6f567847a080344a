import { describe, expect, test } from 'vitest';
import { refText } from '../diagnostics/index.ts';
import { refOf } from '../manifest/index.ts';
import { memoryMemo } from '../memo/index.ts';
import { memoryTree } from '../tree/index.ts';
import { renderFleet, type FleetOptions, type FleetResult } from './index.ts';

type Files = Readonly<Record<string, string>>;

function kustomization(name: string, path: string, extra = '', version = 'v1'): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/${version}
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec:
  interval: 10m
  prune: true
  path: ${path}
  sourceRef: {kind: GitRepository, name: flux-system}
${extra}---
`;
}

function configMap(name: string, data = '{}', extra = ''): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: apps}\ndata: ${data}\n${extra}---\n`;
}

function render(files: Files, options: Partial<FleetOptions> = {}): Promise<FleetResult> {
  return renderFleet({ tree: memoryTree(files), path: 'cluster', ...options });
}

function objectsOf(result: FleetResult): string[] {
  return result.productions.flatMap(({ objects }) => objects.map(({ object }) => refText(refOf(object)))).sort();
}

function statesOf(result: FleetResult): Record<string, string> {
  return Object.fromEntries(result.rows.map(({ ref, state }) => [ref.name, state]));
}

function dataOf(result: FleetResult, name: string): unknown {
  return result.productions.flatMap(({ objects }) => objects).find(({ object }) => object.kind === 'ConfigMap' && object.metadata.name === name)?.object['data'];
}

describe('the entry', () => {
  const sync = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: fleet, namespace: flux-system}
spec: {interval: 1m, url: "https://git.example.test/fleet.git"}
---
${kustomization('fleet', './cluster').replace('name: flux-system}', 'name: fleet}')}`;

  test('is what bootstrap would create for a path', async () => {
    const result = await render({ 'cluster/a.yaml': configMap('a') });
    expect(result.rows.map(({ ref, producer }) => [refText(ref), producer])).toEqual([
      ['Kustomization/flux-system/flux-system', undefined],
      ['GitRepository/flux-system/flux-system', undefined],
    ]);
    expect(objectsOf(result)).toEqual(['ConfigMap/apps/a']);
  });

  test("is bootstrap's sync file, found without a path", async () => {
    const result = await render({ 'cluster/flux-system/gotk-sync.yaml': sync, 'cluster/a.yaml': configMap('a') }, { path: undefined });
    expect(objectsOf(result)).toContain('ConfigMap/apps/a');
    expect(result.notices[0]?.message).toBe('starting from cluster/flux-system/gotk-sync.yaml');
    // What the entry renders of itself takes the place of what it was started from.
    expect(result.rows.find(({ ref }) => ref.name === 'fleet' && ref.kind === 'Kustomization')?.producer?.name).toBe('fleet');
  });

  test("is a FluxInstance's sync", async () => {
    const instance = 'apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata: {name: flux, namespace: flux-system}\nspec:\n  sync: {kind: OCIRepository, url: "oci://x.example.test/y", ref: latest, path: cluster}\n';
    const result = await render({ 'flux/instance.yaml': instance, 'cluster/a.yaml': configMap('a') }, { path: undefined });
    expect(objectsOf(result)).toEqual(['ConfigMap/apps/a', 'Kustomization/flux-system/flux-system', 'OCIRepository/flux-system/flux-system']);
    expect(result.rows.map(({ ref, producer }) => [ref.kind, producer?.kind]).sort()).toEqual([['FluxInstance', undefined], ['Kustomization', 'FluxInstance'], ['OCIRepository', 'FluxInstance']]);
  });

  test.each([
    ['several clusters', { 'a/gotk-sync.yaml': sync, 'b/gotk-sync.yaml': sync.replace('./cluster', './other') }, undefined, 'EntryAmbiguous', /"cluster", "other"/],
    ['nothing to start from', { 'a.yaml': configMap('a') }, undefined, 'EntryNotFound', /nothing to start from/],
    ['a folder that is not there', { 'cluster/a.yaml': configMap('a') }, 'clutser', 'EntryNotFound', /no folder "clutser"/],
  ])('%s is an error of its own', async (_what, files, path, code, message) => {
    await expect(render(files, { path })).rejects.toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) as unknown }) as Error);
  });
});

describe('sources', () => {
  const remote = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: remote, namespace: flux-system}
spec: {interval: 1m, url: "https://git.example.test/remote.git"}
---
`;
  const consumer = (name: string): string => kustomization(name, './x').replace('name: flux-system}\n---', 'name: remote}\n---');

  test('one that is out of reach is reported once, whoever needs it; the rest renders', async () => {
    const result = await render({ 'cluster/all.yaml': remote + consumer('one') + consumer('two') + configMap('a') });
    expect(result.failures.map(({ error, object, blocks }) => [error.code, refText(object!), blocks.map(({ name }) => name)])).toEqual([['SourceNotFetched', 'GitRepository/flux-system/remote', ['one', 'two']]]);
    expect(objectsOf(result)).toContain('ConfigMap/apps/a');
    expect(statesOf(result)).toMatchObject({ one: 'blocked', two: 'blocked', remote: 'failed' });
  });

  test('is read from the folder that it is mapped to', async () => {
    const sources = [{ name: 'remote', tree: memoryTree({ 'x/b.yaml': configMap('b') }), revision: 'main@sha1:1' }];
    const result = await render({ 'cluster/all.yaml': remote + consumer('one') }, { sources });
    expect(result.failures).toEqual([]);
    expect(objectsOf(result)).toContain('ConfigMap/apps/b');
    expect(result.rows.find(({ ref }) => ref.name === 'one')?.revision).toBe('main@sha1:1');
  });

  test('flux-system is this repository where the fleet does not contain it, and that is said', async () => {
    const result = await render({ 'cluster/k.yaml': kustomization('k', './x').replace('namespace: flux-system', 'namespace: apps'), 'x/a.yaml': configMap('a') });
    expect(objectsOf(result)).toContain('ConfigMap/apps/a');
    expect(result.notices.map(({ message }) => message)).toContain('GitRepository/apps/flux-system is not part of the fleet: taking it for this repository');
  });

  test('of another group with the same kind is not a source', async () => {
    const bucket = 'apiVersion: s3.example.test/v1\nkind: Bucket\nmetadata: {name: b, namespace: apps}\nspec: {}\n';
    const result = await render({ 'cluster/b.yaml': bucket });
    expect(result.failures).toEqual([]);
    expect(result.rows.map(({ ref }) => ref.kind)).not.toContain('Bucket');
  });
});

describe('variables', () => {
  const build = '  postBuild:\n    substitute: {B: inline}\n    substituteFrom:\n    - {kind: ConfigMap, name: vars}\n    - {kind: Secret, name: more, optional: true}\n';
  const files = { 'cluster/k.yaml': kustomization('k', './x', build), 'x/a.yaml': configMap('a', '{a: "${A}", b: "${B}"}') };
  const vars = configMap('vars', '{A: from-map, B: from-map}').replace('namespace: apps', 'namespace: flux-system');

  test('come from objects that another Kustomization renders', async () => {
    const result = await render({ ...files, 'cluster/vars.yaml': kustomization('vars', './vars'), 'vars/vars.yaml': vars });
    expect(dataOf(result, 'a')).toEqual({ a: 'from-map', b: 'inline' });
    expect(result.ok).toBe(true);
  });

  test('come from objects that only the cluster has', async () => {
    const clusterObjects = [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'vars', namespace: 'flux-system' }, data: { A: 'from-cluster' } }];
    expect(dataOf(await render(files, { clusterObjects }), 'a')).toEqual({ a: 'from-cluster', b: 'inline' });
  });

  test('change with the memo as without it', async () => {
    const memo = memoryMemo();
    const trees = [1, 2, 1].map((i) => ({ ...files, 'cluster/vars.yaml': vars.replace('A: from-map', `A: v${String(i)}`) }));
    for (const some of trees) expect(dataOf(await render(some, { memo }), 'a')).toEqual(dataOf(await render(some), 'a'));
    expect(memo.counts.ran).toBeLessThan(memo.counts.asked);
  });
});

describe('states', () => {
  test('a suspended object is left alone, and who depends on it goes on with a warning', async () => {
    const result = await render({
      'cluster/k.yaml': kustomization('resting', './x', '  suspend: true\n') + kustomization('next', './y', '  dependsOn: [{name: resting}]\n'),
      'x/a.yaml': configMap('a'),
      'y/b.yaml': configMap('b'),
    });
    expect(statesOf(result)).toMatchObject({ resting: 'suspended', next: 'passed' });
    expect(result.warnings.map(({ code }) => code)).toEqual(['DependencySuspended']);
    expect(objectsOf(result)).not.toContain('ConfigMap/apps/a');
  });

  test('an old version of the API is read, with a warning', async () => {
    const result = await render({ 'cluster/k.yaml': kustomization('old', './x', '', 'v1beta2'), 'x/a.yaml': configMap('a') });
    expect(objectsOf(result)).toContain('ConfigMap/apps/a');
    expect(result.warnings.map(({ code, object }) => [code, object?.name])).toEqual([['ApiVersionRemoved', 'old']]);
  });

  test.each([
    ['source.toolkit.fluxcd.io/v1beta2', 'HelmRepository', 'suspend: true'],
    ['helm.toolkit.fluxcd.io/v2beta1', 'HelmRelease', 'suspend: true'],
  ])('%s of %s is an old version as well', async (apiVersion, kind, spec) => {
    const result = await render({ 'cluster/old.yaml': `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: old\n  namespace: apps\nspec:\n  ${spec}\n` });
    expect(result.warnings.map(({ code, object }) => [code, object?.kind])).toEqual([['ApiVersionRemoved', kind]]);
  });

  test('a kind of another group is not Flux, whatever its name', async () => {
    const result = await render({ 'cluster/bucket.yaml': 'apiVersion: storage.example.com/v1\nkind: Bucket\nmetadata:\n  name: mine\n  namespace: apps\n' });
    expect([statesOf(result)['mine'], objectsOf(result)]).toEqual([undefined, expect.arrayContaining(['Bucket/apps/mine'])]);
  });

  test('what a blocked object would render is rendered, examined and marked', async () => {
    const result = await render({
      'cluster/k.yaml': kustomization('broken', './none') + kustomization('parent', './parent', '  dependsOn: [{name: broken}]\n'),
      'parent/child.yaml': kustomization('child', './child'),
      'child/a.yaml': configMap('a'),
    });
    expect(statesOf(result)).toMatchObject({ broken: 'failed', parent: 'blocked', child: 'blocked' });
    expect(result.productions.filter(({ blocked }) => blocked).map(({ producer }) => producer.name)).toEqual(['child', 'parent']);
    expect(objectsOf(result)).toContain('ConfigMap/apps/a');
    expect(result.failures.map(({ blocks }) => blocks.map(({ name }) => name))).toEqual([['child', 'parent']]);
  });

  test('a circle through an object that one of them renders is a circle', async () => {
    const needs = '  postBuild: {substituteFrom: [{kind: ConfigMap, name: vars}]}\n';
    const result = await render({
      'cluster/k.yaml': kustomization('a', './a', needs) + kustomization('b', './b', '  dependsOn: [{name: a}]\n'),
      'a/a.yaml': configMap('a'),
      'b/vars.yaml': configMap('vars').replace('namespace: apps', 'namespace: flux-system'),
    });
    expect(result.failures.map(({ error }) => error.code)).toEqual(['DependencyCycle']);
    expect(result.failures[0]?.error.message).toContain('Kustomization/flux-system/a -> Kustomization/flux-system/b -> Kustomization/flux-system/a');
  });

  test('an object without a namespace that needs one is refused, as by an API server', async () => {
    const result = await render({ 'cluster/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n' });
    expect(result.failures.map(({ error }) => [error.code, error.message.trim()])).toEqual([['ApplyFailed', 'ConfigMap/a namespace not specified: the server could not find the requested resource']]);
  });

  test('a readyExpr decides, and one that can never be answered fails', async () => {
    const files = (expression: string): Files => ({
      'cluster/k.yaml': kustomization('a', './x') + kustomization('b', './y', `  dependsOn: [{name: a, readyExpr: "${expression}"}]\n`),
      'x/a.yaml': configMap('a'),
      'y/b.yaml': configMap('b'),
    });
    expect(statesOf(await render(files("dep.metadata.name == 'a'")))).toMatchObject({ b: 'passed' });
    const invalid = await render(files('dep.metadata.name =='));
    expect(invalid.failures.map(({ error }) => error.code)).toEqual(['CelInvalid']);
    // A cluster may know a status that a build does not.
    const assumed = await render(files("dep.status.url == 'x'"));
    expect(assumed.assumptions.map(({ code }) => code)).toEqual(['ReadyExprAssumed']);
    expect(assumed.ok).toBe(true);
  });

  test.each([
    ['a field of the wrong type', '  patches: 5\n', 'SpecInvalid', 'cluster/k.yaml:9', /spec\.patches: Invalid value: "integer"/],
    ['a remote base', '', 'KustomizeRemote', 'x/kustomization.yaml:2', /is not available/],
  ])('%s has a place', async (_what, extra, code, place, message) => {
    const result = await render({ 'cluster/k.yaml': kustomization('k', './x', extra), 'x/kustomization.yaml': 'resources:\n  - https://git.example.test/base//x?ref=v1\n' });
    expect(result.failures.map(({ error }) => [error.code, `${error.at?.file ?? '-'}:${String(error.at?.line)}`])).toEqual([[code, place]]);
    expect(result.failures[0]?.error.message).toMatch(message);
  });
});
