import { makeNode, printYamlNodes, resolve, resolvesToString, type YamlNode } from '../lang/yaml/index.ts';
import { keyText, type Node } from './node.ts';

/** A node as YAML, in the order of its source and with its comments, the way kyaml prints it. */
export function nodeYaml(node: Node): string {
  return printYamlNodes([yamlNode(node)]);
}

/** As `nodeYaml`, with the comments around the document that the node is the root of. */
export function documentYaml(root: Node): string {
  const document = root.commentSource?.document;
  return document === undefined ? nodeYaml(root) : printYamlNodes([{ ...document, items: [yamlNode(root)] }]);
}

/** A node of ours as a node of the YAML printer. */
function yamlNode(node: Node, scalar = scalarYaml): YamlNode {
  switch (node.kind) {
    case 'scalar': return { ...scalar(node), ...node.comments };
    case 'list': return { ...makeNode('sequence', node.style === 'flow' ? 'flow' : 'block'), tag: node.load().source?.tag ?? '', items: node.items.map((item) => yamlNode(item, scalar)), ...node.comments };
    case 'map': return { ...makeNode('mapping', node.style === 'flow' ? 'flow' : 'block'), tag: node.load().source?.tag ?? '', items: entriesYaml(node, scalar), ...node.comments };
  }
}

/** A node of ours as one that is decoded without being printed: a number with quotes is one still. */
export function decodableNode(node: Node): YamlNode {
  return yamlNode(node, ({ tag, text, style }) => ({ ...makeNode('scalar', STYLES[style], text), tag }));
}

function entriesYaml(map: Node, scalar: typeof scalarYaml): YamlNode[] {
  const { writtenKeys } = map;
  const entries = [...map.fields].map(([key, value]) => [writtenKeys.get(key) ?? keyYaml(map, key), yamlNode(value, scalar)] as const);
  return (map.repeats === undefined ? entries : withRepeats(map, entries, writtenKeys)).flat();
}

type YamlEntry = readonly [key: YamlNode, value: YamlNode];

/** Puts the entries that a map repeats where they are in its source. */
function withRepeats(map: Node, entries: readonly YamlEntry[], writtenKeys: ReadonlyMap<string, YamlNode>): YamlEntry[] {
  const left = new Map<string, YamlEntry[]>(entries.map((entry) => [entry[0].value, [entry]]));
  for (const { name, value } of map.repeats!) left.get(name)?.push([writtenKeys.get(name) ?? keyYaml(map, name), yamlNode(value)]);
  const result: YamlEntry[] = [];
  for (const key of map.keysLeft) {
    const entry = left.get(keyText(key))?.shift();
    if (entry !== undefined) result.push([key, entry[1]]);
  }
  return [...result, ...[...left.values()].flat()];
}

/**
 * A text of YAML after its nodes were changed: comments, quotes, anchors and aliases stay where they were.
 *
 * @param source what the text was parsed to
 * @param data the nodes made of `source`, changed since
 * @param replaced nodes of `data` that became other ones: of their source nothing is kept
 */
export function editedYaml(source: YamlNode, data: Node, replaced: ReadonlySet<Node>): string {
  return printYamlNodes([edited(source, data, replaced)]);
}

function edited(source: YamlNode, node: Node, replaced: ReadonlySet<Node>): YamlNode {
  if (source.kind === 'document') return { ...source, items: [edited(source.items[0]!, node, replaced)] };
  if (replaced.has(node)) return yamlNode(node);
  if (source.kind === 'alias' || node.untouched !== undefined) return source;
  if (source.kind === 'scalar') return node.kind === 'scalar' ? editedScalar(source, node) : yamlNode(node);
  const items = source.kind === 'mapping' ? editedFields(source, node, replaced) : node.items.map((item, i) => editedItem(source.items[i], item, replaced));
  return { ...source, items };
}

function editedItem(source: YamlNode | undefined, item: Node, replaced: ReadonlySet<Node>): YamlNode {
  return source === undefined ? yamlNode(item) : edited(source, item, replaced);
}

function editedFields({ items }: YamlNode, node: Node, replaced: ReadonlySet<Node>): YamlNode[] {
  const result: YamlNode[] = [];
  const left = new Map(node.fields);
  for (let i = 0; i < items.length; i += 2) {
    const [key, value] = [items[i]!, items[i + 1]!];
    const field = left.get(key.value);
    result.push(key, field === undefined ? value : edited(value, field, replaced));
    left.delete(key.value);
  }
  for (const [name, field] of left) result.push(keyYaml(node, name), yamlNode(field));
  return result;
}

function editedScalar(source: YamlNode, node: Node): YamlNode {
  if (node.text === source.value) return source;
  const { tag, style } = scalarYaml(node);
  // A text that looks like something else by now is quoted.
  return { ...source, value: node.text, tag: source.tag === '' ? tag : source.tag, style: source.tag === '' && source.style === 'plain' ? style : source.style };
}

/** A key that is a string but looks like something else is quoted. */
function keyYaml(map: Node, key: string): YamlNode {
  const oddTag = map.oddKeys?.get(key);
  const node = makeNode('scalar', resolvesToString('v3', key) || oddTag !== undefined ? 'plain' : 'double', key);
  return oddTag === '!!merge' ? { ...node, tag: oddTag } : node;
}

const STYLES = { plain: 'plain', single: 'single', quoted: 'double', block: 'literal', folded: 'folded', flow: 'plain' } as const;

/** A tag that nobody wrote is left out where the text implies it, and a string that looks like something else is quoted. */
function scalarYaml({ tag, text, style, taggedStyle }: Node): YamlNode {
  if (taggedStyle !== undefined && tag !== '') return { ...makeNode('scalar', STYLES[taggedStyle], text), tag };
  const implied = resolve('v3', '', text).tag;
  if (tag === '!!str') return makeNode('scalar', style === 'plain' && implied !== tag ? 'double' : STYLES[style], text);
  return { ...makeNode('scalar', STYLES[style], text), tag: tag === implied ? '' : tag };
}
