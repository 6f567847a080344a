import { EddyError, type ErrorCode } from '../../diagnostics/index.ts';

/** Why a source has no artifact: the reason and text of its conditions, and what to tell a person. */
export class SourceFailure extends Error {
  override readonly name = 'SourceFailure';
  readonly reason: string;
  readonly error: EddyError;
  /** The condition that says so besides Ready. */
  readonly condition: 'FetchFailed' | 'IncludeUnavailable';
  readonly stalls: boolean;

  constructor(
    reason: string,
    message: string,
    details: { readonly code?: ErrorCode; readonly hint?: string | undefined; readonly stalls?: boolean; readonly condition?: SourceFailure['condition']; readonly cause?: unknown } = {},
  ) {
    super(message);
    this.reason = reason;
    this.error = new EddyError(details.code ?? 'SourceFailed', message, { hint: details.hint, cause: details.cause });
    this.condition = details.condition ?? 'FetchFailed';
    this.stalls = details.stalls ?? false;
  }
}
