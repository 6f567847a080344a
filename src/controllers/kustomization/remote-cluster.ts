import { isDict, newDict, type Dict } from '../../std/dict.ts';
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

/** Clouds that hand out access to their clusters. */
const PROVIDERS: readonly string[] = ['aws', 'azure', 'gcp', 'generic'];

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
  if (object === undefined) throw invalid(`failed to get configmap ${namespace}/${name}: configmaps "${name}" not found`);
  const data = isDict(object['data']) ? object['data'] : {};
  const provider = textOf(data['provider']);
  if (!PROVIDERS.includes(provider)) throw invalid(`provider '${provider}' not implemented`);
}

/** The faults that clientcmd finds in a configuration, as one error. A user or cluster that is not there counts as an empty one. */
function checkConfig(text: string, key: string): void {
  const config = readConfig(text, key);
  const name = textOf(config['current-context']);
  const current = byName(config, 'contexts', name, 'context');
  const lost = name !== '' && current === undefined ? [`context was not found for specified context: ${name}`] : [];
  const [userName, clusterName] = [textOf(current?.['user']), textOf(current?.['cluster'])];
  const ofUser = userFaults(userName, byName(config, 'users', userName, 'user') ?? newDict());
  const cluster = byName(config, 'clusters', clusterName, 'cluster');
  if (lost.length === 0 && ofUser.length === 0 && isEmpty(cluster)) throw invalid('invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable');
  const faults = [...new Set([...lost, ...ofUser, ...clusterFaults(clusterName, cluster)])];
  if (faults.length === 1) throw invalid(`invalid configuration: ${faults[0]!}`);
  if (faults.length > 1) throw invalid(`invalid configuration: [${faults.join(', ')}]`);
}

function isEmpty(cluster: Dict | undefined): boolean {
  return cluster === undefined || Object.keys(cluster).length === 0;
}

function clusterFaults(name: string, cluster: Dict | undefined): string[] {
  if (cluster === undefined || isEmpty(cluster)) return ['cluster has no server defined'];
  const faults: string[] = [];
  if (textOf(cluster['server']) === '') faults.push(name === '' ? 'default cluster has no server defined' : `no server found for cluster "${name}"`);
  const file = textOf(cluster['certificate-authority']);
  if (file !== '' && textOf(cluster['certificate-authority-data']) !== '') faults.push(`certificate-authority-data and certificate-authority are both specified for ${name}. certificate-authority-data will override.`);
  if (file !== '') faults.push(`unable to read certificate-authority ${file} for ${name} due to ${noSuchFile(file)}`);
  return faults;
}

/** The controller has none of the files of who wrote the configuration. */
function noSuchFile(file: string): string {
  return `open ${file}: no such file or directory`;
}

function readConfig(text: string, key: string): Dict {
  const config = parseYaml(text, { file: key });
  if (!isDict(config)) throw invalid("couldn't get version/kind; json parse error: json: cannot unmarshal string into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }");
  return config;
}

function userFaults(name: string, user: Dict): string[] {
  const has = (...fields: readonly string[]): boolean => fields.some((field) => textOf(user[field]) !== '');
  const methods = [...(has('token') ? ['token'] : []), ...(has('username', 'password') ? ['basicAuth'] : [])];
  const several = methods.length > 1 ? [`more than one authentication method found for ${name}; found [${methods.join(' ')}], only one is allowed`] : [];
  return [...certificateFaults(name, user, has), ...execFaults(name, user['exec']), ...several];
}

function certificateFaults(name: string, user: Dict, has: (...fields: readonly string[]) => boolean): string[] {
  if (!has('client-certificate', 'client-certificate-data')) return [];
  const faults: string[] = [];
  if (has('client-certificate') && has('client-certificate-data')) faults.push(`client-cert-data and client-cert are both specified for ${name}. client-cert-data will override.`);
  if (has('client-key') && has('client-key-data')) faults.push(`client-key-data and client-key are both specified for ${name}; client-key-data will override`);
  if (!has('client-key', 'client-key-data')) faults.push(`client-key-data or client-key must be specified for ${name} to use the clientCert authentication method.`);
  for (const [field, what] of [['client-certificate', 'client-cert'], ['client-key', 'client-key']] as const) {
    const file = textOf(user[field]);
    if (file !== '') faults.push(`unable to read ${what} ${file} for ${name} due to ${noSuchFile(file)}`);
  }
  return faults;
}

function execFaults(name: string, exec: unknown): string[] {
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
