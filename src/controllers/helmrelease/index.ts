/**
 * HelmReleases and HelmCharts: from a chart and values to the objects of a release.
 *
 * Rendering is `helm/`, patching `kustomize/`; fetching is behind the ports. In a cluster Helm's own actions run (install, upgrade, rollback,
 * uninstall, test), and what became of a release is kept in Secrets, as Helm keeps it.
 *
 * @module
 */
export { storeClient, type ClusterClient, type DeletionPropagation } from './actions/cluster-client.ts';
export { createHelmChartController } from './charts/helm-chart-controller.ts';
export { createHelmReleaseController, type HelmReleaseControllerOptions } from './helm-release-controller.ts';
export { decodeRelease, RELEASE_SECRET_TYPE } from './storage/release-codec.ts';
export type { HookRecord, ReleaseInfo, ReleaseRecord, ReleaseStatus } from './storage/release-record.ts';
