import { isDict } from '../../std/dict.ts';
import type { K8sObject } from '../../manifest/index.ts';
import type { Condition, ConditionStatus } from '../base/index.ts';

/** The conditions of a source besides Ready, Reconciling and Stalled. The first one that tells of trouble is the one that Ready repeats. */
export type SourceConditionType = 'StorageOperationFailed' | 'FetchFailed' | 'IncludeUnavailable' | 'ArtifactOutdated' | 'ArtifactInStorage' | 'SourceVerified';

const BY_WEIGHT: readonly SourceConditionType[] = ['StorageOperationFailed', 'FetchFailed', 'IncludeUnavailable', 'ArtifactOutdated', 'ArtifactInStorage', 'SourceVerified'];
/** These are good news when true; the others are bad news. */
const GOOD: ReadonlySet<SourceConditionType> = new Set(['ArtifactInStorage', 'SourceVerified']);
const FAILURES: readonly SourceConditionType[] = ['StorageOperationFailed', 'FetchFailed', 'IncludeUnavailable'];

/** Why Ready is what it is. */
export interface Summary {
  readonly reason: string;
  readonly message: string;
}

/**
 * The conditions of one source while it is reconciled: those that it had, and what was found since.
 *
 * A condition that nobody speaks about stays as it was, together with the generation that it was seen at.
 * Follows source-controller v1.9.4 internal/reconcile/summarize and fluxcd/pkg runtime v0.110.1 conditions.
 */
export class SourceConditions {
  readonly #before = new Map<string, Condition>();
  readonly #marked = new Map<SourceConditionType, Condition>();
  readonly #removed = new Set<SourceConditionType>();

  constructor(object: K8sObject) {
    const listed = isDict(object['status']) ? object['status']['conditions'] : undefined;
    for (const condition of Array.isArray(listed) ? (listed as Condition[]) : []) this.#before.set(condition.type, condition);
  }

  status(type: SourceConditionType): ConditionStatus | undefined {
    return this.#current(type)?.status;
  }

  mark(type: SourceConditionType, status: ConditionStatus, { reason, message }: Summary): void {
    this.#removed.delete(type);
    this.#marked.set(type, { type, status, reason, message });
  }

  remove(type: SourceConditionType): void {
    this.#marked.delete(type);
    this.#removed.add(type);
  }

  /** What to write: conditions that were marked, and the types that are gone. */
  changes(): { readonly conditions: readonly Condition[]; readonly removeConditions: readonly string[] } {
    return { conditions: [...this.#marked.values()], removeConditions: [...this.#removed] };
  }

  /** What keeps the source from being Ready: bad news, or else good news that did not come true. */
  trouble(): Summary | undefined {
    const present = BY_WEIGHT.flatMap((type) => this.#current(type) ?? []);
    // A signature that fails is told before all else.
    const unverified = present.find(({ type, status }) => type === 'SourceVerified' && status === 'False');
    const found = unverified ?? present.find((condition) => isBad(condition));
    return found === undefined ? undefined : { reason: found.reason, message: found.message };
  }

  /** Whether a failure that the source had before is over. */
  recovered(): boolean {
    return FAILURES.some((type) => this.#before.has(type)) && !FAILURES.some((type) => this.#current(type) !== undefined);
  }

  #current(type: SourceConditionType): Condition | undefined {
    if (this.#removed.has(type)) return undefined;
    return this.#marked.get(type) ?? this.#before.get(type);
  }
}

function isBad({ type, status }: Condition): boolean {
  return !GOOD.has(type as SourceConditionType) && status === 'True';
}
