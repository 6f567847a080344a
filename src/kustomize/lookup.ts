import { parseYamlNode, YamlError, type YamlNode } from '../lang/yaml/index.ts';
import { setField } from './fields.ts';
import { fault } from './kustomize-error.ts';
import { expectKind } from './node-kind.ts';
import { isMissing, listNode, mapNode, scalarNode, type Node, type NodeKind } from './node.ts';
import { nodeYaml } from './node-text.ts';
import { matcher } from './pattern.ts';
import { aliasOf, nodeOfText } from './yaml-content.ts';

const INDEX = /^[+-]?\d+$/;

/** Whether a part of a path names an item by a field: `[name=web]`. */
function isItemPart(part: string): boolean {
  return part.startsWith('[') && part.endsWith(']');
}

function isPosition(part: string): boolean {
  return /^\+?\d+$/.test(part);
}

/** Takes `[name=web]` apart. @throws EddyError KustomizeReplacement */
function splitItemPart(part: string): readonly [name: string, value: string] {
  const body = part.replace(/\]$/, '').replace(/^\[/, '');
  const equals = body.indexOf('=');
  if (equals === -1) throw fault('KustomizeReplacement', 'list path element must contain fieldName=fieldValue for element to match');
  return [body.slice(0, equals), body.slice(equals + 1)];
}

/**
 * The one node at a path of keys, indices, `-` (the last item) and `[name=value]`; undefined where nothing is.
 *
 * Follows kustomize kyaml v0.21.1 yaml/fns.go (PathGetter).
 *
 * @throws EddyError KustomizeFieldKind, KustomizeReplacement
 */
export function lookup(root: Node, path: readonly string[]): Node | undefined {
  let node: Node | undefined = root;
  for (const part of path.map((each) => each.trim()).filter((each) => each !== '')) {
    node = step(node, part);
    if (node === undefined) return undefined;
  }
  return node;
}

function step(node: Node, part: string): Node | undefined {
  if (INDEX.test(part) || part === '-') {
    const index = part === '-' ? -1 : Number(part);
    if (index < 0 && part !== '-') throw fault('KustomizeReplacement', `array index ${index} cannot be negative`);
    expectKind(node, 'list');
    return node.items.at(index);
  }
  if (part === '*') throw fault('KustomizeReplacement', 'wildcard is not supported in PathGetter');
  if (isItemPart(part)) {
    const [name, value] = splitItemPart(part);
    expectKind(node, 'list');
    if (name === '') return node.items.find((item) => item.text === value);
    return node.items.find((item) => item.kind === 'map' && item.fields.get(name)?.text === value);
  }
  if (isMissing(node)) return undefined;
  expectKind(node, 'map');
  return node.fields.get(part);
}

/**
 * All nodes at a path of keys, indices, `*` and `[name=pattern]`; with `create` what is missing is made, of that kind at the end.
 *
 * Follows kustomize kyaml v0.21.1 yaml/match.go (PathMatcher).
 *
 * @throws EddyError KustomizeFieldKind, KustomizeReplacement
 */
export function findAll(root: Node, path: readonly string[], create: NodeKind | undefined): Node[] {
  const [part, ...rest] = path;
  if (part === undefined) return [root];
  const alias = aliasOf(root);
  if (alias !== undefined) throw fault('KustomizeFieldKind', `wrong node kind: expected ${kindFor(part)} but got AliasNode: node contents:\n*${alias.value}\n`);
  if (isPosition(part)) return findIndex(root, Number(part), part, rest, create);
  if (isItemPart(part)) return findItems(root, part, rest, create);
  if (part === '*') return itemsOf(root).flatMap((item) => findAll(item, rest, create));
  return findField(root, part, rest, create);
}

function itemsOf(node: Node): readonly Node[] {
  expectKind(node, 'list');
  return node.items;
}

function madeNode(next: string | undefined, create: NodeKind): Node {
  if (next === undefined || next === '') return create === 'scalar' ? scalarNode('') : create === 'map' ? mapNode() : listNode();
  return isItemPart(next) || isPosition(next) ? listNode() : mapNode();
}

function findField(node: Node, part: string, rest: readonly string[], create: NodeKind | undefined): Node[] {
  if (part === '' && !isMissing(node)) {
    // Without a name kyaml asks the node itself.
    expectKind(node, 'scalar');
    return node.text === '' ? findAll(node, rest, create) : [];
  }
  if (!isMissing(node)) expectKind(node, 'map');
  let field = isMissing(node) ? undefined : node.fields.get(part);
  if (field === undefined) {
    if (create === undefined) return [];
    field = madeNode(rest[0], create);
    // A null stays one, whatever is put into it.
    if (!isMissing(node)) setField(node, part, field);
  }
  if (field.kind === 'scalar' && rest.length > 0 && aliasOf(field) === undefined) return findAll(parseSource(field.text, rest[0]).data, rest, create);
  return findAll(field, rest, create);
}

/** The kind of node that a part of a path leads into, in Go's words. */
function kindFor(part: string | undefined): 'MappingNode' | 'ScalarNode' | 'SequenceNode' {
  if (part === '') return 'ScalarNode';
  return part !== undefined && (isItemPart(part) || part === '*' || isPosition(part)) ? 'SequenceNode' : 'MappingNode';
}

/**
 * The YAML or JSON that a text holds: as it is written, and as nodes that may change.
 *
 * @param next what the path names inside of the text, for the fault of a text that holds nothing
 * @throws EddyError KustomizeReplacement
 */
export function parseSource(text: string, next: string | undefined): { readonly source: YamlNode; readonly data: Node } {
  try {
    const source = parseYamlNode(text, { comments: true });
    if (source !== undefined) return { source, data: nodeOfText(source) };
  } catch (error) {
    throw error instanceof YamlError ? fault('KustomizeReplacement', error.goMessage) : error;
  }
  throw fault('KustomizeFieldKind', `wrong node kind: expected ${kindFor(next)} but got : node contents:\nnull\n`);
}

function findIndex(node: Node, index: number, part: string, rest: readonly string[], create: NodeKind | undefined): Node[] {
  const items = itemsOf(node);
  let item = items[index];
  if (items.length === index && create !== undefined) {
    item = madeNode(rest[0], create);
    if (!isMissing(node)) node.items.push(item);
  }
  if (item === undefined) throw fault('KustomizeReplacement', `index ${part} specified but only ${items.length} elements found`);
  return findAll(item, rest, create);
}

function findItems(node: Node, part: string, rest: readonly string[], create: NodeKind | undefined): Node[] {
  const [name, pattern] = splitItemPart(part);
  const found = matchItems(itemsOf(node), name, pattern, rest, create);
  if (found.length > 0 || create === undefined) return found;
  const item = name === '' ? scalarNode(pattern) : mapNode();
  if (name !== '') item.fields.set(name, scalarNode(pattern));
  if (!isMissing(node)) node.items.push(item);
  return matchItems(isMissing(node) ? [item] : node.items, name, pattern, rest, create);
}

function matchItems(items: readonly Node[], name: string, pattern: string, rest: readonly string[], create: NodeKind | undefined): Node[] {
  const matches = matcher(pattern);
  const result: Node[] = [];
  for (const item of items) {
    const value = name === '' ? item : item.kind === 'map' && aliasOf(item) === undefined ? item.fields.get(name) : undefined;
    // Quotes belong to what a pattern is compared with, and a map may match as well.
    if (value === undefined || !matches(nodeYaml(value).trim())) continue;
    result.push(...(name === '' ? [item] : findAll(item, rest, create)));
  }
  return result;
}
