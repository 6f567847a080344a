import { analyzeScalar } from '../lang/yaml/index.ts';
import { listNode, mapNode, scalarNode, type Node, type NodeStyle } from './node.ts';
import { looksTyped } from './scalar-value.ts';

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
  const map = mapNode();
  for (const [key, each] of Object.entries(value)) map.fields.set(key, nodeFromValue(each));
  return map;
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
  const text = goFloat(value);
  return scalarNode(text, /^-?\d+$/.test(text) ? '!!int' : '!!float');
}

/** A float64 as Go's `strconv.FormatFloat(x, 'g', -1, 64)`: with an exponent below 1e-4 and from 1e6 on. */
export function goFloat(value: number): string {
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (value === 0 || (power >= -4 && power < 6)) return String(value);
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
