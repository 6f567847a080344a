import { GoError } from '../govalue/index.ts';

/** Runs a step, and puts `what: ` in front of the message of its Go errors. Any other error passes through. */
export function describing<T>(what: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof GoError ? new GoError(`${what}: ${error.message}`) : error;
  }
}
