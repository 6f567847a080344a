// Parts of sticky expressions that match lines of YAML. Expressions run as machine code from the start, where other code is interpreted first.

/** Printable characters beyond ASCII that mean nothing to YAML. Pairs of surrogates are left to the readers. */
export const BEYOND = '\\xa0-\\u2027\\u202a-\\ud7ff\\ue000-\\ufefe\\uff00-\\ufffd';
/** Characters of plain scalars that need no look at their neighbours. */
export const PLAIN_CHARS: string = `!-9;-~${BEYOND}`;
/** What may follow the first character of a plain scalar in its line. */
export const PLAIN_REST: string = `[${PLAIN_CHARS}]*(?:(?::(?=[:${PLAIN_CHARS}])| +(?=[!"$-~${BEYOND}]))[${PLAIN_CHARS}]*)*`;
/** How a further line of a plain scalar begins. */
export const PLAIN_CONTINUATION: string = `(?:[!"$-9;-~${BEYOND}]|:(?! |\\n|$))`;

const IN_DOUBLE: string = `[ !#-\\[\\]-~${BEYOND}]*`;
const IN_SINGLE: string = `[ -&(-~${BEYOND}]*`;
const ESCAPE = '\\\\(?:[0abtnvfre "\\\\]|x[0-9a-fA-F]{2}|u(?:[0-9a-ce-fA-CE-F][0-9a-fA-F]{3}|[dD][0-7][0-9a-fA-F]{2}))';
/** A line of a quoted scalar must not look like a document's marker. */
const QUOTED_BREAK = '\\n(?![-.])';

/** A double-quoted scalar without escapes, in one line. */
export const DOUBLE_QUOTED_LINE: string = `"${IN_DOUBLE}"`;
/** A single-quoted scalar without quotes in it, in one line. */
export const SINGLE_QUOTED_LINE: string = `'${IN_SINGLE}'`;
/** Quoted scalars of any number of lines. */
export const DOUBLE_QUOTED: string = `"${IN_DOUBLE}(?:(?:${ESCAPE}|\\\\?${QUOTED_BREAK})${IN_DOUBLE})*"`;
export const SINGLE_QUOTED: string = `'${IN_SINGLE}(?:(?:''|${QUOTED_BREAK})${IN_SINGLE})*'`;

/** An expression for `matchEnd`. */
export function sticky(source: string): RegExp {
  return new RegExp(source, 'y');
}

/** Where the match of a sticky expression at a place ends; -1 for none. */
export function matchEnd(expression: RegExp, text: string, at: number): number {
  expression.lastIndex = at;
  return expression.test(text) ? expression.lastIndex : -1;
}

const SPACES: RegExp = sticky(' *');

/** The place behind the spaces at a place. CRDs indent by 35 spaces on the average. */
export function afterSpaces(text: string, at: number): number {
  return matchEnd(SPACES, text, at);
}
