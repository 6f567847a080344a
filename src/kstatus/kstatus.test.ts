import { describe, expect, test } from 'vitest';
import { withLibraries } from '../std/lazy-library.ts';
import type { ObjectRef } from '../diagnostics/index.ts';
import type { K8sObject } from '../manifest/index.ts';
import { MemoryStore } from '../store/index.ts';
import { computeHealth, customHealthChecks, judge, readHealth, type CustomHealthCheck, type HealthStatus } from './index.ts';

const NOW = Date.parse('2026-01-01T00:01:00Z');

function object(apiVersion: string, kind: string, rest: Record<string, unknown> = {}): K8sObject {
  const { metadata, ...body } = rest;
  return { apiVersion, kind, metadata: { name: 'x', namespace: 'ns', ...(metadata as object | undefined) }, ...body };
}

function condition(type: string, status: string, reason = 'R'): Record<string, string> {
  return { type, status, reason, message: 'm' };
}

const ROLLED_OUT = { replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2, conditions: [condition('Progressing', 'True', 'NewReplicaSetAvailable'), condition('Available', 'True')] };
const DEPLOYMENT = { spec: { replicas: 2, progressDeadlineSeconds: 600 } };

describe('computeHealth', () => {
  test.each<[string, string, string, Record<string, unknown>, HealthStatus]>([
    ['an object that goes away', 'v1', 'ConfigMap', { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }, 'Terminating'],
    ['a generation that nobody has seen', 'x/v1', 'Foo', { metadata: { generation: 2 }, status: { observedGeneration: 1 } }, 'InProgress'],
    ['Reconciling before Ready', 'x/v1', 'Foo', { status: { conditions: [condition('Reconciling', 'True'), condition('Ready', 'True')] } }, 'InProgress'],
    ['Stalled', 'x/v1', 'Foo', { status: { conditions: [condition('Ready', 'False'), condition('Stalled', 'True')] } }, 'Failed'],
    ['Ready', 'x/v1', 'Foo', { status: { conditions: [condition('Ready', 'True')] } }, 'Current'],
    ['not Ready, which never counts as failed', 'x/v1', 'Foo', { status: { conditions: [condition('Ready', 'False')] } }, 'InProgress'],
    ['nothing known', 'x/v1', 'Foo', {}, 'Current'],
    ['a Deployment that nobody has looked at', 'apps/v1', 'Deployment', DEPLOYMENT, 'InProgress'],
    ['a Deployment rolled out', 'apps/v1', 'Deployment', { ...DEPLOYMENT, status: ROLLED_OUT }, 'Current'],
    ['a Deployment with an old Pod left', 'apps/v1', 'Deployment', { ...DEPLOYMENT, status: { ...ROLLED_OUT, replicas: 3 } }, 'InProgress'],
    ['a Deployment past its deadline', 'apps/v1', 'Deployment', { ...DEPLOYMENT, status: { conditions: [condition('Progressing', 'False', 'ProgressDeadlineExceeded')] } }, 'Failed'],
    ['a StatefulSet of a user who deletes Pods', 'apps/v1', 'StatefulSet', { spec: { updateStrategy: { type: 'OnDelete' } } }, 'Current'],
    ['a StatefulSet partly updated on purpose', 'apps/v1', 'StatefulSet', { spec: { replicas: 2, updateStrategy: { rollingUpdate: { partition: 1 } } }, status: { replicas: 2, readyReplicas: 2, updatedReplicas: 1 } }, 'Current'],
    ['a DaemonSet without observed generation', 'apps/v1', 'DaemonSet', { metadata: { generation: 1 }, status: { desiredNumberScheduled: 0 } }, 'InProgress'],
    ['a DaemonSet that no node wants', 'apps/v1', 'DaemonSet', { metadata: { generation: 1 }, status: { observedGeneration: 1, desiredNumberScheduled: 0 } }, 'Current'],
    ['a Pod that has failed, which is an end', 'v1', 'Pod', { status: { phase: 'Failed' } }, 'Current'],
    ['a Pod in a crash loop', 'v1', 'Pod', { status: { phase: 'Running', containerStatuses: [{ name: 'c', state: { waiting: { reason: 'CrashLoopBackOff' } } }] } }, 'Failed'],
    ['a Pod without a node for long', 'v1', 'Pod', { metadata: { creationTimestamp: '2026-01-01T00:00:00Z' }, status: { phase: 'Pending', conditions: [condition('PodScheduled', 'False', 'Unschedulable')] } }, 'Failed'],
    ['a Pod without a node for a moment', 'v1', 'Pod', { metadata: { creationTimestamp: '2026-01-01T00:00:50Z' }, status: { phase: 'Pending', conditions: [condition('PodScheduled', 'False', 'Unschedulable')] } }, 'InProgress'],
    ['a Job that has started', 'batch/v1', 'Job', { status: { startTime: 't', active: 1 } }, 'InProgress'],
    ['a Job that has completed', 'batch/v1', 'Job', { status: { conditions: [condition('Complete', 'True')] } }, 'Current'],
    ['a suspended Job', 'batch/v1', 'Job', { spec: { suspend: true } }, 'Current'],
    ['a claim without a volume', 'v1', 'PersistentVolumeClaim', { status: { phase: 'Pending' } }, 'InProgress'],
    ['a load balancer without an address outside', 'v1', 'Service', { spec: { type: 'LoadBalancer', clusterIP: '10.0.0.1' } }, 'Current'],
    ['a CRD that is being installed', 'apiextensions.k8s.io/v1', 'CustomResourceDefinition', { status: { conditions: [condition('Established', 'False', 'Installing')] } }, 'InProgress'],
    ['a CRD whose names are taken', 'apiextensions.k8s.io/v1', 'CustomResourceDefinition', { status: { conditions: [condition('NamesAccepted', 'False')] } }, 'Failed'],
  ])('%s', (_what, apiVersion, kind, rest, status) => {
    expect(computeHealth(object(apiVersion, kind, rest), NOW).status).toBe(status);
  });
});

describe('readHealth', () => {
  function readerOf(...objects: K8sObject[]): { readonly get: MemoryStore['get']; readonly list: (query: Parameters<MemoryStore['list']>[0]) => Promise<readonly K8sObject[]> } {
    const store = new MemoryStore({ hasStatusSubresource: () => false });
    for (const one of objects) store.sync.apply(one, { fieldManager: 'test' });
    return { get: (ref) => store.get(ref), list: async (query) => (await store.list(query)).items };
  }
  const replicaSet = object('apps/v1', 'ReplicaSet', { spec: { selector: { matchLabels: { a: 'b' } } } });
  const looping = { phase: 'Running', containerStatuses: [{ name: 'c', state: { waiting: { reason: 'CrashLoopBackOff' } } }] };
  const ref: ObjectRef = { apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace: 'ns', name: 'x' };

  test('an object that is not there is NotFound', async () => {
    expect((await readHealth(ref, readerOf(), { now: NOW })).status).toBe('NotFound');
  });

  test('a ReplicaSet has failed with its Pods, and with no others', async () => {
    const pod = (labels: Record<string, string>): K8sObject => object('v1', 'Pod', { metadata: { labels }, status: looping });
    expect((await readHealth(ref, readerOf(replicaSet, pod({ a: 'b' })), { now: NOW })).status).toBe('Failed');
    expect((await readHealth(ref, readerOf(replicaSet, pod({ a: 'c' })), { now: NOW })).status).toBe('InProgress');
  });
});

describe('customHealthChecks', () => {
  const check: CustomHealthCheck = { apiVersion: 'x.test/v1', kind: 'Foo', current: "status.phase == 'Up'", failed: "status.phase == 'Dead'", inProgress: undefined };
  const health = (checks: readonly CustomHealthCheck[], status: unknown): Promise<unknown> =>
    withLibraries(() => {
      const made = customHealthChecks(checks);
      return 'fault' in made ? made.fault : made.healthOf(object('x.test/v2', 'Foo', { status }))?.status;
    });

  test.each([[{ phase: 'Up' }, 'Current'], [{ phase: 'Dead' }, 'Failed'], [{ phase: 'Work' }, 'InProgress'], [{}, 'Unknown']])('%j is %s', async (status, want) => {
    expect(await health([check], status)).toBe(want);
  });

  test('a check of the whole group stands back behind one of the kind', async () => {
    const group = { ...check, kind: undefined, current: 'false', failed: 'true' };
    expect(await health([group, check], { phase: 'Up' })).toBe('Current');
    expect(await health([group], { phase: 'Up' })).toBe('Failed');
  });

  test('two checks of a kind are refused', async () => {
    expect(await health([check, check], {})).toBe('duplicate custom health check for GroupKind Foo.x.test at healthchecks[1]');
  });
});

describe('judge', () => {
  const checked = (name: string, status: HealthStatus, vanishes = false): Parameters<typeof judge>[0][number] => ({ ref: { apiVersion: 'v1', kind: 'Pod', namespace: 'ns', name }, health: { status, message: '' }, vanishes });

  test.each<[string, Parameters<typeof judge>[0], boolean, unknown]>([
    ['all are current', [checked('a', 'Current')], false, { type: 'healthy' }],
    ['a finished Job is gone', [checked('a', 'NotFound', true)], false, { type: 'healthy' }],
    ['one has failed', [checked('a', 'InProgress'), checked('b', 'Failed')], false, { type: 'failed', message: "failed early due to stalled resources: [Pod/ns/b status: 'Failed']" }],
    ['the time is over', [checked('a', 'InProgress'), checked('b', 'NotFound')], true, { type: 'failed', message: "timeout waiting for: [Pod/ns/a status: 'InProgress', Pod/ns/b status: 'NotFound']" }],
  ])('%s', (_what, objects, timedOut, verdict) => {
    expect(judge(objects, timedOut)).toEqual(verdict);
  });

  test('who is on the way is waited for', () => {
    expect(judge([checked('a', 'InProgress')], false)).toMatchObject({ type: 'pending', on: [{ name: 'a' }] });
  });
});
