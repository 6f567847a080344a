import { isBreak } from './chars.ts';
import { isQuoted, longTag, MERGE_KEY, type YamlNode } from './node.ts';
import { analyzeScalar, isSimple, selectStyle, SIMPLE_KEY_BYTES, utf8Length } from './scalar-style.ts';
import { blockHeader, doubleQuotedText, foldedLines, literalLines, plainText, singleQuotedText, type ScalarPlace } from './scalar-text.ts';
import type { ScalarStyle } from './scanner.ts';

/** How node trees are laid out. */
export interface PrintNodesOptions {
  /** Columns per level, 2 to 9; 2 by default, as kyaml has it. */
  readonly indent?: number | undefined;
  /** Whether the `-` of a sequence stands under its key; true by default, as kyaml has it. */
  readonly compactSequences?: boolean | undefined;
}

/** What a node is to its parent. */
interface Role {
  readonly mapping: boolean;
  readonly simpleKey: boolean;
  /** It is an item of a block sequence: what it holds is indented by two, whatever the step. */
  readonly item: boolean;
}

const ROOT: Role = { mapping: false, simpleKey: false, item: false };
const BLOCK_ITEM: Role = { mapping: false, simpleKey: false, item: true };
const FLOW_ITEM: Role = { mapping: false, simpleKey: false, item: false };
const KEY: Role = { mapping: true, simpleKey: true, item: false };
const VALUE: Role = { mapping: true, simpleKey: false, item: false };

/**
 * Prints node trees with their comments, styles, anchors and tags; documents are separated by `---`.
 * By default as kyaml does: what `kustomize edit` writes back, and what kustomize turns into JSON.
 */
export function printYamlNodes(documents: readonly YamlNode[], options: PrintNodesOptions = {}): string {
  return new NodePrinter(options.indent ?? 2, options.compactSequences ?? true).print(documents);
}

/**
 * The printer of go-yaml v3, one call per part of the tree.
 *
 * A comment waits in a field until the place is reached where Go writes it; a place that no path reaches loses it.
 * Follows go-yaml v3.0.4 `emitterc.go` and `encode.go`.
 */
class NodePrinter {
  readonly #step: number;
  readonly #compact: boolean;
  #out = '';
  #column = 0;
  #indent = -1;
  #flowLevel = 0;
  /** The last character written is a space or nothing. */
  #whitespace = true;
  /** Nothing but indentation and indicators of block collections is on the line. */
  #indention = true;
  /** The indentation that a foot comment separates from what follows by an empty line; -1 for none. */
  #footIndent = -1;
  #head = '';
  #line = '';
  #foot = '';
  #tail = '';
  #keyLine = '';

  constructor(step: number, compact: boolean) {
    this.#step = step < 2 || step > 9 ? 2 : step;
    this.#compact = compact;
  }

  print(documents: readonly YamlNode[]): string {
    documents.forEach((document, i) => {
      this.#document(document, i === 0);
    });
    return this.#out;
  }

  #document(node: YamlNode, first: boolean): void {
    const isDocument = node.kind === 'document';
    if (isDocument && node.headComment !== '') this.#head = node.headComment;
    if (!first) {
      this.#writeIndent();
      this.#indicator('---', true);
      this.#writeIndent();
    }
    if (this.#head !== '') {
      this.#writeHead();
      this.#break();
    }
    for (const root of isDocument ? node.items : [node]) {
      this.#receiveOpening(root);
      this.#writeHead();
      this.#node(root, ROOT, () => {
        this.#writeLine();
        this.#writeFoot();
      });
    }
    if (isDocument && node.footComment !== '') this.#foot = node.footComment;
    this.#footIndent = 0;
    this.#writeFoot();
    this.#footIndent = -1;
    this.#writeIndent();
  }

  /** Writes a node whose opening remarks are received. `afterOpening` runs when its first part is written. */
  #node(node: YamlNode, role: Role, afterOpening: () => void): void {
    this.#anchor(node);
    if (node.kind === 'alias') {
      afterOpening();
      return;
    }
    if (node.kind === 'scalar') {
      this.#scalar(node, role);
      afterOpening();
      return;
    }
    this.#tag(writtenTag(node));
    const flow = this.#flowLevel > 0 || node.style === 'flow' || node.items.length === 0;
    afterOpening();
    const outer = this.#indent;
    if (node.kind === 'mapping') {
      if (flow) this.#flowMapping(node, role, outer);
      else this.#blockMapping(node, role);
    } else if (flow) {
      this.#flowSequence(node, role, outer);
    } else {
      this.#blockSequence(node, role);
    }
    this.#indent = outer;
  }

  #blockSequence(node: YamlNode, role: Role): void {
    node.items.forEach((item, i) => {
      this.#receiveOpening(item);
      if (i === 0) {
        const compact = role.mapping && this.#compact && (this.#column === 0 || !this.#indention);
        this.#deepen(role, false, compact);
      }
      this.#writeHead();
      this.#writeIndent();
      this.#indicator('-', true, false, true);
      this.#node(item, BLOCK_ITEM, () => {
        this.#writeLine();
        this.#writeFoot();
      });
    });
    this.#receiveClosing(node);
  }

  #blockMapping(node: YamlNode, role: Role): void {
    let tail = '';
    for (let i = 0; i + 1 < node.items.length; i += 2) {
      const key = withoutFoot(node.items[i]!);
      this.#receiveOpening(key, tail);
      tail = node.items[i]!.footComment;
      if (i === 0) this.#deepen(role, false, false);
      this.#writeHead();
      this.#writeIndent();
      if (this.#line !== '') {
        // A comment behind a key is written behind its value, or before the block that is its value.
        this.#keyLine = this.#line;
        this.#line = '';
      }
      const simple = isSimpleKey(key);
      if (!simple) this.#indicator('?', true, false, true);
      this.#node(key, simple ? KEY : VALUE, nothing);
      this.#blockValue(node.items[i + 1]!, simple);
    }
    this.#receiveClosing(node, tail);
    this.#writeHead();
  }

  #blockValue(value: YamlNode, simple: boolean): void {
    this.#receiveOpening(value);
    if (simple) {
      this.#indicator(':', false);
    } else {
      this.#writeIndent();
      this.#indicator(':', true, false, true);
    }
    this.#placeKeyLine(value);
    this.#node(value, VALUE, () => {
      this.#writeLine();
      this.#writeFoot();
    });
  }

  #placeKeyLine(value: YamlNode): void {
    if (this.#keyLine === '') return;
    if (value.kind === 'scalar') {
      if (this.#line !== '') return;
      this.#line = this.#keyLine;
      this.#keyLine = '';
    } else if (value.kind !== 'alias' && value.style !== 'flow') {
      [this.#line, this.#keyLine] = [this.#keyLine, this.#line];
      this.#writeLine();
      [this.#line, this.#keyLine] = [this.#keyLine, this.#line];
    }
  }

  #flowSequence(node: YamlNode, role: Role, outer: number): void {
    let comma = false;
    node.items.forEach((item, i) => {
      this.#receiveOpening(item);
      if (i === 0) this.#openFlow('[', role);
      if (comma) this.#indicator(',', false);
      this.#writeHead();
      if (this.#column === 0) this.#writeIndent();
      // A comment behind an item stands behind its comma.
      comma = !this.#hasTrailing();
      this.#node(item, FLOW_ITEM, () => {
        this.#endFlowPart();
      });
    });
    this.#receiveClosing(node);
    if (node.items.length === 0) this.#openFlow('[', role);
    this.#flowLevel--;
    this.#indent = outer;
    if (this.#column === 0) this.#writeIndent();
    this.#indicator(']', false);
    this.#writeLine();
    this.#writeFoot();
  }

  #flowMapping(node: YamlNode, role: Role, outer: number): void {
    let comma = false;
    let tail = '';
    for (let i = 0; i + 1 < node.items.length; i += 2) {
      const key = withoutFoot(node.items[i]!);
      this.#receiveOpening(key, tail);
      tail = node.items[i]!.footComment;
      if (i === 0) this.#openFlow('{', role);
      if (comma) this.#indicator(',', false);
      this.#writeHead();
      if (this.#column === 0) this.#writeIndent();
      const simple = isSimpleKey(key);
      if (!simple) this.#indicator('?', true);
      this.#node(key, simple ? KEY : VALUE, nothing);
      const value = node.items[i + 1]!;
      this.#receiveOpening(value);
      this.#indicator(':', !simple);
      comma = !this.#hasTrailing();
      this.#node(value, VALUE, () => {
        this.#endFlowPart();
      });
    }
    this.#receiveClosing(node, tail);
    if (node.items.length === 0) this.#openFlow('{', role);
    if (comma && this.#head.length + this.#foot.length + this.#tail.length > 0) this.#indicator(',', false);
    this.#writeHead();
    this.#flowLevel--;
    this.#indent = outer;
    this.#indicator('}', false);
    this.#writeLine();
    this.#writeFoot();
  }

  #openFlow(bracket: string, role: Role): void {
    this.#indicator(bracket, true, true);
    this.#deepen(role, true, false);
    this.#flowLevel++;
  }

  #hasTrailing(): boolean {
    return this.#line.length + this.#foot.length + this.#tail.length > 0;
  }

  #endFlowPart(): void {
    if (this.#hasTrailing()) this.#indicator(',', false);
    this.#writeLine();
    this.#writeFoot();
  }

  #scalar(node: YamlNode, role: Role): void {
    const text = node.value;
    if (node.style === 'plain' && node.tag === '' && this.#flowLevel === 0 && isSimple(text)) {
      this.#space();
      this.#put(text);
      this.#whitespace = false;
      this.#indention = false;
      return;
    }
    const tag = writtenTag(node);
    const analysis = analyzeScalar(text, 'v3');
    const wanted: ScalarStyle = !isQuoted(node) && text.includes('\n') ? 'literal' : (node.style as ScalarStyle);
    const style = selectStyle(text, wanted, analysis, { flow: this.#flowLevel > 0, simpleKey: role.simpleKey, quotable: true });
    this.#tag(tag);
    const outer = this.#indent;
    this.#deepen(role, true, false);
    this.#styled(text, style, role);
    this.#indent = outer;
  }

  #styled(text: string, style: ScalarStyle, role: Role): void {
    if (style === 'plain') {
      if (text !== '') {
        this.#space();
        this.#put(plainText(text, this.#place(role)));
        this.#whitespace = false;
      }
      this.#indention = false;
    } else if (style === 'single' || style === 'double') {
      this.#space();
      this.#put(style === 'single' ? singleQuotedText(text, this.#place(role)) : doubleQuotedText(text, this.#place(role)));
      this.#whitespace = false;
      this.#indention = false;
    } else {
      this.#block(text, style === 'literal');
    }
  }

  #block(text: string, literal: boolean): void {
    this.#indicator(literal ? '|' : '>', true);
    this.#put(blockHeader(text, this.#step));
    if (this.#line === '') this.#break();
    else this.#writeLine();
    this.#whitespace = true;
    this.#put(literal ? literalLines(text, this.#indent) : foldedLines(text, this.#indent, Infinity));
    this.#indention = text === '' || isBreak(text.charCodeAt(text.length - 1));
    if (this.#indention) this.#column = 0;
  }

  #place(role: Role): ScalarPlace {
    return { column: this.#column, indent: Math.max(this.#indent, 0), width: Infinity, breaks: !role.simpleKey };
  }

  #anchor(node: YamlNode): void {
    const name = node.kind === 'alias' ? node.value : node.anchor;
    if (name === '') return;
    this.#indicator(`${node.kind === 'alias' ? '*' : '&'}${name}`, true);
    this.#whitespace = false;
    this.#indention = false;
  }

  #tag(tag: string): void {
    if (tag === '') return;
    this.#space();
    this.#put(tag);
    this.#whitespace = false;
    this.#indention = false;
  }

  /** Enters a level. */
  #deepen(role: Role, flow: boolean, compact: boolean): void {
    if (this.#indent < 0) this.#indent = flow ? this.#step : 0;
    else if (role.item) this.#indent += 2;
    else this.#indent = this.#step * Math.floor((this.#indent + this.#step) / this.#step) - (compact ? 2 : 0);
  }

  /** Takes the comments that go with the first part of a node; `tail` stands under the key before this one. */
  #receiveOpening(node: YamlNode, tail = ''): void {
    if (node.headComment !== '') this.#head = node.headComment;
    if (tail !== '' && (node.kind === 'scalar' || node.kind === 'mapping')) this.#tail = tail;
    if (node.kind === 'scalar' || node.kind === 'alias') this.#receiveClosing(node);
  }

  /** Takes the comments that go with the last part of a node. */
  #receiveClosing(node: YamlNode, tail = ''): void {
    if (node.lineComment !== '') this.#line = node.lineComment;
    if (node.footComment !== '') this.#foot = node.footComment;
    if (tail !== '') this.#tail = tail;
  }

  #writeHead(): void {
    if (this.#tail !== '') {
      this.#writeIndent();
      this.#comment(this.#tail);
      this.#tail = '';
      this.#footIndent = Math.max(this.#indent, 0);
    }
    if (this.#head === '') return;
    this.#writeIndent();
    this.#comment(this.#head);
    this.#head = '';
  }

  #writeLine(): void {
    if (this.#line === '') return;
    this.#space();
    this.#comment(this.#line);
    this.#line = '';
  }

  #writeFoot(): void {
    if (this.#foot === '') return;
    this.#writeIndent();
    this.#comment(this.#foot);
    this.#foot = '';
    this.#footIndent = Math.max(this.#indent, 0);
  }

  #comment(text: string): void {
    let broken = false;
    let atStart = true;
    for (const line of text.split('\n')) {
      if (!atStart) {
        this.#break();
        broken = true;
      }
      atStart = false;
      if (line === '') continue;
      if (broken) this.#writeIndent();
      this.#put(line.startsWith('#') ? line : `# ${line}`);
      this.#indention = false;
      broken = false;
    }
    if (!broken) this.#break();
    this.#whitespace = true;
  }

  #writeIndent(): void {
    const indent = Math.max(this.#indent, 0);
    if (!this.#indention || this.#column > indent || (this.#column === indent && !this.#whitespace)) this.#break();
    if (this.#footIndent === indent) this.#break();
    if (this.#column < indent) this.#put(' '.repeat(indent - this.#column));
    this.#whitespace = true;
    this.#footIndent = -1;
  }

  #indicator(text: string, needsSpace: boolean, isSpace = false, keepsIndention = false): void {
    if (needsSpace) this.#space();
    this.#put(text);
    this.#whitespace = isSpace;
    this.#indention &&= keepsIndention;
  }

  #space(): void {
    if (!this.#whitespace) this.#put(' ');
  }

  #put(text: string): void {
    this.#out += text;
    const lineBreak = text.lastIndexOf('\n');
    this.#column = lineBreak === -1 ? this.#column + text.length : text.length - lineBreak - 1;
  }

  #break(): void {
    this.#out += '\n';
    this.#column = 0;
    this.#indention = true;
  }
}

function nothing(): void {
  // The comments of a key are written with its value.
}

/** A key's foot comment stands below its value, that is above the next key: it is that key's `tail`. */
function withoutFoot(key: YamlNode): YamlNode {
  return key.footComment === '' ? key : { ...key, footComment: '' };
}

const BREAK = /[\n\r\x85\u2028\u2029]/;

function isSimpleKey(node: YamlNode): boolean {
  const { anchor } = node;
  if (node.kind === 'alias') return node.value.length <= SIMPLE_KEY_BYTES;
  const marks = anchor.length + writtenTag(node).length;
  if (node.kind !== 'scalar') return node.items.length === 0 && marks <= SIMPLE_KEY_BYTES;
  return !BREAK.test(node.value) && marks + utf8Length(node.value) <= SIMPLE_KEY_BYTES;
}

/** A node's tag as it is printed; empty when it says nothing that the node's form does not say. */
function writtenTag(node: YamlNode): string {
  const plainMerge = node.kind === 'scalar' && node.value === MERGE_KEY && !isQuoted(node);
  if (node.tag === '' || node.tag === '!') return plainMerge ? '!!merge' : '';
  const tag = longTag(node.tag);
  if (tag.startsWith('!')) return `!${escapeTag(tag.slice(1))}`;
  const prefix = 'tag:yaml.org,2002:';
  return tag.startsWith(prefix) ? `!!${escapeTag(tag.slice(prefix.length))}` : `!<${escapeTag(tag)}>`;
}

const TAG_SAFE = /[0-9A-Za-z_\-;/?:@&=+$,.~*'()[\]]/;

function escapeTag(text: string): string {
  let out = '';
  for (const char of text) {
    if (TAG_SAFE.test(char)) out += char;
    else for (const byte of new TextEncoder().encode(char)) out += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}
