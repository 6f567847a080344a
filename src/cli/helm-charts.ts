import { gunzip, nodeCrypto } from '../adapters/index.ts';
import { EddyError } from '../diagnostics/index.ts';
import { HelmEngine, loadChart, mergeValues } from '../helm/index.ts';
import type { HelmChartSpec, HelmRequest } from '../kustomize/index.ts';

/** What charts see of a cluster where their entry does not say it. */
export interface HelmChartDefaults {
  readonly kubeVersion: string | undefined;
  readonly apiVersions: readonly string[];
}

/** Renders an entry of the `helmCharts` of a kustomization. */
export function renderHelmChart({ chart, tree, chartPath, valuesFiles }: HelmRequest, defaults: HelmChartDefaults): string {
  const engine = new HelmEngine({ crypto: nodeCrypto });
  const values = mergeValues({ files: valuesFiles.map((text, i) => ({ path: `values ${String(i + 1)} of helmCharts`, text })) });
  const kubeVersion = filled(chart.kubeVersion) ?? defaults.kubeVersion;
  const { apiVersions = [] } = chart;
  const result = engine.render(loadChart(tree, chartPath, { gunzip }), {
    values,
    releaseName: releaseName(chart, engine),
    namespace: filled(chart.namespace) ?? 'default',
    ...(kubeVersion === undefined ? {} : { kubeVersion }),
    apiVersions: apiVersions.length === 0 ? defaults.apiVersions : apiVersions,
    includeCrds: chart.includeCRDs ?? false,
    disableHooks: chart.skipHooks ?? false,
    skipTests: chart.skipTests ?? false,
  });
  return result.manifest();
}

function releaseName(chart: HelmChartSpec, engine: HelmEngine): string {
  const name = filled(chart.releaseName);
  const template = filled(chart.nameTemplate);
  if (template === undefined) return name ?? 'release-name';
  if (name !== undefined) throw new EddyError('KustomizeHelm', 'cannot set --name-template and also specify a name', { hint: 'a helmCharts entry has a releaseName or a nameTemplate' });
  return engine.renderName(template);
}

function filled(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
