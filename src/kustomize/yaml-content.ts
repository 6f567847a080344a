import { MERGE_KEY, parseYamlNode, resolve, resolvesToString, v3Tag, type YamlNode } from '../lang/yaml/index.ts';
import { newDict, type Dict } from '../std/dict.ts';
import { fault } from './kustomize-error.ts';
import { keyText, Node, scalarNode, type Comments, type CommentSource, type LazyContent, type NodeStyle } from './node.ts';
import type { RepeatedKey } from './repeated-key.ts';
import { nodeValue, oddKey, typedValue } from './scalar-value.ts';

const MAX_ALIAS_NODES = 200_000;

const STYLES: Readonly<Record<YamlNode['style'], NodeStyle>> = {
  plain: 'plain', single: 'single', double: 'quoted', literal: 'block', folded: 'folded', block: 'plain', flow: 'plain',
};

/** A text that was parsed, and where it stands. */
export interface YamlPlace {
  readonly file: string;
  /** The line of the file on which the text begins. */
  readonly line: number;
  readonly text: string;
}

/** What the nodes of one document share. */
class Document {
  readonly file: string;
  readonly line: number;
  readonly root: YamlNode;
  /** Where aliases and merge keys stay what they are: the nodes of aliases. */
  readonly aliases: WeakMap<Node, YamlNode> | undefined;
  readonly hasComments: boolean;
  aliasNodes = 0;
  readonly #text: string;
  #isCommented: boolean;
  #mayHoldJson: boolean | undefined;

  /** @param place where its text is, which was read without comments; without it the comments are there */
  constructor(root: YamlNode, place: YamlPlace | undefined, aliasNodes: WeakMap<Node, YamlNode> | undefined) {
    this.root = root;
    this.file = place?.file ?? '';
    this.line = place?.line ?? 1;
    this.aliases = aliasNodes;
    this.hasComments = place === undefined || place.text.includes('#');
    this.#text = this.hasComments ? (place?.text ?? '') : '';
    this.#isCommented = place === undefined;
  }

  get mayHoldJson(): boolean {
    return (this.#mayHoldJson ??= /#\s*\{/.test(this.#text));
  }

  /** The same node with the comments in it. */
  commented(node: YamlNode): YamlNode {
    if (!this.#isCommented) addComments(this.root, parseYamlNode(this.#text, { comments: true }));
    this.#isCommented = true;
    return node;
  }
}

/** Gives the nodes of a document the comments of the same document that was read with them. */
function addComments(node: YamlNode, from: YamlNode | undefined): void {
  if (from === undefined) return;
  node.headComment = from.headComment;
  node.lineComment = from.lineComment;
  node.footComment = from.footComment;
  node.items.forEach((item, i) => {
    addComments(item, from.items[i]);
  });
}

/** The comments of a parsed node. */
class WrittenComments implements CommentSource {
  readonly #yaml: YamlNode;
  readonly #document: Document;

  constructor(yaml: YamlNode, document: Document) {
    this.#yaml = yaml;
    this.#document = document;
  }

  get origin(): unknown {
    return this.#document;
  }

  get mayHoldJson(): boolean {
    return this.#document.mayHoldJson;
  }

  get document(): YamlNode | undefined {
    const { root } = this.#document;
    return root.kind === 'document' && root.items[0] === this.#yaml ? this.#document.commented(root) : undefined;
  }

  get comments(): Comments {
    const { headComment, lineComment, footComment } = this.#document.commented(this.#yaml);
    return { headComment, lineComment, footComment };
  }
}

/** The aliases that led to a node, the innermost first. */
interface AliasChain {
  readonly target: YamlNode;
  readonly outer: AliasChain | undefined;
}

/** A node of ours for a parsed one: tags resolved; anchors, merge keys and everything below expanded when first looked at. */
export function nodeOfYaml(root: YamlNode, place: YamlPlace): Node {
  return nodeFor(root.kind === 'document' ? root.items[0]! : root, new Document(root, place, undefined), undefined);
}

const aliases = new WeakMap<Node, YamlNode>();

/** As `nodeOfYaml` for YAML inside of a text, which was read with its comments: `aliasOf` tells the nodes of aliases, and merge keys bring in nothing. */
export function nodeOfText(root: YamlNode): Node {
  return nodeFor(root.kind === 'document' ? root.items[0]! : root, new Document(root, undefined, aliases), undefined);
}

/** The alias that a node of `nodeOfText` stands for. */
export function aliasOf(node: Node): YamlNode | undefined {
  return aliases.get(node);
}

function nodeFor(yaml: YamlNode, document: Document, chain: AliasChain | undefined): Node {
  if (chain !== undefined && ++document.aliasNodes > MAX_ALIAS_NODES) throw fault('YamlLimit', 'document contains excessive aliasing', { at: placeOf(yaml, document) });
  if (yaml.kind === 'document') return nodeFor(yaml.items[0]!, document, chain);
  if (yaml.kind === 'alias') {
    const node = nodeFor(yaml.target!, document, followed(yaml, document, chain));
    document.aliases?.set(node, yaml);
    return node;
  }
  const node = newNode(yaml, document, chain);
  if (document.hasComments) node.commentSource = new WrittenComments(yaml, document);
  return node;
}

function newNode(yaml: YamlNode, document: Document, chain: AliasChain | undefined): Node {
  if (yaml.kind === 'scalar') {
    const node = scalarNode(yaml.value, v3Tag(yaml), styleOf(yaml));
    if (yaml.tag !== '' && yaml.tag !== '!') node.taggedStyle = STYLES[yaml.style];
    return node;
  }
  return Node.lazy(yaml.kind === 'mapping' ? 'map' : 'list', collectionStyle(yaml), new YamlContent(yaml, document, chain));
}

function collectionStyle(yaml: YamlNode): 'plain' | 'flow' {
  return yaml.style === 'flow' ? 'flow' : 'plain';
}

function followed(alias: YamlNode, document: Document, chain: AliasChain | undefined): AliasChain {
  const target = alias.target!;
  const contains = alias.start >= target.start && alias.end <= target.end && target.kind !== 'scalar';
  for (let at = chain; at !== undefined; at = at.outer) if (at.target === target) throw containsItself(alias, document);
  if (contains) throw containsItself(alias, document);
  return { target, outer: chain };
}

function containsItself(alias: YamlNode, document: Document): Error {
  return fault('YamlSyntax', `anchor '${alias.value}' value contains itself`, { at: placeOf(alias, document) });
}

function placeOf(yaml: YamlNode, { file, line }: Document): { readonly file: string; readonly line: number; readonly col: number } {
  return { file, line: line + yaml.line - 1, col: yaml.column };
}

/** The entries or items of a parsed map or list that nobody has looked at yet. */
class YamlContent implements LazyContent {
  readonly source: YamlNode;
  readonly #document: Document;
  readonly #chain: AliasChain | undefined;

  constructor(yaml: YamlNode, document: Document, chain: AliasChain | undefined) {
    this.source = yaml;
    this.#document = document;
    this.#chain = chain;
  }

  get isEmpty(): boolean {
    return this.source.items.length === 0;
  }

  get written(): YamlNode {
    return this.#document.commented(this.source);
  }

  loadInto(node: Node): void {
    if (this.source.kind === 'sequence') node.items = this.source.items.map((item) => this.#node(item));
    else this.#loadMap(node);
  }

  value(): unknown {
    return this.#value(this.source);
  }

  #node(yaml: YamlNode): Node {
    return nodeFor(yaml, this.#document, this.#chain);
  }

  #loadMap(node: Node): void {
    const fields = new Map<string, Node>();
    const lines = new Map<string, number>();
    const { items } = this.source;
    let merge: YamlNode | undefined;
    let keepsMergeKeys = this.#document.aliases !== undefined;
    let nullKeys: number[] | undefined;
    for (let i = 0; i < items.length; i += 2) {
      const key = items[i]!;
      const name = keyText(key);
      const tag = v3Tag(key);
      if (tag === '!!merge' && this.#document.aliases === undefined) {
        if (merge !== undefined) throw fault('KustomizeYamlInvalid', 'duplicate merge key', { at: placeOf(key, this.#document) });
        merge = items[i + 1]!;
        keepsMergeKeys = true;
      } else if (name === MERGE_KEY && !keepsMergeKeys) {
        // kustomize takes the key of a merge out of the map by its text: one in quotes goes as well.
        keepsMergeKeys = true;
      } else if (fields.has(name)) {
        this.#addRepeat(node, key, name, lines.get(name)!, items[i + 1]!);
      } else {
        if (tag !== '!!str') (node.oddKeys ??= new Map<string, string>()).set(name, tag);
        const value = items[i + 1]!;
        fields.set(name, isFlowGap(this.source, value) ? scalarNode('', '!!null', 'flow') : this.#node(value));
        lines.set(name, key.line);
        if (tag === '!!null' && name !== '') (nullKeys ??= []).push(i);
      }
    }
    // kustomize copies every map, finds no key that is null again, and adds it once more.
    for (const i of nullKeys ?? []) this.#addRepeat(node, items[i]!, items[i]!.value, items[i]!.line, items[i + 1]!);
    if (merge !== undefined) for (const source of mergeSources(merge).reverse()) {
      for (const [key, value] of this.#node(source).fields) if (!fields.has(key)) fields.set(key, value);
    }
    node.fields = fields;
  }

  #addRepeat(node: Node, key: YamlNode, name: string, firstLine: number, value: YamlNode): void {
    node.repeatedKey ??= this.#repeated(key, name, firstLine);
    (node.repeats ??= []).push({ name, value: this.#node(value) });
  }

  #repeated(key: YamlNode, name: string, firstLine: number): RepeatedKey {
    return { name, line: key.line, firstLine, at: placeOf(key, this.#document) };
  }

  /** The plain data, without making nodes: most of what is built is only read and printed. */
  #value(yaml: YamlNode): unknown {
    switch (yaml.kind) {
      case 'scalar': return plainValue(yaml);
      case 'sequence': {
        const list: unknown[] = [];
        for (const item of yaml.items) list.push(this.#value(item));
        return list;
      }
      case 'mapping': return this.#mapValue(yaml) ?? nodeValue(Node.lazy('map', 'plain', new YamlContent(yaml, this.#document, this.#chain)).load());
      default: return nodeValue(this.#node(yaml));
    }
  }

  /** Undefined for a map with keys that need a closer look. */
  #mapValue(yaml: YamlNode): Dict | undefined {
    const result = newDict();
    const { items } = yaml;
    for (let i = 0; i < items.length; i += 2) {
      const key = items[i]!;
      if (key.kind !== 'scalar' || key.value === MERGE_KEY || Object.hasOwn(result, key.value)) return undefined;
      if (v3Tag(key) !== '!!str') throw oddKey(key.value);
      const value = items[i + 1]!;
      result[key.value] = isFlowGap(yaml, value) ? '' : this.#value(value);
    }
    return result;
  }
}

function plainValue(yaml: YamlNode): unknown {
  if (yaml.tag === '') {
    if (yaml.style === 'plain' ? resolvesToString('v3', yaml.value) && yaml.value !== MERGE_KEY : yaml.style !== 'folded') return yaml.value;
    if (yaml.style === 'plain') return typedValue(resolve('v3', '', yaml.value).tag, yaml.value, 'plain');
  }
  return typedValue(v3Tag(yaml), yaml.value, styleOf(yaml));
}

/** A written tag makes the quotes of what is no string count for nothing. */
function styleOf(yaml: YamlNode): NodeStyle {
  return yaml.tag !== '' && v3Tag(yaml) !== '!!str' ? 'plain' : STYLES[yaml.style];
}

/** Nothing at all behind a key of a flow map. */
function isFlowGap(map: YamlNode, value: YamlNode): boolean {
  return map.style === 'flow' && value.kind === 'scalar' && value.style === 'plain' && value.value === '' && value.tag === '';
}

/** The maps that a merge key names, least important first. */
function mergeSources(value: YamlNode): YamlNode[] {
  switch (value.kind) {
    case 'mapping': return [value];
    case 'alias':
      if (value.target!.kind !== 'mapping') throw fault('KustomizeYamlInvalid', 'invalid map merge: received alias for a non-map value');
      return [value];
    case 'sequence': {
      const result: YamlNode[] = [];
      for (const item of value.items) {
        if (item.kind === 'sequence') throw fault('KustomizeYamlInvalid', 'invalid map merge: received a nested sequence');
        result.unshift(...mergeSources(item));
      }
      return result;
    }
    default: throw fault('KustomizeYamlInvalid', 'map merge requires map or sequence of maps as the value');
  }
}
