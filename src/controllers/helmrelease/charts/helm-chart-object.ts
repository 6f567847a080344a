import { goDurationText, parseGoDuration } from '../../../std/go-duration.ts';
import { newDict, toDict, type Dict } from '../../../std/dict.ts';
import type { ObjectRef } from '../../../diagnostics/index.ts';
import type { K8sObject } from '../../../manifest/index.ts';
import { HELM_GROUP, sourceRef } from '../../base/index.ts';
import type { ChartTemplate, HelmReleaseSpec } from '../spec.ts';

/** The labels that say which HelmRelease an object belongs to. */
export function originLabels({ naming }: HelmReleaseSpec): Dict {
  return toDict({ [`${HELM_GROUP}/name`]: naming.name, [`${HELM_GROUP}/namespace`]: naming.namespace });
}

/** The HelmChart that a HelmRelease with `spec.chart` makes: `<namespace>-<name>`, in the namespace of its source. */
export function helmChartRef({ naming }: HelmReleaseSpec, template: ChartTemplate): ObjectRef {
  return sourceRef('HelmChart', template.sourceNamespace ?? naming.namespace, `${naming.namespace}-${naming.name}`);
}

/**
 * The HelmChart object of a HelmRelease.
 *
 * Follows helm-controller v1.6.3 internal/reconcile/helmchart_template.go.
 */
export function helmChartObject(release: HelmReleaseSpec, template: ChartTemplate): K8sObject {
  const { apiVersion, kind, name, namespace } = helmChartRef(release, template);
  const metadata = newDict();
  metadata['name'] = name;
  metadata['namespace'] = namespace;
  metadata['labels'] = toDict({ ...template.labels, ...originLabels(release) });
  if (template.annotations !== undefined) metadata['annotations'] = template.annotations;
  const interval = template.interval ?? release.interval;
  const spec = newDict();
  spec['chart'] = template.chart;
  spec['version'] = template.version;
  spec['sourceRef'] = toDict({ kind: template.sourceKind, name: template.sourceName });
  spec['interval'] = goDurationText(parseGoDuration(interval) ?? 0);
  spec['reconcileStrategy'] = template.reconcileStrategy;
  if (template.valuesFiles.length > 0) spec['valuesFiles'] = template.valuesFiles;
  if (template.ignoreMissingValuesFiles) spec['ignoreMissingValuesFiles'] = true;
  if (template.verify !== undefined) spec['verify'] = template.verify;
  return { apiVersion, kind, metadata: metadata as unknown as K8sObject['metadata'], spec };
}
