import { analyzeScalar } from '../lang/yaml/index.ts';
import { listNode, mapNode, scalarNode, type Node, type NodeStyle } from './node.ts';
import { looksTyped } from './scalar-value.ts';

/** How numbers are written: `exact` as they are, `float64` as Go prints the floats that its JSON reader makes of them. */
export type NumberText = 'exact' | 'float64';

/** A node for plain data, as kustomize makes one by printing the data as YAML and reading it again. */
export function nodeFromValue(value: unknown, numbers: NumberText): Node {
  if (typeof value === 'string') return scalarNode(value, '!!str', printedStyle(value));
  if (value === null || value === undefined) return scalarNode('null', '!!null');
  if (typeof value === 'boolean') return scalarNode(String(value), '!!bool');
  if (typeof value === 'bigint') return scalarNode(String(value), '!!int');
  if (typeof value === 'number') return numberNode(value, numbers);
  if (Array.isArray(value)) return listNode(value.map((item) => nodeFromValue(item, numbers)));
  const map = mapNode();
  for (const [key, each] of Object.entries(value)) map.fields.set(key, nodeFromValue(each, numbers));
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

function numberNode(value: number, numbers: NumberText): Node {
  const text = numbers === 'exact' ? String(value) : goFloat(value);
  return scalarNode(text, /^-?\d+$/.test(text) ? '!!int' : '!!float');
}

/** A float64 as Go's `strconv.FormatFloat(x, 'g', -1, 64)`: with an exponent below 1e-4 and from 1e6 on. */
export function goFloat(value: number): string {
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (value === 0 || (power >= -4 && power < 6)) return String(value);
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
