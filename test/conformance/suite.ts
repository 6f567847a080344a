/** How one case ended. `skip` needs a reason in `skips.ts`; a case that is listed there and passes fails the run. */
export interface CaseResult {
  readonly id: string;
  readonly pass: boolean;
  /** A short text for `--show` and for the list of failures: what was wanted and what came. */
  readonly detail?: string;
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
  /** The name of its folder under the data folder; `:topic` may follow where one folder gives several rows. */
  readonly name: string;
  /** Runs the cases, one result each, in the order of the data. */
  run(context: SuiteContext): AsyncIterable<CaseResult> | Iterable<CaseResult>;
}
