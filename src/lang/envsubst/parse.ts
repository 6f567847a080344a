import { EddyError } from '../../diagnostics/index.ts';

/** A text with the expressions in it: literal text and calls in order. */
export type SubstitutionPart = string | SubstitutionCall;

/** One `${name OPERATOR ARGUMENT...}`. A plain `${name}` has the empty operator. */
export interface SubstitutionCall {
  readonly name: string;
  readonly operator: string;
  /** Each argument is a text or another call. Defaults may have any number of them; they are joined. */
  readonly args: readonly SubstitutionPart[];
}

const MAX_DEPTH = 200;
const NAME_CHAR = /[\p{L}\p{Nd}_]/u;

const BAD_SUBSTITUTION = 'bad substitution';
const MISSING_BRACE = 'missing closing brace';
const BAD_NAME = 'unable to parse variable name';
const BAD_ARGUMENT = 'unable to parse substitution within function';
const BAD_DEFAULT = 'unable to parse default function';

/**
 * Parses a text. `$$` outside of an expression stands for one dollar; NUL ends the text, as in the Go original.
 *
 * Follows fluxcd/pkg envsubst v1.7.0 parse/parse.go, its error texts included.
 *
 * @throws EddyError SubstitutionSyntax.
 */
export function parseSubstitutions(text: string): readonly SubstitutionPart[] {
  const end = text.indexOf('\0');
  return new SubstitutionParser(end === -1 ? text : text.slice(0, end)).parseText();
}

class SubstitutionParser {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Text = { Literal | "$$" | Expression } . */
  parseText(): SubstitutionPart[] {
    const parts: SubstitutionPart[] = [];
    let literal = '';
    for (;;) {
      const dollar = this.#text.indexOf('$', this.#at);
      if (dollar === -1) break;
      literal += this.#text.slice(this.#at, dollar);
      this.#at = dollar + 1;
      const next = this.#text[this.#at];
      if (next === '{') {
        if (literal !== '') parts.push(literal);
        literal = '';
        parts.push(this.#parseExpression());
      } else {
        literal += '$';
        if (next === '$') this.#at++;
      }
    }
    literal += this.#text.slice(this.#at);
    if (literal !== '') parts.push(literal);
    return parts;
  }

  /** Expression = "${" ( "#" Name | Name [ Operation ] ) "}" . The dollar has been read. */
  #parseExpression(): SubstitutionCall {
    if (++this.#depth > MAX_DEPTH) throw syntax('expressions are nested too deeply');
    this.#at++;
    const call = this.#peek() === '#' ? this.#parseLength() : this.#parseOperation(this.#parseName(BAD_NAME));
    this.#depth--;
    return call;
  }

  #parseOperation(name: string): SubstitutionCall {
    switch (this.#peek()) {
      case ':':
        return this.#parseDefaultOrSubstring(name);
      case '=':
        return this.#parseDefault(name, 1);
      case ',':
      case '^':
        return this.#close({ name, operator: this.#take((char) => char === ',' || char === '^', 2), args: [] });
      case '/':
        return this.#parseReplace(name);
      case '#':
        return this.#parseTrim(name, '#');
      case '%':
        return this.#parseTrim(name, '%');
      default:
        return this.#close({ name, operator: '', args: [] }, MISSING_BRACE);
    }
  }

  /** Length = "#" Name . */
  #parseLength(): SubstitutionCall {
    this.#at++;
    return this.#close({ name: this.#parseName(BAD_SUBSTITUTION), operator: '#', args: [] });
  }

  #parseDefaultOrSubstring(name: string): SubstitutionCall {
    const next = this.#text.codePointAt(this.#at + 1);
    // The original steps back by the width of the character it has peeked at, so it loses its place at the end and before a wide one.
    if (next === undefined || next > 0x7f) throw syntax(BAD_SUBSTITUTION);
    return '=-?+'.includes(String.fromCodePoint(next)) ? this.#parseDefault(name, 2) : this.#parseSubstring(name);
  }

  /** Default = ( "=" | ":=" | ":-" | ":?" | ":+" ) { Argument } . */
  #parseDefault(name: string, width: number): SubstitutionCall {
    const operator = this.#text.slice(this.#at, this.#at + width);
    if (operator.length < width) throw syntax(BAD_DEFAULT);
    this.#at += width;
    const args: SubstitutionPart[] = [];
    while (this.#peek() !== '}') args.push(this.#parseArgument(notClosing, false));
    return this.#close({ name, operator, args });
  }

  /** Substring = ":" Argument [ ":" { ":" } Argument ] . */
  #parseSubstring(name: string): SubstitutionCall {
    this.#at++;
    const offset = this.#parseArgument((char) => char !== ':' && char !== '}', false);
    if (this.#peek() === '}') return this.#close({ name, operator: ':', args: [offset] });
    if (this.#take((char) => char === ':') === '') throw syntax(BAD_SUBSTITUTION);
    return this.#close({ name, operator: ':', args: [offset, this.#parseArgument(notClosing, false)] });
  }

  /** Trim = ( "#" | "##" | "%" | "%%" ) Argument . */
  #parseTrim(name: string, sign: string): SubstitutionCall {
    const operator = this.#take((char) => char === sign, 2);
    return this.#close({ name, operator, args: [this.#parseArgument(notClosing, false)] });
  }

  /** Replace = ( "/" | "//" | "/#" | "/%" ) Argument "/" { "/" } [ Argument ] . Backslashes escape slashes and themselves. */
  #parseReplace(name: string): SubstitutionCall {
    const width = '/#%'.includes(this.#text[this.#at + 1] ?? ' ') ? 2 : 1;
    const operator = this.#text.slice(this.#at, this.#at + width);
    this.#at += width;
    const pattern = this.#parseArgument((char) => char !== '/', true);
    if (this.#take((char) => char === '/') === '') throw syntax(BAD_SUBSTITUTION);
    if (this.#peek() === '}') return this.#close({ name, operator, args: [pattern] });
    return this.#close({ name, operator, args: [pattern, this.#parseArgument(notClosing, true)] });
  }

  /** Argument = Expression | Char { Char } . It ends before an expression and before a character that is not accepted. */
  #parseArgument(accepts: (char: string) => boolean, escapes: boolean): SubstitutionPart {
    if (this.#startsExpression()) {
      this.#at++;
      return this.#parseExpression();
    }
    let text = '';
    for (;;) {
      const char = this.#peek();
      if (char === undefined || this.#startsExpression()) break;
      const escaped = escapes ? this.#escaped(char) : undefined;
      if (escaped === undefined && !accepts(char)) break;
      text += escaped ?? char;
      this.#at += escaped === undefined ? 1 : 2;
    }
    if (text === '') throw syntax(BAD_ARGUMENT);
    return text;
  }

  #escaped(char: string): string | undefined {
    const next = this.#text[this.#at + 1];
    if (char === '$') return next === '$' ? next : undefined;
    return char === '\\' && (next === '/' || next === '\\') ? next : undefined;
  }

  #startsExpression(): boolean {
    return this.#text[this.#at] === '$' && this.#text[this.#at + 1] === '{';
  }

  /** Name = NameChar { NameChar } . A leading digit is allowed. */
  #parseName(message: string): string {
    const start = this.#at;
    for (;;) {
      const code = this.#text.codePointAt(this.#at);
      if (code === undefined || !isNameChar(code)) break;
      this.#at += code > 0xffff ? 2 : 1;
    }
    if (this.#at === start) throw syntax(message);
    return this.#text.slice(start, this.#at);
  }

  #take(accepts: (char: string) => boolean, limit = Infinity): string {
    const start = this.#at;
    while (this.#at < this.#text.length && this.#at - start < limit && accepts(this.#text[this.#at]!)) this.#at++;
    return this.#text.slice(start, this.#at);
  }

  #close(call: SubstitutionCall, message = BAD_SUBSTITUTION): SubstitutionCall {
    if (this.#peek() !== '}') throw syntax(message);
    this.#at++;
    return call;
  }

  #peek(): string | undefined {
    return this.#text[this.#at];
  }
}

function notClosing(char: string): boolean {
  return char !== '}';
}

function isNameChar(code: number): boolean {
  if (code < 0x80) return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39) || code === 0x5f;
  return NAME_CHAR.test(String.fromCodePoint(code));
}

function syntax(message: string): EddyError {
  return new EddyError('SubstitutionSyntax', message);
}
