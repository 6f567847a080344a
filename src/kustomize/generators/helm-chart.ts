import { fault, prefixed } from '../kustomize-error.ts';
import type { HelmChartSpec } from '../kustomization-file.ts';
import { goList } from '../go-text.ts';
import { joinClean } from '../join-clean.ts';
import type { Generate, PluginHost } from '../plugin-host.ts';
import { readResources } from '../read-resources.ts';
import { BUILD_ANNOTATIONS } from '../resource.ts';
import { mergeChartValues } from './helm-values.ts';

const MERGES: readonly string[] = ['merge', 'override', 'replace'];

/**
 * Renders the chart of a `helmCharts` entry that lies in the tree.
 *
 * Follows kustomize api v0.21.1 internal/builtins/HelmChartInflationGenerator.go, except that a chart is never pulled.
 *
 * @throws EddyError KustomizeHelm
 */
export function inflateChart({ loader, context }: PluginHost, chart: HelmChartSpec): Generate {
  if (!context.helmEnabled) throw fault('KustomizeHelm', 'must specify --enable-helm', { hint: 'Flux never renders helmCharts of a kustomization: use a HelmRelease' });
  const { name = '', chartHome = '', valuesMerge = '', additionalValuesFiles = [] } = chart;
  if (name === '') throw fault('KustomizeHelm', 'chart name cannot be empty');
  const isPulled = (chart.version ?? '') !== '' && (chart.repo ?? '') !== '';
  const home = joinClean(chartHome === '' ? 'charts' : chartHome, isPulled ? `${name}-${chart.version!}` : '');
  const valuesFile = (chart.valuesFile ?? '') === '' ? joinClean(home, `${name}/values.yaml`) : chart.valuesFile!;
  for (const file of additionalValuesFiles) prefixed('could not load additionalValuesFile', () => loader.loadText(file));
  if (valuesMerge !== '' && !MERGES.includes(valuesMerge)) throw fault('KustomizeHelm', `valuesMerge must be one of ${goList(MERGES)}`);
  return () => {
    const chartPath = loader.treePathOf(joinClean(home, name));
    if (loader.tree.kind(chartPath) !== 'dir') {
      if ((chart.repo ?? '') === '') throw fault('KustomizeHelm', `no repo specified for pull, no chart found at ''`);
      throw fault('KustomizeHelm', `chart "${name}" is not in ${loader.show(chartPath)}`, { hint: 'charts are not pulled here: vendor it, or use a HelmRelease' });
    }
    const values = mergeChartValues(loader.loadText(valuesFile), loader.pathOf(valuesFile), chart.valuesInline, valuesMerge);
    const more = additionalValuesFiles.map((file) => loader.loadText(file));
    if (context.helm === undefined) throw fault('KustomizeHelm', 'no renderer for charts is given');
    const text = context.helm({ chart, tree: loader.tree, chartPath, valuesFiles: [values, ...more] });
    const resources = readResources(text, chartPath, context.types);
    for (const resource of resources) resource.setAnnotation(BUILD_ANNOTATIONS.helmGenerated, 'true');
    return resources;
  };
}
