import { isDict } from '../../std/dict.ts';
import type { K8sObject } from '../../manifest/index.ts';
import type { LiveReader } from './context.ts';

const RBAC = 'rbac.authorization.k8s.io';

/** A service account. */
export interface ServiceAccount {
  readonly namespace: string;
  readonly name: string;
}

/** One rule of a role, and where it holds: in one namespace, or everywhere. */
export interface Grant {
  readonly namespace: string | undefined;
  readonly rule: Readonly<Record<string, unknown>>;
}

/** What somebody wants to do. */
export interface AccessRequest {
  readonly verb: 'patch' | 'list';
  readonly group: string;
  /** The plural name. */
  readonly resource: string;
  readonly namespace: string | undefined;
  /** Absent for a list. */
  readonly name?: string | undefined;
}

/**
 * The rules that hold for a service account. Aggregated ClusterRoles are taken with the rules that they hold.
 *
 * Follows k8s.io/kubernetes v1.36 plugin/pkg/auth/authorizer/rbac.
 */
export async function grantsOf(account: ServiceAccount, reader: LiveReader): Promise<readonly Grant[]> {
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

function binds(binding: K8sObject, { namespace, name }: ServiceAccount): boolean {
  const subjects = Array.isArray(binding['subjects']) ? binding['subjects'].filter(isDict) : [];
  return subjects.some((subject) => {
    if (subject['kind'] === 'ServiceAccount') return subject['name'] === name && (subject['namespace'] ?? binding.metadata.namespace) === namespace;
    if (subject['kind'] === 'User') return subject['name'] === `system:serviceaccount:${namespace}:${name}`;
    return subject['kind'] === 'Group' && ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'].includes(String(subject['name']));
  });
}

/** Whether a rule allows what somebody wants to do. */
export function allows({ namespace, rule }: Grant, request: AccessRequest): boolean {
  if (namespace !== undefined && namespace !== request.namespace) return false;
  const has = (field: string, value: string): boolean => Array.isArray(rule[field]) && (rule[field].includes(value) || rule[field].includes('*'));
  const names = rule['resourceNames'];
  const isNamed = !Array.isArray(names) || names.length === 0 || names.includes(request.name);
  return has('verbs', request.verb) && has('apiGroups', request.group) && has('resources', request.resource) && isNamed;
}
