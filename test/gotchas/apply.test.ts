/** What reimplementations of Flux get wrong about applying, pruning and health. */
import { describe, expect, test } from 'vitest';
import { build, configMap, kustomization, metadataOf, names, watch, type Files } from './seen.ts';

const CRD = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.test}
spec:
  group: example.test
  names: {kind: Widget, plural: widgets, singular: widget, listKind: WidgetList}
  scope: Namespaced
  versions:
  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}
`;
const WIDGET = 'apiVersion: example.test/v1\nkind: Widget\nmetadata: {name: w, namespace: here}\nspec: {size: 1}\n';
const SWITCH = 'kustomize.toolkit.fluxcd.io';

function switched(name: string, switches: string, data = 'k: v'): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: here\n  annotations: {${switches}}\ndata:\n  ${data}\n`;
}

describe('stages', () => {
  test('26: definitions and namespaces come first, then classes, then the rest', async () => {
    const files = {
      'all.yaml': [
        configMap('a'),
        'apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: p}\nvalue: 1\n',
        'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: c}\nrules: []\n',
        CRD,
      ].join('---\n'),
    };
    const seen = await build(files);
    expect((seen.applied ?? []).map(({ kind }) => kind)).toEqual(['CustomResourceDefinition', 'ClusterRole', 'PriorityClass', 'ConfigMap']);
  });

  test('26: within a stage all dry runs come before all writes', async () => {
    const bad = 'apiVersion: v1\nkind: Service\nmetadata: {name: bad, namespace: here}\nspec: {ports: no list}\n';
    const seen = await build({ 'n.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: n}\n', 'a.yaml': configMap('a'), 's.yaml': bad });
    expect(seen.app).toMatchObject({ status: 'False', reason: 'ReconciliationFailed', message: expect.stringContaining('Service/here/bad dry-run failed') as string });
    expect(names(seen)).toEqual(['Namespace/n']);
  });

  test('27: a custom resource and its definition may come in one Kustomization', async () => {
    expect(names(await build({ 'crd.yaml': CRD, 'w.yaml': WIDGET }))).toEqual(['CustomResourceDefinition/widgets.example.test', 'Widget/w']);
  });

  test('27: without its definition a custom resource is refused', async () => {
    const seen = await build({ 'w.yaml': WIDGET });
    expect(seen.app).toMatchObject({ status: 'False', reason: 'ReconciliationFailed', message: expect.stringContaining('no matches for kind "Widget" in version "example.test/v1"') as string });
  });
});

describe('what is left alone', () => {
  test('28: an object that exists is skipped with IfNotPresent, and stays in the inventory', async () => {
    const seen = await build({ 'a.yaml': switched('a', `${SWITCH}/ssa: IfNotPresent`) }, '', { objects: [configMap('a', 'k: live')] });
    expect(names(seen)).toEqual([]);
    expect(seen.inventory!['Kustomization/here/app']).toEqual(['here_a__ConfigMap v1']);
  });

  test('28: what left Git is deleted only if the live object has both owner labels', async () => {
    const first = await build({ 'a.yaml': configMap('a'), 'b.yaml': switched('b', `${SWITCH}/reconcile: disabled`) }, '', { objects: [configMap('b', 'k: live')] });
    expect(first.inventory!['Kustomization/here/app']).toEqual(['here_a__ConfigMap v1', 'here_b__ConfigMap v1']);
    const second = await first.next({ files: { 'c.yaml': configMap('c') }, revision: 'main@sha1:2' });
    expect(second.deleted).toEqual(['v1/namespaces/here/configmaps/a']);
  });

  test('30: removing an owner label orphans the object', async () => {
    const first = await build({ 'a.yaml': configMap('a'), 'b.yaml': configMap('b') });
    const unlabelled = await first.next({ action: `label ${SWITCH}/name removed from the live ConfigMap b`, objects: [kustomization('suspend: true')] });
    const second = await unlabelled.next({ files: { 'c.yaml': configMap('c') }, revision: 'main@sha1:2', objects: [kustomization()] });
    expect(second.deleted).toEqual(['v1/namespaces/here/configmaps/a']);
  });

  test('31: ids of the inventory have no version; colons in RBAC names are doubled underscores; a failure leaves it alone', async () => {
    const role = 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: "a:b"}\nrules: []\n';
    const first = await build({ 'r.yaml': role, 'a.yaml': configMap('a') });
    expect(first.inventory!['Kustomization/here/app']).toEqual(['_a__b_rbac.authorization.k8s.io_ClusterRole v1', 'here_a__ConfigMap v1']);
    const failed = await first.next({ files: { 'kustomization.yaml': 'resources: [gone.yaml]\n' }, revision: 'main@sha1:2' });
    expect(failed.inventory!['Kustomization/here/app']).toEqual(first.inventory!['Kustomization/here/app']);
    expect(failed.deleted).toEqual([]);
  });
});

describe('force', () => {
  test('29: a refusal of an existing object with force deletes it and applies it anew', async () => {
    const secret = (type: string): string => `apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: here}\ntype: ${type}\nstringData: {k: v}\n`;
    const first = await build({ 's.yaml': secret('one/type') });
    const refused = await first.next({ files: { 's.yaml': secret('other/type') }, revision: 'main@sha1:2' });
    expect(refused.app).toMatchObject({ status: 'False', reason: 'ReconciliationFailed', message: expect.stringContaining('field is immutable') as string });
    const forced = await refused.next({ objects: [kustomization('force: true')] });
    expect(forced.app).toMatchObject({ status: 'True' });
    expect(forced.deleted).toEqual(['v1/namespaces/here/secrets/s']);
    expect(forced.sent['Secret/s']).toMatchObject({ type: 'other/type' });
  });
});

describe('health', () => {
  const blob = (status: string): string => `apiVersion: test.example.test/v1\nkind: Stat\nmetadata: {name: b}\nstatus: ${status}\n`;
  const healthOf = async (status: string): Promise<string> => {
    const check = '[{apiVersion: test.example.test/v1, kind: Stat, name: b, namespace: here}]';
    return (await build({ 'a.yaml': configMap('a') }, `timeout: 1m\nhealthChecks: ${check}`, { objects: [blob(status)] })).app!.message;
  };

  test('32: Ready=False is in progress until the timeout; only Stalled=True has failed', async () => {
    expect(await healthOf('{conditions: [{type: Ready, status: "False"}]}')).toContain("timeout waiting for: [Stat/here/b status: 'InProgress']");
    expect(await healthOf('{conditions: [{type: Stalled, status: "True"}]}')).toContain("failed early due to stalled resources: [Stat/here/b status: 'Failed']");
  });

  test('33: a Job is waited for until it completes', async () => {
    const job = 'apiVersion: batch/v1\nkind: Job\nmetadata: {name: j, namespace: here}\nspec:\n  template:\n    spec: {restartPolicy: Never, containers: [{name: c, image: i}]}\n';
    expect((await build({ 'j.yaml': job }, 'wait: true\ntimeout: 1m')).app).toMatchObject({ status: 'False', reason: 'HealthCheckFailed', message: expect.stringContaining("[Job/here/j status: 'InProgress']") as string });
  });

  test('34: a check without namespace does not get that of the Kustomization', async () => {
    const seen = await build({ 'a.yaml': configMap('a') }, 'healthChecks: [{apiVersion: v1, kind: ConfigMap, name: a}]');
    expect(seen.app).toMatchObject({ status: 'False', reason: 'HealthCheckFailed', message: expect.stringContaining('resource ConfigMap a is namespace scoped, but namespace is not set') as string });
  });

  test('correction: a kind that nobody serves has status Unknown', async () => {
    const seen = await build({ 'a.yaml': configMap('a') }, 'timeout: 1m\nhealthChecks: [{apiVersion: example.test/v1, kind: Widget, name: w, namespace: here}]');
    expect(seen.app!.message).toContain("[Widget/here/w status: 'Unknown': no matches for kind \"Widget\" in group \"example.test\"]");
  });

  test('correction: a missing object has status NotFound', async () => {
    const seen = await build({ 'a.yaml': configMap('a') }, 'timeout: 1m\nhealthChecks: [{apiVersion: v1, kind: ConfigMap, name: gone, namespace: here}]');
    expect(seen.app!.message).toContain("timeout waiting for: [ConfigMap/here/gone status: 'NotFound']");
  });

  test('correction: an explicit timeout is raised to 30 seconds', async () => {
    const seen = await build({ 'kustomization.yaml': 'resources: [gone.yaml]\n' }, 'timeout: 1s');
    expect(seen.conditions!['Kustomization/here/app']![0]!.message).toContain('with a timeout of 30s');
  });
});

describe('dependsOn', () => {
  test('35: a dependency of the same source must have applied the same revision; of another source, be ready', async () => {
    const files = { 'a/a.yaml': configMap('a'), 'b/b.yaml': configMap('b') };
    const first = await watch({ files, objects: [kustomization('path: ./a', 'dep'), kustomization('path: ./b\ndependsOn: [{name: dep}]')] });
    expect(first.app).toMatchObject({ status: 'True' });
    const suspended = await first.next({ objects: [kustomization('path: ./a\nsuspend: true', 'dep')] });
    const moved = await suspended.next({ files, revision: 'main@sha1:2' });
    expect(moved.app).toMatchObject({ status: 'False', reason: 'DependencyNotReady' });
  });

  test('correction: a missing field in readyExpr is retried, a syntax error is terminal', async () => {
    const dependent = (expr: string): string => kustomization(`dependsOn: [{name: dep, readyExpr: "${expr}"}]\npath: ./b`);
    const files = { 'a/a.yaml': configMap('a'), 'b/b.yaml': configMap('b') };
    const conditionsOf = async (expr: string): Promise<string[]> => {
      const seen = await watch({ files, objects: [kustomization('path: ./a', 'dep'), dependent(expr)] });
      return seen.conditions!['Kustomization/here/app']!.map(({ type, reason }) => `${type} ${reason}`);
    };
    expect(await conditionsOf('dep.status.gone == 1')).toEqual(['Ready DependencyNotReady']);
    expect(await conditionsOf('dep.')).toEqual(['Stalled InvalidCELExpression', 'Ready InvalidCELExpression']);
  });

  test('correction: --no-cross-namespace-refs does not touch dependsOn', async () => {
    const dep = kustomization('path: ./a').replace('metadata: {name: app}', 'metadata: {name: dep, namespace: other}').replace('name: app}', 'name: app, namespace: other}');
    const sources = [{ kind: 'GitRepository', name: 'app', namespace: 'other', revision: 'main@sha1:1', files: { 'a/x.yaml': configMap('x', 'k: v', '', 'other') } }];
    const seen = await watch({ namespaces: ['here', 'other'], controllerFlags: ['--no-cross-namespace-refs'], sources, files: { 'a.yaml': configMap('a') }, objects: [dep, kustomization('dependsOn: [{name: dep, namespace: other}]')] });
    expect(seen.app).toMatchObject({ status: 'True' });
  });
});

describe('SOPS', () => {
  const sops = 'sops:\n  mac: "ENC[AES256_GCM,data:ZmFrZQ==,iv:ZmFrZQ==,tag:ZmFrZQ==,type:str]"\n  version: 3.9.0\n';

  test('25: what a configMapGenerator reads is not decrypted; a Secret that is generated is, by the markers in its values', async () => {
    const generated = (kind: string): Files => ({
      'kustomization.yaml': `namespace: here\n${kind}Generator:\n- name: g\n  files: [a.yaml]\n`,
      'a.yaml': `k: ENC[x]\n${sops.replaceAll('"', '')}`,
    });
    const spec = 'decryption: {provider: sops, secretRef: {name: keys}}';
    const objects = ['apiVersion: v1\nkind: Secret\nmetadata: {name: keys}\n'];
    expect((await build(generated('configMap'), spec, { objects })).app).toMatchObject({ status: 'True' });
    expect((await build(generated('secret'), spec, { objects })).app).toMatchObject({ status: 'False', reason: 'BuildFailed', message: expect.stringContaining('cannot get sops data key') as string });
  });

  test('25: decryption is turned off by the word in any case', async () => {
    const object = configMap('a', 'k: ENC[x]', sops).replace('metadata:\n', `metadata:\n  annotations: {${SWITCH}/decrypt: Disabled}\n`);
    const seen = await build({ 'a.yaml': object }, 'decryption: {provider: sops}');
    expect(seen.app).toMatchObject({ status: 'True' });
  });

  test('correction: a missing key Secret fails the build even when nothing is encrypted', async () => {
    const seen = await build({ 'a.yaml': configMap('a') }, 'decryption: {provider: sops, secretRef: {name: gone}}');
    expect(seen.app).toMatchObject({ status: 'False', reason: 'BuildFailed', message: expect.stringContaining('secrets "gone" not found') as string });
  });

  test('correction: a Secret that is still encrypted is refused only where its types do not fit', async () => {
    const secret = (field: string, value: string): string => `apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: here}\n${field}: {k: "${value}"}\n${sops}`;
    expect((await build({ 's.yaml': secret('stringData', 'ENC[AES256_GCM,x]') })).app).toMatchObject({ status: 'True' });
    expect((await build({ 's.yaml': secret('data', 'ENC[AES256_GCM,x]') })).app).toMatchObject({ status: 'False', reason: 'ReconciliationFailed' });
  });

  test('correction: encrypted ConfigMaps are applied', async () => {
    expect((await build({ 'a.yaml': configMap('a', 'k: ENC[x]', sops) })).app).toMatchObject({ status: 'True' });
  });
});

describe('the typed round trip', () => {
  test('correction: unknown fields go, nulls become empty, quantities are canonical, empty structs appear', async () => {
    const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: here}\nspec:\n  unknown: 1\n  containers: [{name: c, image: i, resources: {limits: {cpu: 0.5}}}]\n';
    const seen = await build({ 'p.yaml': pod, 'a.yaml': configMap('a', 'k: null') });
    expect(seen.sent['Pod/p']!['spec']).toEqual({ containers: [{ name: 'c', image: 'i', resources: { limits: { cpu: '500m' } } }] });
    expect(seen.sent['ConfigMap/a']!['data']).toEqual({ k: '' });
  });

  test('correction: pruning tells of what it skips', async () => {
    const first = await build({ 'a.yaml': switched('a', `${SWITCH}/prune: disabled`), 'b.yaml': configMap('b') });
    const second = await first.next({ files: { 'b.yaml': configMap('b') }, revision: 'main@sha1:2' });
    expect(second.deleted).toEqual([]);
    expect(second.events!.map(({ message }) => message).join('\n')).toContain('ConfigMap/here/a skipped');
    expect(metadataOf(second, 'ConfigMap/b')).toEqual({});
  });
});
