import { isDict, newDict } from '../../../std/dict.ts';
import type { K8sObject } from '../../../manifest/index.ts';
import { tryCleanPath } from '../../../tree/index.ts';

/** A HelmChart's spec, with Flux's defaults filled in. */
export interface HelmChartSpec {
  readonly chart: string;
  readonly version: string;
  readonly sourceKind: string;
  readonly sourceName: string;
  readonly revisionStrategy: boolean;
  readonly valuesFiles: readonly string[];
  readonly ignoreMissingValuesFiles: boolean;
  readonly suspended: boolean;
  readonly generation: number;
}

/** Reads a HelmChart; what is missing or of the wrong type counts as unset. */
export function readHelmChart(object: K8sObject): HelmChartSpec {
  const spec = isDict(object['spec']) ? object['spec'] : newDict();
  const source = isDict(spec['sourceRef']) ? spec['sourceRef'] : newDict();
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return {
    chart: text(spec['chart']),
    version: text(spec['version']) === '' ? '*' : text(spec['version']),
    sourceKind: text(source['kind']),
    sourceName: text(source['name']),
    revisionStrategy: spec['reconcileStrategy'] === 'Revision',
    valuesFiles: readValuesFiles(spec['valuesFiles']),
    ignoreMissingValuesFiles: spec['ignoreMissingValuesFiles'] === true,
    suspended: spec['suspend'] === true,
    generation: object.metadata.generation ?? 1,
  };
}

/** The chart's own values alone are no reason to change the chart. */
function readValuesFiles(listed: unknown): readonly string[] {
  const files = Array.isArray(listed) ? listed.filter((file) => typeof file === 'string') : [];
  return files.length === 1 && tryCleanPath(files[0]!) === 'values.yaml' ? [] : files;
}
