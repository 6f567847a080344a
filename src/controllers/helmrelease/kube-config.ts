import { isDict } from '../../std/dict.ts';
import { EddyError } from '../../diagnostics/index.ts';
import type { Context } from '../base/index.ts';
import type { HelmReleaseSpec } from './spec.ts';

/**
 * Looks whether the configuration of a remote cluster is there. No other cluster is ever reached from here.
 *
 * Follows helm-controller v1.6.3 internal/controller/helmrelease_controller.go (buildRESTClientGetter) and internal/kube/config.go.
 */
export async function checkKubeConfig({ kubeConfig, naming }: HelmReleaseSpec, { objects }: Context): Promise<EddyError | undefined> {
  if (kubeConfig === undefined) return undefined;
  const [secret, configMap] = [kubeConfig['secretRef'], kubeConfig['configMapRef']];
  if (isDict(secret) === isDict(configMap)) return new EddyError('KubeConfigInvalid', 'exactly one of .spec.kubeConfig.configMapRef or spec.kubeConfig.secretRef must be set');
  if (!isDict(secret)) return undefined;
  const name = String(secret['name']);
  const id = `${naming.namespace}/${name}`;
  const object = await objects.get({ apiVersion: 'v1', kind: 'Secret', namespace: naming.namespace, name });
  if (object === undefined) return new EddyError('KubeConfigInvalid', `could not get KubeConfig secret '${id}': secrets "${name}" not found`);
  const keys = new Set([object['data'], object['stringData']].flatMap((data) => (isDict(data) ? Object.keys(data) : [])));
  const key = typeof secret['key'] === 'string' ? secret['key'] : '';
  if (key !== '' ? keys.has(key) : keys.has('value') || keys.has('value.yaml')) return undefined;
  const missing = key === '' ? "a 'value' or 'value.yaml'" : `a '${key}'`;
  return new EddyError('KubeConfigInvalid', `KubeConfig secret '${id}' does not contain ${missing} key with data`);
}
