/** What a queue of work needs to know. */
export interface WorkQueueOptions {
  /** How many keys are worked on at the same time. */
  readonly concurrency: number;
  /** Shuffles the order; without it, the smallest rank goes first, and among equals who came first. */
  readonly seed?: number | undefined;
  readonly rank: (key: string) => number;
  readonly work: (key: string) => Promise<void>;
}

/**
 * Keys to work on: each at most once at a time, and once more if it is added while it is worked on.
 *
 * It ends when nothing is left to do, never because time has passed.
 */
export class WorkQueue {
  readonly #options: WorkQueueOptions;
  /** Waiting keys by rank, in the order they came. */
  readonly #waiting = new Map<number, Set<string>>();
  readonly #running = new Set<string>();
  readonly #again = new Set<string>();
  #chance: number | undefined;

  constructor(options: WorkQueueOptions) {
    this.#options = options;
    this.#chance = options.seed;
  }

  /** Adds a key. It starts no work by itself: `drain` does. */
  add(key: string): void {
    if (this.#running.has(key)) {
      this.#again.add(key);
      return;
    }
    const rank = this.#options.rank(key);
    const keys = this.#waiting.get(rank);
    if (keys === undefined) this.#waiting.set(rank, new Set([key]));
    else keys.add(key);
  }

  /** Works until no key waits and none is worked on. After an error no more work is begun; it is thrown once what runs has ended. */
  async drain(): Promise<void> {
    const active = new Set<Promise<void>>();
    let failure: { readonly error: unknown } | undefined;
    for (;;) {
      while (failure === undefined && active.size < this.#options.concurrency) {
        const key = this.#take();
        if (key === undefined) break;
        const job: Promise<void> = this.#work(key)
          .catch((error: unknown) => {
            failure ??= { error };
          })
          .finally(() => active.delete(job));
        active.add(job);
      }
      if (active.size === 0) break;
      await Promise.race(active);
    }
    if (failure !== undefined) throw failure.error;
  }

  async #work(key: string): Promise<void> {
    this.#running.add(key);
    try {
      await this.#options.work(key);
    } finally {
      this.#running.delete(key);
      if (this.#again.delete(key)) this.add(key);
    }
  }

  #take(): string | undefined {
    const ranks = [...this.#waiting.keys()].sort((a, b) => a - b);
    if (ranks.length === 0) return undefined;
    const rank = ranks[this.#random(ranks.length)]!;
    const keys = this.#waiting.get(rank)!;
    const key = nth(keys, this.#random(keys.size));
    keys.delete(key);
    if (keys.size === 0) this.#waiting.delete(rank);
    return key;
  }

  /** A number below `count`: the first one, unless the order is shuffled (a linear congruential generator is chance enough). */
  #random(count: number): number {
    if (this.#chance === undefined) return 0;
    this.#chance = (Math.imul(this.#chance, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#chance / 0x1_0000_0000) * count);
  }
}

function nth(keys: ReadonlySet<string>, index: number): string {
  let at = 0;
  for (const key of keys) if (at++ === index) return key;
  throw new RangeError(`no key ${String(index)} in a set of ${String(keys.size)}`);
}
