import { didYouMean } from '../../diagnostics/index.ts';
import { lineAt } from '../../std/line-at.ts';
import { quote } from '../gofmt/index.ts';
import { byteLength } from '../govalue/index.ts';
import { lex, type Delimiters, type TokenKind, type Tokens } from './lexer.ts';
import { readNumber, unquote } from './literals.ts';
import {
  fitted, isEmptyBody, list, NO_DECLARATIONS, printNode, variable,
  type BranchNode, type CommandNode, type ListNode, type Operand, type ParsedText, type PipeNode, type Statement, type TemplateNode, type VariableNode,
} from './nodes.ts';
import { parseSurveyed } from './surveyed-text.ts';
import { TemplateError } from './template-error.ts';

/** Parentheses within parentheses, and actions within actions, deeper than this are refused. */
const MAX_DEPTH = 500;

/** A parse fault, before the name of the text is known. */
export class SyntaxFault extends Error {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly hint: string | undefined;

  constructor(message: string, line: number, start: number, end: number, hint: string | undefined) {
    super(message);
    this.line = line;
    this.start = start;
    this.end = end;
    this.hint = hint;
  }

  /** The error for a text that was parsed under a name. */
  toError(name: string, text: string): TemplateError {
    const detail = this.message.replaceAll(SOURCE_NAME, name);
    return new TemplateError('syntax', `template: ${name}:${this.line}: ${detail}`, {
      template: name,
      detail,
      place: { source: name, text, span: { start: this.start, end: this.end } },
      hint: this.hint,
    });
  }
}

// Stands for the name of the text in a message; a NUL cannot be part of a token that a message quotes unescaped.
const SOURCE_NAME = '\u0000name\u0000';

/** An `end` or `else` that closes a list. */
interface Closing {
  readonly type: 'End' | 'Else';
  readonly pos: number;
}

/** The names that are functions. */
interface KnownFunctions {
  has(name: string): boolean;
  keys(): Iterable<string>;
}

/**
 * Parses a template. `functions` says which names are functions.
 *
 * What charts are written in is checked at once, and parsed in larger parts when their nodes are asked for (`parseSurveyed`);
 * the parser of this file knows everything else, and all faults.
 *
 * Follows Go 1.26 text/template/parse/parse.go, the order of its errors included. @throws SyntaxFault
 */
export function parseText(text: string, functions: KnownFunctions, delimiters?: Delimiters): ParsedText {
  const surveyed = delimiters === undefined ? parseSurveyed(text, functions) : undefined;
  return surveyed ?? new Parser(text, functions, delimiters).parse();
}

class Parser {
  readonly #text: string;
  readonly #functions: KnownFunctions;
  readonly #tokens: Tokens;
  readonly #definitions = new Map<string, ListNode>();
  #at = 0;
  /** The token that Go's parser has read last: its line is where Go reports errors. */
  #furthest = -1;
  /** The offset of the action being parsed; -1 outside of one. */
  #actionStart = -1;
  #variables: string[] = ['$'];
  #rangeDepth = 0;
  #depth = 0;

  constructor(text: string, functions: KnownFunctions, delimiters: Delimiters | undefined) {
    this.#text = text;
    this.#functions = functions;
    this.#tokens = lex(text, delimiters);
  }

  /** Template = { Definition | Statement } EOF . */
  parse(): ParsedText {
    const nodes: Statement[] = [];
    const start = this.#start(this.#peek());
    while (this.#kind(this.#peek()) !== 'EOF') {
      if (this.#kind(this.#peek()) === 'LeftDelim') {
        const before = this.#at;
        this.#next();
        if (this.#kind(this.#nextNonSpace()) === 'Define') {
          this.#parseDefinition();
          continue;
        }
        this.#at = before;
      }
      const node = this.#parseStatement();
      if (isClosing(node)) return this.#fail(`unexpected {{${node.type.toLowerCase()}}}`);
      nodes.push(node);
    }
    return { text: this.#text, root: list(start, nodes, this.#text.length), definitions: this.#definitions };
  }

  /** Definition = "define" String "}}" List "end" . */
  #parseDefinition(): void {
    const name = this.#unquote(this.#expectName('define clause'));
    this.#expect('RightDelim', 'define clause');
    this.#define(name, this.#parseBody('define clause'));
  }

  /** The body of a definition: a tree of its own, which sees no variables from outside. */
  #parseBody(context: string): ListNode {
    const outer = { variables: this.#variables, rangeDepth: this.#rangeDepth, actionStart: this.#actionStart };
    this.#variables = ['$'];
    this.#rangeDepth = 0;
    this.#actionStart = -1;
    const { list: body, closing } = this.#parseList();
    if (closing.type !== 'End') this.#fail(`unexpected {{else}} in ${context}`);
    this.#variables = outer.variables;
    this.#rangeDepth = outer.rangeDepth;
    this.#actionStart = outer.actionStart;
    return body;
  }

  #define(name: string, body: ListNode): void {
    const old = this.#definitions.get(name);
    if (old === undefined || isEmptyBody(old)) this.#definitions.set(name, body);
    else if (!isEmptyBody(body)) this.#fail(`template: multiple definition of template ${quote(name)}`);
  }

  /** List = { Statement } ( End | Else ) . */
  #parseList(): { readonly list: ListNode; readonly closing: Closing } {
    const nodes: Statement[] = [];
    const start = this.#start(this.#peekNonSpace());
    while (this.#kind(this.#peekNonSpace()) !== 'EOF') {
      const node = this.#parseStatement();
      if (isClosing(node)) return { list: list(start, fitted(nodes), node.pos), closing: node };
      nodes.push(node);
    }
    return this.#fail('unexpected EOF');
  }

  /** Statement = Text | "{{" Action . */
  #parseStatement(): Statement | Closing {
    const token = this.#nextNonSpace();
    if (this.#kind(token) === 'Text') {
      return { type: 'Text', pos: this.#start(token), start: this.#start(token), end: this.#end(token), text: this.#textOf(token) };
    }
    if (this.#kind(token) !== 'LeftDelim') return this.#unexpected(token, 'input');
    this.#actionStart = this.#start(token);
    const node = this.#parseAction(this.#start(token));
    this.#actionStart = -1;
    return node;
  }

  /** Action = Control | Pipeline , then "}}" . */
  #parseAction(start: number): Statement | Closing {
    const token = this.#nextNonSpace();
    const kind = this.#kind(token);
    switch (kind) {
      case 'Block':
        return this.#parseBlock(start);
      case 'Break':
      case 'Continue':
        return this.#parseJump(token, start);
      case 'Else':
        return this.#parseElse();
      case 'End':
        return { type: 'End', pos: this.#start(this.#expect('RightDelim', 'end')) };
      case 'If':
      case 'Range':
      case 'With':
        return this.#parseBranch(kind, start);
      case 'Template':
        return this.#parseTemplate(start);
      default: {
        this.#backup();
        const pipe = this.#parsePipeline('command', 'RightDelim');
        return { type: 'Action', pos: this.#start(token), start, end: this.#lastEnd(), pipe };
      }
    }
  }

  /** Jump = ( "break" | "continue" ) "}}" . */
  #parseJump(keyword: number, start: number): Statement {
    const type = this.#kind(keyword) === 'Break' ? 'Break' : 'Continue';
    const name = `{{${type.toLowerCase()}}}`;
    const token = this.#nextNonSpace();
    if (this.#kind(token) !== 'RightDelim') this.#unexpected(token, name);
    if (this.#rangeDepth === 0) this.#fail(`${name} outside {{range}}`);
    return { type, pos: this.#start(keyword), start, end: this.#end(token) };
  }

  /** Else = "else" ( "}}" | If | With ) . The keyword of an else-if is left to the branch. */
  #parseElse(): Closing {
    const next = this.#peekNonSpace();
    if (this.#kind(next) === 'If' || this.#kind(next) === 'With') return { type: 'Else', pos: this.#start(next) };
    return { type: 'Else', pos: this.#start(this.#expect('RightDelim', 'else')) };
  }

  /** Branch = ( "if" | "range" | "with" ) Pipeline "}}" List [ "else" List ] "end" . */
  #parseBranch(type: BranchNode['type'], start: number): BranchNode {
    this.#enter();
    const variables = this.#variables.length;
    const context = type.toLowerCase();
    const pipe = this.#parsePipeline(context, 'RightDelim');
    if (type === 'Range') this.#rangeDepth++;
    const { list: body, closing } = this.#parseList();
    if (type === 'Range') this.#rangeDepth--;
    const elseList = closing.type === 'Else' ? this.#parseElseList(type, closing) : undefined;
    this.#variables.length = variables;
    this.#depth--;
    return { type, pos: pipe.pos, start, end: this.#lastEnd(), pipe, list: body, elseList };
  }

  #parseElseList(type: BranchNode['type'], closing: Closing): ListNode {
    const token = this.#peek();
    if ((type === 'If' || type === 'With') && this.#kind(token) === type) {
      this.#next();
      const nested = this.#parseBranch(type, this.#start(token));
      return list(closing.pos, [nested], nested.end);
    }
    const { list: body, closing: end } = this.#parseList();
    if (end.type !== 'End') this.#fail('expected end; found {{else}}');
    return body;
  }

  /** Block = "block" String Pipeline "}}" List "end" : a definition and a use of it. */
  #parseBlock(start: number): TemplateNode {
    const context = 'block clause';
    const token = this.#nextNonSpace();
    const name = this.#parseName(token, context);
    const pipe = this.#parsePipeline(context, 'RightDelim');
    const delim = this.#furthest;
    this.#enter();
    const body = this.#parseBlockBody(context, delim);
    this.#depth--;
    this.#define(name, body);
    return { type: 'Template', pos: this.#start(token), start, end: this.#lastEnd(), name, pipe };
  }

  #parseBlockBody(context: string, delim: number): ListNode {
    try {
      return this.#parseBody(context);
    } catch (error) {
      // Go reports an else of a block at the line of the block itself.
      if (error instanceof SyntaxFault && error.message === `unexpected {{else}} in ${context}`) {
        throw new SyntaxFault(error.message, lineAt(this.#text, this.#start(delim)), error.start, error.end, error.hint);
      }
      throw error;
    }
  }

  /** Template = "template" String [ Pipeline ] "}}" . */
  #parseTemplate(start: number): TemplateNode {
    const context = 'template clause';
    const token = this.#nextNonSpace();
    const name = this.#parseName(token, context);
    let pipe: PipeNode | undefined;
    if (this.#kind(this.#nextNonSpace()) !== 'RightDelim') {
      this.#backup();
      pipe = this.#parsePipeline(context, 'RightDelim');
    }
    return { type: 'Template', pos: this.#start(token), start, end: this.#lastEnd(), name, pipe };
  }

  #parseName(token: number, context: string): string {
    return this.#kind(token) === 'String' || this.#kind(token) === 'RawString' ? this.#unquote(token) : this.#unexpected(token, context);
  }

  /** Pipeline = [ Declarations ] Command { "|" Command } . */
  #parsePipeline(context: string, end: 'RightDelim' | 'RightParen'): PipeNode {
    const start = this.#start(this.#peekNonSpace());
    const { decl, isAssign } = this.#parseDeclarations(context);
    const commands: CommandNode[] = [];
    for (;;) {
      const token = this.#nextNonSpace();
      if (this.#kind(token) === end) {
        this.#checkPipeline(commands, context);
        return { type: 'Pipe', pos: start, start, end: this.#start(token), decl, isAssign, commands: fitted(commands) };
      }
      if (!OPERAND_STARTS.has(this.#kind(token))) this.#unexpected(token, context);
      this.#backup();
      commands.push(this.#parseCommand());
    }
  }

  /** Declarations = Variable [ "," Variable ] ( ":=" | "=" ) . The comma form is range's. */
  #parseDeclarations(context: string): { readonly decl: readonly VariableNode[]; readonly isAssign: boolean } {
    if (this.#kind(this.#peekNonSpace()) !== 'Variable') return NO_DECLARATIONS;
    const decl: VariableNode[] = [];
    let isAssign = false;
    for (;;) {
      const token = this.#peekNonSpace();
      if (this.#kind(token) !== 'Variable') break;
      const before = this.#at;
      this.#next();
      const next = this.#peekNonSpace();
      const comma = this.#kind(next) === 'Char' && this.#text.charCodeAt(this.#start(next)) === 0x2c;
      if (this.#kind(next) !== 'Assign' && this.#kind(next) !== 'Declare' && !comma) {
        this.#at = before;
        break;
      }
      this.#nextNonSpace();
      decl.push(variable(this.#start(token), this.#end(token), this.#textOf(token)));
      this.#variables.push(this.#textOf(token));
      if (!comma) {
        isAssign = this.#kind(next) === 'Assign';
        break;
      }
      if (context !== 'range' || decl.length >= 2) this.#fail(`too many declarations in ${context}`);
      const kind = this.#kind(this.#peekNonSpace());
      if (kind !== 'Variable' && kind !== 'RightDelim' && kind !== 'RightParen') this.#fail('range can only initialize variables');
    }
    return { decl, isAssign };
  }

  #checkPipeline(commands: readonly CommandNode[], context: string): void {
    if (commands.length === 0) this.#fail(`missing value for ${context}`);
    for (let i = 1; i < commands.length; i++) {
      if (CONSTANTS.has(commands[i]!.args[0].type)) this.#fail(`non executable command in pipeline stage ${i + 1}`);
    }
  }

  /** Command = Operand { Space Operand } [ "|" ] . */
  #parseCommand(): CommandNode {
    const start = this.#start(this.#peekNonSpace());
    const args: Operand[] = [];
    for (;;) {
      this.#peekNonSpace();
      const operand = this.#parseOperand();
      if (operand !== undefined) args.push(operand);
      const token = this.#next();
      if (this.#kind(token) === 'Space') continue;
      if (this.#kind(token) === 'RightDelim' || this.#kind(token) === 'RightParen') this.#backup();
      else if (this.#kind(token) !== 'Pipe') this.#unexpected(token, 'operand');
      break;
    }
    const last = args.at(-1);
    if (last === undefined) return this.#fail('empty command');
    return { type: 'Command', pos: start, start, end: last.end, args: fitted(args) as [Operand, ...Operand[]] };
  }

  /** Operand = Term { Field } . */
  #parseOperand(): Operand | undefined {
    const node = this.#parseTerm();
    if (node === undefined || this.#kind(this.#peek()) !== 'Field') return node;
    const pos = this.#start(this.#peek());
    while (this.#kind(this.#peek()) === 'Field') this.#next();
    const end = this.#lastEnd();
    // The tokens are words with a dot before each, and nothing between them.
    const names = this.#text.slice(node.type === 'Field' ? node.start + 1 : pos + 1, end).split('.');
    switch (node.type) {
      case 'Field':
        return { type: 'Field', pos, start: node.start, end, names };
      case 'Variable':
        return { type: 'Variable', pos, start: node.start, end, name: node.name, names };
      case 'Identifier':
      case 'Pipe':
        return { type: 'Chain', pos, start: node.start, end, node, names };
      default:
        return this.#fail(`unexpected . after term ${quote(printNode(node))}`);
    }
  }

  /** Term = literal | function | "." | Field | Variable | "(" Pipeline ")" ; undefined when there is none. */
  #parseTerm(): Operand | undefined {
    const token = this.#nextNonSpace();
    const start = this.#start(token);
    const end = this.#end(token);
    switch (this.#kind(token)) {
      case 'Identifier':
        return { type: 'Identifier', pos: start, start, end, name: this.#function(token) };
      case 'Dot':
        return { type: 'Dot', pos: start, start, end };
      case 'Nil':
        return { type: 'Nil', pos: start, start, end };
      case 'Variable':
        return this.#useVariable(token);
      case 'Field':
        return { type: 'Field', pos: start, start, end, names: [this.#text.slice(start + 1, end)] };
      case 'Bool':
        return { type: 'Bool', pos: start, start, end, value: this.#textOf(token) === 'true' };
      case 'CharConstant':
      case 'Complex':
      case 'Number':
        return { type: 'Number', pos: start, start, end, text: this.#textOf(token), ...this.#number(token) };
      case 'String':
      case 'RawString':
        return { type: 'String', pos: start, start, end, quoted: this.#textOf(token), text: this.#unquote(token) };
      case 'LeftParen': {
        this.#enter();
        const pipe = this.#parsePipeline('parenthesized pipeline', 'RightParen');
        this.#depth--;
        return pipe;
      }
      default:
        this.#backup();
        return undefined;
    }
  }

  #function(token: number): string {
    const name = this.#textOf(token);
    if (!this.#functions.has(name)) this.#fail(`function ${quote(name)} not defined`, token, didYouMean(name, this.#functions.keys()));
    return name;
  }

  #useVariable(token: number): VariableNode {
    const name = this.#textOf(token);
    if (!this.#variables.includes(name)) this.#fail(`undefined variable ${quote(name)}`, token, didYouMean(name, this.#variables));
    return variable(this.#start(token), this.#end(token), name);
  }

  #number(token: number): ReturnType<typeof readNumber> {
    try {
      return readNumber(this.#textOf(token), this.#kind(token));
    } catch (error) {
      return this.#fail((error as Error).message, token);
    }
  }

  #unquote(token: number): string {
    return unquote(this.#textOf(token)) ?? this.#fail('invalid syntax', token);
  }

  #enter(): void {
    if (++this.#depth > MAX_DEPTH) this.#fail('max expression depth exceeded');
  }

  // Tokens are numbers: their index. `#at` is the next one; reading one moves `#furthest`, which is never moved back.

  #kind(token: number): TokenKind {
    return this.#tokens.kinds[token]!;
  }

  #start(token: number): number {
    return this.#tokens.starts[token]!;
  }

  #end(token: number): number {
    return this.#tokens.ends[token]!;
  }

  #next(): number {
    if (this.#at > this.#furthest) this.#furthest = this.#at;
    return this.#at++;
  }

  #peek(): number {
    if (this.#at > this.#furthest) this.#furthest = this.#at;
    return this.#at;
  }

  #nextNonSpace(): number {
    for (;;) {
      const token = this.#next();
      if (this.#kind(token) !== 'Space') return token;
    }
  }

  #peekNonSpace(): number {
    const token = this.#nextNonSpace();
    this.#at--;
    return token;
  }

  #backup(): void {
    this.#at--;
  }

  #expect(kind: TokenKind, context: string): number {
    const token = this.#nextNonSpace();
    return this.#kind(token) === kind ? token : this.#unexpected(token, context);
  }

  #expectName(context: string): number {
    const token = this.#nextNonSpace();
    return this.#kind(token) === 'String' || this.#kind(token) === 'RawString' ? token : this.#unexpected(token, context);
  }

  #textOf(token: number): string {
    return this.#text.slice(this.#start(token), this.#end(token));
  }

  /** Where the last token that was consumed ends. */
  #lastEnd(): number {
    return this.#end(this.#at - 1);
  }

  #unexpected(token: number, context: string): never {
    if (this.#kind(token) !== 'Error') return this.#fail(`unexpected ${this.#describe(token)} in ${context}`, token);
    const message = this.#tokens.error!;
    const actionLine = this.#actionStart === -1 ? 0 : lineAt(this.#text, this.#actionStart);
    if (actionLine === 0 || actionLine === lineAt(this.#text, this.#start(token))) return this.#fail(message, token);
    // Go avoids "action in action".
    const started = `started at ${SOURCE_NAME}:${actionLine}`;
    return this.#fail(message.endsWith(' action') ? `${message} ${started}` : `${message} in action ${started}`, token);
  }

  #describe(token: number): string {
    const text = this.#textOf(token);
    if (this.#kind(token) === 'EOF') return 'EOF';
    if (KEYWORD_KINDS.has(this.#kind(token))) return `<${text}>`;
    return byteLength(text) > 10 ? `${quote(/^[^]{0,10}/u.exec(text)![0])}...` : quote(text);
  }

  #fail(message: string, token: number = this.#furthest, hint?: string): never {
    throw new SyntaxFault(message, lineAt(this.#text, this.#start(this.#furthest)), this.#start(token), this.#end(token), hint);
  }
}

const OPERAND_STARTS: ReadonlySet<TokenKind> = new Set([
  'Bool', 'CharConstant', 'Complex', 'Dot', 'Field', 'Identifier', 'Number', 'Nil', 'RawString', 'String', 'Variable', 'LeftParen',
]);
const KEYWORD_KINDS: ReadonlySet<TokenKind> = new Set([
  'Block', 'Break', 'Continue', 'Dot', 'Define', 'Else', 'End', 'If', 'Nil', 'Range', 'Template', 'With',
]);
const CONSTANTS: ReadonlySet<Operand['type']> = new Set(['Bool', 'Dot', 'Nil', 'Number', 'String']);

function isClosing(node: Statement | Closing): node is Closing {
  return node.type === 'End' || node.type === 'Else';
}
