/** What reimplementations of Flux get wrong about HelmReleases. */
import { describe, expect, test } from 'vitest';
import { CHART, configMap, dataOf, install, metadataOf, names, release, watch, type Files, type Remotes, type Seen } from './seen.ts';

const VALUES = '{{ toJson .Values | quote }}';
const PROBE: Files = { 'chart/values.yaml': 'from: chart\n', 'chart/templates/a.yaml': configMap('a', `values: ${VALUES}`) };

function valuesOf(seen: Seen): unknown {
  const data = dataOf(seen, 'a') as { readonly values: string } | undefined;
  return data === undefined ? undefined : JSON.parse(data.values);
}

/** A HelmRelease of the chart `probe` in a HelmRepository. */
function fromRepository(charts: NonNullable<Remotes['charts']>, spec = '', chart = '', objects: readonly string[] = []): Promise<Seen> {
  const repository = 'apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata: {name: charts}\nspec: {interval: 1h, url: "https://charts.example.test"}\n';
  const text = release(spec, chart).replace('chart: ./chart', 'chart: probe').replace('{kind: GitRepository, name: app}', '{kind: HelmRepository, name: charts}');
  return watch({ objects: [repository, ...objects, text] }, { charts });
}

function probeChart(files: Files = PROBE): Files {
  return { 'Chart.yaml': CHART, ...Object.fromEntries(Object.entries(files).map(([path, text]) => [path.replace('chart/', ''), text])) };
}

describe('charts', () => {
  test('36: the HelmChart is named after namespace and release, and lies beside its source', async () => {
    const sources = [{ kind: 'GitRepository', name: 'app', namespace: 'other', revision: 'main@sha1:1', files: { 'chart/Chart.yaml': CHART } }];
    const seen = await watch({ namespaces: ['here', 'other'], sources, objects: [release().replace('name: app}\n\n', 'name: app, namespace: other}\n')] });
    expect(seen.status!['HelmRelease/here/app']).toMatchObject({ helmChart: 'other/here-app' });
  });

  test('36: in Git the version asked for is ignored, and a change of files shows only with another chart version', async () => {
    const changed = { ...PROBE, 'chart/Chart.yaml': CHART, 'chart/values.yaml': 'from: changed\n' };
    const first = await watch({ files: { ...PROBE, 'chart/Chart.yaml': CHART }, objects: [release('', 'version: 9.9.9')] });
    expect(valuesOf(first)).toEqual({ from: 'chart' });
    const same = await first.next({ files: changed, revision: 'main@sha1:2' });
    expect(names(same)).toEqual([]);
    const bumped = await same.next({ files: { ...changed, 'chart/Chart.yaml': CHART.replace('0.1.0', '0.1.1') }, revision: 'main@sha1:3' });
    expect(valuesOf(bumped)).toEqual({ from: 'changed' });
  });

  test('37: valuesFiles are found from the root of a Git source, and replace values.yaml', async () => {
    const files = { ...PROBE, 'chart/Chart.yaml': CHART, 'chart/prod.yaml': 'env: prod\n', 'prod.yaml': 'env: root\n' };
    const seen = await watch({ files, objects: [release('', 'valuesFiles: [prod.yaml]')] });
    expect(valuesOf(seen)).toEqual({ env: 'root' });
  });

  test('37: valuesFiles are found from the root of the chart in a HelmRepository', async () => {
    const seen = await fromRepository({ '0.1.0': { ...probeChart(), 'prod.yaml': 'env: prod\n' } }, '', 'valuesFiles: [prod.yaml]');
    expect(valuesOf(seen)).toEqual({ env: 'prod' });
  });

  test('a chart from an OCIRepository carries twelve digits of its digest', async () => {
    const source = 'apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: probe}\nspec: {interval: 1h, url: "oci://registry.example.test/probe", ref: {tag: 0.1.0}}\n';
    const text = 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: app}\nspec: {interval: 1h, chartRef: {kind: OCIRepository, name: probe}}\n';
    const seen = await watch({ objects: [source, text] }, { images: { '0.1.0': probeChart() } });
    expect(seen.status!['HelmRelease/here/app']).toMatchObject({ lastAttemptedRevision: '0.1.0+111111111111' });
  });
});

describe('values', () => {
  const from = (name: string, yaml: string): string => configMap(name, `values.yaml: |\n  ${yaml.replaceAll('\n', '\n  ')}`);

  test('38: valuesFrom in order, inline values last; lists are replaced', async () => {
    const seen = await install(PROBE, 'valuesFrom: [{kind: ConfigMap, name: one}, {kind: ConfigMap, name: two}]\nvalues: {c: inline}', {
      objects: [from('one', 'a: 1\nb: 1\nc: 1\nlist: [1, 2]'), from('two', 'b: 2\nlist: [3]')],
    });
    expect(valuesOf(seen)).toEqual({ from: 'chart', a: 1, b: 2, c: 'inline', list: [3] });
  });

  test('38: a targetPath loses to an inline scalar, and beats one where its parent exists only inline', async () => {
    const objects = [configMap('v', 'value: target')];
    const spec = (path: string): string => `valuesFrom: [{kind: ConfigMap, name: v, valuesKey: value, targetPath: ${path}}]\nvalues: {top: inline, nested: {key: inline}}`;
    expect(valuesOf(await install(PROBE, spec('top'), { objects }))).toMatchObject({ top: 'inline' });
    expect(valuesOf(await install(PROBE, spec('nested.key'), { objects }))).toMatchObject({ nested: { key: 'target' } });
  });

  test('38: a missing key of an optional reference is tolerated', async () => {
    const spec = (optional: boolean): string => `valuesFrom: [{kind: ConfigMap, name: v, valuesKey: gone, optional: ${String(optional)}}]`;
    expect((await install(PROBE, spec(true), { objects: [configMap('v')] })).app).toMatchObject({ status: 'True' });
    expect((await install(PROBE, spec(false), { objects: [configMap('v')] })).app).toMatchObject({ status: 'False', reason: 'ValuesError' });
  });
});

describe('what is installed', () => {
  const crd = (size: string): string => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.test, annotations: {size: "${size}"}}
spec:
  group: example.test
  names: {kind: Widget, plural: widgets}
  scope: Namespaced
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
`;

  test('39: CRDs are created by an install, and by an upgrade as well', async () => {
    const files = { ...PROBE, 'chart/crds/crd.yaml': crd('1') };
    const first = await install(files);
    expect(names(first)).toContain('CustomResourceDefinition/widgets.example.test');
    const skipped = await install(files, 'install: {crds: Skip}');
    expect(names(skipped)).toEqual(['ConfigMap/a']);
    const upgraded = await first.next({ files: { ...files, 'chart/Chart.yaml': CHART.replace('0.1.0', '0.2.0'), 'chart/crds/crd.yaml': crd('2') }, revision: 'main@sha1:2' });
    expect(metadataOf(upgraded, 'CustomResourceDefinition/widgets.example.test').annotations).toMatchObject({ size: '2' });
  });

  test('40: post-rendering always runs: sorted keys, no comments, labels on every object, hooks as well', async () => {
    const hook = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: h\n  annotations: {helm.sh/hook: pre-install}\n';
    const seen = await install({ 'chart/templates/a.yaml': `# comment\nkind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\n`, 'chart/templates/h.yaml': hook });
    const labels = { 'helm.toolkit.fluxcd.io/name': 'app', 'helm.toolkit.fluxcd.io/namespace': 'here' };
    expect(metadataOf(seen, 'ConfigMap/a').labels).toMatchObject(labels);
    expect(metadataOf(seen, 'ConfigMap/h').labels).toMatchObject(labels);
    const manifest = String(seen.releases![0]!['manifest']);
    expect(manifest).toContain('apiVersion: v1\nkind: ConfigMap\n');
    expect(manifest).not.toContain('# comment');
  });

  test('correction: a patch that matches nothing fails the release, a target that matches nothing does not', async () => {
    const patched = (patch: string): string => `postRenderers:\n- kustomize:\n    patches:\n    - ${patch}`;
    const gone = 'patch: "{apiVersion: v1, kind: ConfigMap, metadata: {name: gone}}"';
    expect((await install(PROBE, patched(gone))).app).toMatchObject({ status: 'False' });
    expect((await install(PROBE, patched('{target: {kind: Secret}, patch: \'[{"op": "remove", "path": "/data"}]\'}'))).app).toMatchObject({ status: 'True' });
  });

  test('correction: a library chart is installed with no objects', async () => {
    const seen = await install({ 'chart/Chart.yaml': `${CHART}type: library\n`, 'chart/templates/_x.tpl': '' });
    expect(seen.app).toMatchObject({ status: 'True' });
    expect(names(seen)).toEqual([]);
  });
});

describe('the state machine', () => {
  const refused: Files = { 'chart/templates/a.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: no list}\n' };

  test('names over 53 characters are cut and hashed', async () => {
    const seen = await install(PROBE, `targetNamespace: ${'n'.repeat(60)}`, { namespaces: ['here', 'n'.repeat(60)] });
    const [snapshot] = seen.status!['HelmRelease/here/app']!['history'] as { name: string }[];
    expect(snapshot!.name).toMatch(/^n{40}-[0-9a-f]{12}$/);
  });

  test('the storage namespace is that of the HelmRelease, also with a targetNamespace', async () => {
    const seen = await install(PROBE, 'targetNamespace: other', { namespaces: ['here', 'other'] });
    expect(seen.releases).toMatchObject([{ namespace: 'here', releaseNamespace: 'other' }]);
  });

  test('correction: after a failed install without retries Stalled says RetriesExceeded, Ready keeps InstallFailed, and a changed spec upgrades', async () => {
    const failed = await install(refused);
    const conditions = failed.conditions!['HelmRelease/here/app']!.map(({ type, reason }) => `${type} ${reason}`);
    expect(conditions).toEqual(expect.arrayContaining(['Stalled RetriesExceeded', 'Ready InstallFailed']) as string[]);
    const mended = await failed.next({ files: { 'chart/Chart.yaml': CHART.replace('0.1.0', '0.1.1'), ...PROBE }, revision: 'main@sha1:2' });
    expect(mended.app).toMatchObject({ status: 'True', reason: 'UpgradeSucceeded' });
    expect(mended.status!['HelmRelease/here/app']!['history']).toMatchObject([{ version: 2 }, { version: 1 }]);
  });

  test('correction: a blocked cross-namespace chart leaves no conditions', async () => {
    const seen = await install({}, '', { controllerFlags: ['--no-cross-namespace-refs'], objects: [] });
    expect(seen.app).toMatchObject({ status: 'True' });
    const text = release().replace('sourceRef: {kind: GitRepository, name: app}', 'sourceRef: {kind: GitRepository, name: app, namespace: other}');
    const blocked = await watch({ controllerFlags: ['--no-cross-namespace-refs'], objects: [text] });
    expect(blocked.app).toBeNull();
  });

  test('correction: another targetNamespace orphans the old objects and reports success', async () => {
    const first = await install(PROBE, 'targetNamespace: one', { namespaces: ['here', 'one', 'two'] });
    const moved = await first.next({ objects: [release('targetNamespace: two')] });
    expect(moved.app).toMatchObject({ status: 'True' });
    expect(moved.deleted!.filter((call) => call.includes('namespaces/one/'))).toEqual([]);
  });
});
