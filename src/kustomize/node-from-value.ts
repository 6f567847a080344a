import { formatShortest } from '../lang/gofmt/index.ts';
import { analyzeScalar, compareYamlKeys, makeNode, MERGE_KEY, resolvesToString, type YamlNode } from '../lang/yaml/index.ts';
import type { Dict } from '../std/dict.ts';
import { listNode, mapNode, Node, scalarNode, type LazyContent, type NodeStyle } from './node.ts';
import { looksTyped, mapValue } from './scalar-value.ts';

/** A node for what Go's JSON reader makes of a text, as kustomize makes one by printing the data as YAML and reading it again. */
export function nodeFromValue(value: unknown): Node {
  if (typeof value === 'string') return scalarNode(value, '!!str', printedStyle(value));
  if (value === null || value === undefined) return scalarNode('null', '!!null');
  if (typeof value === 'boolean') return scalarNode(String(value), '!!bool');
  if (typeof value === 'bigint') return scalarNode(String(value), '!!int');
  if (typeof value === 'number') return numberNode(value);
  const node = Array.isArray(value) ? listNode(value.map((item) => nodeFromValue(item))) : mapFromValue(value);
  // Nothing is printed as brackets, in which whatever comes to it will stand.
  if (node.items.length === 0 && node.fields.size === 0) node.style = 'flow';
  return node;
}

function mapFromValue(value: object): Node {
  const entries = Object.entries(value).sort(([a], [b]) => compareYamlKeys(a, b, 'v3'));
  const fields = new Map(entries.map(([key, each]) => [key, nodeFromValue(each)] as const));
  const map = [...fields.keys()].some(isOldBoolean) ? Node.lazy('map', 'plain', new QuotedKeys(fields)) : mapNode();
  map.fields = fields;
  if (fields.has(MERGE_KEY)) map.oddKeys = new Map([[MERGE_KEY, '!!merge']]);
  return map;
}

/** A key such as `n`, which YAML 1.1 reads as a boolean: it is printed in quotes, and keeps them. */
function isOldBoolean(key: string): boolean {
  return resolvesToString('v3', key) && !resolvesToString('v2', key);
}

/** The fields of a map that has old booleans for keys. */
class QuotedKeys implements LazyContent {
  readonly isEmpty = false;
  readonly written: YamlNode;
  readonly #fields: Map<string, Node>;

  constructor(fields: Map<string, Node>) {
    this.#fields = fields;
    const none = makeNode('scalar', 'plain');
    this.written = { ...makeNode('mapping', 'block'), items: [...fields.keys()].filter(isOldBoolean).flatMap((key) => [makeNode('scalar', 'double', key), none]) };
  }

  loadInto(node: Node): void {
    node.fields = new Map(this.#fields);
  }

  value(): Dict {
    return mapValue(Node.lazy('map', 'plain', this).load());
  }
}

/** The style in which a string is printed that has none of its own. */
function printedStyle(text: string): NodeStyle {
  if (text === '' || looksTyped(text)) return 'quoted';
  const { block, blockPlain, singleQuoted } = analyzeScalar(text, 'v3');
  if (text.includes('\n')) return block ? 'block' : 'quoted';
  if (blockPlain) return 'plain';
  return singleQuoted ? 'single' : 'quoted';
}

function numberNode(value: number): Node {
  const text = formatShortest(value);
  return scalarNode(text, /^-?\d+$/.test(text) ? '!!int' : '!!float');
}
