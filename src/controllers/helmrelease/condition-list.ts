import { inFluxOrder, type Condition, type ConditionStatus } from '../base/index.ts';

/** The types that the controllers of this folder write. */
const OWNED = [
  'Stalled', 'Reconciling', 'Ready', 'ArtifactInStorage', 'ArtifactOutdated', 'BuildFailed', 'Drifted', 'FetchFailed', 'Released', 'Remediated',
  'SourceVerified', 'StorageOperationFailed', 'TestSuccess',
];

/** The conditions of an object while it is reconciled, in the order in which Flux keeps them. */
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

  /** The list as a part of an outcome: these conditions and no others. */
  change(): { readonly conditions: readonly Condition[]; readonly removeConditions: readonly string[] } {
    const kept = new Set(this.#conditions.map(({ type }) => type));
    return { conditions: this.#conditions, removeConditions: OWNED.filter((type) => !kept.has(type)) };
  }
}
