import { isDict } from '../../std/dict.ts';
import { groupOf } from '../../diagnostics/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import { ApiRefusal } from '../../schema/index.ts';
import type { LiveReader } from '../base/index.ts';
import type { Gate } from './refusals.ts';
import { resourceOf, type ServedKinds } from './served-kinds.ts';

const RBAC = 'rbac.authorization.k8s.io';

/** One rule of a role, and where it holds: in one namespace, or everywhere. */
interface Grant {
  readonly namespace: string | undefined;
  readonly rule: Readonly<Record<string, unknown>>;
}

/**
 * Says what a service account may not apply: an API server's RBAC, for the verb that a server-side apply has.
 *
 * Aggregated ClusterRoles are taken with the rules that they hold.
 * Follows k8s.io/kubernetes v1.36 plugin/pkg/auth/authorizer/rbac.
 */
export async function forbiddenTo(account: { readonly namespace: string; readonly name: string }, kinds: ServedKinds, reader: LiveReader): Promise<Gate> {
  const grants = await grantsOf(account, reader);
  const user = `system:serviceaccount:${account.namespace}:${account.name}`;
  return (object) => {
    const { apiVersion, kind, metadata } = object;
    const [group, resource] = [groupOf(apiVersion), resourceOf(kinds, object)];
    if (grants.some((grant) => allows(grant, group, resource, metadata))) return undefined;
    const place = metadata.namespace === undefined ? 'at the cluster scope' : `in the namespace "${metadata.namespace}"`;
    const name = `${resource}${group === '' ? '' : `.${group}`} "${metadata.name}"`;
    const message = `${name} is forbidden: User "${user}" cannot patch resource "${resource}" in API group "${group}" ${place}`;
    return new ApiRefusal(403, 'Forbidden', message, { apiVersion, kind, namespace: metadata.namespace, name: metadata.name });
  };
}

async function grantsOf(account: { readonly namespace: string; readonly name: string }, reader: LiveReader): Promise<readonly Grant[]> {
  const list = (kind: string): Promise<readonly K8sObject[]> => reader.list({ group: RBAC, kind });
  const [bindings, clusterBindings, roles, clusterRoles] = await Promise.all([list('RoleBinding'), list('ClusterRoleBinding'), list('Role'), list('ClusterRole')]);
  const ours = [...bindings, ...clusterBindings].filter((binding) => binds(binding, account));
  return ours.flatMap(({ metadata, roleRef }) => {
    if (!isDict(roleRef)) return [];
    const role = roleRef['kind'] === 'Role' ? roles.find((one) => one.metadata.name === roleRef['name'] && one.metadata.namespace === metadata.namespace) : clusterRoles.find((one) => one.metadata.name === roleRef['name']);
    const builtIn = roleRef['kind'] === 'ClusterRole' && roleRef['name'] === 'cluster-admin' ? [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }] : [];
    const rules = Array.isArray(role?.['rules']) ? role['rules'].filter(isDict) : builtIn;
    return rules.map((rule) => ({ namespace: metadata.namespace, rule }));
  });
}

function binds(binding: K8sObject, { namespace, name }: { readonly namespace: string; readonly name: string }): boolean {
  const subjects = Array.isArray(binding['subjects']) ? binding['subjects'].filter(isDict) : [];
  return subjects.some((subject) => {
    if (subject['kind'] === 'ServiceAccount') return subject['name'] === name && (subject['namespace'] ?? binding.metadata.namespace) === namespace;
    if (subject['kind'] === 'User') return subject['name'] === `system:serviceaccount:${namespace}:${name}`;
    return subject['kind'] === 'Group' && ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'].includes(String(subject['name']));
  });
}

function allows({ namespace, rule }: Grant, group: string, resource: string, metadata: K8sObject['metadata']): boolean {
  if (namespace !== undefined && namespace !== metadata.namespace) return false;
  const has = (field: string, value: string): boolean => Array.isArray(rule[field]) && (rule[field].includes(value) || rule[field].includes('*'));
  const names = rule['resourceNames'];
  const isNamed = !Array.isArray(names) || names.length === 0 || names.includes(metadata.name);
  return has('verbs', 'patch') && has('apiGroups', group) && has('resources', resource) && isNamed;
}
