import type { CustomHealthChecks } from '../../kstatus/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import type { Context } from '../base/index.ts';
import type { ClusterClient } from './actions/cluster-client.ts';
import { ConditionList } from './condition-list.ts';
import { recordAction } from './release-events.ts';
import { uninstall } from './release-remedies.ts';
import type { ReleaseCluster } from './release-request.ts';
import type { ReleaseStatusFields } from './release-status.ts';
import { ReleaseStorage } from './storage/release-storage.ts';
import { driveToEnd } from './actions/running-release.ts';
import { readHelmRelease } from './spec.ts';

/** Uninstalls the release of an object that was deleted, and deletes its HelmChart; a suspended one leaves both. */
export async function finalizeRelease(last: K8sObject, status: ReleaseStatusFields, context: Context, cluster: ClusterClient): Promise<void> {
  const release = readHelmRelease(last);
  if (!release.suspended && status.storageNamespace !== undefined) {
    const conditions = new ConditionList([], release.generation);
    await driveToEnd(uninstall({ release, status, conditions, context, cluster: clusterOf(cluster, context, undefined) }), context);
  }
  const deleted = await context.children.deleteChildren({ prune: !release.suspended });
  if (deleted.some(({ action }) => action === 'deleted') && status.helmChart !== undefined) recordAction({ context }, 'Normal', 'HelmChartDeleted', `deleted HelmChart '${status.helmChart}'`);
}

/** A cluster as a release sees it. */
export function clusterOf(client: ClusterClient, { ports }: Context, health: CustomHealthChecks | undefined): ReleaseCluster {
  const now = (): number => ports.clock.now();
  return { client, health, storageIn: (namespace) => new ReleaseStorage({ cluster: client, namespace, now, gunzip: ports.gunzip }) };
}
