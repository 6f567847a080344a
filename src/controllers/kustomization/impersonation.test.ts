import { describe, expect, test } from 'vitest';
import type { K8sObject } from '../../manifest/index.ts';
import { MemoryStore } from '../../store/index.ts';
import type { LiveReader } from '../base/index.ts';
import { forbiddenTo } from './impersonation.ts';

const RBAC = 'rbac.authorization.k8s.io/v1';
const ACCOUNT = { namespace: 'apps', name: 'deployer' };
const CONFIG_MAP: K8sObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'apps' } };

function clusterOf(...objects: readonly K8sObject[]): LiveReader {
  const store = new MemoryStore();
  for (const object of objects) store.sync.apply(object, { fieldManager: 'test' });
  return { get: (ref) => store.get(ref), list: async (query) => (await store.list(query)).items };
}

function role(kind: 'Role' | 'ClusterRole', rule: Record<string, unknown>, namespace?: string): K8sObject {
  return { apiVersion: RBAC, kind, metadata: { name: 'editor', ...(namespace === undefined ? {} : { namespace }) }, rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['*'], ...rule }] };
}

function binding(kind: 'RoleBinding' | 'ClusterRoleBinding', to: 'Role' | 'ClusterRole', subject: Record<string, unknown>, namespace?: string): K8sObject {
  return { apiVersion: RBAC, kind, metadata: { name: 'editors', ...(namespace === undefined ? {} : { namespace }) }, roleRef: { kind: to, name: 'editor' }, subjects: [subject] };
}

const DEPLOYER = { kind: 'ServiceAccount', name: 'deployer', namespace: 'apps' };

describe('forbiddenTo', () => {
  test('says who may not do what, and where', async () => {
    const gate = await forbiddenTo(ACCOUNT, new Map(), clusterOf());
    expect(gate(CONFIG_MAP)).toMatchObject({
      code: 403,
      reason: 'Forbidden',
      message: 'configmaps "a" is forbidden: User "system:serviceaccount:apps:deployer" cannot patch resource "configmaps" in API group "" in the namespace "apps"',
    });
    expect(gate({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n' } })?.message).toBe(
      'namespaces "n" is forbidden: User "system:serviceaccount:apps:deployer" cannot patch resource "namespaces" in API group "" at the cluster scope',
    );
    expect(gate({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd', namespace: 'apps' } })?.message).toContain('deployments.apps "d" is forbidden');
  });

  test.each<[string, readonly K8sObject[], boolean]>([
    ['a role of the namespace', [role('Role', {}, 'apps'), binding('RoleBinding', 'Role', DEPLOYER, 'apps')], true],
    ['a role of another namespace', [role('Role', {}, 'other'), binding('RoleBinding', 'Role', DEPLOYER, 'other')], false],
    ['a cluster role for one namespace', [role('ClusterRole', {}), binding('RoleBinding', 'ClusterRole', DEPLOYER, 'apps')], true],
    ['a cluster role everywhere', [role('ClusterRole', {}), binding('ClusterRoleBinding', 'ClusterRole', DEPLOYER)], true],
    ['all accounts of the namespace', [role('ClusterRole', {}), binding('ClusterRoleBinding', 'ClusterRole', { kind: 'Group', name: 'system:serviceaccounts:apps' })], true],
    ['another account', [role('ClusterRole', {}), binding('ClusterRoleBinding', 'ClusterRole', { ...DEPLOYER, name: 'other' })], false],
    ['a rule for reading', [role('ClusterRole', { verbs: ['get', 'list'] }), binding('ClusterRoleBinding', 'ClusterRole', DEPLOYER)], false],
    ['a rule for another resource', [role('ClusterRole', { resources: ['secrets'] }), binding('ClusterRoleBinding', 'ClusterRole', DEPLOYER)], false],
    ['a rule for another group', [role('ClusterRole', { apiGroups: ['apps'] }), binding('ClusterRoleBinding', 'ClusterRole', DEPLOYER)], false],
    ['a rule for objects of this name', [role('ClusterRole', { resourceNames: ['a'] }), binding('ClusterRoleBinding', 'ClusterRole', DEPLOYER)], true],
    ['a rule for objects of another name', [role('ClusterRole', { resourceNames: ['b'] }), binding('ClusterRoleBinding', 'ClusterRole', DEPLOYER)], false],
  ])('%s', async (_what, objects, allowed) => {
    const gate = await forbiddenTo(ACCOUNT, new Map(), clusterOf(...objects));
    expect(gate(CONFIG_MAP) === undefined).toBe(allowed);
  });

  test('cluster-admin is there without being made', async () => {
    const admins = { ...binding('ClusterRoleBinding', 'ClusterRole', DEPLOYER), roleRef: { kind: 'ClusterRole', name: 'cluster-admin' } };
    expect((await forbiddenTo(ACCOUNT, new Map(), clusterOf(admins)))(CONFIG_MAP)).toBeUndefined();
  });
});
