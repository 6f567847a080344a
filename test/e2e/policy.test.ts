import { describe, expect, test } from 'vitest';
import { parseYaml } from '../../src/lang/yaml/index.ts';
import { kustomization } from './broken-fleet.ts';
import { repositories, type Answer } from './repo.ts';

const repo = repositories();

const APPS = kustomization('apps', 'apps', '  postBuild:\n    substituteFrom: [{kind: Secret, name: vars}]\n');

function data(answer: Answer, name: string): unknown {
  const objects = answer.out.split(/^---\n/m).slice(1).map((text) => parseYaml(text) as { kind: string; metadata: { name: string }; data?: unknown });
  return objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name)?.data;
}

function fleet(maker: string, values = 'a: "${PASSWORD}"', more: Readonly<Record<string, string>> = {}): ReturnType<typeof repo> {
  return repo({
    'cluster/apps.yaml': APPS,
    'cluster/maker.yaml': maker,
    'apps/app.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: app, namespace: default}\ndata:\n  ${values}\n`,
    ...more,
  });
}

function made(apiVersion: string, kind: string, spec: string, metadata = 'name: vars, namespace: flux-system'): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {${metadata}}\nspec: ${spec}\n`;
}

describe('a Secret that a controller of the cluster makes', () => {
  test.each([
    ['ExternalSecret', made('external-secrets.io/v1', 'ExternalSecret', '{target: {name: vars}, data: [{secretKey: PASSWORD}]}', 'name: other, namespace: flux-system')],
    ['ExternalSecret that brings in all there is', made('external-secrets.io/v1', 'ExternalSecret', '{dataFrom: [{extract: {key: x}}]}')],
    ['ClusterExternalSecret', made('external-secrets.io/v1', 'ClusterExternalSecret', '{externalSecretName: vars, externalSecretSpec: {data: [{secretKey: PASSWORD}]}}', 'name: all')],
    ['SealedSecret', made('bitnami.com/v1alpha1', 'SealedSecret', '{encryptedData: {PASSWORD: Ag}}')],
    ['OnePasswordItem', made('onepassword.com/v1', 'OnePasswordItem', '{itemPath: x}')],
    ['VaultStaticSecret', made('secrets.hashicorp.com/v1beta1', 'VaultStaticSecret', '{destination: {name: vars, create: true}}', 'name: v, namespace: flux-system')],
    ['VaultDynamicSecret', made('secrets.hashicorp.com/v1beta1', 'VaultDynamicSecret', '{destination: {name: vars}}', 'name: v, namespace: flux-system')],
    ['InfisicalSecret', made('secrets.infisical.com/v1alpha1', 'InfisicalSecret', '{managedSecretReference: {secretName: vars, secretNamespace: flux-system}}', 'name: i, namespace: elsewhere')],
    ['BitwardenSecret', made('k8s.bitwarden.com/v1', 'BitwardenSecret', '{secretName: vars, map: [{bwSecretId: x, secretKeyName: PASSWORD}]}', 'name: b, namespace: flux-system')],
    ['SopsSecret', made('isindir.github.com/v1alpha3', 'SopsSecret', '{secretTemplates: [{name: vars, stringData: {PASSWORD: ENC}}]}', 'name: s, namespace: flux-system')],
  ])('counts as there: %s', async (_what, maker) => {
    const { code, out, err } = await fleet(maker).eddy('test cluster');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/assumed, because only a cluster knows:\n {2}Kustomization\/flux-system\/apps: Secret\/flux-system\/vars is made in the cluster by /);
    expect(data(await fleet(maker).eddy('build cluster'), 'app')).toEqual({ a: '..PLACEHOLDER_PASSWORD..' });
  });

  test('has the values of the Secret that it mirrors', async () => {
    const source = `apiVersion: v1\nkind: Secret\nmetadata:\n  name: vars\n  namespace: shared\n  annotations: {reflector.v1.k8s.emberstack.com/reflection-auto-enabled: "true", reflector.v1.k8s.emberstack.com/reflection-auto-namespaces: "default,flux-.*"}\nstringData: {PASSWORD: mirrored}\n`;
    expect(data(await fleet(source).eddy('build cluster'), 'app')).toEqual({ a: 'mirrored' });
    expect((await fleet(source.replace('flux-.*', 'other')).eddy('test cluster')).code).toBe(1);
  });

  test('keeps a default where its keys are not known', async () => {
    const item = made('onepassword.com/v1', 'OnePasswordItem', '{itemPath: x}');
    expect(data(await fleet(item, 'a: "${SIZE:=3}-${HOST}"').eddy('build cluster'), 'app')).toEqual({ a: '3-..PLACEHOLDER_HOST..' });
  });

  test('does not hide a variable that it cannot have', async () => {
    const sealed = made('bitnami.com/v1alpha1', 'SealedSecret', '{encryptedData: {PASSWORD: Ag}}');
    expect((await fleet(sealed, 'a: "${OTHER}"').eddy('test cluster')).out).toContain('variable not set (strict mode): "OTHER"');
  });

  test('can be of a kind that the user names', async () => {
    const vault = made('example.com/v1', 'Vault', '{into: vars, fields: [PASSWORD]}', 'name: v, namespace: flux-system');
    const makers = { 'makers.yaml': '- {group: example.com, kind: Vault, makes: Secret, name: "{spec.into}", keys: ["{spec.fields[]}"]}\n' };
    expect((await fleet(vault).eddy('test cluster')).code).toBe(1);
    expect(data(await fleet(vault, 'a: "${PASSWORD}"', makers).eddy('build cluster --makers makers.yaml'), 'app')).toEqual({ a: '..PLACEHOLDER_PASSWORD..' });
  });

  test.each([
    ['{group: example.com, kind: Vault}', 'makes is Secret or ConfigMap'],
    ['{group: example.com, kind: Vault, makes: Secret, nmae: x}', 'there is no field "nmae"'],
  ])('a row that is no row is refused: %s', async (row, message) => {
    const { code, err } = await fleet('', undefined, { 'makers.yaml': row }).eddy('test cluster --makers makers.yaml');
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

describe('variables that are given', () => {
  test.each([
    ['stand for a Secret that is nowhere', '', '--substitute PASSWORD=given', { a: 'given' }],
    ['stand for a value that is not known', made('bitnami.com/v1alpha1', 'SealedSecret', '{encryptedData: {PASSWORD: Ag}}'), '--substitute PASSWORD=given', { a: 'given' }],
    ['give way to a value that is known', 'apiVersion: v1\nkind: Secret\nmetadata: {name: vars, namespace: flux-system}\nstringData: {PASSWORD: known}\n', '--substitute PASSWORD=given', { a: 'known' }],
    ['stand for ciphertext', 'apiVersion: v1\nkind: Secret\nmetadata: {name: vars, namespace: flux-system}\nstringData: {PASSWORD: "ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]"}\n', '--substitute PASSWORD=given', { a: 'given' }],
    ['come from a file', '', '--substitute-from vars.yaml', { a: 'filed' }],
    ['come from a manifest, and from the flag in its place', '', '--substitute-from secret.yaml --substitute PASSWORD=flag', { a: 'flag' }],
  ])('%s', async (_what, maker, flags, want) => {
    const files = { 'vars.yaml': 'PASSWORD: filed\n', 'secret.yaml': 'kind: Secret\ndata: {PASSWORD: ZmlsZWQ=}\n' };
    expect(data(await fleet(maker, undefined, files).eddy(`build cluster ${flags}`), 'app')).toEqual(want);
  });

  test('ciphertext without them has a placeholder', async () => {
    const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: vars, namespace: flux-system}\nstringData: {PASSWORD: "ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]"}\n';
    expect(data(await fleet(secret).eddy('build cluster'), 'app')).toEqual({ a: '..PLACEHOLDER_PASSWORD..' });
    expect((await fleet(secret).eddy('test cluster')).out).toContain('Secret/flux-system/vars has "PASSWORD" encrypted');
  });

  test('turn on no substitution where there is none', async () => {
    const plain = repo({ 'cluster/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: app, namespace: default}\ndata: {a: "${PASSWORD} $$"}\n' });
    expect(data(await plain.eddy('build cluster --substitute PASSWORD=x'), 'app')).toEqual({ a: '${PASSWORD} $$' });
  });

  test('a flag without a value is refused', async () => {
    expect((await fleet('').eddy('test cluster --substitute PASSWORD')).err).toContain('--substitute takes NAME=VALUE, found "PASSWORD"');
  });
});

describe('values of a release that only the cluster knows', () => {
  const release = (from: string): Record<string, string> => ({
    'cluster/charts.yaml': 'apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: charts, namespace: flux-system}\nspec: {interval: 1m, url: "https://git.example.test/charts"}\n',
    'cluster/release.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: app, namespace: default}\nspec:\n  interval: 1m\n  chart: {spec: {chart: app, sourceRef: {kind: GitRepository, name: charts, namespace: flux-system}}}\n  valuesFrom: [${from}]\n  values: {size: 2}\n`,
    'cluster/secret.yaml': made('bitnami.com/v1alpha1', 'SealedSecret', '{encryptedData: {values.yaml: Ag, password: Ag}}', 'name: vars, namespace: default'),
    'charts/app/Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\n',
    'charts/app/templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: app}\ndata: {size: "{{ .Values.size }}", password: "{{ .Values.password }}"}\n',
  });

  test.each([
    ['are left out where they would be merged', '{kind: Secret, name: vars}', { size: '2', password: '' }],
    ['have a placeholder where they would be assigned', '{kind: Secret, name: vars, valuesKey: password, targetPath: password}', { size: '2', password: '..PLACEHOLDER_password..' }],
  ])('%s', async (_what, from, want) => {
    const helm = repo(release(from));
    expect(data(await helm.eddy('build cluster --source charts=charts'), 'app')).toEqual(want);
    expect((await helm.eddy('test cluster --source charts=charts')).out).toContain('HelmRelease/default/app: Secret/default/vars is made in the cluster by SealedSecret/default/vars');
  });

  test('are missed where nothing makes them, with the flag that supplies them', async () => {
    const { code, out } = await repo(release('{kind: Secret, name: gone}')).eddy('test cluster --source charts=charts');
    expect(code).toBe(1);
    expect(out).toContain('error[HelmValuesFromNotFound]');
    expect(out).toContain('--cluster-object FILE');
  });
});

test('assumptions fail no strict run, and are in the report', async () => {
  const item = fleet(made('onepassword.com/v1', 'OnePasswordItem', '{itemPath: x}'));
  const { code, out } = await item.eddy('test cluster --strict -o json');
  const report = JSON.parse(out) as { summary: { assumptions: number }; assumptions: { code: string }[] };
  expect([code, report.summary.assumptions, report.assumptions.map(({ code: kind }) => kind)]).toEqual([0, 1, ['MadeInCluster']]);
});
