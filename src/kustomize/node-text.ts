import { makeNode, printYamlNodes, resolve, type YamlNode } from '../lang/yaml/index.ts';
import type { Node } from './node.ts';

/** A node as YAML, in the order of its source, the way kyaml prints it. */
export function nodeYaml(node: Node): string {
  return printYamlNodes([yamlNode(node)]);
}

/** A node of ours as a node of the YAML printer. */
function yamlNode(node: Node): YamlNode {
  switch (node.kind) {
    case 'scalar': return scalarYaml(node);
    case 'list': return { ...makeNode('sequence', node.style === 'flow' ? 'flow' : 'block'), items: node.items.map(yamlNode) };
    case 'map': {
      const items = [...node.fields].flatMap(([key, value]) => [makeNode('scalar', 'plain', key), yamlNode(value)]);
      return { ...makeNode('mapping', node.style === 'flow' ? 'flow' : 'block'), items };
    }
  }
}

const STYLES = { plain: 'plain', quoted: 'double', block: 'literal', folded: 'folded', flow: 'plain' } as const;

/** The tag is left out where the text implies it, and a string that looks like something else is quoted. */
function scalarYaml({ tag, text, style }: Node): YamlNode {
  const implied = resolve('v3', '', text).tag;
  if (tag === '!!str') return makeNode('scalar', style === 'plain' && implied !== tag ? 'double' : STYLES[style], text);
  return { ...makeNode('scalar', STYLES[style], text), tag: tag === implied ? '' : tag };
}
