/** What stands between `%` and the verb. */
export interface Flags {
  sharp: boolean;
  zero: boolean;
  plus: boolean;
  minus: boolean;
  space: boolean;
  /** `%+v`: `plus` is then off. */
  plusV: boolean;
  /** `%#v`: `sharp` is then off. */
  sharpV: boolean;
  /** Inside of an error form: values are printed without their own methods. */
  plain: boolean;
  /** The least number of characters; undefined when not given. */
  width: number | undefined;
  precision: number | undefined;
}

/** Flags with nothing set. */
export function noFlags(): Flags {
  return { sharp: false, zero: false, plus: false, minus: false, space: false, plusV: false, sharpV: false, plain: false, width: undefined, precision: undefined };
}

/** Whether no flag changes how a number looks. */
export function isPlain(flags: Flags): boolean {
  return !flags.sharp && !flags.sharpV && !flags.plus && !flags.space && !flags.zero && flags.width === undefined && flags.precision === undefined;
}

/** Pads a text to the width. `zeros` says whether the zero flag counts here. */
export function pad(text: string, flags: Flags, zeros: boolean = flags.zero): string {
  if (flags.width === undefined || flags.width === 0) return text;
  const missing = flags.width - runeCount(text);
  if (missing <= 0) return text;
  if (flags.minus) return text + ' '.repeat(missing);
  return (zeros ? '0' : ' ').repeat(missing) + text;
}

/** Cuts a text to the precision, which counts characters. */
export function truncate(text: string, flags: Flags): string {
  const limit = flags.precision;
  if (limit === undefined || text.length <= limit) return text;
  let end = 0;
  for (let i = 0; i < limit && end < text.length; i++) end += text.codePointAt(end)! > 0xffff ? 2 : 1;
  return text.slice(0, end);
}

function runeCount(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length; i++) if (text.codePointAt(i)! > 0xffff) count--;
  return count;
}
