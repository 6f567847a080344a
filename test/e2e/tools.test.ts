import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { repositories } from './repo.ts';

// What stands in `want` was printed by helm v4.2.2 and kustomize v5.8.1 for these files.

const repo = repositories();

const chart = repo({
  'chart/Chart.yaml': 'apiVersion: v2\nname: demo\nversion: 1.2.3\nappVersion: "4"\n',
  'chart/values.yaml': 'name: world\nreplicas: 1\n',
  'chart/crds/crd.yaml': 'kind: CustomResourceDefinition\nmetadata:\n  name: a.example.com\n',
  'chart/templates/config.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n  namespace: {{ .Release.Namespace }}\ndata:\n  hello: {{ .Values.name | quote }}\n  replicas: {{ .Values.replicas | quote }}\n  kube: {{ .Capabilities.KubeVersion }}\n  upgrade: "{{ .Release.IsUpgrade }}"\n  api: "{{ .Capabilities.APIVersions.Has "example.com/v1" }}"\n',
  'chart/templates/hook.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: test\n  annotations:\n    helm.sh/hook: test\n',
  'values.yaml': 'name: file\n',
  'name.txt': 'from a file',
});

function config(release: string, namespace: string, fields: Readonly<Record<string, string>>): string {
  const data = { hello: '"world"', replicas: '"1"', kube: 'v1.36.0', upgrade: '"false"', api: '"false"', ...fields };
  const lines = Object.entries(data).map(([key, value]) => `  ${key}: ${value}\n`);
  return `---\n# Source: demo/templates/config.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${release}\n  namespace: ${namespace}\ndata:\n${lines.join('')}`;
}

const HOOK = '---\n# Source: demo/templates/hook.yaml\napiVersion: v1\nkind: Pod\nmetadata:\n  name: test\n  annotations:\n    helm.sh/hook: test\n\n';
const CRD = '---\n# Source: demo/crds/crd.yaml\nkind: CustomResourceDefinition\nmetadata:\n  name: a.example.com\n\n';

describe('eddy helm template', () => {
  test.each([
    ['chart', config('release-name', 'default', {}) + HOOK],
    ['web ./chart -n apps --skip-tests', config('web', 'apps', {})],
    ['web chart --no-hooks --is-upgrade', config('web', 'default', { upgrade: '"true"' })],
    ['web chart --no-hooks -f values.yaml --set replicas=3', config('web', 'default', { hello: '"file"', replicas: '"3"' })],
    ['web chart --no-hooks --set-string replicas=07 --set-file name=name.txt', config('web', 'default', { hello: '"from a file"', replicas: '"07"' })],
    ['web chart --no-hooks --set-json replicas=[1,2] --set-literal name=a,b', config('web', 'default', { hello: '"a,b"', replicas: '"[1 2]"' })],
    ['web chart --no-hooks --kube-version 1.30.1 -a example.com/v1,x/v2', config('web', 'default', { kube: 'v1.30.1', api: '"true"' })],
    ['web chart --include-crds --no-hooks', CRD + config('web', 'default', {})],
    ['web chart -s templates/hook.yaml', `${HOOK}\n`],
  ])('%s', async (line, want) => {
    expect(await chart.eddy(`helm template ${line}`)).toEqual({ code: 0, out: want, err: '' });
  });

  test('takes values from stdin', async () => {
    expect((await chart.eddy('helm template chart --no-hooks -f -', { stdin: 'name: stdin\n' })).out).toBe(config('release-name', 'default', { hello: '"stdin"' }));
  });

  test.each([
    ['nowhere', 2, 'PathNotFound'],
    ['chart/Chart.yaml/nowhere', 2, 'PathNotFound'],
    ['chart -f nowhere.yaml', 2, 'PathNotFound'],
    ['chart -f chart/Chart.yaml/nowhere', 2, 'PathNotFound'],
    ['UPPER chart', 1, 'HelmReleaseName'],
    ['web chart --set a[x]=1', 1, 'StrvalsSyntax'],
  ])('%s is an error', async (line, code, error) => {
    const answer = await chart.eddy(`helm template ${line}`);
    expect(answer).toMatchObject({ code, out: '' });
    expect(answer.err).toContain(`error[${error}]`);
  });
});

const kustomization = repo({
  'base/kustomization.yaml': 'resources:\n- deployment.yaml\n- service.yaml\n',
  'base/deployment.yaml': 'kind: Deployment\napiVersion: apps/v1\nmetadata: {name: web}\nspec: {replicas: 1}\n',
  'base/service.yaml': 'kind: Service\napiVersion: v1\nmetadata: {name: web}\n',
  'overlay/kustomization.yaml': 'namePrefix: prod-\nresources:\n- ../base\nreplicas:\n- name: web\n  count: 3\nconfigMapGenerator:\n- name: settings\n  files: [../settings.txt]\n',
  'settings.txt': 'a=b\n',
  'charts/kustomization.yaml': 'helmCharts:\n- name: demo\n  releaseName: web\n',
  'charts/charts/demo/Chart.yaml': 'apiVersion: v2\nname: demo\nversion: 1.0.0\n',
  'charts/charts/demo/values.yaml': 'a: b\n',
  'charts/charts/demo/templates/x.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  a: {{ .Values.a }}\n',
});

const BUILT = `apiVersion: v1
data:
  settings.txt: |
    a=b
kind: ConfigMap
metadata:
  name: prod-settings-4bk4f7ktt4
---
apiVersion: v1
kind: Service
metadata:
  name: prod-web
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: prod-web
spec:
  replicas: 3
`;

describe('eddy kustomize build', () => {
  test('prints what kustomize prints', async () => {
    expect(await kustomization.eddy('kustomize build overlay --load-restrictor LoadRestrictionsNone')).toEqual({ code: 0, out: BUILT, err: '' });
    expect((await kustomization.eddy('kustomize build --load-restrictor LoadRestrictionsNone', { cwd: 'overlay' })).out).toBe(BUILT);
  });

  test('writes to a file', async () => {
    expect(await kustomization.eddy('kustomize build overlay --load-restrictor LoadRestrictionsNone -o out.yaml')).toEqual({ code: 0, out: '', err: '' });
    expect(readFileSync(join(kustomization.dir, 'out.yaml'), 'utf8')).toBe(BUILT);
  });

  test('needs no Git', async () => {
    const plain = repo({ 'a/kustomization.yaml': 'resources: [../b.yaml]\n', 'b.yaml': 'kind: Service\napiVersion: v1\nmetadata: {name: b}\n' }, { git: false });
    const { code, out } = await plain.eddy('kustomize build a --load-restrictor LoadRestrictionsNone');
    expect([code, out]).toEqual([0, 'apiVersion: v1\nkind: Service\nmetadata:\n  name: b\n']);
  });

  test('renders charts when asked', async () => {
    expect(await kustomization.eddy('kustomize build charts')).toMatchObject({ code: 1, out: '' });
    expect(await kustomization.eddy('kustomize build charts --enable-helm')).toEqual({ code: 0, out: 'apiVersion: v1\ndata:\n  a: b\nkind: ConfigMap\nmetadata:\n  name: web\n', err: '' });
  });

  test.each<[what: string, entry: string, flags: string, out: string | RegExp]>([
    ['a template for the name', 'nameTemplate: "x-{{ print 1 | upper }}"', '', /name: x-1\n/],
    ['what the flags say of the cluster', 'releaseName: r', ' --helm-kube-version 1.21.0 --helm-api-versions my/v1 --helm-command helm', /kube: v1.21.0-true\n/],
    ['what the entry says of the cluster', 'releaseName: r, kubeVersion: 1.20.1, apiVersions: [other/v1]', ' --helm-kube-version 1.21.0 --helm-api-versions my/v1', /kube: v1.20.1-false\n/],
    ['the folder of helmGlobals', 'releaseName: r', '', /name: r\n/],
  ])('renders charts with %s', async (_, entry, flags, says) => {
    const files = {
      'kustomization.yaml': `helmGlobals: {chartHome: vendored}\nhelmCharts: [{name: demo, ${entry}}]\n`,
      'vendored/demo/Chart.yaml': 'apiVersion: v2\nname: demo\nversion: 1.0.0\n',
      'vendored/demo/values.yaml': '',
      'vendored/demo/templates/x.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  kube: {{ .Capabilities.KubeVersion }}-{{ .Capabilities.APIVersions.Has "my/v1" }}\n',
    };
    const { code, out, err } = await repo(files, { git: false }).eddy(`kustomize build --enable-helm${flags}`);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(says);
  });

  test.each([
    ['nowhere', 2, 'PathNotFound'],
    ['settings.txt/nowhere', 2, 'PathNotFound'],
    ['overlay', 1, 'KustomizeLoadRestriction'],
  ])('%s is an error', async (line, code, error) => {
    const answer = await kustomization.eddy(`kustomize build ${line}`);
    expect(answer).toMatchObject({ code, out: '' });
    expect(answer.err).toContain(`error[${error}]`);
  });
});
