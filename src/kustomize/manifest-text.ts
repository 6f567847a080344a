import {
  parseManifest, parseYaml, parseYamlNode, printedKeys, PrintedText, resolvesToString, type PrintedKeys, type YamlNode,
} from '../lang/yaml/index.ts';
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
  const keys = keepsText ? printedKeys(text, root, block.end) : undefined;
  if (keys !== undefined) return { node: Node.lazy('map', 'plain', new PrintedMap(block, keys)), start };
  const values = parseManifest(text);
  return values === undefined ? undefined : { node: Node.lazy('map', 'plain', new MapText(block, values)), start };
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
  /** Empty maps and lists are in brackets. */
  readonly isEmpty = false;
  /** What the map was parsed to, where it could not be taken apart. */
  source: YamlNode | undefined;
  protected readonly block: Block;
  #written: YamlNode | undefined;

  constructor(block: Block) {
    this.block = block;
  }

  get written(): YamlNode | undefined {
    return (this.#written ??= parseYamlNode(textOf(this.block), { comments: true })?.items[0]);
  }

  abstract loadInto(node: Node): void;
  abstract value(): unknown;

  /** Takes over the fields of what the text of a map is parsed to. */
  protected parseInto(node: Node): void {
    const { fields, source } = parsed(this.block);
    node.fields = fields;
    this.source = source;
  }
}

/** A block of which the value is known. */
abstract class ReadText<T> extends BlockText {
  protected readonly known: T;
  #isGiven = false;

  constructor(block: Block, known: T) {
    super(block);
    this.known = known;
  }

  override value(): unknown {
    const value = this.#isGiven ? copyOf(this.known) : this.known;
    this.#isGiven = true;
    return value;
  }
}

class MapText extends ReadText<Dict> {
  override loadInto(node: Node): void {
    const entries = isSmall(this.block) ? undefined : splitMap(this.block);
    if (entries === undefined) this.parseInto(node);
    else node.fields = new Map(entries.map((entry) => [entry.key, nodeOf(entry, this.known[entry.key])]));
  }
}

class ListText extends ReadText<readonly unknown[]> {
  override loadInto(node: Node): void {
    node.items = parsed(this.block).items;
  }
}

/** A block that is printed as it stands: its value is read only when someone wants it. */
abstract class PrintedBlock extends BlockText {
  get printed(): PrintedText {
    const { text, start, end, column } = this.block;
    return new PrintedText(text.slice(start, end - 1), column);
  }

  override value(): unknown {
    return parseYaml(textOf(this.block), { dialect: 'kustomize' });
  }
}

class PrintedMap extends PrintedBlock {
  readonly #keys: PrintedKeys;

  constructor(block: Block, keys: PrintedKeys) {
    super(block);
    this.#keys = keys;
  }

  override loadInto(node: Node): void {
    const lines = this.#keys[this.block.column / 2];
    if (lines === undefined || isSmall(this.block)) this.parseInto(node);
    else node.fields = new Map(printedEntries(this.block, lines).map((entry) => [entry.key, printedNode(entry, this.#keys)]));
  }
}

class PrintedList extends PrintedBlock {
  override loadInto(node: Node): void {
    node.items = parsed(this.block).items;
  }
}

function isSmall({ start, end }: Block): boolean {
  return end - start < MIN_PART;
}

/** A value belongs to whoever asked for it. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (!isDict(value)) return value;
  const copy = newDict();
  for (const key of Object.keys(value)) copy[key] = copyOf(value[key]);
  return copy;
}

function textOf({ text, start, end }: Omit<Block, 'column'>): string {
  return text.slice(start, end);
}

function parsed(block: Omit<Block, 'column'>): Node {
  const part = textOf(block);
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
function printedNode(entry: Entry, keys: PrintedKeys): Node {
  if (restOfLine(entry) !== '') return parsed(entry).fields.get(entry.key)!;
  const block = blockBelow(entry);
  return isDash(block.text, block.start + block.column) ? Node.lazy('list', 'plain', new PrintedList(block)) : Node.lazy('map', 'plain', new PrintedMap(block, keys));
}

/** The entries of a block map, given where the lines with keys of its level begin in the whole text. */
function printedEntries({ text, start, end, column }: Block, lines: readonly number[]): Entry[] {
  const own = lines.filter((line) => line >= start && line < end);
  return own.map((line, i) => {
    const colon = text.indexOf(':', line);
    return { text, start: line, key: text.slice(line + column, colon), after: colon + 1, end: own[i + 1] ?? end };
  });
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
