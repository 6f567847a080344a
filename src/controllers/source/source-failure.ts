import { EddyError, type ErrorCode } from '../../diagnostics/index.ts';
import type { Blocker } from '../base/index.ts';

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

/** A source that is made of other sources, of which some have no artifact. */
export class SourceWaiting extends Error {
  override readonly name = 'SourceWaiting';
  readonly blockers: readonly Blocker[];

  constructor(blockers: readonly Blocker[]) {
    super(blockers.map(({ error }) => error.message).join('; '));
    this.blockers = blockers;
  }
}
