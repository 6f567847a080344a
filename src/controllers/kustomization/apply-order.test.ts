import { describe, expect, test } from 'vitest';
import { refOf, type K8sObject } from '../../manifest/index.ts';
import { inApplyOrder } from './apply-order.ts';
import { inventoryOf } from './inventory.ts';

function object(apiVersion: string, kind: string, name: string, namespace?: string): K8sObject {
  return { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } };
}

describe('inApplyOrder', () => {
  test('puts definitions first, then classes, then the rest, webhooks last', () => {
    const kinds = ['ValidatingWebhookConfiguration', 'Widget', 'Deployment', 'GatewayClass', 'Secret', 'ClusterRole', 'MutatingWebhookConfiguration', 'Namespace', 'CustomResourceDefinition'];
    const sorted = inApplyOrder(kinds.map((kind) => ({ object: object('x/v1', kind, 'a') })));
    expect(sorted.map(({ object: { kind } }) => kind)).toEqual([
      'CustomResourceDefinition', 'Namespace', 'ClusterRole', 'GatewayClass', 'Secret', 'Deployment', 'Widget', 'MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration',
    ]);
  });

  test('orders equals by group, kind, namespace and name', () => {
    const objects = [object('b/v1', 'B', 'x'), object('a/v1', 'B', 'x'), object('a/v1', 'A', 'x', 'n2'), object('a/v1', 'A', 'y', 'n1'), object('a/v1', 'A', 'x', 'n1')];
    const sorted = inApplyOrder(objects.map((one) => ({ object: one })));
    expect(sorted.map(({ object: { apiVersion, kind, metadata } }) => `${apiVersion} ${kind} ${metadata.namespace ?? ''}/${metadata.name}`)).toEqual([
      'a/v1 A n1/x', 'a/v1 A n1/y', 'a/v1 A n2/x', 'a/v1 B /x', 'b/v1 B /x',
    ]);
  });
});

describe('inventoryOf', () => {
  test.each([
    [object('v1', 'ConfigMap', 'a', 'n'), 'n_a__ConfigMap', 'v1'],
    [object('v1', 'Namespace', 'n'), '_n__Namespace', 'v1'],
    [object('apps/v1', 'Deployment', 'a', 'n'), 'n_a_apps_Deployment', 'v1'],
    [object('rbac.authorization.k8s.io/v1', 'ClusterRole', 'system:x'), '_system__x_rbac.authorization.k8s.io_ClusterRole', 'v1'],
  ])('writes %j as %s', (one, id, v) => {
    expect(inventoryOf([refOf(one)], [one])).toEqual([{ id, v }]);
  });

  test('takes the namespace from a custom resource whose definition says it has none', () => {
    const definition = { ...object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'clus.x'), spec: { group: 'x', scope: 'Cluster', names: { kind: 'Clu' } } };
    expect(inventoryOf([refOf(object('x/v1', 'Clu', 'a', 'n'))], [definition])[0]).toEqual({ id: '_a_x_Clu', v: 'v1' });
  });
});
