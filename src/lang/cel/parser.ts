import type { CelNode } from './ast.ts';
import type { CelFault } from './cel-fault.ts';
import { lexCel, TOKEN_ORDER, type Token, type TokenKind } from './lexer.ts';

const STARTS: readonly TokenKind[] = ['[', '{', '(', '.', '-', '!', 'true', 'false', 'null', 'NUM_FLOAT', 'NUM_INT', 'NUM_UINT', 'STRING', 'BYTES', 'IDENTIFIER'];
const RELATIONS: readonly TokenKind[] = ['<', '<=', '>=', '>', '==', '!=', 'in'];
const SUMS: readonly TokenKind[] = ['+', '-'];
const PRODUCTS: readonly TokenKind[] = ['*', '/', '%'];
const OPERATORS: readonly TokenKind[] = [...RELATIONS, ...SUMS, ...PRODUCTS, '&&', '||', '?'];

const RESERVED: ReadonlySet<string> = new Set(['as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop', 'package', 'namespace', 'return', 'var', 'void', 'while']);

const LITERALS: Readonly<Partial<Record<TokenKind, Extract<CelNode, { kind: 'literal' }>['type']>>> = {
  true: 'bool', false: 'bool', null: 'null_type', NUM_FLOAT: 'double', NUM_INT: 'int', NUM_UINT: 'uint', STRING: 'string', BYTES: 'bytes',
};

/** How deep expressions may be nested. */
const MAX_DEPTH = 250;

/** Leaves a rule that cannot go on; the rule catches it, skips to what may follow, and returns. */
class RuleFailed extends Error {
  override readonly name = 'RuleFailed';
}

/**
 * Parses an expression, and tells of faults in the words that cel-go's generated parser has for them.
 *
 * A rule that meets a token too many skips it, one that misses a token may go on without it, and any other fault ends the rule;
 * after a fault, no further one is told until a token fits again.
 * Follows google/cel-go v0.26.1 parser/gen/CEL.g4 and ANTLR's default error strategy.
 */
export function parseCel(expression: string): { readonly node: CelNode; readonly faults: readonly CelFault[] } {
  const parser = new Parser(expression);
  const node = parser.start();
  return { node, faults: parser.faults };
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly faults: CelFault[];
  #at = 0;
  #recovering = false;
  #depth = 0;
  /** What may come after the constructs that are open, outermost first. */
  readonly #closers: (readonly TokenKind[])[] = [];

  constructor(text: string) {
    const { tokens, faults } = lexCel(text);
    this.#text = text;
    this.#tokens = tokens;
    this.faults = [...faults];
  }

  /** start = expr EOF . */
  start(): CelNode {
    const node = this.#inside(['EOF'], () => this.#expr());
    this.#rule(() => {
      this.#match('EOF', []);
      return node;
    });
    return node;
  }

  /** expr = or [ "?" or ":" expr ] . */
  #expr(): CelNode {
    const condition = this.#or();
    if (this.#kind !== '?') return condition;
    return this.#rule(() => {
      const { start: offset } = this.#take();
      const yes = this.#inside([':'], () => this.#or());
      this.#match(':', STARTS);
      const no = this.#expr();
      return { kind: 'call', offset, name: '_?_:_', target: undefined, args: [condition, yes, no] };
    });
  }

  #or(): CelNode {
    return this.#binary(['||'], () => this.#binary(['&&'], () => this.#binary(RELATIONS, () => this.#binary(SUMS, () => this.#binary(PRODUCTS, () => this.#unary())))));
  }

  #binary(operators: readonly TokenKind[], operand: () => CelNode): CelNode {
    let left = operand();
    while (operators.includes(this.#kind)) {
      const operator = this.#take();
      const right = operand();
      const name = operator.kind === 'in' ? '@in' : `_${operator.kind}_`;
      left = { kind: 'call', offset: operator.start, name, target: undefined, args: [left, right] };
    }
    return left;
  }

  /** unary = member | "!" { "!" } member | "-" { "-" } member . */
  #unary(): CelNode {
    return this.#rule(() => {
      this.#expect(STARTS);
      if (this.#kind === '!') return this.#negated('!');
      if (this.#kind === '-' && !this.#isNumber(this.#at + 1)) return this.#negated('-');
      return this.#member();
    });
  }

  #negated(operator: '!' | '-'): CelNode {
    const { start: offset } = this.#token;
    let count = 0;
    while (this.#kind === operator && !(operator === '-' && this.#isNumber(this.#at + 1))) {
      this.#take();
      count++;
    }
    if (!STARTS.includes(this.#kind) && operator === '!') {
      this.#report(`extraneous input ${this.#shown(this.#token)} expecting ${setText(STARTS)}`, this.#token.start);
      this.#skipTo([...this.#following(), ...STARTS]);
    } else if (!STARTS.includes(this.#kind) || (operator === '-' && this.#kind === '!')) {
      this.#noAlternative(this.#tokens[this.#at - 1]!);
    }
    const member = this.#member();
    return count % 2 === 0 ? member : { kind: 'call', offset, name: operator === '!' ? '!_' : '-_', target: undefined, args: [member] };
  }

  #isNumber(index: number): boolean {
    const kind = this.#tokens[index]?.kind;
    return kind === 'NUM_INT' || kind === 'NUM_FLOAT';
  }

  /** member = primary { "." [ "?" ] ident | "." ident "(" [ exprs ] ")" | "[" [ "?" ] expr "]" } . */
  #member(): CelNode {
    let node = this.#primary();
    const outer = node;
    return this.#rule(() => {
      for (;;) {
        if (this.#kind === '.') node = this.#selection(node);
        else if (this.#kind === '[') node = this.#index(node);
        else if (this.#kind === '{' && isPath(node)) node = this.#message(node);
        else return node;
      }
    }, outer);
  }

  #selection(operand: CelNode): CelNode {
    const { start: offset } = this.#token;
    const next = this.#tokens[this.#at + 1]!;
    const isName = next.kind === 'IDENTIFIER' || next.kind === 'ESC_IDENTIFIER';
    if (!isName && next.kind !== '?') this.#noAlternative(this.#token, next);
    this.#take();
    const optional = this.#kind === '?';
    if (optional) this.#take();
    if (this.#kind !== 'IDENTIFIER' && this.#kind !== 'ESC_IDENTIFIER') {
      this.#report(`mismatched input ${this.#shown(this.#token)} expecting {IDENTIFIER, ESC_IDENTIFIER}`, this.#token.start);
      this.faults.push({ offset: this.#token.start, message: 'unsupported ident kind' });
      this.#skipTo(this.#following());
      return { kind: 'broken', offset };
    }
    const name = this.#take();
    if (name.kind === 'ESC_IDENTIFIER') this.faults.push({ offset: name.start, message: "unsupported syntax: '`'" });
    const field = this.#text.slice(name.start, name.end);
    if (optional || !this.#is('(')) return { kind: 'select', offset, operand, field, optional };
    const [open, args] = this.#arguments();
    return { kind: 'call', offset: open, name: field, target: operand, args };
  }

  #arguments(): [number, readonly CelNode[]] {
    const { start: open } = this.#take();
    const args: CelNode[] = [];
    this.#inside([',', ')'], () => {
      this.#expect([...STARTS, ')']);
      if (this.#kind === ')') return;
      args.push(this.#expr());
      while (this.#kind === ',') {
        this.#take();
        args.push(this.#expr());
      }
    });
    this.#match(')', this.#afterMember());
    return [open, args];
  }

  #index(operand: CelNode): CelNode {
    const { start: offset } = this.#take();
    this.#expect([...STARTS, '?']);
    const optional = this.#kind === '?';
    if (optional) this.#take();
    const key = this.#inside([']'], () => this.#expr());
    this.#match(']', this.#afterMember());
    return { kind: 'call', offset, name: optional ? '_[?_]' : '_[_]', target: undefined, args: [operand, key] };
  }

  /** A message of a named type: there are none, but the grammar has them. */
  #message(type: CelNode): CelNode {
    const { start: offset } = this.#take();
    const args: CelNode[] = [];
    this.#inside([',', '}'], () => {
      this.#expect(['}', ',', '?', 'IDENTIFIER', 'ESC_IDENTIFIER']);
      while (this.#kind !== '}' && this.#kind !== ',') {
        if (this.#kind === '?') this.#take();
        this.#match('IDENTIFIER', []);
        this.#match(':', STARTS);
        args.push(this.#expr());
        this.#expect(['}', ',']);
        if (this.#is(',')) this.#take();
      }
    });
    if (this.#is(',')) this.#take();
    this.#match('}', this.#afterMember());
    return { kind: 'call', offset, name: '{}', target: type, args };
  }

  #primary(): CelNode {
    return this.#rule(() => {
      this.#expect(STARTS);
      const token = this.#token;
      const literal = LITERALS[token.kind === '-' ? (this.#tokens[this.#at + 1]?.kind ?? 'EOF') : token.kind];
      if (literal !== undefined) {
        if (token.kind === '-') this.#take();
        this.#take();
        return { kind: 'literal', offset: token.start, type: literal };
      }
      switch (token.kind) {
        case '(':
          return this.#nested();
        case '[':
          return this.#list();
        case '{':
          return this.#map();
        default:
          return this.#name();
      }
    });
  }

  #nested(): CelNode {
    this.#take();
    const node = this.#inside([')'], () => this.#expr());
    this.#match(')', this.#afterMember());
    return node;
  }

  #list(): CelNode {
    const { start: offset } = this.#take();
    const items: CelNode[] = [];
    this.#inside([',', ']'], () => {
      this.#expect([...STARTS, '?', ']', ',']);
      if (this.#kind !== ']' && this.#kind !== ',') items.push(this.#optional());
      while (this.#kind === ',' && this.#tokens[this.#at + 1]?.kind !== ']') {
        this.#take();
        items.push(this.#optional());
      }
    });
    this.#expect([']', ',']);
    if (this.#kind === ',') this.#take();
    this.#match(']', this.#afterMember());
    return { kind: 'list', offset, items };
  }

  #map(): CelNode {
    const { start: offset } = this.#take();
    const entries: { key: CelNode; value: CelNode }[] = [];
    const entry = (): void => {
      const key = this.#inside([':'], () => this.#optional());
      this.#match(':', STARTS);
      entries.push({ key, value: this.#expr() });
    };
    this.#inside([',', '}'], () => {
      this.#expect([...STARTS, '?', '}', ',']);
      if (this.#kind !== '}' && this.#kind !== ',') entry();
      while (this.#kind === ',' && this.#tokens[this.#at + 1]?.kind !== '}') {
        this.#take();
        entry();
      }
    });
    this.#expect(['}', ',']);
    if (this.#kind === ',') this.#take();
    this.#match('}', this.#afterMember());
    return { kind: 'map', offset, entries };
  }

  #optional(): CelNode {
    if (this.#kind === '?') this.#take();
    return this.#expr();
  }

  /** An identifier or a call of a global function, with or without a leading dot. */
  #name(): CelNode {
    const first = this.#token;
    const next = this.#tokens[this.#at + 1]!;
    if (first.kind === '.' && next.kind !== 'IDENTIFIER') this.#noAlternative(first, next);
    if (first.kind === '.') this.#take();
    const token = this.#take();
    const name = this.#text.slice(token.start, token.end);
    if (this.#kind === '(') {
      const [open, args] = this.#arguments();
      return { kind: 'call', offset: open, name, target: undefined, args };
    }
    if (RESERVED.has(name)) this.faults.push({ offset: token.start, message: `reserved identifier: ${name}` });
    return { kind: 'ident', offset: token.start, name };
  }

  get #token(): Token {
    return this.#tokens[this.#at]!;
  }

  get #kind(): TokenKind {
    return this.#token.kind;
  }

  #is(kind: TokenKind): boolean {
    return this.#kind === kind;
  }

  /** Takes a token that fits. */
  #take(): Token {
    const token = this.#token;
    if (token.kind !== 'EOF') this.#at++;
    this.#recovering = false;
    return token;
  }

  /** Takes a token of a kind. One too many before it is skipped; where it is missing and `after` may go on, it counts as there. */
  #match(kind: TokenKind, after: readonly TokenKind[]): void {
    if (this.#kind === kind) {
      this.#take();
      return;
    }
    const next = this.#tokens[this.#at + 1]?.kind;
    if (next === kind) {
      this.#report(`extraneous input ${this.#shown(this.#token)} expecting ${kindText(kind)}`, this.#token.start);
      this.#at++;
      this.#take();
      return;
    }
    if (after.includes(this.#kind)) {
      this.#report(`missing ${kindText(kind)} at ${this.#shown(this.#token)}`, this.#token.start);
      return;
    }
    this.#report(`mismatched input ${this.#shown(this.#token)} expecting ${kindText(kind)}`, this.#token.start);
    throw new RuleFailed();
  }

  /** Looks whether a token may come here; one too many before one that may is skipped. */
  #expect(kinds: readonly TokenKind[]): void {
    if (kinds.includes(this.#kind)) return;
    const next = this.#tokens[this.#at + 1]?.kind;
    const isExtra = next !== undefined && kinds.includes(next);
    this.#report(`${isExtra ? 'extraneous' : 'mismatched'} input ${this.#shown(this.#token)} expecting ${setText(kinds)}`, this.#token.start);
    if (!isExtra) throw new RuleFailed();
    this.#at++;
    this.#recovering = false;
  }

  #noAlternative(first: Token, last: Token = this.#token): never {
    this.#report(`no viable alternative at input '${this.#text.slice(first.start, last.end)}'`, last.start);
    throw new RuleFailed();
  }

  #report(message: string, offset: number): void {
    if (!this.#recovering) this.faults.push({ offset, message: `Syntax error: ${message}` });
    this.#recovering = true;
  }

  /** Runs a rule; one that fails skips to what may follow it. */
  #rule(step: () => CelNode, fallback?: CelNode): CelNode {
    const { start: offset } = this.#token;
    const open = this.#closers.length;
    if (++this.#depth > MAX_DEPTH * 8) {
      this.faults.push({ offset, message: `expression recursion limit exceeded: ${String(MAX_DEPTH)}` });
      this.#at = this.#tokens.length - 1;
      this.#depth--;
      return { kind: 'broken', offset };
    }
    try {
      return step();
    } catch (thrown) {
      if (!(thrown instanceof RuleFailed)) throw thrown;
      this.#closers.length = open;
      this.#skipTo(this.#following());
      return fallback ?? { kind: 'broken', offset };
    } finally {
      this.#depth--;
    }
  }

  /** Runs what stands inside of a construct that these tokens go on with or end. */
  #inside<T>(closers: readonly TokenKind[], step: () => T): T {
    this.#closers.push(closers);
    const result = step();
    this.#closers.pop();
    return result;
  }

  #skipTo(kinds: readonly TokenKind[]): void {
    while (this.#kind !== 'EOF' && !kinds.includes(this.#kind)) this.#at++;
  }

  #following(): readonly TokenKind[] {
    return [...OPERATORS, ...this.#closers.flat(), ...(this.#closers.length > 1 ? (['.', '['] as const) : [])];
  }

  #afterMember(): readonly TokenKind[] {
    return ['.', '[', ...OPERATORS, ...(this.#closers.at(-1) ?? [])];
  }

  #shown(token: Token): string {
    return token.kind === 'EOF' ? "'<EOF>'" : `'${this.#text.slice(token.start, token.end)}'`;
  }
}

/** Whether a node can be the name of a type: identifiers with dots between. */
function isPath(node: CelNode): boolean {
  return node.kind === 'ident' || (node.kind === 'select' && !node.optional && isPath(node.operand));
}

function kindText(kind: TokenKind): string {
  if (kind === 'EOF') return '<EOF>';
  return /^[A-Z]/.test(kind) ? kind : `'${kind}'`;
}

function setText(kinds: readonly TokenKind[]): string {
  const sorted = [...kinds].sort((a, b) => TOKEN_ORDER.indexOf(a) - TOKEN_ORDER.indexOf(b));
  return `{${sorted.map(kindText).join(', ')}}`;
}
