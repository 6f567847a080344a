import { EddyError, type ErrorCode, type ErrorDetails } from '../diagnostics/index.ts';
import { maskPassword } from '../std/mask-password.ts';

/**
 * A fault that kustomize reports too. The message is kustomize's own text, so that people find it in other places,
 * and so that recorded failures can be compared; but for the passwords in addresses, which kustomize shows.
 */
export function fault(code: ErrorCode, message: string, details: ErrorDetails = {}): EddyError {
  return new EddyError(code, maskPassword(message), details);
}

/** Runs a step and puts `prefix` in front of the message of what it throws, as Go's error wrapping does. */
export function prefixed<T>(prefix: string | (() => string), step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw error instanceof EddyError ? prefixedError(typeof prefix === 'string' ? prefix : prefix(), error) : error;
  }
}

/** The same error with a prefix in front of its message. */
export function prefixedError(prefix: string, error: EddyError): EddyError {
  return reworded(error, `${prefix}: ${error.message}`);
}

/** Longer messages are cut: some words of kustomize quote each other, and double with each level. */
const MAX_MESSAGE = 50_000;

/** The same error with another message. One about a limit of eddy says all there is to say, and stays as it is. */
export function reworded(error: EddyError, message: string): EddyError {
  if (error.code === 'KustomizeLimit') return error;
  return error.with({ message: maskPassword(message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}…` : message) });
}

/** Runs a step; what the user could fix comes back as a value. */
export function attempt<T>(step: () => T): { readonly value: T; readonly error?: undefined } | { readonly error: EddyError; readonly value?: undefined } {
  try {
    return { value: step() };
  } catch (error) {
    if (error instanceof EddyError) return { error };
    throw error;
  }
}
