/*
 * Go's layouts write a date by example: the 2nd of January 2006, 15:04:05, in a zone called MST, seven hours behind UTC.
 */

/** The elements of a layout, longest first where one begins another. */
const ELEMENT = new RegExp(
  [
    'January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|0[1-6]|002|15|1|2006|2|__2|_2(?!006)|3|4|5|PM|pm',
    '-070000|-07:00:00|-0700|-07:00|-07|Z070000|Z07:00:00|Z0700|Z07:00|Z07',
    '[.,](?:0+|9+)(?![0-9])',
  ].join('|'),
  'g',
);

/** A stretch of a layout: text, and the element after it (empty at the end). */
export interface LayoutPart {
  readonly prefix: string;
  readonly element: string;
}

/** Cuts a layout into its elements and what stands between them; the last part has no element. */
export function splitLayout(layout: string): LayoutPart[] {
  const parts: LayoutPart[] = [];
  let at = 0;
  for (const match of layout.matchAll(ELEMENT)) {
    parts.push({ prefix: layout.slice(at, match.index), element: match[0] });
    at = match.index + match[0].length;
  }
  parts.push({ prefix: layout.slice(at), element: '' });
  return parts;
}

/** English names, as Go uses them everywhere. */
export const MONTHS: readonly string[] = [
  'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December',
];

/** From Sunday on. */
export const WEEKDAYS: readonly string[] = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
