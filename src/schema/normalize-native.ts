import { isDict, toDict, type Dict } from '../std/dict.ts';
import { builtInKind } from './kinds.ts';
import { roundTrip, TypeMismatch } from './round-trip.ts';
import { mergeStringData } from './string-data.ts';

/** Where the pod spec is, by kind: the kinds whose container ports get a default protocol. */
const POD_SPECS: Readonly<Record<string, readonly string[]>> = {
  'v1 Pod': ['spec'],
  'apps/v1 Deployment': ['spec', 'template', 'spec'],
  'apps/v1 StatefulSet': ['spec', 'template', 'spec'],
  'apps/v1 DaemonSet': ['spec', 'template', 'spec'],
  'apps/v1 ReplicaSet': ['spec', 'template', 'spec'],
  'batch/v1 Job': ['spec', 'template', 'spec'],
  'batch/v1 CronJob': ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};

/**
 * The object as kustomize-controller sends it: built-in kinds go through their Go types, `status` and `creationTimestamp` go.
 *
 * Roles and ClusterRoles are left as they are. An object that does not fit its type loses only `status` and `creationTimestamp`.
 * The input is not changed; the result may share parts of it.
 * Follows fluxcd/pkg ssa v0.76.1 normalize/normalize.go.
 */
export function normalizeNative<T extends object>(object: T): T {
  const source = object as Readonly<Record<string, unknown>>;
  const key = `${String(source['apiVersion'])} ${String(source['kind'])}`;
  if (/^rbac\.authorization\.k8s\.io\/v1 (Cluster)?Role$/.test(key)) return object;
  const out = toDict(typed(source, key) ?? source);
  if (isDict(out['metadata']) && Object.hasOwn(out['metadata'], 'creationTimestamp')) {
    const metadata = toDict(out['metadata']);
    delete metadata['creationTimestamp'];
    out['metadata'] = metadata;
  }
  if (!/^apiextensions\.k8s\.io\/\S* CustomResourceDefinition$/.test(key)) delete out['status'];
  return out as T;
}

/** The object after its typed round trip; undefined for a custom resource and for an object that does not fit. */
function typed(source: Readonly<Record<string, unknown>>, key: string): Dict | undefined {
  const number = builtInKind(String(source['apiVersion']), String(source['kind']))?.typeNumber;
  if (number === undefined) return undefined;
  try {
    const out = roundTrip(number, source);
    if (key === 'v1 Secret') mergeStringData(out);
    else if (key === 'v1 Service') defaultProtocols(listAt(out, ['spec', 'ports']));
    else if (POD_SPECS[key] !== undefined) {
      for (const container of listAt(out, [...POD_SPECS[key], 'containers'])) defaultProtocols(listAt(container, ['ports']));
    }
    return out;
  } catch (error) {
    if (error instanceof TypeMismatch) return undefined;
    throw error;
  }
}

/** The round trip made these mappings, so they may be changed. */
function defaultProtocols(ports: readonly Dict[]): void {
  for (const port of ports) port['protocol'] ??= 'TCP';
}

function listAt(object: Dict, path: readonly string[]): readonly Dict[] {
  let at: unknown = object;
  for (const key of path) at = isDict(at) ? at[key] : undefined;
  return Array.isArray(at) ? at.filter(isDict) : [];
}
