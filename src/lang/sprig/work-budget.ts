import { GoError } from '../govalue/index.ts';

const MAX_PARTS = 1_000_000;

/**
 * A limit on the parts of a value that one call may visit.
 *
 * A template can hold one mapping in many places of another, level upon level: small in memory, but endless for who walks over all of it.
 */
export class WorkBudget {
  #left: number = MAX_PARTS;

  /** Counts one part. @throws GoError when there are too many */
  spend(): void {
    if (--this.#left < 0) throw new GoError(`value has too many parts (max ${MAX_PARTS})`);
  }
}
