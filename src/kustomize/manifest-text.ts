import { isPrinted, parseManifest, parseYaml, parseYamlNode, PrintedText, resolvesToString, type YamlNode } from '../lang/yaml/index.ts';
import { invariant } from '../std/invariant.ts';
import { isDict, newDict, type Dict } from '../std/dict.ts';
import { Node, scalarNode, type LazyContent } from './node.ts';
import { nodeOfYaml } from './yaml-content.ts';

/** A shorter text is read into nodes at once. */
const MIN_TEXT = 8192;
/** A shorter part of a text is not taken apart any further. */
const MIN_PART = 2048;

/** A document of which only the values are known, and where its first line is. */
interface ManifestDocument {
  readonly node: Node;
  /** Offset of the first line with content, or of the `---` before it. */
  readonly start: number;
}

/**
 * A node for a long document of the form that manifests have; undefined for every other text.
 *
 * Its values are read in one go. Nodes are made of what someone looks at, by taking the text apart where lines stand at the
 * indentation of a map: a build looks at the names in a CRD, not at its schema.
 *
 * @param keepsText not even the values are read where the text is what they would be printed as
 */
export function readManifest(text: string, keepsText = false): ManifestDocument | undefined {
  if (text.length < MIN_TEXT) return undefined;
  const start = firstContent(text);
  const root = text.startsWith('---', start) ? firstContent(text, lineEnd(text, start) + 1) : start;
  // What stands behind the marker or is indented as a whole is rare.
  if (text.charCodeAt(root) === SPACE || (root !== start && /\S/.test(text.slice(start + 3, lineEnd(text, start))))) return undefined;
  const block = { text, start: root, end: text.trimEnd().length + 1, column: 0 };
  const isKept = keepsText && isPrinted(text, root, block.end);
  const values = isKept ? undefined : parseManifest(text);
  if (values === undefined && !isKept) return undefined;
  return { node: Node.lazy('map', 'plain', new MapText(block, values)), start };
}

/** Lines of a text that are one block map or list. */
interface Block {
  readonly text: string;
  /** The start of its first line. */
  readonly start: number;
  readonly end: number;
  /** The indentation of its keys or dashes. */
  readonly column: number;
}

/** One entry of a block map. */
interface Entry extends Omit<Block, 'column'> {
  readonly key: string;
  /** Offset behind the colon. */
  readonly after: number;
}

const SPACE = 0x20;
const LF = 0x0a;
const HASH = 0x23;
const DASH = 0x2d;

/** A block map or list that nobody has looked into. */
abstract class BlockText implements LazyContent {
  protected readonly block: Block;
  readonly #value: Dict | readonly unknown[] | undefined;
  #isGiven = false;
  #written: YamlNode | undefined;

  /** @param value what the block was read to; undefined for a block that is printed as it stands */
  constructor(block: Block, value: Dict | readonly unknown[] | undefined) {
    this.block = block;
    this.#value = value;
  }

  get isEmpty(): boolean {
    // The empty ones are in brackets.
    return false;
  }

  get written(): YamlNode | undefined {
    const { text, start, end } = this.block;
    return (this.#written ??= parseYamlNode(text.slice(start, end), { comments: true })?.items[0]);
  }

  get printed(): PrintedText | undefined {
    const { text, start, end, column } = this.block;
    return this.#value === undefined ? new PrintedText(text.slice(start, end - 1), column) : undefined;
  }

  value(): unknown {
    if (this.#value === undefined) return parseYaml(this.block.text.slice(this.block.start, this.block.end), { dialect: 'kustomize' });
    const value = this.#isGiven ? copyOf(this.#value) : this.#value;
    this.#isGiven = true;
    return value;
  }

  abstract loadInto(node: Node): void;
}

class MapText extends BlockText {
  /** What the map was parsed to, where it could not be taken apart. */
  source: YamlNode | undefined;
  readonly #values: Dict | undefined;

  constructor(block: Block, values: Dict | undefined) {
    super(block, values);
    this.#values = values;
  }

  override loadInto(node: Node): void {
    const { start, end } = this.block;
    const entries = end - start < MIN_PART ? undefined : splitMap(this.block);
    if (entries !== undefined) {
      const values = this.#values;
      node.fields = new Map(entries.map((entry) => [entry.key, values === undefined ? printedNode(entry) : nodeOf(entry, values[entry.key])]));
      return;
    }
    const { fields, source } = parsed(this.block);
    node.fields = fields;
    this.source = source;
  }
}

class ListText extends BlockText {
  override loadInto(node: Node): void {
    node.items = parsed(this.block).items;
  }
}

/** A value belongs to whoever asked for it. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (!isDict(value)) return value;
  const copy = newDict();
  for (const key of Object.keys(value)) copy[key] = copyOf(value[key]);
  return copy;
}

function parsed({ text, start, end }: Omit<Block, 'column'>): Node {
  const part = text.slice(start, end);
  const root = parseYamlNode(part);
  invariant(root !== undefined, 'a part of a manifest holds something');
  return nodeOfYaml(root, { file: '', line: 1, text: part }).load();
}

/** The node of an entry of which the value is known. */
function nodeOf(entry: Entry, value: unknown): Node {
  const rest = restOfLine(entry);
  if (rest === '' && typeof value === 'object' && value !== null) {
    const block = blockBelow(entry);
    return Array.isArray(value) ? Node.lazy('list', 'plain', new ListText(block, value)) : Node.lazy('map', 'plain', new MapText(block, value as Dict));
  }
  if (rest === value && resolvesToString('v3', rest)) return scalarNode(rest, '!!str', 'plain');
  return parsed(entry).fields.get(entry.key)!;
}

/** The node of an entry that is printed as it stands. */
function printedNode(entry: Entry): Node {
  if (restOfLine(entry) !== '') return parsed(entry).fields.get(entry.key)!;
  const block = blockBelow(entry);
  return isDash(block.text, block.start + block.column) ? Node.lazy('list', 'plain', new ListText(block, undefined)) : Node.lazy('map', 'plain', new MapText(block, undefined));
}

/** What stands behind a key, without the lines below. */
function restOfLine({ text, after, end }: Entry): string {
  return text.slice(after, Math.min(lineEnd(text, after), end)).trim();
}

function blockBelow({ text, after, end }: Entry): Block {
  const start = contentLine(text, after, end);
  return { text, start, end, column: indentAt(text, start) };
}

/** The entries of a block map; undefined where a line at its indentation may be something else than a key. */
function splitMap({ text, start, end, column }: Block): Entry[] | undefined {
  const entries: Entry[] = [];
  let open: { start: number; key: string; after: number } | undefined;
  for (const found of text.slice(start, end).matchAll(linesAt(column))) {
    const [line, key] = [start + found.index, found[1]];
    const after = line + found[0].length;
    if (key === undefined || isOpenQuote(text, after)) return undefined;
    if (open !== undefined) entries.push({ text, ...open, end: line });
    open = { start: line, key, after };
  }
  if (open !== undefined) entries.push({ text, ...open, end });
  return entries;
}

/** Matches the lines of an indentation that hold more than a comment or an item, with their keys. */
function linesAt(column: number): RegExp {
  return new RegExp(`^ {${String(column)}}(?=[^ \\n#])(?!-(?: |$))(?:([\\w./-]+):(?= |$))?`, 'gm');
}

/** Whether a value begins with a quote that does not close at the end of its line: its other lines may stand anywhere. */
function isOpenQuote(text: string, after: number): boolean {
  const value = text.slice(after, lineEnd(text, after)).trim();
  return (value.startsWith('"') || value.startsWith("'")) && !/^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')$/.test(value);
}

function isDash(text: string, pos: number): boolean {
  const next = text.charCodeAt(pos + 1);
  return text.charCodeAt(pos) === DASH && (next === SPACE || next === LF || pos + 1 >= text.length);
}

function isBlankOrComment(text: string, pos: number): boolean {
  const code = text.charCodeAt(pos);
  return code === LF || code === HASH || pos >= text.length;
}

function indentAt(text: string, line: number): number {
  let pos = line;
  while (text.charCodeAt(pos) === SPACE) pos++;
  return pos - line;
}

function lineEnd(text: string, pos: number): number {
  const end = text.indexOf('\n', pos);
  return end === -1 ? text.length : end;
}

/** The first line behind `from` that holds more than a comment. */
function contentLine(text: string, from: number, end: number): number {
  let line = lineEnd(text, from) + 1;
  while (line < end && isBlankOrComment(text, line + indentAt(text, line))) line = lineEnd(text, line) + 1;
  return line;
}

/** As `contentLine`, from the start of a line on. */
function firstContent(text: string, from = 0): number {
  let line = from;
  while (line < text.length && isBlankOrComment(text, line + indentAt(text, line))) line = lineEnd(text, line) + 1;
  return line;
}
