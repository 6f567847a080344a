import { contextFn, GoError, type ContextFn, type Meter } from '../govalue/index.ts';

const MAX_PARTS = 1_000_000;

/**
 * A limit on the parts of a value that one call may visit.
 *
 * A template can hold one mapping in many places of another, level upon level: small in memory, but endless for who walks over all of it.
 */
export class WorkBudget {
  #left: number = MAX_PARTS;

  /** How many parts were visited. */
  get spent(): number {
    return MAX_PARTS - this.#left;
  }

  /** Counts one part. @throws GoError when there are too many */
  spend(): void {
    if (--this.#left < 0) throw new GoError(`value has too many parts (max ${MAX_PARTS})`);
  }
}

/** Declares a function that counts what it visits: its first argument is the meter of the running template. */
export const metered: ContextFn<Meter> = contextFn;

/** Runs a walk over a value with a budget of its own, and counts two steps for each part that it visited. */
export function counted<T>(meter: Meter, walk: (budget: WorkBudget) => T): T {
  const budget = new WorkBudget();
  try {
    return walk(budget);
  } finally {
    meter.spend(2 * budget.spent);
  }
}
