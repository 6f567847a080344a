import { parseYamlNode, YamlError } from '../../lang/yaml/index.ts';
import type { Dict } from '../../std/dict.ts';
import { fault } from '../kustomize-error.ts';
import type { PluginHost } from '../plugin-host.ts';
import { Resource } from '../resource.ts';
import { nodeOfYaml } from '../yaml-content.ts';

/**
 * Makes the ServiceAccount that a cloud maps to an account of its own.
 *
 * Follows kustomize api v0.21.1 filters/iampolicygenerator, which puts the names into a text as they are.
 *
 * @throws EddyError KustomizeGeneratorInvalid for a cloud that kustomize does not know, or names that make no YAML
 */
export function makeIamPolicy({ context }: PluginHost, config: Dict): Resource {
  const { cloud = '', kubernetesService = {}, serviceAccount = {} } = config as {
    readonly cloud?: string;
    readonly kubernetesService?: { readonly name?: string; readonly namespace?: string };
    readonly serviceAccount?: { readonly name?: string; readonly projectId?: string };
  };
  if (cloud !== 'gke') throw fault('KustomizeGeneratorInvalid', `cloud provider ${cloud} not supported yet`);
  const { name = '', projectId = '' } = serviceAccount;
  const { name: account = '', namespace = '' } = kubernetesService;
  const text = [
    '\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n',
    `  annotations:\n    iam.gke.io/gcp-service-account: ${name}@${projectId}.iam.gserviceaccount.com\n`,
    `  name: ${account}\n`,
    namespace === '' ? '' : `\n  namespace: ${namespace}`,
  ].join('');
  try {
    return new Resource(nodeOfYaml(parseYamlNode(text)!, { file: '', line: 1, text }), undefined, context.types);
  } catch (error) {
    throw error instanceof YamlError ? fault('KustomizeGeneratorInvalid', error.goMessage) : error;
  }
}
