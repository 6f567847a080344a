import { beforeAll, describe, expect, test } from 'vitest';
import { isDict, toDict, type Dict } from '../../std/dict.ts';
import { refText, type ObjectRef } from '../../diagnostics/index.ts';
import { HelmEngine } from '../../helm/index.ts';
import { refOf, type K8sObject } from '../../manifest/index.ts';
import { noMemo } from '../../memo/index.ts';
import { fluxDefinitions, prepareRules } from '../../schema/index.ts';
import { MemoryStore } from '../../store/index.ts';
import { memoryTree } from '../../tree/index.ts';
import { defaultPolicy, withConditions, type Artifact, type Condition, type Context, type Outcome, type Reconciler } from '../base/index.ts';
import { storeClient } from './actions/cluster-client.ts';
import { createHelmReleaseController } from './helm-release-controller.ts';
import { decodeRelease } from './storage/release-codec.ts';

const HR: ObjectRef = { apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease', namespace: 'ns', name: 'app' };
const CHART: ObjectRef = { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'OCIRepository', namespace: 'ns', name: 'chart' };

const map = (name: string, data = 'k: v', annotations = ''): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, annotations: {${annotations}}}\ndata: {${data}}\n`;
const BROKEN = map('a', '"bad key": x');
const CONTAINERS = 'containers: [{name: c, image: i}]';
const hook = (kind: 'Job' | 'Pod', name: string, annotations: string): string =>
  `apiVersion: ${kind === 'Job' ? 'batch/v1' : 'v1'}\nkind: ${kind}\nmetadata: {name: ${name}, annotations: {${annotations}}}\nspec: ${kind === 'Job' ? `{template: {spec: {restartPolicy: Never, ${CONTAINERS}}}}` : `{${CONTAINERS}}`}\n`;

beforeAll(prepareRules);

/** A HelmRelease in a cluster of its own; its chart renders the manifests that it is given. */
class Cluster {
  readonly store = new MemoryStore({ apiServer: { definitions: fluxDefinitions() } });
  readonly events: string[] = [];
  readonly deleted: string[] = [];
  #controller: Reconciler;
  #artifact: Artifact | undefined;

  constructor() {
    for (const name of ['ns', 'other', 'elsewhere']) this.store.sync.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, { fieldManager: 'test' });
    this.#controller = this.#newController();
  }

  /** Forgets all that is not in the store. */
  restart(): void {
    this.#controller = this.#newController();
  }

  #newController(): Reconciler {
    const client = storeClient(this.store);
    const cluster = {
      ...client,
      delete: (ref: ObjectRef, how: 'background' | 'foreground' | 'orphan'): Promise<boolean> => {
        if (ref.kind !== 'Secret') this.deleted.push(refText(ref));
        return client.delete(ref, how);
      },
    };
    return createHelmReleaseController({ engine: new HelmEngine(), cluster });
  }

  /** Publishes the chart, writes the spec, and reconciles. */
  async release(manifests: readonly string[], spec: object = {}, chart = 'c'): Promise<Outcome> {
    const templates = Object.fromEntries(manifests.map((text, i) => [`${chart}/templates/${String(i)}.yaml`, text]));
    this.#artifact = { revision: '0.1.0@sha256:abababababababab', file: chart, tree: memoryTree({ [`${chart}/Chart.yaml`]: `apiVersion: v2\nname: ${chart}\nversion: 0.1.0\n`, ...templates }) };
    this.#put(CHART, { interval: '1h', url: 'oci://registry.example.test/c' }, { observedGeneration: 1 });
    this.#put(HR, { interval: '1h', chartRef: { kind: 'OCIRepository', name: 'chart' }, ...spec });
    return this.reconcile();
  }

  async reconcile(timedOut?: string): Promise<Outcome> {
    const outcome = await this.#controller.reconcile(HR, this.#context(timedOut));
    const object = this.get(HR)!;
    if (outcome.type === 'Suspended' || outcome.type === 'Static') return outcome;
    const before = isDict(object['status']) ? object['status'] : undefined;
    const status = toDict({ ...withConditions(before, outcome.conditions ?? [], { remove: outcome.removeConditions ?? [], observedGeneration: object.metadata.generation, now: '' }), ...outcome.status });
    if (outcome.type === 'Ready' || outcome.type === 'Stalled') status['observedGeneration'] = object.metadata.generation;
    this.store.sync.updateStatus({ ...object, status }, { fieldManager: 'test' });
    return outcome;
  }

  /** The outcome of a wait that is over because its time is. */
  async timeOut(outcome: Outcome): Promise<Outcome> {
    expect(outcome.type).toBe('Waiting');
    return this.reconcile(outcome.type === 'Waiting' ? outcome.timeout?.name : undefined);
  }

  async delete(): Promise<void> {
    const last = this.get(HR)!;
    this.store.sync.delete(HR);
    await this.#controller.finalize?.(last, this.#context(undefined));
  }

  get(ref: ObjectRef): K8sObject | undefined {
    return this.store.sync.get(ref);
  }

  live(kind: string): readonly string[] {
    return this.store.sync.list({ kind }).items.map(({ metadata }) => metadata.name);
  }

  /** `1 superseded`, `2 deployed`: the revisions in storage. */
  get revisions(): readonly string[] {
    const records = this.store.sync.list({ kind: 'Secret' }).items.map((secret) => decodeRelease(secret, undefined)!);
    return records.map(({ version, info }) => `${String(version)} ${info.status}`).sort();
  }

  get conditions(): readonly string[] {
    const listed = ((this.get(HR)!['status'] as Dict)['conditions'] ?? []) as readonly Condition[];
    return listed.map(({ type, status, reason }) => `${type}=${status} ${reason}`);
  }

  setStatus(ref: ObjectRef, status: object): void {
    this.store.sync.updateStatus({ ...this.get(ref)!, status: toDict(status as Dict) }, { fieldManager: 'kubelet' });
  }

  annotate(annotations: Readonly<Record<string, string>>): void {
    const object = this.get(HR)!;
    this.store.sync.update({ ...object, metadata: { ...object.metadata, annotations } }, { fieldManager: 'test' });
  }

  #put(ref: ObjectRef, spec: object, status?: object): void {
    const { apiVersion, kind, namespace, name } = ref;
    const known = this.get(ref);
    const object = { apiVersion, kind, metadata: { ...known?.metadata, name, namespace: namespace! }, spec: toDict(spec as Dict) };
    const stored = known === undefined ? this.store.sync.create(object, { fieldManager: 'test' }) : this.store.sync.update(object, { fieldManager: 'test' });
    if (status !== undefined) this.store.sync.updateStatus({ ...stored, status: toDict(status as Dict) }, { fieldManager: 'test' });
  }

  #context(timedOut: string | undefined): Context {
    const reader = { get: (ref: ObjectRef) => this.store.get(ref), list: async (query: object) => (await this.store.list(query)).items };
    return {
      objects: reader,
      live: reader,
      children: { last: () => [], setChildren: () => Promise.resolve([]), applyStaged: () => Promise.reject(new Error('never')), deleteChildren: () => Promise.resolve([]) },
      artifact: () => Promise.resolve(this.#artifact),
      setArtifact: () => undefined,
      memo: noMemo(),
      ports: { clock: { now: () => 0 } },
      policy: { ...defaultPolicy, clusterState: 'evaluate' },
      probing: false,
      timedOut,
      warn: () => undefined,
      record: ({ reason }) => {
        this.events.push(reason);
      },
    };
  }
}

const message = (outcome: Outcome): string => ('message' in outcome ? outcome.message ?? '' : '');

describe('a release in a cluster', () => {
  test('is installed, upgraded and remembered in Secrets', async () => {
    const cluster = new Cluster();
    expect((await cluster.release([map('a'), map('b')])).type).toBe('Ready');
    expect(cluster.revisions).toEqual(['1 deployed']);
    expect((await cluster.release([map('a'), map('b')], { values: { x: 1 } })).type).toBe('Ready');
    expect(cluster.revisions).toEqual(['1 superseded', '2 deployed']);
    expect(cluster.events).toEqual(['InstallSucceeded', 'UpgradeSucceeded']);
  });

  test('loses what the new revision no longer has, but for what is to be kept', async () => {
    const cluster = new Cluster();
    await cluster.release([map('a'), map('b'), map('kept', 'k: v', '"helm.sh/resource-policy": keep')]);
    await cluster.release([map('a')], { values: { x: 1 } });
    expect(cluster.live('ConfigMap')).toEqual(['a', 'kept']);
  });

  test('that nobody remembers is installed anew', async () => {
    const cluster = new Cluster();
    await cluster.release([map('a')]);
    for (const secret of cluster.store.sync.list({ kind: 'Secret' }).items) cluster.store.sync.delete(refOf(secret));
    await cluster.reconcile();
    expect(cluster.revisions).toEqual(['1 deployed']);
    expect(cluster.events).toEqual(['InstallSucceeded', 'InstallSucceeded']);
  });

  test('keeps as many revisions as it may', async () => {
    const cluster = new Cluster();
    for (const x of [1, 2, 3, 4]) await cluster.release([map('a')], { maxHistory: 2, values: { x } });
    expect(cluster.revisions).toEqual(['3 superseded', '4 deployed']);
  });

  test('is not touched again while nothing changes', async () => {
    const cluster = new Cluster();
    await cluster.release([map('a')]);
    await cluster.reconcile();
    expect(cluster.events).toEqual(['InstallSucceeded']);
  });

  test('is upgraded once where the user forces it', async () => {
    const cluster = new Cluster();
    await cluster.release([map('a')]);
    cluster.annotate({ 'reconcile.fluxcd.io/requestedAt': 't', 'reconcile.fluxcd.io/forceAt': 't' });
    await cluster.reconcile();
    await cluster.reconcile();
    expect(cluster.revisions).toEqual(['1 superseded', '2 deployed']);
  });

  test('that an action was begun on and never ended counts as failed, and is upgraded', async () => {
    const cluster = new Cluster();
    await cluster.release([hook('Pod', 'p', '')]);
    expect(cluster.revisions).toEqual(['1 pending-install']);
    cluster.restart();
    cluster.setStatus({ apiVersion: 'v1', kind: 'Pod', namespace: 'ns', name: 'p' }, { phase: 'Succeeded' });
    expect((await cluster.reconcile()).type).toBe('Ready');
    expect(cluster.revisions).toEqual(['1 superseded', '2 deployed']);
    expect(cluster.events).toEqual(['PendingRelease', 'UpgradeSucceeded']);
  });
});

describe('a release that fails', () => {
  test('is not tried again without retries', async () => {
    const cluster = new Cluster();
    expect((await cluster.release([BROKEN])).type).toBe('Stalled');
    expect(cluster.conditions).toEqual(['Stalled=True RetriesExceeded', 'Ready=False InstallFailed', 'Released=False InstallFailed']);
    expect(cluster.revisions).toEqual(['1 failed']);
  });

  test('is uninstalled and tried again as often as it may be', async () => {
    const cluster = new Cluster();
    const spec = { install: { remediation: { retries: 1 } } };
    expect((await cluster.release([BROKEN], spec)).type).toBe('Failed');
    expect(cluster.events).toEqual(['InstallFailed', 'UninstallSucceeded']);
    expect((await cluster.reconcile()).type).toBe('Stalled');
    expect(cluster.events).toEqual(['InstallFailed', 'UninstallSucceeded', 'InstallFailed']);
    cluster.annotate({ 'reconcile.fluxcd.io/requestedAt': 't', 'reconcile.fluxcd.io/resetAt': 't' });
    await cluster.reconcile();
    expect(cluster.events.at(-1)).toBe('UpgradeFailed');
  });

  test('is tried again after an interval where its strategy says so', async () => {
    const cluster = new Cluster();
    expect((await cluster.release([BROKEN], { install: { strategy: { name: 'RetryOnFailure', retryInterval: '90s' } } })).type).toBe('Failed');
    const reconciling = ((cluster.get(HR)!['status'] as Dict)['conditions'] as readonly Condition[])[0]!;
    expect(reconciling.message).toBe('retrying after 1m30s');
    expect(cluster.revisions).toEqual(['1 failed']);
  });

  test('is rolled back to the last revision that worked', async () => {
    const cluster = new Cluster();
    const upgrade = { remediation: { retries: 1 } };
    await cluster.release([map('a', 'k: one')], { upgrade });
    await cluster.release([BROKEN], { upgrade, values: { x: 1 } });
    expect(cluster.revisions).toEqual(['1 superseded', '2 failed', '3 deployed']);
    expect(cluster.events).toEqual(['InstallSucceeded', 'UpgradeFailed', 'RollbackSucceeded']);
    expect(cluster.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'ns', name: 'a' })?.['data']).toEqual({ k: 'one' });
  });

  test('takes nothing away that belongs to somebody else where it may not', async () => {
    const cluster = new Cluster();
    cluster.store.sync.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'ns' }, data: {} }, { fieldManager: 'somebody' });
    const outcome = await cluster.release([map('a')], { install: { disableTakeOwnership: true } });
    expect(message(outcome)).toContain('ConfigMap "a" in namespace "ns" exists and cannot be imported into the current release: invalid ownership metadata; label validation error: missing key');
    expect(cluster.revisions).toEqual([]);
  });

  test('reads its storage as its service account', async () => {
    const cluster = new Cluster();
    const outcome = await cluster.release([map('a')], { serviceAccountName: 'robot' });
    expect(message(outcome)).toBe('Could not determine release state: failed to retrieve last release from storage: query: failed to query with labels: secrets is forbidden: User "system:serviceaccount:ns:robot" cannot list resource "secrets" in API group "" in the namespace "ns"');
    const rules = [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }];
    cluster.store.sync.create({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'all', namespace: 'ns' }, rules }, { fieldManager: 'test' });
    const subjects = [{ kind: 'ServiceAccount', name: 'robot' }];
    cluster.store.sync.create({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: { name: 'all', namespace: 'ns' }, roleRef: { kind: 'Role', name: 'all' }, subjects }, { fieldManager: 'test' });
    expect((await cluster.reconcile()).type).toBe('Ready');
  });

  test('names the kinds that the cluster does not serve', async () => {
    const cluster = new Cluster();
    const outcome = await cluster.release(['apiVersion: no.example.test/v1\nkind: No\nmetadata: {name: a}\n']);
    expect(message(outcome)).toContain('no matches for kind "No" in version "no.example.test/v1"\nensure CRDs are installed first');
  });
});

describe('a release that waits', () => {
  const POD: ObjectRef = { apiVersion: 'v1', kind: 'Pod', namespace: 'ns', name: 'p' };

  test('is done when its objects are healthy', async () => {
    const cluster = new Cluster();
    expect((await cluster.release([hook('Pod', 'p', '')])).type).toBe('Waiting');
    expect(cluster.conditions).toEqual(['Reconciling=True Progressing', 'Ready=Unknown Progressing']);
    expect((await cluster.reconcile()).type).toBe('Waiting');
    cluster.setStatus(POD, { phase: 'Succeeded' });
    expect((await cluster.reconcile()).type).toBe('Ready');
    expect(cluster.revisions).toEqual(['1 deployed']);
  });

  test('fails when its time is over', async () => {
    const cluster = new Cluster();
    const outcome = await cluster.timeOut(await cluster.release([hook('Pod', 'p', '')]));
    expect(message(outcome)).toBe("Helm install failed for release ns/app with chart c@0.1.0+abababababab: timeout waiting for: [Pod/ns/p status: 'InProgress']");
    expect(cluster.revisions).toEqual(['1 failed']);
  });

  test('waits for nothing where it is told not to', async () => {
    const cluster = new Cluster();
    expect((await cluster.release([hook('Pod', 'p', '')], { install: { disableWait: true } })).type).toBe('Ready');
  });

  test('takes up a change of its spec once it is done', async () => {
    const cluster = new Cluster();
    await cluster.release([hook('Pod', 'p', '')]);
    cluster.setStatus(POD, { phase: 'Succeeded' });
    expect((await cluster.release([hook('Pod', 'p', '')], { values: { x: 1 } })).type).toBe('Ready');
    expect(cluster.revisions).toEqual(['1 superseded', '2 deployed']);
  });
});

describe('hooks', () => {
  const JOB: ObjectRef = { apiVersion: 'batch/v1', kind: 'Job', namespace: 'ns', name: 'j' };

  test('run before the objects, and are waited for', async () => {
    const cluster = new Cluster();
    expect((await cluster.release([map('a'), hook('Job', 'j', '"helm.sh/hook": pre-install')])).type).toBe('Waiting');
    expect(cluster.live('ConfigMap')).toEqual([]);
    cluster.setStatus(JOB, { conditions: [{ type: 'Complete', status: 'True' }] });
    expect((await cluster.reconcile()).type).toBe('Ready');
    expect(cluster.live('ConfigMap')).toEqual(['a']);
    expect(cluster.live('Job')).toEqual(['j']);
  });

  test('fail the release', async () => {
    const cluster = new Cluster();
    const waiting = await cluster.release([map('a'), hook('Job', 'j', '"helm.sh/hook": pre-install, "helm.sh/hook-delete-policy": hook-failed')]);
    cluster.setStatus(JOB, { conditions: [{ type: 'Failed', status: 'True', message: 'no' }] });
    expect(waiting.type).toBe('Waiting');
    expect(message(await cluster.reconcile())).toContain("failed pre-install: failed early due to stalled resources: [Job/ns/j status: 'Failed']");
    expect(cluster.live('ConfigMap')).toEqual([]);
    expect(cluster.live('Job')).toEqual([]);
  });

  test('go as their policies say', async () => {
    const cluster = new Cluster();
    await cluster.release([map('h', 'k: v', '"helm.sh/hook": "pre-install,pre-upgrade", "helm.sh/hook-delete-policy": hook-succeeded'), map('i', 'k: v', '"helm.sh/hook": "pre-install,pre-upgrade"')]);
    expect(cluster.live('ConfigMap')).toEqual(['i']);
    expect(cluster.deleted).toEqual(['ConfigMap/ns/i', 'ConfigMap/ns/h']);
  });

  test('do not run where they are disabled', async () => {
    const cluster = new Cluster();
    await cluster.release([map('h', 'k: v', '"helm.sh/hook": pre-install')], { install: { disableHooks: true } });
    expect(cluster.live('ConfigMap')).toEqual([]);
  });
});

describe('tests', () => {
  const TEST: ObjectRef = { apiVersion: 'v1', kind: 'Pod', namespace: 'ns', name: 't' };
  const chart = [map('a'), hook('Pod', 't', '"helm.sh/hook": test')];

  test('make the release ready when they succeed', async () => {
    const cluster = new Cluster();
    expect((await cluster.release(chart, { test: { enable: true } })).type).toBe('Waiting');
    expect(cluster.conditions).toContain('TestSuccess=Unknown AwaitingTests');
    cluster.setStatus(TEST, { phase: 'Succeeded' });
    const outcome = await cluster.reconcile();
    expect(message(outcome)).toBe('Helm test succeeded for release ns/app.v1 with chart c@0.1.0+abababababab: 1 test hook completed successfully');
    expect(((cluster.get(HR)!['status'] as Dict)['history'] as Dict[])[0]!['testHooks']).toMatchObject({ t: { phase: 'Succeeded' } });
  });

  test('fail the release when they fail', async () => {
    const cluster = new Cluster();
    await cluster.release(chart, { test: { enable: true } });
    cluster.setStatus(TEST, { phase: 'Failed' });
    expect((await cluster.reconcile()).type).toBe('Stalled');
    expect(cluster.conditions).toEqual(['Stalled=True RetriesExceeded', 'Ready=False TestFailed', 'Released=True InstallSucceeded', 'TestSuccess=False TestFailed']);
    expect((cluster.get(HR)!['status'] as Dict)['installFailures']).toBe(1);
  });

  test('count for nothing where failures are ignored', async () => {
    const cluster = new Cluster();
    await cluster.release(chart, { test: { enable: true, ignoreFailures: true } });
    cluster.setStatus(TEST, { phase: 'Failed' });
    expect((await cluster.reconcile()).type).toBe('Ready');
  });

  test.each([
    [[{ name: 't', exclude: true }], 'no test hooks'],
    [[{ name: 'other' }], 'no test hooks'],
  ])('are left out by filters %j', async (filters, want) => {
    const cluster = new Cluster();
    expect(message(await cluster.release(chart, { test: { enable: true, filters } }))).toContain(want);
    expect(cluster.live('Pod')).toEqual([]);
  });
});

describe('the end of a release', () => {
  test('takes its objects, its hooks and its records', async () => {
    const cluster = new Cluster();
    await cluster.release([map('a'), map('kept', 'k: v', '"helm.sh/resource-policy": keep')]);
    await cluster.delete();
    expect(cluster.live('ConfigMap')).toEqual(['kept']);
    expect(cluster.revisions).toEqual([]);
    expect(cluster.events).toEqual(['InstallSucceeded', 'UninstallSucceeded']);
  });

  test('keeps the records where it is told to', async () => {
    const cluster = new Cluster();
    await cluster.release([map('a')], { uninstall: { keepHistory: true } });
    await cluster.delete();
    expect(cluster.revisions).toEqual(['1 uninstalled']);
  });

  test('is none for a suspended one', async () => {
    const cluster = new Cluster();
    await cluster.release([map('a')]);
    await cluster.release([map('a')], { suspend: true });
    await cluster.delete();
    expect(cluster.live('ConfigMap')).toEqual(['a']);
  });

  test.each([
    ['another name', { releaseName: 'other' }],
    ['another namespace', { targetNamespace: 'elsewhere' }],
    ['another storage', { storageNamespace: 'elsewhere' }],
  ])('comes before %s', async (_what, spec) => {
    const cluster = new Cluster();
    await cluster.release([map('a')]);
    expect((await cluster.release([map('a')], spec)).type).toBe('Ready');
    expect(cluster.events).toEqual(['InstallSucceeded', 'UninstallSucceeded', 'InstallSucceeded']);
    expect(cluster.revisions).toEqual(['1 deployed']);
  });

  test.each([
    ['Reinstall', ['InstallSucceeded', 'UninstallSucceeded', 'InstallSucceeded'], ['1 deployed']],
    ['InPlaceUpdate', ['InstallSucceeded', 'UpgradeSucceeded'], ['1 superseded', '2 deployed']],
  ])('and another chart: %s', async (chartNameChangeStrategy, events, revisions) => {
    const cluster = new Cluster();
    await cluster.release([map('a')]);
    await cluster.release([map('a')], { upgrade: { chartNameChangeStrategy } }, 'd');
    expect(cluster.events).toEqual(events);
    expect(cluster.revisions).toEqual(revisions);
  });
});
