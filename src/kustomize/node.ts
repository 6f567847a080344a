import { newDict, type Dict } from '../std/dict.ts';
import type { YamlNode } from '../lang/yaml/index.ts';
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
  /** The text of a scalar; empty for a collection. */
  text: string;
  style: NodeStyle;
  /** Keys that are no strings (`80: http`): a resource that still has one cannot be printed. */
  oddKeys: Set<string> | undefined;
  /** The key that the source of a map repeats; the fault shows when the map is printed. */
  repeatedKey: RepeatedKey | undefined;
  #fields: Map<string, Node>;
  #items: Node[];
  #lazy: LazyContent | undefined;

  constructor(kind: NodeKind, tag: string, text: string, style: NodeStyle, fields: Map<string, Node>, items: Node[], lazy: LazyContent | undefined) {
    this.kind = kind;
    this.tag = tag;
    this.text = text;
    this.style = style;
    this.oddKeys = undefined;
    this.repeatedKey = undefined;
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
    this.oddKeys = other.oddKeys;
    this.repeatedKey = other.repeatedKey;
    this.#fields = other.#fields;
    this.#items = other.#items;
    this.#lazy = other.#lazy;
  }

  copy(): Node {
    if (this.kind === 'scalar') return new Node('scalar', this.tag, this.text, this.style, NO_FIELDS, NO_ITEMS, undefined);
    const { untouched } = this;
    if (untouched !== undefined) return Node.lazy(this.kind, this.style === 'flow' ? 'flow' : 'plain', untouched);
    const result = this.kind === 'map' ? mapNode() : listNode();
    result.#lazy = this.#lazy;
    result.tag = this.tag;
    result.style = this.style;
    result.oddKeys = this.oddKeys === undefined ? undefined : new Set(this.oddKeys);
    result.repeatedKey = this.repeatedKey;
    for (const [key, value] of this.#fields) result.#fields.set(key, value.copy());
    for (const item of this.#items) result.#items.push(item.copy());
    return result;
  }
}

/** The content of a map or list before it is needed. The same content may be loaded into several nodes. */
export interface LazyContent {
  readonly isEmpty: boolean;
  /** The parsed map or list, where there is one. */
  readonly source?: YamlNode | undefined;
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

/** The texts of a map of scalars, such as labels. Nulls give the text they are written with. */
export function textsOf(map: Node | undefined): Dict {
  const result = newDict();
  if (map !== undefined) for (const [key, value] of map.fields) result[key] = value.text;
  return result;
}
