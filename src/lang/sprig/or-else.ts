import { GoError } from '../govalue/index.ts';

/** Runs a step whose Go errors give way to a fallback. Any other error passes through. */
export function orElse<T>(fallback: T, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof GoError) return fallback;
    throw error;
  }
}
