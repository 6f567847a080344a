import { gunzip, nodeCrypto } from '../adapters/index.ts';
import { HelmEngine, loadChart, mergeValues } from '../helm/index.ts';
import type { HelmRenderer } from '../kustomize/index.ts';

/** Renders the `helmCharts` of a kustomization. */
export const renderHelmChart: HelmRenderer = ({ chart, tree, chartPath, valuesFiles }) => {
  const values = mergeValues({ files: valuesFiles.map((text, i) => ({ path: `values ${String(i + 1)} of helmCharts`, text })) });
  const result = new HelmEngine({ crypto: nodeCrypto }).render(loadChart(tree, chartPath, { gunzip }), {
    values,
    releaseName: chart.releaseName ?? 'release-name',
    namespace: chart.namespace ?? 'default',
    ...(chart.kubeVersion === undefined ? {} : { kubeVersion: chart.kubeVersion }),
    apiVersions: chart.apiVersions ?? [],
    includeCrds: chart.includeCRDs ?? false,
    disableHooks: chart.skipHooks ?? false,
    skipTests: chart.skipTests ?? false,
  });
  return result.manifest();
};
