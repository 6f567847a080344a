import { isDict, newDict, toDict, type Dict } from '../std/dict.ts';

const CPU = 'targetCPUUtilizationPercentage';

/**
 * An object of a built-in kind in another version of its group.
 *
 * Of the groups that 1.36 serves in several versions, only HorizontalPodAutoscaler has a kind whose versions differ.
 * Follows k8s.io/kubernetes v1.36 pkg/apis/autoscaling/v1/conversion.go, for the processor's use.
 */
export function convertBuiltIn(object: Dict, apiVersion: string): Dict {
  const out = toDict({ ...object, apiVersion });
  if (object['kind'] !== 'HorizontalPodAutoscaler' || !isDict(object['spec'])) return out;
  out['spec'] = apiVersion === 'autoscaling/v1' ? withPercentage(object['spec']) : withMetrics(object['spec']);
  return out;
}

function withMetrics(spec: Dict): Dict {
  const { [CPU]: averageUtilization, ...rest } = spec;
  if (averageUtilization === undefined) return spec;
  const target = toDict({ type: 'Utilization', averageUtilization });
  const others = Array.isArray(spec['metrics']) ? (spec['metrics'] as unknown[]) : [];
  return toDict({ ...rest, metrics: [...others, toDict({ type: 'Resource', resource: toDict({ name: 'cpu', target }) })] });
}

function withPercentage(spec: Dict): Dict {
  const { metrics, ...rest } = spec;
  const all = Array.isArray(metrics) ? metrics.filter(isDict) : [];
  const found = all.map(utilizationOf).find((each) => each !== undefined);
  return toDict(found === undefined ? rest : { ...rest, [CPU]: found });
}

function utilizationOf(metric: Dict): unknown {
  const { name, target } = isDict(metric['resource']) ? metric['resource'] : newDict();
  return name === 'cpu' && isDict(target) ? target['averageUtilization'] : undefined;
}
