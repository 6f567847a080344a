/** Bounds on what a text may ask of the reader; a text beyond one is refused with the code `YamlLimit`. */
export interface YamlLimits {
  /** Levels of nesting, aliases followed. Go's readers allow 10,000; the default of 1,000 keeps recursion safe on any stack. */
  readonly maxDepth: number;
  /** Length of a text in UTF-16 code units. */
  readonly maxLength: number;
}

export const DEFAULT_LIMITS: YamlLimits = { maxDepth: 1_000, maxLength: 256 * 1024 * 1024 };

const SMALL_DOCUMENT = 400_000;
const LARGE_DOCUMENT = 4_000_000;

/**
 * Watches how much of a document comes from aliases: at most 99 % in a small document, falling to 10 % in a huge one.
 *
 * Follows go-yaml v2.4.3 and v3.0.4 `decode.go`.
 */
export class AliasBudget {
  #decoded = 0;
  #fromAliases = 0;
  #depth = 0;

  /** Counts one node. Answers whether the document is still within its budget. */
  spend(): boolean {
    this.#decoded++;
    if (this.#depth > 0) this.#fromAliases++;
    if (this.#fromAliases <= 100 || this.#decoded <= 1_000) return true;
    return this.#fromAliases / this.#decoded <= allowedRatio(this.#decoded);
  }

  enterAlias(): void {
    this.#depth++;
  }

  leaveAlias(): void {
    this.#depth--;
  }
}

function allowedRatio(decoded: number): number {
  if (decoded <= SMALL_DOCUMENT) return 0.99;
  if (decoded >= LARGE_DOCUMENT) return 0.1;
  return 0.99 - 0.89 * ((decoded - SMALL_DOCUMENT) / (LARGE_DOCUMENT - SMALL_DOCUMENT));
}
