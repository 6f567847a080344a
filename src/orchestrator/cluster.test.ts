import { beforeEach, describe, expect, test } from 'vitest';
import { toDict } from '../std/dict.ts';
import type { ObjectRef } from '../diagnostics/index.ts';
import type { K8sObject } from '../manifest/index.ts';
import { noMemo } from '../memo/index.ts';
import { fluxDefinitions } from '../schema/index.ts';
import { MemoryStore } from '../store/index.ts';
import { memoryTree } from '../tree/index.ts';
import { ArtifactTable, ChildTable, conditionOf, defaultPolicy, type Condition, type ControllerEvent } from '../controllers/base/index.ts';
import { createKustomizationController } from '../controllers/kustomization/index.ts';
import { Reconciliation } from './reconciliation.ts';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const SOURCE: ObjectRef = { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository', namespace: 'default', name: 'app' };
const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: default}\nspec: {containers: [{name: c, image: x}]}\n';
const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: default}\ndata: {k: v}\n';

/** A cluster in memory with kustomize-controller in it, and one source. */
class Cluster {
  readonly store = new MemoryStore({ now: () => NOW, apiServer: { definitions: fluxDefinitions().map((definition) => ({ ...definition })) } });
  readonly events: string[] = [];
  readonly #artifacts = new ArtifactTable();
  readonly #reconciliation: Reconciliation;

  constructor() {
    this.#reconciliation = new Reconciliation({
      store: this.store,
      children: new ChildTable(),
      artifacts: this.#artifacts,
      reconcilers: [createKustomizationController()],
      memo: noMemo(),
      ports: { clock: { now: () => NOW } },
      policy: { ...defaultPolicy, clusterState: 'evaluate' },
      concurrency: 1,
      onFailure: 'keep',
      onEvent: (ref, event) => this.events.push(eventText(ref, event)),
    });
  }

  /** A revision of the source, with these files. */
  publish(revision: string, files: Readonly<Record<string, string>>): void {
    this.#artifacts.set(SOURCE, { revision, digest: 'sha256:0', tree: memoryTree(files) });
    const { apiVersion, kind, name, namespace = '' } = SOURCE;
    const source = this.store.sync.apply({ apiVersion, kind, metadata: { name, namespace }, spec: { interval: '1h', url: 'https://x.test/x.git' } }, { fieldManager: 'test' }).object;
    const artifact = { revision, digest: 'sha256:0', path: 'x', url: 'http://x.test', lastUpdateTime: '2026-01-01T00:00:00Z' };
    this.store.sync.updateStatus({ ...source, status: toDict({ observedGeneration: 1, artifact }) }, { fieldManager: 'test' });
  }

  async apply(...objects: readonly K8sObject[]): Promise<void> {
    for (const object of objects) this.#reconciliation.seed(object);
    await this.settle();
  }

  async settle(): Promise<void> {
    await this.#reconciliation.settle();
  }

  condition(name: string, type: string): Pick<Condition, 'status' | 'reason' | 'message'> | undefined {
    const object = this.store.sync.get({ apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', namespace: 'default', name });
    const condition = object === undefined ? undefined : conditionOf(object, type);
    return condition === undefined ? undefined : { status: condition.status, reason: condition.reason, message: condition.message };
  }
}

function eventText({ name }: ObjectRef, { type, reason, message }: ControllerEvent): string {
  return `${name}: ${type} ${reason} ${message}`;
}

function kustomization(name: string, spec: Readonly<Record<string, unknown>> = {}): K8sObject {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name, namespace: 'default' },
    spec: toDict({ interval: '1h', prune: true, path: `./${name}`, sourceRef: { kind: 'GitRepository', name: 'app' }, ...spec }),
  };
}

describe('a Kustomization of a cluster', () => {
  let cluster: Cluster;
  beforeEach(async () => {
    cluster = new Cluster();
    await cluster.store.prepare();
  });

  function setPhase(phase: string): void {
    const pod = cluster.store.sync.get({ apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'p' })!;
    cluster.store.sync.updateStatus({ ...pod, status: { phase } }, { fieldManager: 'kubelet' });
  }

  test('tells what it did', async () => {
    cluster.publish('main@sha1:1', { 'a/a.yaml': CONFIG_MAP });
    await cluster.apply(kustomization('a'));
    cluster.publish('main@sha1:2', { 'a/README': '' });
    await cluster.settle();
    cluster.store.sync.delete({ apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', namespace: 'default', name: 'a' });
    await cluster.settle();
    expect(cluster.events).toEqual([
      'a: Normal Progressing ConfigMap/default/a created',
      'a: Normal ReconciliationSucceeded Reconciliation finished in 0s, next run in 1h0m0s',
      'a: Normal Progressing ConfigMap/default/a deleted',
      'a: Normal ReconciliationSucceeded Reconciliation finished in 0s, next run in 1h0m0s',
      'a: Normal ReconciliationSucceeded Reconciliation finished in 0s, next run in 1h0m0s',
    ]);
  });

  describe('with health checks', () => {
    const timeout = "timeout waiting for: [Pod/default/p status: 'InProgress']";

    test('ends by its timeout where nothing can change any more', async () => {
      cluster.publish('main@sha1:1', { 'a/p.yaml': POD });
      await cluster.apply(kustomization('a', { wait: true, timeout: '2m' }));
      expect(cluster.condition('a', 'Ready')).toEqual({ status: 'False', reason: 'HealthCheckFailed', message: `health check failed after 2m0s: ${timeout}` });
      expect(cluster.condition('a', 'Healthy')).toEqual({ status: 'False', reason: 'HealthCheckFailed', message: timeout });
      expect(cluster.condition('a', 'Reconciling')).toMatchObject({ reason: 'ProgressingWithRetry' });
    });

    test('goes on as soon as what it waits for is healthy', async () => {
      cluster.publish('main@sha1:1', { 'a/p.yaml': POD });
      const unwatch = cluster.store.watch({ group: 'kustomize.toolkit.fluxcd.io', kind: 'Kustomization' }, undefined, ({ object }) => {
        if (conditionOf(object, 'Healthy')?.status === 'Unknown') queueMicrotask(() => { setPhase('Succeeded'); });
      });
      await cluster.apply(kustomization('a', { wait: true }));
      unwatch();
      expect(cluster.condition('a', 'Ready')).toMatchObject({ status: 'True' });
      expect(cluster.condition('a', 'Healthy')).toEqual({ status: 'True', reason: 'Succeeded', message: 'Health check passed in 0s' });
      expect(cluster.events.filter((text) => text.includes('Pod/'))).toEqual(['a: Normal Progressing Pod/default/p created']);
      expect(cluster.events.filter((text) => text.includes('Health check passed'))).toHaveLength(1);
    });

    test('holds back who depends on it', async () => {
      cluster.publish('main@sha1:1', { 'a/p.yaml': POD, 'b/a.yaml': CONFIG_MAP });
      await cluster.apply(kustomization('a', { wait: true }), kustomization('b', { dependsOn: [{ name: 'a' }] }));
      expect(cluster.condition('b', 'Ready')).toEqual({ status: 'False', reason: 'DependencyNotReady', message: "dependency 'default/a' is not ready" });
      expect(cluster.store.sync.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'a' })).toBeUndefined();
    });

    test('waits for what it names, and for nothing else', async () => {
      cluster.publish('main@sha1:1', { 'a/p.yaml': POD, 'a/a.yaml': CONFIG_MAP });
      await cluster.apply(kustomization('a', { healthChecks: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'a', namespace: 'default' }] }));
      expect(cluster.condition('a', 'Healthy')).toMatchObject({ status: 'True' });
    });

    test.each([
      [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'a' }, 'resource ConfigMap a is namespace scoped, but namespace is not set'],
      [{ apiVersion: 'x.test/v1', kind: 'Foo', name: 'a', namespace: 'n' }, `timeout waiting for: [Foo/n/a status: 'Unknown': no matches for kind "Foo" in group "x.test"]`],
      [{ kind: 'Deployment', name: 'a', namespace: 'n' }, "timeout waiting for: [Deployment/n/a status: 'NotFound']"],
    ])('says why %j is not healthy', async (check, message) => {
      cluster.publish('main@sha1:1', { 'a/README': '' });
      await cluster.apply(kustomization('a', { healthChecks: [check] }));
      expect(cluster.condition('a', 'Healthy')?.message).toBe(message);
    });

    test('refuses expressions that cannot be compiled', async () => {
      cluster.publish('main@sha1:1', { 'a/p.yaml': POD });
      await cluster.apply(kustomization('a', { wait: true, healthCheckExprs: [{ apiVersion: 'v1', kind: 'Pod', current: 'status.' }] }));
      expect(cluster.condition('a', 'Stalled')?.message).toBe(
        "Reconciliation failed terminally due to configuration error: failed to create custom status evaluator for healthchecks[0]: failed to parse the expression Current: failed to parse the CEL expression 'status.': ERROR: <input>:1:8: Syntax error: no viable alternative at input '.'\n | status.\n | .......^",
      );
    });

    test('believes expressions before the rules of a kind', async () => {
      cluster.publish('main@sha1:1', { 'a/p.yaml': POD });
      await cluster.apply(kustomization('a', { wait: true, healthCheckExprs: [{ apiVersion: 'v1', kind: 'Pod', current: "metadata.name == 'p'" }] }));
      expect(cluster.condition('a', 'Healthy')).toMatchObject({ status: 'True' });
    });
  });

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['no kubeconfig', { kubeConfig: { secretRef: { name: 'gone' } } }, `unable to read KubeConfig secret 'default/gone' error: secrets "gone" not found`],
    ['no key', { kubeConfig: { secretRef: { name: 'kc' } } }, "KubeConfig secret 'default/kc' does not contain a 'value' key with a kubeconfig"],
    ['a kubeconfig without its cluster', { kubeConfig: { secretRef: { name: 'kc', key: 'config' } } }, 'invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable'],
    ['a kubeconfig with two ways to sign in', { kubeConfig: { secretRef: { name: 'kc', key: 'methods' } } }, 'invalid configuration: [more than one authentication method found for u; found [token basicAuth], only one is allowed, no server found for cluster "x"]'],
    ['no provider of a cluster', { kubeConfig: { configMapRef: { name: 'none' } } }, 'failed to get configmap default/none: configmaps "none" not found'],
    ['no SOPS keys', { decryption: { provider: 'sops', secretRef: { name: 'gone' } } }, 'secrets "gone" not found'],
  ])('fails where there is %s', async (_what, spec, message) => {
    cluster.publish('main@sha1:1', { 'a/a.yaml': CONFIG_MAP });
    const config = 'contexts: [{name: c, context: {cluster: x, user: u}}]\ncurrent-context: c\n';
    const methods = `${config}clusters: [{name: x, cluster: {tls-server-name: x}}]\nusers: [{name: u, user: {token: t, username: someone}}]\n`;
    await cluster.apply({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'kc', namespace: 'default' }, data: { config: btoa(config), methods: btoa(methods) } }, kustomization('a', spec));
    expect(cluster.condition('a', 'Ready')).toMatchObject({ status: 'False', message });
  });

  test.each([
    ['data', 'Secret/default/s is SOPS encrypted, configuring decryption is required for this secret to be reconciled', undefined],
    ['stringData', 'Applied revision: main@sha1:1', undefined],
    ['stringData', /^decryption failed for 'Secret\.v1\.\[noGrp\]\/s': failed to decrypt and format 'default\/s' Secret data: cannot get sops data key/, { provider: 'sops' }],
  ])('takes ciphertext in %s as the controller does', async (field, message, decryption) => {
    cluster.publish('main@sha1:1', { 'a/s.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: default}\n${field}: {k: "ENC[x]"}\nsops: {mac: "ENC[y]"}\n` });
    await cluster.apply(kustomization('a', decryption === undefined ? {} : { decryption }));
    expect(cluster.condition('a', 'Ready')?.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  });

  test('hears of dependencies and values again only at its next interval', async () => {
    cluster.publish('main@sha1:1', { 'a/a.yaml': CONFIG_MAP, 'b/b.yaml': CONFIG_MAP.replace('name: a', 'name: b').replace('k: v', 'k: "${V}"') });
    const values = (value: string, labels?: Record<string, string>): K8sObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'values', namespace: 'default', ...(labels === undefined ? {} : { labels }) }, data: { V: value } });
    const applied = (): unknown => cluster.store.sync.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'b' })?.['data'];
    const dependent = kustomization('b', { dependsOn: [{ name: 'a' }], postBuild: { substituteFrom: [{ kind: 'ConfigMap', name: 'values' }] } });
    await cluster.apply(values('one'), kustomization('a'), dependent);
    await cluster.apply(values('two'), { ...kustomization('a', { suspend: true }) });
    expect(applied()).toEqual({ k: 'one' });
    await cluster.apply(values('three', { 'reconcile.fluxcd.io/watch': 'Enabled' }));
    expect(applied()).toEqual({ k: 'one' });
    cluster.publish('main@sha1:2', { 'b/b.yaml': CONFIG_MAP.replace('name: a', 'name: b').replace('k: v', 'k: "${V}!"') });
    await cluster.apply({ ...kustomization('b', { postBuild: { substituteFrom: [{ kind: 'ConfigMap', name: 'values' }] } }) });
    await cluster.apply(values('four', { 'reconcile.fluxcd.io/watch': 'Enabled' }));
    expect(applied()).toEqual({ k: 'four!' });
  });

  test('still shows what it left unfinished when it may not begin again', async () => {
    cluster.publish('main@sha1:1', { 'a/a.yaml': 'a: b' });
    await cluster.apply(kustomization('a'));
    await cluster.apply(kustomization('a', { dependsOn: [{ name: 'gone' }] }));
    expect(cluster.condition('a', 'Ready')).toMatchObject({ reason: 'DependencyNotReady' });
    expect(cluster.condition('a', 'Reconciling')).toEqual({ status: 'True', reason: 'ProgressingWithRetry', message: 'Building manifests for revision main@sha1:1 with a timeout of 59m30s' });
  });

  test('leaves its objects behind when the account that made them is gone', async () => {
    cluster.publish('main@sha1:1', { 'a/a.yaml': CONFIG_MAP });
    const account: K8sObject = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'deployer', namespace: 'default' } };
    const admin: K8sObject = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: { name: 'admins' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' }, subjects: [{ kind: 'ServiceAccount', name: 'deployer', namespace: 'default' }] };
    await cluster.apply(account, admin, kustomization('a', { serviceAccountName: 'deployer' }));
    cluster.store.sync.delete({ apiVersion: 'v1', kind: 'ServiceAccount', namespace: 'default', name: 'deployer' });
    cluster.store.sync.delete({ apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', namespace: 'default', name: 'a' });
    await cluster.settle();
    expect(cluster.events.at(-2)).toBe('a: Warning ReconciliationSucceeded unable to prune objects: \nConfigMap/default/a\n');
    expect(cluster.store.sync.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'a' })).toBeDefined();
  });

  test('forgets what it may not delete', async () => {
    cluster.publish('main@sha1:1', { 'a/a.yaml': CONFIG_MAP.replace('namespace: default}', 'namespace: default, labels: {kustomize.toolkit.fluxcd.io/prune: disabled}}') });
    await cluster.apply(kustomization('a'));
    cluster.publish('main@sha1:2', { 'a/README': '' });
    await cluster.settle();
    expect(cluster.events.filter((text) => text.includes('ConfigMap'))).toEqual(['a: Normal Progressing ConfigMap/default/a created', 'a: Normal Progressing ConfigMap/default/a skipped']);
    expect(cluster.store.sync.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'a' })).toBeDefined();
  });
});
