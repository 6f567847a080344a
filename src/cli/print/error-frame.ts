import { refText, type EddyError, type Position } from '../../diagnostics/index.ts';
import type { Style } from './style.ts';

/** Gives the text of a line (counted from 1) of a file, where it can be read. */
export type ReadLine = (file: string, line: number) => string | undefined;

/** How a fault is printed. */
export interface FrameOptions {
  readonly style: Style;
  readonly readLine?: ReadLine | undefined;
  /** The word in front: `error` when not given. */
  readonly level?: 'error' | 'warning' | undefined;
}

/** Longer lines are cut around the column: nobody reads a frame of a minified file. */
const MAX_LINE = 160;

/** Prints a fault with its place, the line of the source with an underline, the object, notes and a hint. Ends with a line break. */
export function errorFrame(error: EddyError, { style, readLine, level = 'error' }: FrameOptions): string {
  const heading = level === 'error' ? style.red : style.yellow;
  const [first = '', ...more] = error.message.split('\n').map(printable);
  const lines = [`${heading(`${level}[${error.code}]`)}: ${style.bold(first)}`, ...more.map((line) => `  ${line}`)];
  if (error.at !== undefined) lines.push(...frame(error.at, error.sourceLine ?? readLine?.(error.at.file, error.at.line), style, heading));
  if (error.object !== undefined) lines.push(remark('object', refText(error.object), style));
  for (const note of error.notes) lines.push(remark('note', note.at === undefined ? note.message : `${note.message} (${placeText(note.at)})`, style));
  if (error.hint !== undefined) lines.push(remark('hint', error.hint, style));
  return `${lines.join('\n')}\n`;
}

/** A place as a person opens it: `file:line:col`. */
function placeText(at: Position): string {
  return `${at.file}:${String(at.line)}:${String(at.col)}`;
}

function frame(at: Position, line: string | undefined, style: Style, heading: (text: string) => string): string[] {
  const arrow = `  ${style.cyan('-->')} ${printable(placeText(at))}`;
  if (line === undefined) return [arrow];
  const number = String(at.line);
  const bar = style.cyan(`${' '.repeat(number.length + 1)}|`);
  const cutBefore = at.col > MAX_LINE ? at.col - MAX_LINE / 2 : 0;
  const shown = printable(line.slice(cutBefore, cutBefore + MAX_LINE));
  const from = Math.min(at.col - 1 - cutBefore, shown.length);
  const underline = '^'.repeat(Math.max(1, Math.min(at.length ?? 1, shown.length - from)));
  // Tabs stay tabs in front of the underline, so that it lines up whatever their width.
  const indent = shown.slice(0, from).replace(/[^\t]/g, ' ');
  return [arrow, bar, `${style.cyan(`${number} |`)} ${shown}`, `${bar} ${indent}${heading(underline)}`];
}

function remark(name: string, text: string, style: Style): string {
  return `   ${style.cyan('=')} ${style.bold(`${name}:`)} ${text.split('\n').map(printable).join('\n     ')}`;
}

/** The text without control characters, which could rewrite what is on the screen. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u0008\u000A-\u001F\u007F-\u009F]/g, '\uFFFD');
}
