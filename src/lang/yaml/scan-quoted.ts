import { Scanner } from './scanner.ts';
import { YamlError } from './yaml-error.ts';

const WHOLE = { origin: { file: '', line: 1, col: 1 }, maxDepth: 1 };

/** The value of a quoted scalar of any form, its quotes included in the text; undefined where it is an error. */
export function scanQuoted(quoted: string): string | undefined {
  try {
    const scanner = new Scanner(quoted, WHOLE);
    scanner.next();
    return scanner.next().value;
  } catch (error) {
    if (error instanceof YamlError) return undefined;
    throw error;
  }
}
