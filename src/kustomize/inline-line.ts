import { lineAt } from '../std/line-at.ts';

/** Lines that are compared before the search is given up. */
const MAX_COMPARED = 100_000;

/**
 * The line, counted from 1, on which a text begins that is written in a file as a block, or in one line. Its indentation there is not known.
 *
 * @returns 1 for a text that the file does not hold as it stands, such as one with escapes
 */
export function inlineLine(file: string, inline: string): number {
  const [first = '', ...rest] = inline.trim().split('\n').map((line) => line.trim());
  let compared = 0;
  for (let at = first === '' ? -1 : file.indexOf(first); at !== -1 && compared < MAX_COMPARED; at = file.indexOf(first, at + first.length)) {
    const same = sameLines(file, at + first.length, rest);
    if (same === rest.length) return lineAt(file, at);
    compared += same + 1;
  }
  return 1;
}

/** How many of the lines below an offset are the given ones. */
function sameLines(file: string, offset: number, lines: readonly string[]): number {
  let end = file.indexOf('\n', offset);
  for (const [i, line] of lines.entries()) {
    if (end === -1) return i;
    const start = end + 1;
    end = file.indexOf('\n', start);
    if (file.slice(start, end === -1 ? undefined : end).trim() !== line) return i;
  }
  return lines.length;
}
