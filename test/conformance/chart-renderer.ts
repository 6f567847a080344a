import { gunzipSync } from 'node:zlib';
import { HelmEngine, loadChart, mergeValues } from '../../src/helm/index.ts';
import type { HelmRenderer } from '../../src/kustomize/index.ts';

const engine = new HelmEngine();

/** Renders the charts of a kustomization with eddy's own engine. */
export const renderChart: HelmRenderer = ({ chart, tree, chartPath, valuesFiles }) => {
  const files = valuesFiles.map((text, i) => ({ path: `values-${String(i)}.yaml`, text }));
  const { releaseName = '', nameTemplate = '', namespace = 'default', kubeVersion, apiVersions = [] } = chart;
  const name = nameTemplate === '' ? releaseName : nameTemplate;
  return engine.render(loadChart(tree, chartPath, { gunzip: (bytes) => gunzipSync(bytes) }), {
    releaseName: name === '' ? 'release-name' : name,
    namespace,
    values: mergeValues({ files }),
    apiVersions,
    includeCrds: chart.includeCRDs === true,
    skipTests: chart.skipTests === true,
    disableHooks: chart.skipHooks === true,
    ...(kubeVersion === undefined ? {} : { kubeVersion }),
  }).manifest();
};
