export type YamlNodeKind = 'document' | 'mapping' | 'sequence' | 'scalar' | 'alias';

/** How a node is written. `block` and `flow` for collections, the others for scalars. */
export type YamlNodeStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded' | 'block' | 'flow';

/** A key that brings in other mappings, unless it is in quotes. kustomize takes it for one in quotes as well, and prints it without them. */
export const MERGE_KEY = '<<';

/** A node of a YAML text as it is written: nothing is resolved, expanded or sorted. */
export interface YamlNode {
  kind: YamlNodeKind;
  style: YamlNodeStyle;
  /** The tag that was written, in its long form (`tag:yaml.org,2002:str`, `!local`), or the empty string. */
  tag: string;
  /** The text of a scalar after unquoting and folding; the anchor's name of an alias. */
  value: string;
  /** The name after `&`, or the empty string. */
  anchor: string;
  /** What an alias stands for. */
  target: YamlNode | undefined;
  /** Root of a document (one node), items of a sequence, or key, value, key, value... of a mapping. */
  items: YamlNode[];
  /** Comments with their `#`, lines joined by line feeds. */
  headComment: string;
  lineComment: string;
  footComment: string;
  /** The node's span: offsets in its text in UTF-16 code units, `end` exclusive. */
  start: number;
  end: number;
  /** Where the node starts in its text, counted from 1. */
  line: number;
  column: number;
}

/** Makes a node that was not read from a text: its span is empty. */
export function makeNode(kind: YamlNodeKind, style: YamlNodeStyle, value = ''): YamlNode {
  return {
    kind, style, value, tag: '', anchor: '', target: undefined, items: [],
    headComment: '', lineComment: '', footComment: '', start: 0, end: 0, line: 0, column: 0,
  };
}

const LONG_PREFIX = 'tag:yaml.org,2002:';

/** `tag:yaml.org,2002:str` gives `!!str`; every other tag stays. */
export function shortTag(tag: string): string {
  return tag.startsWith(LONG_PREFIX) ? `!!${tag.slice(LONG_PREFIX.length)}` : tag;
}

/** `!!str` gives `tag:yaml.org,2002:str`; every other tag stays. */
export function longTag(tag: string): string {
  return tag.startsWith('!!') ? LONG_PREFIX + tag.slice(2) : tag;
}

/** Whether a scalar is written with quotes or as a block, so that its text is never a number or a boolean. */
export function isQuoted(node: YamlNode): boolean {
  return node.style !== 'plain';
}

/**
 * The node at a path of keys and indices, or undefined when the text has none. Aliases are followed.
 * Of duplicate keys the last one counts, as in the values that Helm reads.
 */
export function nodeAt(node: YamlNode, path: readonly (string | number)[]): YamlNode | undefined {
  let at: YamlNode | undefined = node.kind === 'document' ? node.items[0] : node;
  for (const step of path) {
    while (at?.kind === 'alias') at = at.target;
    if (at === undefined) return undefined;
    at = at.kind === 'sequence' ? at.items[Number(step)] : entryOf(at, String(step))?.value;
  }
  return at;
}

/** The key and value nodes of a mapping's entry, or undefined. */
export function entryOf(mapping: YamlNode, key: string): { readonly key: YamlNode; readonly value: YamlNode } | undefined {
  if (mapping.kind !== 'mapping') return undefined;
  for (let i = mapping.items.length - 2; i >= 0; i -= 2) {
    const name = mapping.items[i]!;
    if (name.kind === 'scalar' && name.value === key) return { key: name, value: mapping.items[i + 1]! };
  }
  return undefined;
}
