import { parseManifest, parseYamlNode, resolvesToString, type YamlNode } from '../lang/yaml/index.ts';
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
 */
export function readManifest(text: string): ManifestDocument | undefined {
  if (text.length < MIN_TEXT) return undefined;
  const start = firstContent(text);
  const root = text.startsWith('---', start) ? firstContent(text, lineEnd(text, start) + 1) : start;
  // What stands behind the marker or is indented as a whole is rare.
  if (text.charCodeAt(root) === SPACE || (root !== start && /\S/.test(text.slice(start + 3, lineEnd(text, start))))) return undefined;
  const value = parseManifest(text);
  if (value === undefined) return undefined;
  return { node: Node.lazy('map', 'plain', new MapText({ text, start: root, end: text.length, column: 0 }, value)), start };
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

/** A block map that nobody has looked into. */
class MapText implements LazyContent {
  /** What the map was parsed to, where it could not be taken apart. */
  source: YamlNode | undefined;
  readonly #block: Block;
  readonly #value: Dict;
  #isGiven = false;
  #written: YamlNode | undefined;

  constructor(block: Block, value: Dict) {
    this.#block = block;
    this.#value = value;
  }

  get isEmpty(): boolean {
    return false;
  }

  get written(): YamlNode | undefined {
    const { text, start, end } = this.#block;
    return (this.#written ??= parseYamlNode(text.slice(start, end), { comments: true })?.items[0]);
  }

  loadInto(node: Node): void {
    const { start, end } = this.#block;
    const entries = end - start < MIN_PART ? undefined : splitMap(this.#block);
    if (entries !== undefined) {
      node.fields = new Map(entries.map((entry) => [entry.key, nodeOf(entry, this.#value[entry.key])]));
      return;
    }
    const { fields, source } = parsed(this.#block);
    node.fields = fields;
    this.source = source;
  }

  value(): unknown {
    const value = this.#isGiven ? copyOf(this.#value) : this.#value;
    this.#isGiven = true;
    return value;
  }
}

/** A block list that nobody has looked into. */
class ListText implements LazyContent {
  readonly #block: Block;
  readonly #value: readonly unknown[];
  #isGiven = false;

  constructor(block: Block, value: readonly unknown[]) {
    this.#block = block;
    this.#value = value;
  }

  get isEmpty(): boolean {
    return this.#value.length === 0;
  }

  loadInto(node: Node): void {
    node.items = parsed(this.#block).items;
  }

  value(): unknown {
    const value = this.#isGiven ? copyOf(this.#value) : this.#value;
    this.#isGiven = true;
    return value;
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

function nodeOf(entry: Entry, value: unknown): Node {
  const { text, end, after } = entry;
  const rest = text.slice(after, Math.min(lineEnd(text, after), end)).trim();
  if (rest === '' && typeof value === 'object' && value !== null) {
    const start = contentLine(text, after, end);
    const block = { text, start, end, column: indentAt(text, start) };
    return Array.isArray(value) ? Node.lazy('list', 'plain', new ListText(block, value)) : Node.lazy('map', 'plain', new MapText(block, value as Dict));
  }
  if (rest === value && resolvesToString('v3', rest)) return scalarNode(rest, '!!str', 'plain');
  return parsed(entry).fields.get(entry.key)!;
}

/** The entries of a block map; undefined where a line at its indentation may be something else than a key. */
function splitMap({ text, start, end, column }: Block): Entry[] | undefined {
  const entries: Entry[] = [];
  let open: { start: number; key: string; after: number } | undefined;
  for (let line = start; line < end; line = lineEnd(text, line) + 1) {
    const pos = line + column;
    if (indentAt(text, line) !== column || isBlankOrComment(text, pos) || isDash(text, pos)) continue;
    const key = /([\w./-]+):(?= |\n|$)/y;
    key.lastIndex = pos;
    const found = key.exec(text);
    if (found === null) return undefined;
    const after = pos + found[0].length;
    if (isOpenQuote(text, after)) return undefined;
    if (open !== undefined) entries.push({ text, ...open, end: line });
    open = { start: line, key: found[1]!, after };
  }
  if (open !== undefined) entries.push({ text, ...open, end });
  return entries;
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
