import { EddyError, type ErrorCode } from '../../diagnostics/index.ts';
import type { Blocker } from '../base/index.ts';
import type { SourceConditionType } from './source-conditions.ts';

/** What a failure says besides its reason and text. */
export interface FailureDetails {
  readonly code?: ErrorCode | undefined;
  readonly hint?: string | undefined;
  /** Nothing helps but a change of the object. */
  readonly stalls?: boolean | undefined;
  /** The condition that tells of it besides Ready; `FetchFailed` unless given, and none for null. */
  readonly condition?: SourceConditionType | null | undefined;
  /** Flux only logs it: its conditions say that the source is still on its way. */
  readonly untold?: boolean | undefined;
  readonly cause?: unknown;
}

/** Why a source has no artifact: the reason and text of its conditions, and what to tell a person. */
export class SourceFailure extends Error {
  override readonly name = 'SourceFailure';
  readonly reason: string;
  readonly error: EddyError;
  readonly condition: SourceConditionType | null;
  readonly stalls: boolean;
  readonly untold: boolean;

  constructor(reason: string, message: string, details: FailureDetails = {}) {
    super(message);
    this.reason = reason;
    this.error = new EddyError(details.code ?? 'SourceFailed', message, { hint: details.hint, cause: details.cause });
    this.condition = details.condition === undefined ? 'FetchFailed' : details.condition;
    this.stalls = details.stalls ?? false;
    this.untold = details.untold ?? false;
  }
}

/** A source that is made of other sources, of which some have no artifact. */
export class SourceWaiting extends Error {
  override readonly name = 'SourceWaiting';
  readonly reason: string;
  readonly blockers: readonly Blocker[];
  /** The condition that tells of it besides Ready; null where there is none. */
  readonly condition: SourceConditionType | null;

  constructor(reason: string, message: string, blockers: readonly Blocker[], condition: SourceConditionType | null = null) {
    super(message);
    this.reason = reason;
    this.blockers = blockers;
    this.condition = condition;
  }
}

/** Turns what a port throws into a failure of the source; anything else is a fault of this program. */
export async function failingAs<T>(reason: string, message: (error: EddyError) => string, step: () => T | Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (thrown) {
    if (!(thrown instanceof EddyError)) throw thrown;
    throw new SourceFailure(reason, message(thrown), { code: thrown.code, hint: thrown.hint, cause: thrown });
  }
}
