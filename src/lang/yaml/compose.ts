import { CommentScanner } from './comment-scanner.ts';
import type { YamlLimits } from './limits.ts';
import { makeNode, type YamlNode, type YamlNodeKind, type YamlNodeStyle } from './node.ts';
import { Scanner, type Token, type TokenKind } from './scanner.ts';
import { placeOf, YamlError, type Mark, type TextOrigin } from './yaml-error.ts';

/** How a text is composed. `comments` reads as go-yaml v3 does, without it as v2 does; only error texts differ otherwise. */
export interface ComposeOptions {
  readonly comments: boolean;
  readonly limits: YamlLimits;
  readonly origin: TextOrigin;
}

interface Comments {
  head: string;
  line: string;
  foot: string;
}

const DEFAULT_HANDLES: readonly (readonly [handle: string, prefix: string])[] = [['!', '!'], ['!!', 'tag:yaml.org,2002:']];

/**
 * Builds the node trees of a text, document by document.
 *
 * Follows go-yaml v2.4.3 and v3.0.4 `parserc.go` and the first half of `decode.go`.
 *
 * @throws YamlError (YamlSyntax, YamlLimit) from `next`
 */
export class Composer {
  readonly #scanner: Scanner;
  readonly #comments: CommentScanner | undefined;
  readonly #options: ComposeOptions;
  readonly #anchors = new Map<string, YamlNode>();
  #handles = new Map<string, string>();
  #pending: Comments = { head: '', line: '', foot: '' };
  #stem = '';
  /** A fault that a look ahead met: Go reports it behind the next event, unless it meets another before. */
  #missed: { readonly fault: unknown } | undefined;
  #depth = 0;
  #started = false;

  constructor(text: string, options: ComposeOptions) {
    if (text.length > options.limits.maxLength) throw tooLong(options);
    this.#options = options;
    // go-yaml reads an empty text as one empty line.
    const input = text === '' ? '\n' : text;
    const scannerOptions = { origin: options.origin, maxDepth: options.limits.maxDepth };
    this.#comments = options.comments ? new CommentScanner(input, scannerOptions) : undefined;
    this.#scanner = this.#comments ?? new Scanner(input, scannerOptions);
  }

  /** The next document as a node of kind `document`, or undefined at the end of the text. */
  next(): YamlNode | undefined {
    const first = !this.#started;
    if (first) {
      this.#peek();
      this.#take();
      this.#started = true;
    }
    if (!first) while (this.#peek().kind === 'DocumentEnd') this.#take();
    const token = this.#peek();
    if (token.kind === 'StreamEnd') return undefined;
    const node = makeNode('document', 'block');
    this.#setPlace(node, token, token.end);
    if (first && !startsExplicit(token.kind)) {
      this.#setHandles([]);
      node.headComment = this.#splitDocumentHead();
      node.items.push(this.#node(true, false));
    } else {
      node.items.push(this.#explicitContent());
    }
    this.#endDocument(node);
    return node;
  }

  #explicitContent(): YamlNode {
    this.#readDirectives();
    const start = this.#peek();
    if (start.kind !== 'DocumentStart') throw this.#error('did not find expected <document start>', start);
    this.#take();
    const token = this.#peek();
    if (startsExplicit(token.kind) || token.kind === 'DocumentEnd' || token.kind === 'StreamEnd') return this.#emptyScalar(token);
    return this.#node(true, false);
  }

  #endDocument(node: YamlNode): void {
    const token = this.#peek();
    node.end = token.kind === 'DocumentEnd' ? token.end : token.index;
    if (token.kind === 'DocumentEnd') this.#take();
    this.#handles = new Map();
    const comments = this.#takeComments();
    node.footComment = comments.foot === '' ? comments.head : comments.foot;
    // v2 knows anchors of the current document only.
    if (this.#comments === undefined) this.#anchors.clear();
  }

  /** Of the comment above the first node, the part before the last empty line belongs to the document. */
  #splitDocumentHead(): string {
    const head = this.#pending.head;
    for (let i = head.length - 1; i > 0; i--) {
      if (head[i] !== '\n') continue;
      const atEnd = i === head.length - 1;
      if (!atEnd && head[i - 1] !== '\n') continue;
      this.#pending.head = head.slice(i + 1);
      return head.slice(0, atEnd ? i : i - 1);
    }
    return '';
  }

  #readDirectives(): void {
    const handles: (readonly [string, string])[] = [];
    let version = false;
    for (;;) {
      const token = this.#peek();
      if (token.kind === 'VersionDirective') {
        if (version) throw this.#error('found duplicate %YAML directive', token);
        if (token.value !== '1.1') throw this.#error('found incompatible YAML document', token);
        version = true;
      } else if (token.kind === 'TagDirective') {
        if (handles.some(([handle]) => handle === token.value)) throw this.#error('found duplicate %TAG directive', token);
        handles.push([token.value, token.suffix]);
      } else {
        break;
      }
      this.#take();
    }
    this.#setHandles(handles);
  }

  #setHandles(handles: readonly (readonly [string, string])[]): void {
    this.#handles = new Map([...DEFAULT_HANDLES, ...handles]);
  }

  /** node = alias | [ anchor ] [ tag ] ( scalar | collection | nothing ) */
  #node(block: boolean, indentless: boolean): YamlNode {
    const first = this.#peek();
    if (first.kind === 'Alias') return this.#alias(first);
    const start: Mark = first;
    let anchor: Token | undefined;
    let tagToken: Token | undefined;
    if (first.kind === 'Anchor') {
      anchor = this.#take();
      if (this.#peek().kind === 'Tag') tagToken = this.#take();
    } else if (first.kind === 'Tag') {
      tagToken = this.#take();
      if (this.#peek().kind === 'Anchor') anchor = this.#take();
    }
    // What follows is looked at before the tag is resolved: its errors come first.
    this.#peek();
    const tag = tagToken === undefined ? '' : this.#tag(tagToken, start);
    return this.#content(block, indentless, start, anchor?.value ?? '', tag);
  }

  #content(block: boolean, indentless: boolean, start: Mark, anchor: string, tag: string): YamlNode {
    const token = this.#peek();
    switch (token.kind) {
      case 'Scalar': {
        const node = this.#open('scalar', token.style, start, token.end, anchor, tag);
        node.value = token.value;
        this.#setComments(node);
        this.#take();
        return node;
      }
      case 'BlockEntry':
        if (!indentless) break;
        return this.#leave(this.#indentlessSequence(this.#enter(this.#open('sequence', 'block', start, token.end, anchor, tag))));
      case 'FlowSequenceStart':
        return this.#leave(this.#flowSequence(this.#enter(this.#setComments(this.#open('sequence', 'flow', start, token.end, anchor, tag)))));
      case 'FlowMappingStart':
        return this.#leave(this.#flowMapping(this.#enter(this.#setComments(this.#open('mapping', 'flow', start, token.end, anchor, tag)))));
      case 'BlockSequenceStart':
        if (!block) break;
        return this.#leave(this.#blockSequence(this.#enter(this.#setStem(this.#open('sequence', 'block', start, token.end, anchor, tag)))));
      case 'BlockMappingStart':
        if (!block) break;
        return this.#leave(this.#blockMapping(this.#enter(this.#setStem(this.#open('mapping', 'block', start, token.end, anchor, tag)))));
      default:
    }
    if (anchor !== '' || tag !== '') return this.#open('scalar', 'plain', start, token.index, anchor, tag);
    throw this.#error('did not find expected node content', token, start);
  }

  #enter(node: YamlNode): YamlNode {
    this.#depth++;
    if (this.#depth <= this.#options.limits.maxDepth) return node;
    const problem = `exceeded max depth of ${this.#options.limits.maxDepth}`;
    throw new YamlError('YamlLimit', problem, `yaml: ${problem}`, { at: placeOf(this.#peek(), this.#options.origin) });
  }

  #leave(node: YamlNode): YamlNode {
    this.#depth--;
    return node;
  }

  #alias(token: Token): YamlNode {
    const node = makeNode('alias', 'plain', token.value);
    this.#setPlace(node, token, token.end);
    node.target = this.#anchors.get(token.value);
    this.#setComments(node);
    if (node.target === undefined) {
      const problem = `unknown anchor '${token.value}' referenced`;
      throw new YamlError('YamlSyntax', problem, `yaml: ${problem}`, { at: placeOf(token, this.#options.origin, token.value.length + 1) });
    }
    this.#take();
    return node;
  }

  #tag(token: Token, context: Mark): string {
    if (token.value === '') return token.suffix;
    const prefix = this.#handles.get(token.value);
    if (prefix === undefined) throw this.#error('found undefined tag handle', token, context);
    return prefix + token.suffix;
  }

  #open(kind: YamlNodeKind, style: YamlNodeStyle, start: Mark, end: number, anchor: string, tag: string): YamlNode {
    const node = makeNode(kind, style);
    this.#setPlace(node, start, end);
    node.tag = tag;
    node.anchor = anchor;
    if (anchor !== '') this.#anchors.set(anchor, node);
    return node;
  }

  #blockSequence(node: YamlNode): YamlNode {
    const opening = this.#take();
    for (;;) {
      const token = this.#peek();
      if (token.kind === 'BlockEntry') {
        const dash = this.#takeBlockEntry();
        const next = this.#peek().kind;
        node.items.push(next === 'BlockEntry' || next === 'BlockEnd' ? this.#emptyScalar(behind(dash)) : this.#node(true, false));
      } else if (token.kind === 'BlockEnd') {
        this.#take();
        return endAtLastItem(node);
      } else {
        throw this.#error("did not find expected '-' indicator", token, opening);
      }
    }
  }

  /** A sequence at the indentation of the mapping it is a value of. */
  #indentlessSequence(node: YamlNode): YamlNode {
    while (this.#peek().kind === 'BlockEntry') {
      const dash = this.#takeBlockEntry();
      const next = this.#peek().kind;
      const empty = next === 'BlockEntry' || next === 'Key' || next === 'Value' || next === 'BlockEnd';
      node.items.push(empty ? this.#emptyScalar(behind(dash)) : this.#node(true, false));
    }
    return endAtLastItem(node);
  }

  /** Takes a `-`. A comment above it is the head of the collection that follows, not of that collection's first part. */
  #takeBlockEntry(): Token {
    const head = this.#pending.head;
    const token = this.#take();
    if (head === '' || !this.#opensCollection()) return token;
    this.#stem = head;
    this.#pending.head = this.#pending.head.slice(head.length + 1);
    return token;
  }

  /** Go looks ahead here without a look at the scanner's faults, and goes on as far as the next event. */
  #opensCollection(): boolean {
    let kind: Token['kind'];
    try {
      kind = this.#peek().kind;
    } catch (fault) {
      this.#missed = { fault };
      return false;
    }
    return kind === 'BlockSequenceStart' || kind === 'BlockMappingStart';
  }

  #blockMapping(node: YamlNode): YamlNode {
    const opening = this.#take();
    for (;;) {
      const token = this.#peek();
      if (token.kind === 'BlockEnd') {
        this.#endMapping(node);
        this.#take();
        return endAtLastItem(node);
      }
      if (token.kind !== 'Key') throw this.#error('did not find expected key', token, opening);
      const key = this.#blockPart(this.#take());
      node.items.push(key);
      const foot = key.footComment;
      if (foot !== '' && node.items.length > 2) {
        // The comment stands under the entry before this one.
        node.items[node.items.length - 3]!.footComment = foot;
        key.footComment = '';
      }
      node.items.push(this.#takeFoot(key, this.#blockValue()));
    }
  }

  #blockValue(): YamlNode {
    const token = this.#peek();
    if (token.kind !== 'Value') return this.#emptyScalar(token);
    return this.#blockPart(this.#take());
  }

  /** A key or a value of a block mapping, which may be missing behind its indicator. */
  #blockPart(indicator: Token): YamlNode {
    const next = this.#peek().kind;
    return next === 'Key' || next === 'Value' || next === 'BlockEnd' ? this.#emptyScalar(behind(indicator)) : this.#node(true, true);
  }

  #takeFoot(key: YamlNode, value: YamlNode): YamlNode {
    if (key.footComment === '' && value.footComment !== '') {
      key.footComment = value.footComment;
      value.footComment = '';
    }
    return value;
  }

  #endMapping(node: YamlNode): void {
    const comments = this.#takeComments();
    node.lineComment = comments.line;
    node.footComment = comments.foot;
    if (node.style === 'flow' || node.footComment === '' || node.items.length < 2) return;
    node.items[node.items.length - 2]!.footComment = node.footComment;
    node.footComment = '';
  }

  #flowSequence(node: YamlNode): YamlNode {
    const opening = this.#take();
    for (let first = true; this.#peek().kind !== 'FlowSequenceEnd'; first = false) {
      if (!first) this.#takeComma("did not find expected ',' or ']'", opening);
      const token = this.#peek();
      if (token.kind === 'FlowSequenceEnd') break;
      node.items.push(token.kind === 'Key' ? this.#flowPair() : this.#node(false, false));
    }
    return this.#closeFlow(node);
  }

  #takeComma(problem: string, context: Mark): void {
    const token = this.#peek();
    if (token.kind !== 'FlowEntry') throw this.#error(problem, token, context);
    this.#take();
  }

  #closeFlow(node: YamlNode): YamlNode {
    node.end = this.#peek().end;
    const comments = this.#takeComments();
    node.lineComment = comments.line;
    node.footComment = comments.foot;
    this.#take();
    return node;
  }

  /** `[a: b]` holds a mapping of one entry. */
  #flowPair(): YamlNode {
    const opening = this.#take();
    const node = this.#enter(makeNode('mapping', 'flow'));
    this.#setPlace(node, opening, opening.end);
    const next = this.#peek();
    if (next.kind === 'Value' || next.kind === 'FlowEntry' || next.kind === 'FlowSequenceEnd') {
      this.#take();
      node.items.push(this.#emptyScalar(behind(next)));
    } else {
      node.items.push(this.#node(false, false));
    }
    const key = node.items[0]!;
    node.items.push(this.#takeFoot(key, this.#flowValue('FlowSequenceEnd')));
    node.end = Math.max(node.end, node.items[1]!.end);
    return this.#leave(node);
  }

  #flowValue(close: TokenKind): YamlNode {
    const token = this.#peek();
    if (token.kind !== 'Value') return this.#emptyScalar(token);
    this.#take();
    const next = this.#peek();
    if (next.kind === 'FlowEntry' || next.kind === close) return this.#emptyScalar(token);
    return this.#node(false, false);
  }

  #flowMapping(node: YamlNode): YamlNode {
    const opening = this.#take();
    for (let first = true; this.#peek().kind !== 'FlowMappingEnd'; first = false) {
      if (!first) this.#takeComma("did not find expected ',' or '}'", opening);
      const token = this.#peek();
      if (token.kind === 'FlowMappingEnd') break;
      if (token.kind === 'Key') {
        this.#take();
        const key = this.#flowKey();
        node.items.push(key, this.#takeFoot(key, this.#flowValue('FlowMappingEnd')));
      } else {
        const key = this.#node(false, false);
        node.items.push(key, this.#emptyScalar(this.#peek()));
      }
    }
    return this.#closeFlow(node);
  }

  #flowKey(): YamlNode {
    const next = this.#peek();
    if (next.kind === 'Value' || next.kind === 'FlowEntry' || next.kind === 'FlowMappingEnd') return this.#emptyScalar(next);
    return this.#node(false, false);
  }

  #emptyScalar(mark: Mark): YamlNode {
    const node = makeNode('scalar', 'plain');
    this.#setPlace(node, mark, mark.index);
    return node;
  }

  #setPlace(node: YamlNode, start: Mark, end: number): void {
    if (this.#missed !== undefined) throw this.#missed.fault;
    node.start = start.index;
    node.end = end;
    node.line = start.line + 1;
    node.column = start.column + 1;
  }

  #setComments(node: YamlNode): YamlNode {
    if (this.#comments === undefined) return node;
    const comments = this.#takeComments();
    node.headComment = comments.head;
    node.lineComment = comments.line;
    node.footComment = comments.foot;
    return node;
  }

  #setStem(node: YamlNode): YamlNode {
    node.headComment = this.#stem;
    this.#stem = '';
    return node;
  }

  #takeComments(): Comments {
    const comments = this.#pending;
    this.#pending = { head: '', line: '', foot: '' };
    this.#stem = '';
    return comments;
  }

  #peek(): Token {
    const token = this.#scanner.peek();
    if (this.#comments !== undefined) this.#collectComments(this.#comments, token);
    return token;
  }

  #take(): Token {
    return this.#scanner.next();
  }

  #collectComments(scanner: CommentScanner, token: Token): void {
    for (;;) {
      // The end of a block has no head comment; it waits for the next token.
      const comment = scanner.takeComment(token.index, ({ head }) => head === '' || token.kind !== 'BlockEnd');
      if (comment === undefined) return;
      this.#pending.head = joined(this.#pending.head, comment.head);
      this.#pending.line = joined(this.#pending.line, comment.line);
      this.#pending.foot = joined(this.#pending.foot, comment.foot);
    }
  }

  #error(problem: string, at: Mark, context?: Mark): YamlError {
    return this.#scanner.error(problem, at, context, 'parser');
  }
}

/** The place behind an indicator. */
function behind({ end, index, line, column }: Token): Mark {
  return { index: end, line, column: column + end - index };
}

function joined(a: string, b: string): string {
  return a === '' || b === '' ? a + b : `${a}\n${b}`;
}

function startsExplicit(kind: TokenKind): boolean {
  return kind === 'VersionDirective' || kind === 'TagDirective' || kind === 'DocumentStart';
}

function endAtLastItem(node: YamlNode): YamlNode {
  node.end = Math.max(node.end, node.items.at(-1)?.end ?? 0);
  return node;
}

function tooLong({ limits, origin }: ComposeOptions): YamlError {
  const problem = `the text is longer than ${limits.maxLength} characters`;
  return new YamlError('YamlLimit', problem, `yaml: ${problem}`, { at: { file: origin.file, line: origin.line, col: origin.col } });
}
