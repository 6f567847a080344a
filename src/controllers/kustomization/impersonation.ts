import { groupOf } from '../../diagnostics/index.ts';
import { ApiRefusal } from '../../schema/index.ts';
import { allows, grantsOf, type LiveReader, type ServiceAccount } from '../base/index.ts';
import type { Gate } from './refusals.ts';
import { resourceOf, type ServedKinds } from './served-kinds.ts';

/**
 * Says what a service account may not apply: an API server's RBAC, for the verb that a server-side apply has.
 *
 * Aggregated ClusterRoles are taken with the rules that they hold.
 * Follows k8s.io/kubernetes v1.36 plugin/pkg/auth/authorizer/rbac.
 */
export async function forbiddenTo(account: ServiceAccount, kinds: ServedKinds, reader: LiveReader): Promise<Gate> {
  const grants = await grantsOf(account, reader);
  const user = `system:serviceaccount:${account.namespace}:${account.name}`;
  return (object) => {
    const { apiVersion, kind, metadata } = object;
    const [group, resource] = [groupOf(apiVersion), resourceOf(kinds, object)];
    const request = { verb: 'patch', group, resource, namespace: metadata.namespace, name: metadata.name } as const;
    if (grants.some((grant) => allows(grant, request))) return undefined;
    const place = metadata.namespace === undefined ? 'at the cluster scope' : `in the namespace "${metadata.namespace}"`;
    const name = `${resource}${group === '' ? '' : `.${group}`} "${metadata.name}"`;
    const message = `${name} is forbidden: User "${user}" cannot patch resource "${resource}" in API group "${group}" ${place}`;
    return new ApiRefusal(403, 'Forbidden', message, { apiVersion, kind, namespace: metadata.namespace, name: metadata.name });
  };
}
