import {
  AMPERSAND, ASTERISK, AT, BACKSLASH, BACKTICK, BAR, BOM, CLOSE_BRACE, CLOSE_BRACKET, COLON, COMMA, CR, DASH, DOT, DOUBLE_QUOTE, END,
  EXCLAMATION, GREATER, HASH, LESS, LF, NEL, OPEN_BRACE, OPEN_BRACKET, PERCENT, PLUS, QUESTION, SINGLE_QUOTE, SPACE, TAB,
  hexValue, isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, isDigit, isWord,
} from './chars.ts';
import { readableText } from './readable-text.ts';
import { placeOf, YamlError, type ErrorWording, type Mark, type TextOrigin } from './yaml-error.ts';

export type TokenKind =
  | 'StreamStart' | 'StreamEnd' | 'VersionDirective' | 'TagDirective' | 'DocumentStart' | 'DocumentEnd'
  | 'BlockSequenceStart' | 'BlockMappingStart' | 'BlockEnd'
  | 'FlowSequenceStart' | 'FlowSequenceEnd' | 'FlowMappingStart' | 'FlowMappingEnd'
  | 'BlockEntry' | 'FlowEntry' | 'Key' | 'Value' | 'Alias' | 'Anchor' | 'Tag' | 'Scalar';

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

/**
 * A piece of a text, with the place where it starts. `value` is a scalar's text, a name, a tag's handle or a version;
 * `suffix` the rest of a tag.
 */
export interface Token extends Mark {
  readonly kind: TokenKind;
  /** The offset behind the token. */
  readonly end: number;
  readonly value: string;
  readonly suffix: string;
  readonly style: ScalarStyle;
}

/** A place where a key may have begun: `a: b` shows that `a` was one only when the colon is met. */
interface SimpleKey {
  possible: boolean;
  required: boolean;
  tokenNumber: number;
  index: number;
  line: number;
  column: number;
}

/** What a scanner is told besides its text. */
export interface ScannerOptions {
  readonly origin: TextOrigin;
  readonly maxDepth: number;
}

/** A key without `?` must be met by its colon within this many characters, on one line. */
const SIMPLE_KEY_LENGTH = 1024;

/**
 * Splits a YAML text into tokens, one document's worth at a time, with the indentation turned into start and end tokens.
 *
 * Accepts what libyaml accepts and fails where it fails: the order in which tokens are looked ahead is part of
 * its error texts. Follows go-yaml v2.4.3 `scannerc.go`; `CommentScanner` adds what v3 adds.
 *
 * @throws YamlError (YamlSyntax, YamlLimit) from `peek` and `next`
 */
export class Scanner {
  readonly wording: ErrorWording = 'v2';
  protected readonly text: string;
  protected pos = 0;
  protected line = 0;
  protected lineStart = 0;
  protected indent = -1;
  protected flowLevel = 0;
  protected readonly tokens: Token[] = [];
  protected head = 0;
  protected simpleKeyAllowed = true;
  readonly #indents: number[] = [];
  /** One per level of flow collections. */
  readonly #simpleKeys: SimpleKey[] = [{ possible: false, required: false, tokenNumber: 0, index: 0, line: 0, column: 0 }];
  /** Where in the stack of simple keys the one that begins at a token lies. */
  readonly #simpleKeyOfToken = new Map<number, number>();
  readonly #options: ScannerOptions;
  /** What is wrong with the piece with which the text goes on; undefined when all of it can be read. */
  readonly #cutShort: string | undefined;
  readonly #length: number;
  #taken = 0;
  #ready = false;
  /** Where the space before the current token began. */
  #scanPos = 0;
  #scanLine = 0;
  #scanLineStart = 0;
  /** What the last run of line breaks and blanks in a scalar comes to. */
  #gap = '';
  /** The indentation of the current block scalar; 0 while it is unknown. */
  #blockIndent = 0;

  constructor(text: string, options: ScannerOptions) {
    const { kept, cutShort } = readableText(text);
    // Two ends, because the scanner may look one character past the end.
    this.text = `${kept}\0\0`;
    this.#length = kept.length;
    this.#cutShort = cutShort;
    this.#options = options;
    if (this.text.charCodeAt(0) === BOM) {
      this.pos = 1;
      this.lineStart = 1;
    }
    this.#push('StreamStart', this.pos, this.line, this.pos - this.lineStart);
  }

  /** The token that `next` will take. */
  peek(): Token {
    if (!this.#ready) this.#fetchMoreTokens();
    return this.tokens[this.head]!;
  }

  /** Takes a token. */
  next(): Token {
    const token = this.peek();
    this.#ready = false;
    this.#taken++;
    this.head++;
    if (this.head > 64) {
      // The last two tokens stay: comments look back at them.
      const drop = Math.min(this.head, this.tokens.length - 2);
      if (drop > 0) {
        this.tokens.splice(0, drop);
        this.head -= drop;
      }
    }
    return token;
  }

  /** An error of the text's form, worded as the reader words it. `context` is where the broken construct began. */
  error(problem: string, at: Mark, context: Mark | undefined, from: 'scanner' | 'parser'): YamlError {
    const line = goLine(this.wording, from, at, context);
    const goMessage = `yaml: ${line === 0 ? '' : `line ${line}: `}${problem}`;
    return new YamlError('YamlSyntax', problem, goMessage, { at: placeOf(at, this.#options.origin), sourceLine: this.#lineTextOf(at) });
  }

  protected mark(): Mark {
    return { index: this.pos, line: this.line, column: this.pos - this.lineStart };
  }

  protected at(offset: number): number {
    return this.text.charCodeAt(this.pos + offset);
  }

  /** How many tokens must be known before the first is handed out. */
  protected lookahead(): number {
    return 1;
  }

  /** Whether the hooks below are called at all; comments mean nothing to v2. */
  protected keepsComments(): boolean {
    return false;
  }

  /** Called between the blanks at the start of a line and what follows them. */
  protected onSpace(): void {
    // For CommentScanner.
  }

  /** Passes a comment. */
  protected onComment(): void {
    this.#skipComment();
  }

  /** Called when a token has been fetched; `tokenStart` is the token its line comment belongs to. */
  protected onToken(_tokenStart: Mark): void {
    // For CommentScanner.
  }

  /** Where the block that ends at the current place is said to end. */
  protected blockEndMark(): Mark {
    return this.mark();
  }

  /** Where the space before the current token began. */
  protected scanStart(): Mark {
    return { index: this.#scanPos, line: this.#scanLine, column: this.#scanPos - this.#scanLineStart };
  }

  #skipComment(): void {
    while (!isBreakOrEnd(this.at(0))) this.pos++;
  }

  protected skipLine(): void {
    if (this.at(0) === CR && this.at(1) === LF) this.pos++;
    this.pos++;
    this.line++;
    this.lineStart = this.pos;
  }

  #scannerError(problem: string, context: Mark): YamlError {
    return this.error(problem, this.mark(), context, 'scanner');
  }

  #lineTextOf(mark: Mark): string {
    const start = mark.index - mark.column;
    let end = Math.max(start, 0);
    while (end < this.text.length && !isBreakOrEnd(this.text.charCodeAt(end))) end++;
    return this.text.slice(Math.max(start, 0), end);
  }

  /** Fails when the next `count` characters reach into the part of the text that cannot be read. */
  #require(count: number): void {
    const problem = this.#cutShort;
    if (problem === undefined || this.pos + count <= this.#length) return;
    throw new YamlError('YamlSyntax', problem, `yaml: ${problem}`, { at: placeOf(this.mark(), this.#options.origin) });
  }

  #fetchMoreTokens(): void {
    for (;;) {
      if (this.tokens.length - this.head >= this.lookahead()) {
        // The head may still turn out to be a key, which puts tokens before it.
        const index = this.#simpleKeyOfToken.get(this.#taken);
        if (index === undefined) break;
        const key = this.#simpleKeys[index];
        if (key === undefined || !this.#isStillPossible(key)) break;
      }
      this.#fetchToken();
    }
    this.#ready = true;
  }

  #fetchToken(): void {
    this.#startScan();
    this.#skipToToken();
    this.#unrollIndent(this.pos - this.lineStart);
    this.#require(4);
    const code = this.at(0);
    if (code === END) {
      this.#fetchStreamEnd();
      return;
    }
    if (this.pos === this.lineStart && this.#fetchLineStart(code)) return;
    if (!this.keepsComments()) {
      this.#fetchContent(code);
      return;
    }
    const belongsToPrevious = this.flowLevel === 0 ? code === COLON : code === COMMA;
    const commentOwner = belongsToPrevious ? this.tokens.at(-1)! : this.mark();
    this.#fetchContent(code);
    if (this.tokens.at(-1)!.kind !== 'BlockEntry') this.onToken(commentOwner);
  }

  #startScan(): void {
    this.#scanPos = this.pos;
    this.#scanLine = this.line;
    this.#scanLineStart = this.lineStart;
  }

  /** A directive, `---` or `...`, which are recognised in the first column only. */
  #fetchLineStart(code: number): boolean {
    if (code === PERCENT) {
      this.#endBlocks();
      this.#fetchDirective();
      return true;
    }
    if (!this.#atDocumentIndicator()) return false;
    this.#endBlocks();
    this.#pushIndicator(code === DASH ? 'DocumentStart' : 'DocumentEnd', 3);
    return true;
  }

  #fetchContent(code: number): void {
    switch (code) {
      case OPEN_BRACKET: this.#fetchFlowStart('FlowSequenceStart'); return;
      case OPEN_BRACE: this.#fetchFlowStart('FlowMappingStart'); return;
      case CLOSE_BRACKET: this.#fetchFlowEnd('FlowSequenceEnd'); return;
      case CLOSE_BRACE: this.#fetchFlowEnd('FlowMappingEnd'); return;
      case COMMA:
        this.#dropSimpleKey();
        this.simpleKeyAllowed = true;
        this.#pushIndicator('FlowEntry', 1);
        return;
      case ASTERISK: this.#fetchAnchor('Alias'); return;
      case AMPERSAND: this.#fetchAnchor('Anchor'); return;
      case EXCLAMATION: this.#fetchTag(); return;
      case SINGLE_QUOTE: this.#fetchFlowScalar(true); return;
      case DOUBLE_QUOTE: this.#fetchFlowScalar(false); return;
      default:
    }
    const next = this.at(1);
    if (code === DASH && isBlankOrEnd(next)) this.#fetchBlockEntry();
    else if (code === QUESTION && (this.flowLevel > 0 || isBlankOrEnd(next))) this.#fetchKey();
    else if (code === COLON && (this.flowLevel > 0 || isBlankOrEnd(next))) this.#fetchValue();
    else if ((code === BAR || code === GREATER) && this.flowLevel === 0) this.#fetchBlockScalar(code === BAR);
    else if (startsPlain(code)) this.#fetchPlainScalar();
    else throw this.#scannerError('found character that cannot start any token', this.mark());
  }

  #isStillPossible(key: SimpleKey): boolean {
    if (!key.possible) return false;
    if (key.line === this.line && key.index + SIMPLE_KEY_LENGTH >= this.pos) return true;
    if (key.required) throw this.#scannerError("could not find expected ':'", key);
    key.possible = false;
    return false;
  }

  #saveSimpleKey(): void {
    if (!this.simpleKeyAllowed) return;
    this.#dropSimpleKey();
    const level = this.#simpleKeys.length - 1;
    const key = this.#simpleKeys[level]!;
    key.possible = true;
    key.index = this.pos;
    key.line = this.line;
    key.column = this.pos - this.lineStart;
    key.required = this.flowLevel === 0 && this.indent === key.column;
    key.tokenNumber = this.#nextTokenNumber();
    this.#simpleKeyOfToken.set(key.tokenNumber, level);
  }

  #dropSimpleKey(): void {
    const key = this.#simpleKeys[this.#simpleKeys.length - 1]!;
    if (!key.possible) return;
    if (key.required) throw this.#scannerError("could not find expected ':'", key);
    key.possible = false;
    this.#simpleKeyOfToken.delete(key.tokenNumber);
  }

  #nextTokenNumber(): number {
    return this.#taken + (this.tokens.length - this.head);
  }

  /** Adds a token that ends at the current place. */
  #push(kind: TokenKind, index: number, line: number, column: number, value = '', suffix = '', style: ScalarStyle = 'plain', end: number = this.pos): void {
    this.tokens.push({ kind, index, line, column, end, value, suffix, style });
  }

  /** Puts a token of no length before the token of the given number; at the end when that one is gone. */
  #insert(kind: TokenKind, { index, line, column }: Mark, tokenNumber: number): void {
    const token: Token = { kind, index, line, column, end: index, value: '', suffix: '', style: 'plain' };
    const position = this.head + tokenNumber - this.#taken;
    if (tokenNumber < this.#taken || position >= this.tokens.length) this.tokens.push(token);
    else this.tokens.splice(position, 0, token);
  }

  #pushIndicator(kind: TokenKind, length: number): void {
    const start = this.pos;
    this.pos += length;
    this.#push(kind, start, this.line, start - this.lineStart);
  }

  /** Opens a block collection when the column is beyond the current indentation. */
  #rollIndent(column: number, tokenNumber: number, kind: TokenKind, mark: Mark): void {
    if (this.flowLevel > 0 || this.indent >= column) return;
    this.#indents.push(this.indent);
    this.indent = column;
    if (this.#indents.length > this.#options.maxDepth) throw this.#depthError();
    this.#insert(kind, mark, tokenNumber);
  }

  #unrollIndent(column: number): void {
    if (this.flowLevel > 0) return;
    while (this.indent > column) {
      const end = this.blockEndMark();
      this.#push('BlockEnd', end.index, end.line, end.column, '', '', 'plain', end.index);
      this.indent = this.#indents.pop()!;
    }
  }

  /** What a document's end, a directive and the end of the text have in common. */
  #endBlocks(): void {
    this.#startScan();
    this.#unrollIndent(-1);
    this.#dropSimpleKey();
    this.simpleKeyAllowed = false;
  }

  #depthError(): YamlError {
    const problem = `exceeded max depth of ${this.#options.maxDepth}`;
    const error = this.#scannerError(problem, this.mark());
    return new YamlError('YamlLimit', problem, error.goMessage, error);
  }

  #fetchStreamEnd(): void {
    if (this.pos !== this.lineStart) {
      // The last line counts as ended.
      this.lineStart = this.pos;
      this.line++;
    }
    this.#endBlocks();
    this.#push('StreamEnd', this.pos, this.line, this.pos - this.lineStart);
  }

  #fetchFlowStart(kind: TokenKind): void {
    this.#saveSimpleKey();
    this.#simpleKeys.push({ possible: false, required: false, tokenNumber: this.#nextTokenNumber(), index: 0, line: 0, column: 0 });
    this.flowLevel++;
    if (this.flowLevel > this.#options.maxDepth) throw this.#depthError();
    this.simpleKeyAllowed = true;
    this.#pushIndicator(kind, 1);
  }

  #fetchFlowEnd(kind: TokenKind): void {
    this.#dropSimpleKey();
    if (this.flowLevel > 0) {
      this.flowLevel--;
      this.#simpleKeyOfToken.delete(this.#simpleKeys.pop()!.tokenNumber);
    }
    this.simpleKeyAllowed = false;
    this.#pushIndicator(kind, 1);
  }

  #fetchBlockEntry(): void {
    // In a flow collection a "-" is wrong, too; the parser says so, because it knows which collection.
    if (this.flowLevel === 0) {
      if (!this.simpleKeyAllowed) throw this.#scannerError('block sequence entries are not allowed in this context', this.mark());
      this.#rollIndent(this.pos - this.lineStart, -1, 'BlockSequenceStart', this.mark());
    }
    this.#dropSimpleKey();
    this.simpleKeyAllowed = true;
    this.#pushIndicator('BlockEntry', 1);
  }

  #fetchKey(): void {
    if (this.flowLevel === 0) {
      if (!this.simpleKeyAllowed) throw this.#scannerError('mapping keys are not allowed in this context', this.mark());
      this.#rollIndent(this.pos - this.lineStart, -1, 'BlockMappingStart', this.mark());
    }
    this.#dropSimpleKey();
    this.simpleKeyAllowed = this.flowLevel === 0;
    this.#pushIndicator('Key', 1);
  }

  #fetchValue(): void {
    const key = this.#simpleKeys[this.#simpleKeys.length - 1]!;
    if (this.#isStillPossible(key)) {
      this.#insert('Key', key, key.tokenNumber);
      this.#rollIndent(key.column, key.tokenNumber, 'BlockMappingStart', key);
      key.possible = false;
      this.#simpleKeyOfToken.delete(key.tokenNumber);
      this.simpleKeyAllowed = false;
    } else {
      if (this.flowLevel === 0) {
        if (!this.simpleKeyAllowed) throw this.#scannerError('mapping values are not allowed in this context', this.mark());
        this.#rollIndent(this.pos - this.lineStart, -1, 'BlockMappingStart', this.mark());
      }
      this.simpleKeyAllowed = this.flowLevel === 0;
    }
    this.#pushIndicator('Value', 1);
  }

  #skipToToken(): void {
    const keepsComments = this.keepsComments();
    for (;;) {
      // A tab may stand where no key may begin.
      while (this.at(0) === SPACE || (this.at(0) === TAB && (this.flowLevel > 0 || !this.simpleKeyAllowed))) this.pos++;
      if (keepsComments) this.onSpace();
      if (this.at(0) === HASH) this.onComment();
      if (!isBreak(this.at(0))) {
        this.#require(1);
        return;
      }
      this.skipLine();
      if (this.flowLevel === 0) this.simpleKeyAllowed = true;
    }
  }

  #skipBlanks(): void {
    while (isBlank(this.at(0))) this.pos++;
  }

  #skipRestOfLine(context: Mark): void {
    this.#skipBlanks();
    if (this.at(0) === HASH) this.#skipComment();
    if (!isBreakOrEnd(this.at(0))) throw this.#scannerError('did not find expected comment or line break', context);
    if (isBreak(this.at(0))) this.skipLine();
  }

  #takeWord(): string {
    const start = this.pos;
    while (isWord(this.at(0))) this.pos++;
    return this.text.slice(start, this.pos);
  }

  /** directive = "%" ( "YAML" version | "TAG" handle prefix ) [ comment ] break */
  #fetchDirective(): void {
    const start = this.mark();
    this.pos++;
    const name = this.#takeWord();
    if (name === '') throw this.#scannerError('could not find expected directive name', start);
    if (!isBlankOrEnd(this.at(0))) throw this.#scannerError('found unexpected non-alphabetical character', start);
    if (name === 'YAML') {
      this.#skipBlanks();
      const major = this.#takeVersionNumber(start);
      if (this.at(0) !== DOT) throw this.#scannerError("did not find expected digit or '.' character", start);
      this.pos++;
      const minor = this.#takeVersionNumber(start);
      this.#push('VersionDirective', start.index, start.line, start.column, `${major}.${minor}`);
    } else if (name === 'TAG') {
      this.#skipBlanks();
      const handle = this.#takeTagHandle(start, true);
      if (!isBlank(this.at(0))) throw this.#scannerError('did not find expected whitespace', start);
      this.#skipBlanks();
      const prefix = this.#takeTagUri(start, '');
      if (!isBlankOrEnd(this.at(0))) throw this.#scannerError('did not find expected whitespace or line break', start);
      this.#push('TagDirective', start.index, start.line, start.column, handle, prefix);
    } else {
      throw this.#scannerError('found unknown directive name', start);
    }
    this.#skipRestOfLine(start);
  }

  #takeVersionNumber(context: Mark): number {
    const start = this.pos;
    while (isDigit(this.at(0))) {
      if (this.pos - start === 2) throw this.#scannerError('found extremely long version number', context);
      this.pos++;
    }
    if (this.pos === start) throw this.#scannerError('did not find expected version number', context);
    return Number(this.text.slice(start, this.pos));
  }

  #fetchAnchor(kind: 'Alias' | 'Anchor'): void {
    this.#saveSimpleKey();
    this.simpleKeyAllowed = false;
    const start = this.mark();
    this.pos++;
    const name = this.#takeWord();
    const after = this.at(0);
    const ended = isBlankOrEnd(after) || after === QUESTION || after === COLON || after === COMMA || after === CLOSE_BRACKET ||
      after === CLOSE_BRACE || after === PERCENT || after === AT || after === BACKTICK;
    if (name === '' || !ended) throw this.#scannerError('did not find expected alphabetic or numeric character', start);
    this.#push(kind, start.index, start.line, start.column, name);
  }

  /** tag = "!<" uri ">" | "!" [ word "!" ] uri | "!" */
  #fetchTag(): void {
    this.#saveSimpleKey();
    this.simpleKeyAllowed = false;
    const start = this.mark();
    let handle = '';
    let suffix: string;
    if (this.at(1) === LESS) {
      this.pos += 2;
      suffix = this.#takeTagUri(start, '');
      if (this.at(0) !== GREATER) throw this.#scannerError("did not find the expected '>'", start);
      this.pos++;
    } else {
      handle = this.#takeTagHandle(start, false);
      if (handle.length > 1 && handle.endsWith('!')) {
        suffix = this.#takeTagUri(start, '');
      } else {
        suffix = this.#takeTagUri(start, handle);
        handle = '!';
        if (suffix === '') [handle, suffix] = ['', '!'];
      }
    }
    if (!isBlankOrEnd(this.at(0))) throw this.#scannerError('did not find expected whitespace or line break', start);
    this.#push('Tag', start.index, start.line, start.column, handle, suffix);
  }

  #takeTagHandle(context: Mark, directive: boolean): string {
    if (this.at(0) !== EXCLAMATION) throw this.#scannerError("did not find expected '!'", context);
    const start = this.pos;
    this.pos++;
    this.#takeWord();
    if (this.at(0) === EXCLAMATION) this.pos++;
    else if (directive && this.pos - start > 1) throw this.#scannerError("did not find expected '!'", context);
    return this.text.slice(start, this.pos);
  }

  /** The rest of a tag. `head` is what was taken for a handle and is part of it, without its "!". */
  #takeTagUri(context: Mark, head: string): string {
    let uri = head.slice(1);
    const start = this.pos;
    for (;;) {
      const from = this.pos;
      while (isUri(this.at(0))) this.pos++;
      uri += this.text.slice(from, this.pos);
      if (this.at(0) !== PERCENT) break;
      uri += this.#takeUriEscape(context);
    }
    if (head === '' && this.pos === start) throw this.#scannerError('did not find expected tag URI', context);
    return uri;
  }

  /** One character written as percent-encoded UTF-8. */
  #takeUriEscape(context: Mark): string {
    const bytes: number[] = [];
    let width = 1;
    while (bytes.length < width) {
      const high = hexValue(this.at(1));
      const low = hexValue(this.at(2));
      if (this.at(0) !== PERCENT || high < 0 || low < 0) throw this.#scannerError('did not find URI escaped octet', context);
      const octet = high * 16 + low;
      if (bytes.length === 0) {
        width = utf8Width(octet);
        if (width === 0) throw this.#scannerError('found an incorrect leading UTF-8 octet', context);
      } else if ((octet & 0xc0) !== 0x80) {
        throw this.#scannerError('found an incorrect trailing UTF-8 octet', context);
      }
      bytes.push(octet);
      this.pos += 3;
    }
    return new TextDecoder().decode(new Uint8Array(bytes));
  }

  #fetchBlockScalar(literal: boolean): void {
    this.#dropSimpleKey();
    this.simpleKeyAllowed = true;
    const start = this.mark();
    this.pos++;
    const { chomping, increment } = this.#takeBlockHeader(start);
    this.#skipBlanks();
    if (this.at(0) === HASH) this.onToken(start);
    this.#skipRestOfLine(start);
    this.#blockIndent = increment === 0 ? 0 : Math.max(this.indent, 0) + increment;
    const value = this.#takeBlockLines(start, literal, chomping);
    this.#push('Scalar', start.index, start.line, start.column, value, '', literal ? 'literal' : 'folded');
  }

  /** header = [ "+" | "-" ] [ digit ] | digit [ "+" | "-" ] */
  #takeBlockHeader(context: Mark): { readonly chomping: number; readonly increment: number } {
    let chomping = 0;
    let increment = 0;
    const takeChomping = (): void => {
      const code = this.at(0);
      if (chomping !== 0 || (code !== PLUS && code !== DASH)) return;
      chomping = code;
      this.pos++;
    };
    takeChomping();
    if (isDigit(this.at(0))) {
      increment = this.at(0) - 0x30;
      if (increment === 0) throw this.#scannerError('found an indentation indicator equal to 0', context);
      this.pos++;
      takeChomping();
    }
    return { chomping, increment };
  }

  #takeBlockLines(context: Mark, literal: boolean, chomping: number): string {
    let value = '';
    let lastBreak = '';
    let afterBlank = false;
    let breaks = this.#takeBlockBreaks(context);
    while (this.pos - this.lineStart === this.#blockIndent && this.at(0) !== END) {
      const blank = isBlank(this.at(0));
      // A line break between two lines of text is folded into a space; more indented lines keep theirs.
      if (!literal && lastBreak === '\n' && !afterBlank && !blank) value += breaks === '' ? ' ' : breaks;
      else value += lastBreak + breaks;
      afterBlank = blank;
      const from = this.pos;
      while (!isBreakOrEnd(this.at(0))) this.pos++;
      this.#require(1);
      value += this.text.slice(from, this.pos);
      lastBreak = this.#takeBreak();
      breaks = this.#takeBlockBreaks(context);
    }
    if (chomping !== DASH) value += lastBreak;
    if (chomping === PLUS) value += breaks;
    return value;
  }

  /** Empty lines and the next line's indentation; the first line of text decides it where no mark does. */
  #takeBlockBreaks(context: Mark): string {
    const indent = this.#blockIndent;
    let breaks = '';
    let widest = 0;
    for (;;) {
      while ((indent === 0 || this.pos - this.lineStart < indent) && this.at(0) === SPACE) this.pos++;
      const column = this.pos - this.lineStart;
      widest = Math.max(widest, column);
      if ((indent === 0 || column < indent) && this.at(0) === TAB) {
        throw this.#scannerError('found a tab character where an indentation space is expected', context);
      }
      if (!isBreak(this.at(0))) break;
      breaks += this.#takeBreak();
    }
    this.#require(1);
    if (indent === 0) this.#blockIndent = Math.max(widest, this.indent + 1, 1);
    return breaks;
  }

  /** One line break as it counts in a scalar: LS and PS stay, all others are a line feed. Empty at the end of the text. */
  #takeBreak(): string {
    const code = this.at(0);
    if (!isBreak(code)) return '';
    this.skipLine();
    return code === LF || code === CR || code === NEL ? '\n' : String.fromCharCode(code);
  }

  #atDocumentIndicator(): boolean {
    const code = this.at(0);
    return (code === DASH || code === DOT) && this.pos === this.lineStart && this.at(1) === code && this.at(2) === code &&
      isBlankOrEnd(this.at(3));
  }

  #fetchFlowScalar(single: boolean): void {
    this.#saveSimpleKey();
    this.simpleKeyAllowed = false;
    const start = this.mark();
    const quote = single ? SINGLE_QUOTE : DOUBLE_QUOTE;
    this.pos++;
    let value = '';
    for (;;) {
      if (this.#atDocumentIndicator()) throw this.#scannerError('found unexpected document indicator', start);
      if (this.at(0) === END) {
        this.#require(1);
        throw this.#scannerError('found unexpected end of stream', start);
      }
      const { text, folded } = single ? this.#takeSingleQuoted() : this.#takeDoubleQuoted(start);
      value += text;
      if (this.at(0) === quote) break;
      value += this.#takeQuotedSpace(folded);
    }
    this.pos++;
    this.#push('Scalar', start.index, start.line, start.column, value, '', single ? 'single' : 'double');
  }

  /** Text up to a blank, a line break, the closing quote or the end. */
  #takeSingleQuoted(): { readonly text: string; readonly folded: boolean } {
    let text = '';
    let from = this.pos;
    for (; !isBlankOrEnd(this.at(0)); this.pos++) {
      if (this.at(0) !== SINGLE_QUOTE) continue;
      if (this.at(1) !== SINGLE_QUOTE) break;
      text += this.text.slice(from, this.pos + 1);
      this.pos++;
      from = this.pos + 1;
    }
    return { text: text + this.text.slice(from, this.pos), folded: false };
  }

  /** As above; `folded` says that an escaped line break ended it. */
  #takeDoubleQuoted(context: Mark): { readonly text: string; readonly folded: boolean } {
    let text = '';
    let from = this.pos;
    while (!isBlankOrEnd(this.at(0)) && this.at(0) !== DOUBLE_QUOTE) {
      if (this.at(0) !== BACKSLASH) {
        this.pos++;
        continue;
      }
      text += this.text.slice(from, this.pos);
      this.#require(2);
      if (isBreak(this.at(1))) {
        this.pos++;
        this.skipLine();
        return { text, folded: true };
      }
      text += this.#takeEscape(context);
      from = this.pos;
    }
    return { text: text + this.text.slice(from, this.pos), folded: false };
  }

  #takeEscape(context: Mark): string {
    const letter = this.text[this.pos + 1]!;
    const simple = SIMPLE_ESCAPES.get(letter);
    if (simple !== undefined) {
      this.pos += 2;
      return simple;
    }
    const length = letter === 'x' ? 2 : letter === 'u' ? 4 : letter === 'U' ? 8 : 0;
    if (length === 0) throw this.#scannerError('found unknown escape character', context);
    this.pos += 2;
    this.#require(length);
    let code = 0;
    for (let i = 0; i < length; i++) {
      const digit = hexValue(this.at(i));
      if (digit < 0) throw this.#scannerError('did not find expected hexdecimal number', context);
      code = code * 16 + digit;
    }
    if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) {
      throw this.#scannerError('found invalid Unicode character escape code', context);
    }
    this.pos += length;
    return String.fromCodePoint(code);
  }

  /** Blanks and line breaks between two words of a quoted scalar, folded. */
  #takeQuotedSpace(folded: boolean): string {
    const from = this.pos;
    let first = '';
    let rest = '';
    let broken = folded;
    for (;;) {
      if (isBlank(this.at(0))) {
        this.pos++;
      } else if (isBreak(this.at(0))) {
        if (!broken) {
          first = this.#takeBreak();
          broken = true;
        } else {
          rest += this.#takeBreak();
        }
      } else {
        break;
      }
    }
    if (!broken) return this.text.slice(from, this.pos);
    return foldBreaks(first, rest);
  }

  #fetchPlainScalar(): void {
    this.#saveSimpleKey();
    this.simpleKeyAllowed = false;
    const start = this.mark();
    const indent = this.indent + 1;
    let end = start.index;
    let value = '';
    let broken = false;
    this.#gap = '';
    for (;;) {
      this.#require(4);
      if (this.#atDocumentIndicator() || this.at(0) === HASH) break;
      const from = this.pos;
      while (!this.#endsPlain()) this.pos++;
      if (this.pos > from) {
        value += this.#gap + this.text.slice(from, this.pos);
        this.#gap = '';
        broken = false;
        end = this.pos;
      }
      if (!isBlank(this.at(0)) && !isBreak(this.at(0))) break;
      broken = this.#takePlainSpace(start, indent);
      if (this.flowLevel === 0 && this.pos - this.lineStart < indent) break;
    }
    this.#push('Scalar', start.index, start.line, start.column, value, '', 'plain', end);
    // A key may follow on the next line.
    if (broken) this.simpleKeyAllowed = true;
  }

  #endsPlain(): boolean {
    const code = this.at(0);
    if (isBlankOrEnd(code)) return true;
    if (code === COLON && isBlankOrEnd(this.at(1))) return true;
    return this.flowLevel > 0 && (code === COMMA || code === QUESTION || code === OPEN_BRACKET || code === CLOSE_BRACKET ||
      code === OPEN_BRACE || code === CLOSE_BRACE);
  }

  /** Passes blanks and line breaks between two words and keeps what they come to. Answers whether there was a line break. */
  #takePlainSpace(context: Mark, indent: number): boolean {
    const from = this.pos;
    let first = '';
    let rest = '';
    let broken = false;
    for (;;) {
      if (isBlank(this.at(0))) {
        if (broken && this.at(0) === TAB && this.pos - this.lineStart < indent) {
          throw this.#scannerError('found a tab character that violates indentation', context);
        }
        this.pos++;
      } else if (isBreak(this.at(0))) {
        if (broken) rest += this.#takeBreak();
        else first = this.#takeBreak();
        broken = true;
      } else {
        break;
      }
    }
    this.#gap = broken ? foldBreaks(first, rest) : this.text.slice(from, this.pos);
    return broken;
  }
}

/** A single line break becomes a space; of several the first is dropped. LS and PS are kept. */
function foldBreaks(first: string, rest: string): string {
  if (first !== '\n') return first + rest;
  return rest === '' ? ' ' : rest;
}

const SIMPLE_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['0', '\0'], ['a', '\x07'], ['b', '\b'], ['t', '\t'], ['\t', '\t'], ['n', '\n'], ['v', '\v'], ['f', '\f'], ['r', '\r'], ['e', '\x1b'],
  [' ', ' '], ['"', '"'], ["'", "'"], ['\\', '\\'], ['N', '\x85'], ['_', '\xa0'], ['L', '\u2028'], ['P', '\u2029'],
]);

const PLAIN_STOPPERS = new Set(Array.from(',[]{}#&*!|>\'"%@`', (char) => char.charCodeAt(0)));

/** Whether a plain scalar may start here, once `-`, `?` and `:` before a blank are ruled out. */
function startsPlain(code: number): boolean {
  return !PLAIN_STOPPERS.has(code) && !isBlankOrEnd(code);
}

const URI_MARKS = new Set(Array.from(";/?:@&=+$,.!~*'()[]", (char) => char.charCodeAt(0)));

function isUri(code: number): boolean {
  return isWord(code) || URI_MARKS.has(code);
}

function utf8Width(octet: number): number {
  if (octet < 0x80) return 1;
  if ((octet & 0xe0) === 0xc0) return 2;
  if ((octet & 0xf0) === 0xe0) return 3;
  return (octet & 0xf8) === 0xf0 ? 4 : 0;
}

/** The line that go-yaml names; 0 for none. v2 looks at the problem first, v3 at the construct around it. */
function goLine(wording: ErrorWording, from: 'scanner' | 'parser', at: Mark, context: Mark | undefined): number {
  const shift = from === 'scanner' ? 1 : 0;
  const contextLine = context?.line ?? 0;
  if (wording === 'v2') return at.line !== 0 ? at.line + shift : contextLine;
  const line = contextLine !== 0 ? contextLine : at.line;
  return line !== 0 ? line + shift : 0;
}
