import type { Condition, ConditionStatus } from '../base/index.ts';

/** Shown first, in this order. */
const FIRST = ['Stalled', 'Reconciling', 'Ready'];

/**
 * The conditions of an object while it is reconciled, in the order in which Flux keeps them.
 *
 * Follows fluxcd/pkg runtime v0.110.1 conditions/setter.go.
 */
export class ConditionList {
  #conditions: readonly Condition[];
  readonly #generation: number;

  constructor(conditions: readonly Condition[], generation: number) {
    this.#conditions = conditions;
    this.#generation = generation;
  }

  get(type: string): Condition | undefined {
    return this.#conditions.find((condition) => condition.type === type);
  }

  set(type: string, status: ConditionStatus, reason: string, message: string): void {
    const others = this.#conditions.filter((condition) => condition.type !== type);
    const condition: Condition = { type, status, reason, message, observedGeneration: this.#generation };
    this.#conditions = [...others, condition].sort(inFluxOrder);
  }

  remove(...types: readonly string[]): void {
    this.#conditions = this.#conditions.filter(({ type }) => !types.includes(type));
  }

  all(): readonly Condition[] {
    return this.#conditions;
  }
}

function inFluxOrder(a: Condition, b: Condition): number {
  const first = rank(a.type) - rank(b.type);
  if (first !== 0) return first;
  const generation = (b.observedGeneration ?? 0) - (a.observedGeneration ?? 0);
  return generation !== 0 ? generation : a.type < b.type ? -1 : 1;
}

function rank(type: string): number {
  const at = FIRST.indexOf(type);
  return at === -1 ? FIRST.length : at;
}
