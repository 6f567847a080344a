/**
 * HelmReleases and HelmCharts: from a chart and values to the objects of a release.
 *
 * Rendering is `helm/`, patching `kustomize/`; fetching is behind the ports. What became of a release is kept in `ReleaseStorage`.
 *
 * @module
 */
export { createHelmChartController } from './helm-chart-controller.ts';
export { createHelmReleaseController, type HelmReleaseControllerOptions } from './helm-release-controller.ts';
export type { ReleaseDocument } from './post-render.ts';
export { documentText, releaseManifest } from './release-manifest.ts';
export { ReleaseStorage, type ReleaseRecord, type ReleaseStatus } from './release-storage.ts';
