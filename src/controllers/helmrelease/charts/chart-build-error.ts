import { EddyError, type ErrorCode, type ErrorDetails } from '../../../diagnostics/index.ts';

/** Why a chart could not be built, in the words of Flux's conditions. */
export type ChartBuildReason =
  | 'InvalidChartReference'
  | 'ChartPullError'
  | 'MetadataPatchError'
  | 'ValuesFilesError'
  | 'DependencyBuildError'
  | 'ChartPackageError'
  | 'AuthenticationFailed';

const PREFIX: Readonly<Record<ChartBuildReason, string>> = {
  InvalidChartReference: 'invalid chart reference',
  ChartPullError: 'chart pull error',
  MetadataPatchError: 'chart metadata patch error',
  ValuesFilesError: 'values files merge error',
  DependencyBuildError: 'dependency build error',
  ChartPackageError: 'chart package error',
  AuthenticationFailed: 'failed to authenticate with the Helm repository: chart pull error',
};

/** A fault of a chart's build; the condition needs its reason, the user its error. */
export class ChartBuildError extends Error {
  override readonly name = 'ChartBuildError';
  readonly reason: ChartBuildReason;
  readonly error: EddyError;
  /** The chart that was to be built, as far as it was known by then. */
  build: { readonly name: string; readonly version: string } | undefined;

  constructor(reason: ChartBuildReason, code: ErrorCode, message: string, details: ErrorDetails = {}) {
    const text = `${PREFIX[reason]}: ${message}`;
    super(text);
    this.reason = reason;
    this.build = undefined;
    this.error = new EddyError(code, text, details);
  }

  /** Whether only a change of the object or its source can help. */
  get persistent(): boolean {
    return this.reason === 'InvalidChartReference' || this.reason === 'MetadataPatchError' || this.reason === 'ValuesFilesError';
  }

  /** The condition that shows it: what happens after the fetch is a failed build. */
  get condition(): 'FetchFailed' | 'BuildFailed' {
    return this.reason === 'InvalidChartReference' || this.reason === 'ChartPullError' || this.reason === 'AuthenticationFailed' ? 'FetchFailed' : 'BuildFailed';
  }
}

/** The fault with what an engine threw as its cause; place and hint stay. */
export function buildErrorFrom(reason: ChartBuildReason, thrown: unknown, prefix = ''): ChartBuildError {
  if (!(thrown instanceof EddyError)) throw thrown;
  const { code, message, at, hint, notes, sourceLine } = thrown;
  return new ChartBuildError(reason, code, prefix + message, { at, hint, notes, sourceLine, cause: thrown });
}
