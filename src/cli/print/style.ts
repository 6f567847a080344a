import type { Io, Output } from '../io.ts';

/** Marks up text for a terminal, or leaves it as it is. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
}

const same = (text: string): string => text;

/** A style without colours. */
export const PLAIN: Style = { bold: same, dim: same, red: same, green: same, yellow: same, cyan: same };

const COLOURS: Style = {
  bold: sgr(1, 22),
  dim: sgr(2, 22),
  red: sgr(31, 39),
  green: sgr(32, 39),
  yellow: sgr(33, 39),
  cyan: sgr(36, 39),
};

/** Colours on a terminal only, and neither with `--no-color`, `NO_COLOR`, `CI` nor a dumb terminal. */
export function styleFor(output: Output, io: Io, noColor: boolean): Style {
  const { NO_COLOR = '', CI = '', TERM } = io.env;
  const colours = output.isTTY && !noColor && NO_COLOR === '' && (CI === '' || CI === 'false') && TERM !== 'dumb';
  return colours ? COLOURS : PLAIN;
}

function sgr(on: number, off: number): (text: string) => string {
  return (text) => `\u001B[${String(on)}m${text}\u001B[${String(off)}m`;
}
