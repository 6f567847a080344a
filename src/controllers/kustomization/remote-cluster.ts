import { isDict, type Dict } from '../../std/dict.ts';
import { EddyError, type ObjectRef } from '../../diagnostics/index.ts';
import { parseYaml } from '../../lang/yaml/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import type { Context } from '../base/index.ts';
import { secretData } from './secret-data.ts';

/** `spec.kubeConfig`, as far as a Secret holds the configuration. */
export interface KubeConfigRef {
  readonly secret: string | undefined;
  readonly key: string | undefined;
  readonly configMap: string | undefined;
}

/**
 * Looks whether the configuration of a remote cluster is there and can be used. No other cluster is ever reached from here.
 *
 * Follows fluxcd/pkg runtime v0.110.1 client/impersonator.go and k8s.io/client-go v0.36 tools/clientcmd/validation.go.
 *
 * @throws EddyError KubeConfigInvalid with the texts of the controller.
 */
export async function checkKubeConfig({ secret, key, configMap }: KubeConfigRef, namespace: string, context: Context): Promise<void> {
  if (secret === undefined) {
    if (configMap !== undefined) await checkConfigMap(configMap, namespace, context);
    return;
  }
  const ref: ObjectRef = { apiVersion: 'v1', kind: 'Secret', namespace, name: secret };
  const object = await context.objects.get(ref);
  const id = `${namespace}/${secret}`;
  if (object === undefined) throw invalid(`unable to read KubeConfig secret '${id}' error: secrets "${secret}" not found`);
  const data = secretData(object);
  const wanted = key ?? '';
  const text = wanted === '' ? data['value'] ?? data['value.yaml'] : data[wanted];
  if (text === undefined) throw invalid(`KubeConfig secret '${id}' does not contain a '${wanted === '' ? 'value' : wanted}' key with a kubeconfig`);
  checkConfig(text, key ?? 'value');
}

async function checkConfigMap(name: string, namespace: string, context: Context): Promise<void> {
  const object: K8sObject | undefined = await context.objects.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name });
  if (object === undefined) throw invalid(`failed to get kubeConfig ConfigMap '${namespace}/${name}': configmaps "${name}" not found`);
  const data = isDict(object['data']) ? object['data'] : {};
  const provider = data['provider'];
  if (typeof provider === 'string' && provider !== '') return;
  throw invalid(`invalid kubeConfig ConfigMap '${namespace}/${name}': .data.provider is required`);
}

/** The faults that clientcmd finds in a configuration, as one error. */
function checkConfig(text: string, key: string): void {
  const config = readConfig(text, key);
  const current = byName(config, 'contexts', config['current-context'], 'context');
  const faults: string[] = [];
  if (Object.keys(config).length === 0 || (config['contexts'] === undefined && config['clusters'] === undefined)) {
    throw invalid('invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable');
  }
  if (current === undefined) throw invalid(`context was not found for specified context: ${textOf(config['current-context'])}`);
  const [userName, clusterName] = [textOf(current['user']), textOf(current['cluster'])];
  const user = byName(config, 'users', userName, 'user');
  const cluster = byName(config, 'clusters', clusterName, 'cluster');
  if (userName !== '' && user === undefined) faults.push(`user "${userName}" was not found for context "${String(config['current-context'])}"`);
  if (user !== undefined) faults.push(...userFaults(userName, user));
  if (cluster === undefined) faults.push(`cluster "${clusterName}" was not found for context "${String(config['current-context'])}"`);
  else if ((cluster['server'] ?? '') === '') faults.push(`no server found for cluster "${clusterName}"`);
  if (faults.length === 1) throw invalid(`invalid configuration: ${faults[0]!}`);
  if (faults.length > 1) throw invalid(`invalid configuration: [${faults.join(', ')}]`);
}

function readConfig(text: string, key: string): Dict {
  const config = parseYaml(text, { file: key });
  if (!isDict(config)) throw invalid("couldn't get version/kind; json parse error: json: cannot unmarshal string into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }");
  return config;
}

function userFaults(name: string, user: Dict): string[] {
  const { exec } = user;
  if (!isDict(exec)) return [];
  const faults: string[] = [];
  if ((exec['command'] ?? '') === '') faults.push(`command must be specified for ${name} to use exec authentication plugin`);
  if ((exec['apiVersion'] ?? '') === '') faults.push(`apiVersion must be specified for ${name} to use exec authentication plugin`);
  const mode = textOf(exec['interactiveMode']);
  const isBeta = exec['apiVersion'] === 'client.authentication.k8s.io/v1beta1';
  if (mode === '' && !isBeta) faults.push(`interactiveMode must be specified for ${name} to use exec authentication plugin`);
  else if (mode !== '' && !['Never', 'IfAvailable', 'Always'].includes(mode)) faults.push(`invalid interactiveMode for ${name}: "${mode}"`);
  return faults;
}

/** The entry of a name in a list of named entries. */
function byName(config: Dict, list: string, name: unknown, field: string): Dict | undefined {
  const entries = Array.isArray(config[list]) ? config[list].filter(isDict) : [];
  const entry = entries.find((one) => one['name'] === name);
  return isDict(entry?.[field]) ? entry[field] : undefined;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function invalid(message: string): EddyError {
  return new EddyError('KubeConfigInvalid', message);
}
