// The words and signs of actions, some of them only as charts write them, for readers that know less than the lexer.
// Templates are read before V8 has compiled anything: an expression runs as machine code from the start, a loop does not.

export const MINUS = 0x2d;
export const DOLLAR = 0x24;
const COLON = 0x3a;
const WORD = /[A-Za-z_]\w*/y;
export const FIELDS: RegExp = /(?:\.[A-Za-z_]\w*)+/y;
export const VARIABLE: RegExp = /\$\w*/y;
const ONE_VARIABLE = /(\$\w+)(?:[ \t\r\n]*:=|[ \t\r\n]+=)/y;
const TWO_VARIABLES = /(\$\w+)[ \t\r\n]*,[ \t\r\n]*(\$\w+)(?:[ \t\r\n]*:=|[ \t\r\n]+=)/y;
export const NUMBER: RegExp = /[+-]?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?(?:[eE][+-]?\d{1,2})?/y;
const QUOTED = /"[^"\\\n]*(?:\\(?:["\\abfnrtv]|[0-3][0-7]{2}|x[0-9A-Fa-f]{2}|u(?:[0-9A-CE-Fa-ce-f][0-9A-Fa-f]{3}|[Dd][0-7][0-9A-Fa-f]{2}))[^"\\\n]*)*"/y;

/** The variables that a pipeline sets, with the offset behind the sign. */
export interface DeclaredNames {
  readonly names: readonly string[];
  /** `=` rather than `:=`. */
  readonly isAssign: boolean;
  readonly end: number;
}

/** Declarations = Variable [ "," Variable ] ( ":=" | "=" ) . Undefined when there are none. */
export function readDeclarations(text: string, at: number, isRange: boolean): DeclaredNames | undefined {
  ONE_VARIABLE.lastIndex = TWO_VARIABLES.lastIndex = at;
  const found = ONE_VARIABLE.exec(text) ?? (isRange ? TWO_VARIABLES.exec(text) : null);
  if (found === null) return undefined;
  const end = at + found[0].length;
  return { names: found.slice(1), isAssign: text.charCodeAt(end - 2) !== COLON, end };
}

/** Whether a UTF-16 code unit is what Go's templates take for white space. */
export function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}

/** Whether an action, at what follows its left delimiter, trims the text before it. */
export function isTrimmed(text: string, opened: number): boolean {
  return text.charCodeAt(opened) === MINUS && isSpace(text.charCodeAt(opened + 1));
}

/** Where the string ends that starts here; -1 when it does not, or when its escapes are rare ones. */
export function literalEnd(text: string, at: number): number {
  if (text.charCodeAt(at) === 0x60) return text.indexOf('`', at + 1) + 1 || -1;
  return endOf(QUOTED, text, at) || -1;
}

/** The word at a place; empty where there is none. */
export function wordAt(text: string, at: number): string {
  return text.slice(at, endOf(WORD, text, at));
}

/** Where the white space before `to` starts, not before `from`. */
export function spaceStart(text: string, from: number, to: number): number {
  let at = to;
  while (at > from && isSpace(text.charCodeAt(at - 1))) at--;
  return at;
}

/** The end of a comment, of its delimiter and of what that trims, where one starts; -1 for one that does not end as it must. */
export function commentEnd(text: string, start: number): number {
  const close = text.indexOf('*/', start + 2);
  if (close === -1) return -1;
  if (text.startsWith('}}', close + 2)) return close + 4;
  // Go allows no more than a trim marker between the comment and the delimiter.
  return isSpace(text.charCodeAt(close + 2)) && text.startsWith('-}}', close + 3) ? behindSpace(text, close + 6) : -1;
}

/** The end of what a sticky expression matches at a place; 0 when it does not. */
export function endOf(expression: RegExp, text: string, at: number): number {
  expression.lastIndex = at;
  expression.test(text);
  return expression.lastIndex;
}

export function behindSpace(text: string, from: number): number {
  let at = from;
  while (isSpace(text.charCodeAt(at))) at++;
  return at;
}
