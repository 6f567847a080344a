import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { repositories } from './repo.ts';

// What is printed and written here was by kustomize v5.8.1 for the same files and arguments, refusals of eddy apart.

const repo = repositories();

const FILES = {
  'k/kustomization.yaml': 'resources: [deployment.yaml, others.yaml]\n',
  'k/deployment.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: apps}\n',
  'k/others.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: apps}\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: "A:b"}\n',
  'one/kustomization.yaml': 'resources: [../k/deployment.yaml]\n',
  'sorted/kustomization.yaml': 'resources: [../k]\nsortOptions: {order: fifo}\n',
  'folder/there': '',
};
const NAMESPACE = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: apps\n';
const ROLE = 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: A:b\n';
const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n';
const DEPLOYMENT = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: apps\n';
const LEGACY = [NAMESPACE, ROLE, SERVICE, DEPLOYMENT].join('---\n');
const LOADED = [DEPLOYMENT, SERVICE, NAMESPACE, ROLE].join('---\n');
const OLD_REORDER = "Flag --reorder has been deprecated, use the new 'sortOptions' field in kustomization.yaml instead.\n";
const OLD_LABEL = 'Flag --enable-managedby-label has been deprecated, The flag `enable-managedby-label` has been deprecated. Use the `managedByLabel` option in the `buildMetadata` field instead.\n';

const labelled = (text: string): string => text.replaceAll('metadata:\n', 'metadata:\n  labels:\n    app.kubernetes.io/managed-by: kustomize-v5.8.1\n');

describe('flags of kustomize build', () => {
  const kustomization = repo(FILES, { git: false });

  test.each<[string, string, string]>([
    ['k', LEGACY, ''],
    ['k --reorder legacy', LEGACY, OLD_REORDER],
    ['k --reorder=none', LOADED, OLD_REORDER],
    ['k --enable-managedby-label', labelled(LEGACY), OLD_LABEL],
    ['k --enable-managedby-label=false', LEGACY, OLD_LABEL],
    ['k --output=', LEGACY, ''],
    ['k --enable-helm=false --enable-alpha-plugins --enable-exec=1 --as-current-user --network --network-name x --stack-trace', LEGACY, ''],
    ['k -e A=B --env C --mount type=bind --helm-command helm --helm-debug --helm-kube-version 1.30 --helm-api-versions a/v1', LEGACY, ''],
  ])('%s', async (line, out, err) => {
    expect(await kustomization.eddy(`kustomize build ${line}`)).toEqual({ code: 0, out, err });
  });

  test('an order in the file wins over --reorder', async () => {
    const { code, out, err } = await kustomization.eddy('kustomize build sorted --reorder legacy');
    expect([code, out]).toEqual([0, LOADED]);
    expect(err).toContain("Sorting order is set both in 'kustomization.yaml' ('sortOptions') and in a CLI flag ('--reorder')");
  });

  test('KUSTOMIZE_ENABLE_MANAGEDBY_LABEL labels, and is not forgotten by what was kept', async () => {
    expect((await kustomization.eddy('kustomize build k', { env: { KUSTOMIZE_ENABLE_MANAGEDBY_LABEL: 'on' } })).out).toBe(labelled(LEGACY));
    expect((await kustomization.eddy('kustomize build k')).out).toBe(LEGACY);
  });

  test.each([
    ['k --load-restrictor none', '--load-restrictor is one of LoadRestrictionsRootOnly, LoadRestrictionsNone, found "none"'],
    ['k --reorder best', '--reorder is one of legacy, none, found "best"'],
    ['k k', 'too many arguments'],
    ['k --enable-star', 'unknown option "--enable-star"'],
    ['k/deployment.yaml', 'there is no folder "k/deployment.yaml"'],
  ])('%s could not run', async (line, message) => {
    expect(await kustomization.eddy(`kustomize build ${line}`)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(message) as string });
  });
});

describe('--output', () => {
  test('into a folder writes one file per object, with the namespace where there are several', async () => {
    const kustomization = repo(FILES, { git: false });
    expect(await kustomization.eddy('kustomize build k -o folder')).toEqual({ code: 0, out: '', err: '' });
    const written = Object.fromEntries(readdirSync(join(kustomization.dir, 'folder')).map((name) => [name, readFileSync(join(kustomization.dir, 'folder', name), 'utf8')]));
    expect(written).toEqual({
      there: '',
      'v1_namespace_apps.yaml': NAMESPACE,
      'rbac.authorization.k8s.io_v1_clusterrole_a:b.yaml': ROLE,
      'default_v1_service_web.yaml': SERVICE,
      'apps_apps_v1_deployment_web.yaml': DEPLOYMENT,
    });
  });

  test('into a folder leaves the namespace out where there is one', async () => {
    const kustomization = repo(FILES, { git: false });
    await kustomization.eddy('kustomize build one --load-restrictor LoadRestrictionsNone -o folder');
    expect(readdirSync(join(kustomization.dir, 'folder'))).toEqual(['apps_v1_deployment_web.yaml', 'there']);
  });

  test.each(['missing/', 'k/deployment.yaml/x'])('into %s is an error', async (path) => {
    const { code, out, err } = await repo(FILES, { git: false }).eddy(`kustomize build k -o ${path}`);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^error\[OutputFailed\]/);
  });

  test('a name does not lead out of the folder', async () => {
    const hostile = repo({ 'k/kustomization.yaml': 'resources: [a.yaml]\n', 'k/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "/../../../escaped"}\n', 'folder/there': '' }, { git: false });
    expect(await hostile.eddy('kustomize build k -o folder')).toMatchObject({ code: 2, out: '', err: expect.stringContaining('would be written outside') as string });
  });
});
