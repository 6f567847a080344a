/** How one case ended. A case that `skips.ts` lists is counted as skipped when it fails, and fails the run when it passes. */
export interface CaseResult {
  readonly id: string;
  readonly pass: boolean;
  /** A short text for `--show` and for the list of failures: what was wanted and what came. */
  readonly detail?: string;
  /** A row of its own under the suite (`flux:generate`), where one folder holds several topics. */
  readonly topic?: string;
}

/** Where the recorded data lies and what the caller asked for. */
export interface SuiteContext {
  /** The folder that holds one sub-folder per suite. */
  readonly data: string;
  /** Only this case, with full detail. */
  readonly show?: string | undefined;
}

/** A conformance suite: recorded answers of a real tool, run against eddy. */
export interface Suite {
  /** The name of its folder under the data folder. */
  readonly name: string;
  /** Runs the cases, one result each, in the order of the data. */
  run(context: SuiteContext): AsyncIterable<CaseResult> | Iterable<CaseResult>;
}
