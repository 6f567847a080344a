import { EddyError } from '../../../diagnostics/index.ts';
import { refOf, type K8sObject } from '../../../manifest/index.ts';
import type { ClusterClient } from './cluster-client.ts';

/**
 * The objects of a release that exist already, as they live. Without `takesOwnership` they have to belong to it.
 *
 * Follows Helm 4.2.4 pkg/action/validate.go.
 *
 * @throws EddyError HelmOwnership
 */
export async function existingResources(objects: readonly K8sObject[], release: { readonly name: string; readonly namespace: string }, takesOwnership: boolean, cluster: ClusterClient): Promise<K8sObject[]> {
  const existing: K8sObject[] = [];
  for (const object of objects) {
    const live = await cluster.get(refOf(object));
    if (live === undefined) continue;
    if (!takesOwnership) checkOwnership(object, live, release);
    existing.push(live);
  }
  return existing;
}

function checkOwnership({ kind, metadata }: K8sObject, live: K8sObject, release: { readonly name: string; readonly namespace: string }): void {
  const faults = [
    valueFault('label', live.metadata.labels, 'app.kubernetes.io/managed-by', 'Helm'),
    valueFault('annotation', live.metadata.annotations, 'meta.helm.sh/release-name', release.name),
    valueFault('annotation', live.metadata.annotations, 'meta.helm.sh/release-namespace', release.namespace),
  ].filter((fault) => fault !== undefined);
  if (faults.length === 0) return;
  const what = `${kind} "${metadata.name}" in namespace "${metadata.namespace ?? ''}" exists and cannot be imported into the current release`;
  throw new EddyError('HelmOwnership', `${what}: invalid ownership metadata; ${faults.join('; ')}`);
}

function valueFault(where: 'label' | 'annotation', map: Readonly<Record<string, string>> | undefined, key: string, wanted: string): string | undefined {
  const found = map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;
  if (found === wanted) return undefined;
  if (found === undefined) return `${where} validation error: missing key "${key}": must be set to "${wanted}"`;
  return `${where} validation error: key "${key}" must equal "${wanted}": current value is "${found}"`;
}
