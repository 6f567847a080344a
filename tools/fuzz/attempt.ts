import { EddyError } from '../../src/diagnostics/index.ts';
import { GoError } from '../../src/lang/govalue/index.ts';

/** The result of a step, or its failure in the place of it: for answers of several parts. */
export function attempt<T>(step: () => T, wordsOf: (error: EddyError) => string = ({ message }) => message): T | { readonly error: string } {
  try {
    return step();
  } catch (error) {
    if (error instanceof EddyError) return { error: wordsOf(error) };
    if (error instanceof GoError) return { error: error.message };
    throw error;
  }
}
