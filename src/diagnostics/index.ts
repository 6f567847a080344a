/**
 * Places in texts, and the one class of error that a user can cause.
 *
 * Printing an error for a terminal is `cli/`'s work; everything may use this folder.
 *
 * @module
 */
export { ERROR_CODES, type ErrorCode } from './codes.ts';
export { didYouMean, nearest } from './did-you-mean.ts';
export { EddyError, type ErrorDetails, type Note } from './eddy-error.ts';
export { groupKindText, groupOf, kindKey, refKey, refText, type ObjectRef } from './object-ref.ts';
export { TextFile, type Position, type Span } from './text-file.ts';
