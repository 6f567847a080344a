import { isDict, newDict, toDict, type Dict } from '../../std/dict.ts';
import type { K8sObject } from '../../manifest/index.ts';

/** `True`, `False` or `Unknown`. */
export type ConditionStatus = 'True' | 'False' | 'Unknown';

/** A condition of an object's status. */
export interface Condition {
  readonly type: string;
  readonly status: ConditionStatus;
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration?: number | undefined;
  readonly lastTransitionTime?: string | undefined;
}

/** The condition of a type; undefined where the object has none. */
export function conditionOf(object: K8sObject, type: string): Condition | undefined {
  const conditions = isDict(object['status']) ? object['status']['conditions'] : undefined;
  return Array.isArray(conditions) ? (conditions as Condition[]).find((condition) => condition.type === type) : undefined;
}

/** Whether an object is Ready for its present generation. */
export function isReady(object: K8sObject): boolean {
  const status = isDict(object['status']) ? object['status'] : undefined;
  if (status?.['observedGeneration'] !== object.metadata.generation) return false;
  return conditionOf(object, 'Ready')?.status === 'True';
}

/**
 * A status with these conditions in place of those of the same types; types of `remove` are taken away.
 * A condition keeps its lastTransitionTime while its status stays the same.
 */
export function withConditions(
  status: Dict | undefined,
  conditions: readonly Condition[],
  options: { readonly remove: readonly string[]; readonly observedGeneration: number | undefined; readonly now: string },
): Dict {
  const listed = status?.['conditions'];
  const old = Array.isArray(listed) ? (listed as Condition[]) : [];
  const replaced = new Set([...conditions.map(({ type }) => type), ...options.remove]);
  const stamped = conditions.map((condition) => {
    const before = old.find(({ type }) => type === condition.type);
    const lastTransitionTime = before?.status === condition.status ? before.lastTransitionTime ?? options.now : options.now;
    const { observedGeneration } = options;
    return { ...condition, lastTransitionTime, ...(observedGeneration === undefined ? {} : { observedGeneration }) };
  });
  const out = status === undefined ? newDict() : toDict(status);
  out['conditions'] = [...old.filter(({ type }) => !replaced.has(type)), ...stamped].sort(inFluxOrder);
  return out;
}

/** Shown first, in this order. */
const FIRST = ['Stalled', 'Reconciling', 'Ready'];

/** Orders conditions as Flux stores them. Follows fluxcd/pkg runtime v0.110.1 conditions/setter.go. */
export function inFluxOrder(a: Condition, b: Condition): number {
  const first = rankOf(a.type) - rankOf(b.type);
  if (first !== 0) return first;
  const generation = (b.observedGeneration ?? 0) - (a.observedGeneration ?? 0);
  return generation !== 0 ? generation : a.type < b.type ? -1 : 1;
}

function rankOf(type: string): number {
  const at = FIRST.indexOf(type);
  return at === -1 ? FIRST.length : at;
}
