import { printYamlNodes, makeNode, type YamlNode } from '../lang/yaml/index.ts';
import type { Node } from './node.ts';

/** A node as YAML, in the order of its source, the way kyaml prints it. */
export function nodeYaml(node: Node): string {
  return printYamlNodes([yamlNode(node)]);
}

/** A node of ours as a node of the YAML printer. */
export function yamlNode(node: Node): YamlNode {
  switch (node.kind) {
    case 'scalar': {
      const style = ({ plain: 'plain', quoted: 'double', block: 'literal', folded: 'folded' } as const)[node.style];
      return { ...makeNode('scalar', style, node.text), tag: node.tag === '!!str' && node.style !== 'plain' ? '' : node.tag };
    }
    case 'list': return { ...makeNode('sequence', 'block'), items: node.items.map(yamlNode) };
    case 'map': {
      const items = [...node.fields].flatMap(([key, value]) => [makeNode('scalar', 'plain', key), yamlNode(value)]);
      return { ...makeNode('mapping', 'block'), items };
    }
  }
}
