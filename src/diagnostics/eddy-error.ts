import type { ErrorCode } from './codes.ts';
import type { ObjectRef } from './object-ref.ts';
import type { Position } from './text-file.ts';

/** A further place or remark that belongs to an error. */
export interface Note {
  readonly message: string;
  readonly at?: Position | undefined;
}

/** What an error may carry besides its code and message. */
export interface ErrorDetails {
  readonly object?: ObjectRef | undefined;
  readonly at?: Position | undefined;
  readonly hint?: string | undefined;
  readonly notes?: readonly Note[] | undefined;
  /** The source line at `at`, for the code frame, where the file cannot be read again later. */
  readonly sourceLine?: string | undefined;
  /** Where the fault lies in a value that was given: keys and indices. Whoever knows the text it came from makes a place of it. */
  readonly path?: readonly (string | number)[] | undefined;
  readonly cause?: unknown;
}

/** A fault in the user's repository, its sources or the cluster: something a person can fix. */
export class EddyError extends Error {
  override readonly name = 'EddyError';
  readonly code: ErrorCode;
  readonly object: ObjectRef | undefined;
  readonly at: Position | undefined;
  readonly hint: string | undefined;
  readonly notes: readonly Note[];
  readonly sourceLine: string | undefined;
  readonly path: readonly (string | number)[] | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.object = details.object;
    this.at = details.at;
    this.hint = details.hint;
    this.notes = details.notes ?? [];
    this.sourceLine = details.sourceLine;
    this.path = details.path;
  }

  /** The same error, filled in with what a caller further out knows. Never overwrites. */
  in(outer: { readonly object?: ObjectRef | undefined; readonly at?: Position | undefined; readonly hint?: string | undefined }): EddyError {
    return this.with({ object: this.object ?? outer.object, at: this.at ?? outer.at, hint: this.hint ?? outer.hint });
  }

  /** The same error with some of what it says replaced; `undefined` takes a detail away. */
  with({ message = this.message, ...details }: ErrorDetails & { readonly message?: string }): EddyError {
    const { object, at, hint, notes, sourceLine, path, cause } = this;
    return new EddyError(this.code, message, { object, at, hint, notes, sourceLine, path, cause, ...details });
  }
}
