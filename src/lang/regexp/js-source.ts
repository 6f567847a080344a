import { setSource } from './char-set.ts';
import type { Assertion, Node, SubsetPattern } from './subset.ts';

const ASSERTIONS: Readonly<Record<Assertion, string>> = {
  start: '^',
  end: '$',
  // JavaScript's own multi-line mode would also stop at \r, U+2028 and U+2029.
  lineStart: '(?<=\\n|^)',
  lineEnd: '(?=\\n|$)',
  word: '\\b',
};

/** The same pattern for JavaScript's engine. Groups keep their numbers and lose their names. */
export function toRegExp({ root, ignoreCase }: SubsetPattern): RegExp {
  return new RegExp(source(root), ignoreCase ? 'giu' : 'gu');
}

function source(node: Node): string {
  switch (node.type) {
    case 'set':
      return setSource(node.set);
    case 'assert':
      return ASSERTIONS[node.kind];
    case 'group':
      return `(${node.captures ? '' : '?:'}${source(node.body)})`;
    case 'concat':
      return node.parts.map(source).join('');
    case 'alternate':
      return node.branches.map(source).join('|');
    case 'repeat':
      return `${source(node.body)}${bounds(node.min, node.max)}${node.lazy ? '?' : ''}`;
  }
}

function bounds(min: number, max: number): string {
  if (max === Infinity) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  if (min === max) return `{${min}}`;
  return min === 0 && max === 1 ? '?' : `{${min},${max}}`;
}
