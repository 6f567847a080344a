import type { Dict } from '../../std/dict.ts';
import { fault } from '../kustomize-error.ts';
import { mapNode, scalarNode, stringNode, type Node } from '../node.ts';
import type { PluginHost } from '../plugin-host.ts';
import { Resource } from '../resource.ts';

/**
 * Makes the ServiceAccount that a cloud maps to an account of its own.
 *
 * Follows kustomize api v0.21.1 filters/iampolicygenerator.
 *
 * @throws EddyError KustomizeGeneratorInvalid for a cloud that kustomize does not know
 */
export function makeIamPolicy({ context }: PluginHost, config: Dict): Resource {
  const { cloud = '', kubernetesService = {}, serviceAccount = {} } = config as {
    readonly cloud?: string;
    readonly kubernetesService?: { readonly name?: string; readonly namespace?: string };
    readonly serviceAccount?: { readonly name?: string; readonly projectId?: string };
  };
  if (cloud !== 'gke') throw fault('KustomizeGeneratorInvalid', `cloud provider ${cloud} not supported yet`);
  const { name = '', projectId = '' } = serviceAccount;
  const annotations = mapOf({ 'iam.gke.io/gcp-service-account': stringNode(`${name}@${projectId}.iam.gserviceaccount.com`) });
  const metadata = mapOf({ annotations, name: scalarNode(kubernetesService.name ?? '') });
  if ((kubernetesService.namespace ?? '') !== '') metadata.fields.set('namespace', scalarNode(kubernetesService.namespace!));
  return new Resource(mapOf({ apiVersion: stringNode('v1'), kind: stringNode('ServiceAccount'), metadata }), undefined, context.types);
}

function mapOf(fields: Readonly<Record<string, Node>>): Node {
  const map = mapNode();
  for (const [key, value] of Object.entries(fields)) map.fields.set(key, value);
  return map;
}
