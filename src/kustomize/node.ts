import { newDict, type Dict } from '../std/dict.ts';
import type { PrintedText, YamlNode } from '../lang/yaml/index.ts';
import type { RepeatedKey } from './repeated-key.ts';

export type NodeKind = 'scalar' | 'map' | 'list';

/** How a node is written: `flow` for a collection in brackets, and for nothing at all in one. Of a scalar it decides whether a text without tag may still be read as a number. */
export type NodeStyle = 'plain' | 'single' | 'quoted' | 'block' | 'folded' | 'flow';

/**
 * A value of a resource while it is being built.
 *
 * Scalars keep their text, tag and style, because kustomize does: a label `1.10` stays `1.10`, a text written into an integer
 * stays an integer, and only the finished resource is read as plain data. Nodes change in place, and one node may stand in several
 * places (a common label is one node everywhere it was added), so a later change shows in all of them, as in kustomize.
 */
export class Node {
  kind: NodeKind;
  /** `!!str`, `!!int`, ... as resolved when read; empty for a text that nobody gave a type yet. */
  tag: string;
  /** The text of a scalar; empty for a collection, unless it was a null before. */
  text: string;
  style: NodeStyle;
  /** How a scalar is written that has its tag in front: kyaml prints both as they are, even a tag that the text implies. */
  taggedStyle: NodeStyle | undefined;
  /** Keys that are no strings (`80: http`), with their tags, empty where a build wrote the key: a resource that still has one cannot be printed. */
  oddKeys: Map<string, string> | undefined;
  /** The key that the source of a map repeats; the fault shows when the map is printed. */
  repeatedKey: RepeatedKey | undefined;
  /** Entries that stand behind others with their keys, in the order of the source. */
  repeats: RepeatedEntry[] | undefined;
  /** Where its own comments are; those of the entries of a map stand at their keys. */
  commentSource: CommentSource | undefined;
  /** How many entries with a key were taken out of a map, the first ones of its source. What comes back is written anew, at the end. */
  #dropped: Map<string, number> | undefined;
  #fields: Map<string, Node>;
  #items: Node[];
  #lazy: LazyContent | undefined;

  constructor(kind: NodeKind, tag: string, text: string, style: NodeStyle, fields: Map<string, Node>, items: Node[], lazy: LazyContent | undefined) {
    this.kind = kind;
    this.tag = tag;
    this.text = text;
    this.style = style;
    this.taggedStyle = undefined;
    this.oddKeys = undefined;
    this.repeatedKey = undefined;
    this.repeats = undefined;
    this.commentSource = undefined;
    this.#dropped = undefined;
    this.#fields = fields;
    this.#items = items;
    this.#lazy = lazy;
  }

  /** A map or list whose content is made when it is first asked for. */
  static lazy(kind: 'map' | 'list', style: 'plain' | 'flow', content: LazyContent): Node {
    return new Node(kind, kind === 'map' ? '!!map' : '!!seq', '', style, NO_FIELDS, NO_ITEMS, content);
  }

  /** Entries of a map by the text of their keys, in the order of the source. */
  get fields(): Map<string, Node> {
    if (this.#fields === NO_FIELDS && this.#lazy !== undefined) this.load();
    return this.#fields;
  }

  set fields(fields: Map<string, Node>) {
    this.#fields = fields;
  }

  get items(): Node[] {
    if (this.#items === NO_ITEMS && this.#lazy !== undefined) this.load();
    return this.#items;
  }

  set items(items: Node[]) {
    this.#items = items;
  }

  /** The content of a collection that nobody has looked at; undefined once someone did. */
  get untouched(): LazyContent | undefined {
    return (this.kind === 'map' ? this.#fields === NO_FIELDS : this.#items === NO_ITEMS) ? this.#lazy : undefined;
  }

  /** What the collection was read from, whatever it holds by now; undefined where nobody kept it, or nobody has looked. */
  get source(): YamlNode | undefined {
    return this.#lazy?.source;
  }

  /** Keys of a map as they were read, with their comments, in the order of the source. Those that were taken out since are not there. */
  get keysLeft(): readonly YamlNode[] {
    const items = this.load().#lazy?.written?.items ?? [];
    const toSkip = new Map(this.#dropped);
    return items.filter((key, i) => {
      if (i % 2 === 1) return false;
      const name = keyText(key);
      const drops = toSkip.get(name) ?? 0;
      if (drops > 0) toSkip.set(name, drops - 1);
      return drops === 0;
    });
  }

  /** The first of the keys that are left, by their texts. */
  get writtenKeys(): ReadonlyMap<string, YamlNode> {
    return new Map([...this.keysLeft].reverse().map((key) => [keyText(key), key]));
  }

  get comments(): Comments {
    return this.commentSource?.comments ?? NO_COMMENTS;
  }

  /** Takes a field out of a map, key and all. Another one with the same key shows then. */
  drop(key: string): void {
    if (!this.fields.delete(key)) return;
    if (this.#lazy !== undefined) (this.#dropped ??= new Map<string, number>()).set(key, (this.#dropped.get(key) ?? 0) + 1);
    const next = this.repeats?.find(({ name }) => name === key);
    if (next === undefined) {
      this.oddKeys?.delete(key);
      return;
    }
    this.fields.set(key, this.#takeRepeat(next));
    this.#sortAsWritten();
  }

  /** Puts fields in the order of the keys that are left; what the source does not have comes behind. */
  #sortAsWritten(): void {
    const fields = new Map<string, Node>();
    for (const name of [...this.keysLeft.map(keyText), ...this.fields.keys()]) {
      const field = this.fields.get(name);
      if (field !== undefined) fields.set(name, field);
    }
    this.fields = fields;
  }

  /** Takes the first entry out of a map whose key is this one and whose value is empty. */
  dropEmpty(key: string): void {
    const isHollow = (node: Node): boolean => node.fields.size === 0 && node.items.length === 0;
    const field = this.fields.get(key);
    if (field === undefined) return;
    const repeat = isHollow(field) ? undefined : this.repeats?.find(({ name, value }) => name === key && isHollow(value));
    if (isHollow(field)) this.drop(key);
    else if (repeat !== undefined) this.#takeRepeat(repeat);
  }

  #takeRepeat(entry: RepeatedEntry): Node {
    this.repeats = this.repeats!.filter((each) => each !== entry);
    if (this.repeats.length === 0) this.repeatedKey = this.repeats = undefined;
    return entry.value;
  }

  /** Takes over those comments that another node has. */
  takeComments({ commentSource }: Node): void {
    if (commentSource === undefined) return;
    this.commentSource = new MergedComments(commentSource, this.commentSource);
  }

  /** Makes the content now. */
  load(): this {
    this.untouched?.loadInto(this);
    return this;
  }

  /** Takes over everything of `other`; their children are shared from then on. */
  become(other: Node): void {
    other.load();
    this.kind = other.kind;
    this.tag = other.tag;
    this.text = other.text;
    this.style = other.style;
    this.taggedStyle = other.taggedStyle;
    this.oddKeys = other.oddKeys;
    this.repeatedKey = other.repeatedKey;
    this.repeats = other.repeats;
    this.commentSource = other.commentSource;
    this.#dropped = other.#dropped;
    this.#fields = other.#fields;
    this.#items = other.#items;
    this.#lazy = other.#lazy;
  }

  copy(): Node {
    const result = this.#copy();
    result.commentSource = this.commentSource;
    result.taggedStyle = this.taggedStyle;
    return result;
  }

  #copy(): Node {
    if (this.kind === 'scalar') return scalarNode(this.text, this.tag, this.style);
    const { untouched } = this;
    if (untouched !== undefined) return Node.lazy(this.kind, this.style === 'flow' ? 'flow' : 'plain', untouched);
    const result = this.kind === 'map' ? mapNode() : listNode();
    result.#lazy = this.#lazy;
    result.#dropped = this.#dropped === undefined ? undefined : new Map(this.#dropped);
    result.tag = this.tag;
    result.text = this.text;
    result.style = this.style;
    result.oddKeys = this.oddKeys === undefined ? undefined : new Map(this.oddKeys);
    result.repeatedKey = this.repeatedKey;
    result.repeats = this.repeats?.map(({ name, value }) => ({ name, value: value.copy() }));
    for (const [key, value] of this.#fields) result.#fields.set(key, value.copy());
    for (const item of this.#items) result.#items.push(item.copy());
    return result;
  }
}

/** The text of a key; the one that it stands for, of an alias. */
export function keyText(key: YamlNode): string {
  return (key.target ?? key).value;
}

/** An entry of a map whose key stands in it before. */
interface RepeatedEntry {
  readonly name: string;
  readonly value: Node;
}

/** Comments as YAML's printer takes them: with their `#`, lines joined by line feeds. */
export type Comments = Pick<YamlNode, 'headComment' | 'lineComment' | 'footComment'>;

/** Finds comments when somebody asks for them, which few builds do. */
export interface CommentSource {
  /** The same for all comments of one document. */
  readonly origin: unknown;
  readonly comments: Comments;
  /** Whether some comment in its text looks like a JSON object; a cheap question. */
  readonly mayHoldJson: boolean;
  /** The document with the comments around it, where the node is its root. */
  readonly document: YamlNode | undefined;
}

const NO_COMMENTS: Comments = { headComment: '', lineComment: '', footComment: '' };

/** The comments of two nodes, where the second one has any; those of `over` win. */
class MergedComments implements CommentSource {
  readonly #over: CommentSource;
  readonly #under: CommentSource | undefined;

  constructor(over: CommentSource, under: CommentSource | undefined) {
    this.#over = over;
    this.#under = under;
  }

  /** They belong to no document. */
  get origin(): unknown {
    return this;
  }

  get mayHoldJson(): boolean {
    return this.#over.mayHoldJson || this.#under?.mayHoldJson === true;
  }

  get document(): YamlNode | undefined {
    return this.#under?.document;
  }

  get comments(): Comments {
    const [over, under] = [this.#over.comments, this.#under?.comments ?? NO_COMMENTS];
    return { headComment: over.headComment || under.headComment, lineComment: over.lineComment || under.lineComment, footComment: over.footComment || under.footComment };
  }
}

/** The content of a map or list before it is needed. The same content may be loaded into several nodes. */
export interface LazyContent {
  readonly isEmpty: boolean;
  /** The parsed map or list, where there is one. */
  readonly source?: YamlNode | undefined;
  /** The map or list as it is written, with the comments in it, where that is known. */
  readonly written?: YamlNode | undefined;
  /** The content's text, where it is what it would be printed as. */
  readonly printed?: PrintedText | undefined;
  loadInto(node: Node): void;
  /** The plain data that the content stands for. @throws EddyError as `nodeValue` does */
  value(): unknown;
}

/** The fields of what is no map. All such nodes share them, so an entry in them would show in every one. */
class NoFields extends Map<string, Node> {
  override set(): never {
    throw new TypeError('only a map has fields');
  }
}

const NO_FIELDS: Map<string, Node> = new NoFields();
const NO_ITEMS: Node[] = Object.freeze<Node[]>([]) as Node[];

export function scalarNode(text: string, tag = '', style: NodeStyle = 'plain'): Node {
  return new Node('scalar', tag, text, style, NO_FIELDS, NO_ITEMS, undefined);
}

/** A scalar that is a string whatever its text looks like. */
export function stringNode(text: string): Node {
  return scalarNode(text, '!!str', text.includes('\n') ? 'block' : 'plain');
}

export function mapNode(): Node {
  return new Node('map', '!!map', '', 'plain', new Map(), NO_ITEMS, undefined);
}

export function listNode(items: Node[] = []): Node {
  return new Node('list', '!!seq', '', 'plain', NO_FIELDS, items, undefined);
}

/** Whether there is nothing, or a null. */
export function isMissing(node: Node | undefined): node is undefined {
  return node === undefined || node.tag === '!!null';
}

/** Whether there is nothing, a null, or a collection without entries. */
export function isEmpty(node: Node | undefined): boolean {
  if (node === undefined || node.tag === '!!null') return true;
  if (node.untouched !== undefined) return node.untouched.isEmpty;
  return (node.kind === 'map' && node.fields.size === 0) || (node.kind === 'list' && node.items.length === 0);
}

export function isString(node: Node): boolean {
  return node.kind === 'scalar' && (node.tag === '!!str' || node.tag === '');
}

/** The text of a scalar that is not null, else the empty string. */
export function textOf(node: Node | undefined): string {
  return node === undefined || node.tag === '!!null' ? '' : node.text;
}

/** The node at a path of keys, or undefined. */
export function fieldAt(node: Node, ...path: readonly string[]): Node | undefined {
  let at: Node | undefined = node;
  for (const key of path) {
    at = at.fields.get(key);
    if (at === undefined) return undefined;
  }
  return at;
}

/**
 * The texts of a map of scalars, such as labels. Nulls give the text they are written with, and of a key that is there twice the last one counts.
 * Of a list each second item is a key.
 */
export function textsOf(map: Node | undefined): Dict {
  const result = newDict();
  if (map === undefined) return result;
  for (let i = 0; i + 1 < map.items.length; i += 2) result[map.items[i]!.text] = map.items[i + 1]!.text;
  for (const [key, value] of map.fields) result[key] = value.text;
  for (const { name, value } of map.repeats ?? []) result[name] = value.text;
  return result;
}
