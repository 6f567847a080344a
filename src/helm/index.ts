/**
 * Helm's template engine: loads charts from trees and archives, combines values, renders templates to manifests.
 *
 * Knows no cluster, no repository and no release storage: fetching charts is `controllers/source`, what becomes of a release `controllers/helmrelease`.
 *
 * @module
 */
export { DEFAULT_API_VERSIONS, DEFAULT_KUBE_VERSION, parseKubeVersion, type KubeVersion } from './capabilities.ts';
export { ChartFile, type Chart, type ChartCrd } from './chart.ts';
export type { ChartDependency, ChartMaintainer, ChartMetadata } from './chart-metadata.ts';
export { HelmEngine, type HelmEnginePorts } from './helm-engine.ts';
export type { Lookup } from './helm-functions.ts';
export { compareKinds } from './kind-order.ts';
export { loadChart, loadChartArchive, loadChartFile, type ChartPorts } from './load-chart.ts';
export { info, logText, messageOf, warning, type Log, type LogLine } from './log-line.ts';
export { sortManifests, type Hook, type HookEvent, type RenderedDocument } from './manifests.ts';
export { mergeValues, type ValueOptions } from './merge-values.ts';
export { toPlain } from './plain-value.ts';
export { enabledCrds, HELM_VERSION, type RenderOptions } from './render-chart.ts';
export { RenderResult } from './render-result.ts';
export { splitManifests } from './split-manifests.ts';
export { deepCopy, mergeMaps } from './tables.ts';
export { readValues } from './values-file.ts';
