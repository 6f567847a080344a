import type { CelFault } from './cel-fault.ts';

/** The kinds of tokens, in the order in which cel-go's grammar numbers them: messages list them so. */
export const TOKEN_ORDER = [
  '==', '!=', 'in', '<', '<=', '>=', '>', '&&', '||', '[', ']', '{', '}', '(', ')', '.', ',', '-', '!', '?', ':', '+', '*', '/', '%',
  'true', 'false', 'null', 'NUM_FLOAT', 'NUM_INT', 'NUM_UINT', 'STRING', 'BYTES', 'IDENTIFIER', 'ESC_IDENTIFIER', 'EOF',
] as const;

/** A kind of token. */
export type TokenKind = (typeof TOKEN_ORDER)[number];

/** A token: its text is `expression.slice(start, end)`. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}

const PUNCTUATION = ['==', '!=', '<=', '>=', '&&', '||', '<', '>', '[', ']', '{', '}', '(', ')', '.', ',', '-', '!', '?', ':', '+', '*', '/', '%'] as const;
const WORDS: ReadonlySet<string> = new Set(['in', 'true', 'false', 'null']);

const SPACE = /(?:[\t\n\f\r ]|\/\/[^\n]*)+/y;
const NUMBER = /0x[0-9a-fA-F]+u?|(?:[0-9]+\.[0-9]+|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+|[0-9]+[uU]?/y;
const WORD = /[_a-zA-Z][_a-zA-Z0-9]*/y;
const QUOTED_WORD = /`[a-zA-Z0-9_.\-/ ]+`/y;
const ESCAPE = String.raw`\\(?:[abfnrtv\\?"'\x60]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2})`;
const STRING = new RegExp(
  [
    String.raw`[bB]?[rR](?:"""[^]*?"""|'''[^]*?'''|"[^"\n\r]*"|'[^'\n\r]*')`,
    String.raw`[bB]?(?:"""(?:${ESCAPE}|[^\\])*?"""|'''(?:${ESCAPE}|[^\\])*?'''|"(?:${ESCAPE}|[^\\"\n\r])*"|'(?:${ESCAPE}|[^\\'\n\r])*')`,
  ].join('|'),
  'y',
);

/**
 * Cuts an expression into tokens; what is none is a fault, and is left out.
 *
 * Follows google/cel-go v0.26.1 parser/gen/CEL.g4.
 */
export function lexCel(text: string): { readonly tokens: readonly Token[]; readonly faults: readonly CelFault[] } {
  const tokens: Token[] = [];
  const faults: CelFault[] = [];
  let at = 0;
  while (at < text.length) {
    const space = matchAt(SPACE, text, at);
    if (space > 0) {
      at += space;
      continue;
    }
    const token = tokenAt(text, at);
    if (token === undefined) {
      const end = endOfOddText(text, at);
      faults.push({ offset: at, message: `Syntax error: token recognition error at: '${text.slice(at, end)}'` });
      at = end;
    } else {
      tokens.push(token);
      at = token.end;
    }
  }
  tokens.push({ kind: 'EOF', start: text.length, end: text.length });
  return { tokens, faults };
}

function matchAt(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}

function tokenAt(text: string, start: number): Token | undefined {
  const make = (kind: TokenKind, length: number): Token => ({ kind, start, end: start + length });
  const string = matchAt(STRING, text, start);
  if (string > 0) return make(/^[rR]?[bB]/.test(text.slice(start, start + 2)) ? 'BYTES' : 'STRING', string);
  const number = matchAt(NUMBER, text, start);
  if (number > 0) return make(numberKind(text.slice(start, start + number)), number);
  const word = matchAt(WORD, text, start);
  if (word > 0) {
    const name = text.slice(start, start + word);
    return make(WORDS.has(name) ? (name as TokenKind) : 'IDENTIFIER', word);
  }
  const quoted = matchAt(QUOTED_WORD, text, start);
  if (quoted > 0) return make('ESC_IDENTIFIER', quoted);
  const sign = PUNCTUATION.find((one) => text.startsWith(one, start));
  return sign === undefined ? undefined : make(sign, sign.length);
}

function numberKind(text: string): TokenKind {
  if (/u$/i.test(text)) return 'NUM_UINT';
  return /^0x/.test(text) || /^[0-9]+$/.test(text) ? 'NUM_INT' : 'NUM_FLOAT';
}

/** The lexer tells of all that it read in vain: a string up to where it breaks, an operator with the character that it is not. */
function endOfOddText(text: string, start: number): number {
  const quote = text[start];
  if (quote === '"' || quote === "'") {
    const pattern = new RegExp(`${quote}(?:${ESCAPE}|[^\\\\${quote}\n\r])*(?:\\\\(?:[^])?)?`, 'y');
    return start + Math.max(1, matchAt(pattern, text, start));
  }
  const partial = ['=', '&', '|'].includes(quote ?? '');
  return Math.min(text.length, start + (partial && start + 1 < text.length ? 2 : 1));
}
