import { newDict, type Dict } from '../std/dict.ts';

export type NodeKind = 'scalar' | 'map' | 'list';

/** How a scalar is written; it decides whether a text without tag may still be read as a number. */
export type NodeStyle = 'plain' | 'quoted' | 'block' | 'folded';

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
  /** Entries of a map by the text of their keys, in the order of the source. */
  fields: Map<string, Node>;
  items: Node[];
  /** Keys that are no strings (`80: http`): a resource that still has one cannot be printed. */
  oddKeys: Set<string> | undefined;

  constructor(kind: NodeKind, tag: string, text: string, style: NodeStyle, fields: Map<string, Node>, items: Node[]) {
    this.kind = kind;
    this.tag = tag;
    this.text = text;
    this.style = style;
    this.fields = fields;
    this.items = items;
    this.oddKeys = undefined;
  }

  /** Takes over everything of `other`; their children are shared from then on. */
  become(other: Node): void {
    this.kind = other.kind;
    this.tag = other.tag;
    this.text = other.text;
    this.style = other.style;
    this.fields = other.fields;
    this.items = other.items;
    this.oddKeys = other.oddKeys;
  }

  copy(): Node {
    if (this.kind === 'scalar') return new Node('scalar', this.tag, this.text, this.style, NO_FIELDS, NO_ITEMS);
    const result = this.kind === 'map' ? mapNode() : listNode();
    result.tag = this.tag;
    result.oddKeys = this.oddKeys;
    for (const [key, value] of this.fields) result.fields.set(key, value.copy());
    for (const item of this.items) result.items.push(item.copy());
    return result;
  }
}

// Shared by all scalars; nobody adds to them, because code asks for the kind first.
const NO_FIELDS: Map<string, Node> = new Map();
const NO_ITEMS: Node[] = [];

export function scalarNode(text: string, tag = '', style: NodeStyle = 'plain'): Node {
  return new Node('scalar', tag, text, style, NO_FIELDS, NO_ITEMS);
}

/** A scalar that is a string whatever its text looks like. */
export function stringNode(text: string): Node {
  return scalarNode(text, '!!str', text.includes('\n') ? 'block' : 'plain');
}

export function mapNode(): Node {
  return new Node('map', '!!map', '', 'plain', new Map(), NO_ITEMS);
}

export function listNode(items: Node[] = []): Node {
  return new Node('list', '!!seq', '', 'plain', NO_FIELDS, items);
}

/** Whether there is nothing, or a null. */
export function isMissing(node: Node | undefined): node is undefined {
  return node === undefined || node.tag === '!!null';
}

/** Whether there is nothing, a null, or a collection without entries. */
export function isEmpty(node: Node | undefined): boolean {
  if (node === undefined || node.tag === '!!null') return true;
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
