import { lazyLibrary } from '../std/lazy-library.ts';

const library = lazyLibrary('diff', () => import('diff'));

/** How much is shown around a change. */
export interface UnifiedOptions {
  /** Lines of context; 3 when not given. */
  readonly context?: number | undefined;
}

/** Beyond this many changed lines the texts are shown as replaced: finding the shortest edit takes time that grows with its square. */
const MAX_EDIT_LENGTH = 5_000;

/**
 * The hunks of a unified diff between two texts, without file headers; the empty string for equal texts.
 *
 * Missing texts (an object that was added or removed) are given as `''`.
 *
 * @throws LibraryNeeded for a changed text, when the library `diff` is not loaded yet; run it in `withLibraries`.
 */
export function unifiedDiff(before: string, after: string, options: UnifiedOptions = {}): string {
  if (before === after) return '';
  if (before === '' || after === '') return replaced(before, after);
  const patch = library.get().structuredPatch('', '', before, after, undefined, undefined, { context: options.context ?? 3, maxEditLength: MAX_EDIT_LENGTH });
  if (patch === undefined) return replaced(before, after);
  return patch.hunks
    .map((hunk) => `@@ -${range(hunk.oldStart, hunk.oldLines)} +${range(hunk.newStart, hunk.newLines)} @@\n${hunk.lines.join('\n')}\n`)
    .join('');
}

function replaced(before: string, after: string): string {
  const [old, now] = [linesOf(before), linesOf(after)];
  const header = `@@ -${range(old.length === 0 ? 0 : 1, old.length)} +${range(now.length === 0 ? 0 : 1, now.length)} @@\n`;
  return header + old.map((line) => `-${line}\n`).join('') + now.map((line) => `+${line}\n`).join('');
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

/** `START,COUNT`, or `START` alone for one line, as GNU diff and git write it. */
function range(start: number, lines: number): string {
  return lines === 1 ? String(start) : `${String(start)},${String(lines)}`;
}
