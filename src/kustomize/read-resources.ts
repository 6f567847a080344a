import { parseYamlNode, v3Tag, YamlError, type YamlNode } from '../lang/yaml/index.ts';
import type { EddyError } from '../diagnostics/index.ts';
import { fault, reworded } from './kustomize-error.ts';
import type { Node} from './node.ts';
import { isEmpty, isMissing, listNode, mapNode, scalarNode, textOf, type NodeStyle } from './node.ts';
import { goMap } from './go-text.ts';
import { Resource } from './resource.ts';
import { nodeValue } from './scalar-value.ts';
import { TypeScopes } from './type-scopes.ts';
import { nodeFromValue } from './node-from-value.ts';

const MAX_ALIAS_NODES = 200_000;

/** A document of a resource file, before anything is checked. */
interface Document {
  readonly node: Node;
  readonly index: number;
  readonly line: number;
  readonly fault: EddyError | undefined;
}

/**
 * Reads the objects of a YAML text: documents apart by `---`, lists flattened, empty documents dropped.
 *
 * Follows kustomize api v0.21.1 resource/factory.go and kyaml v0.21.1 kio/byteio_reader.go.
 *
 * @throws EddyError KustomizeYamlInvalid for text that is no YAML, KustomizeResourceInvalid for an object without kind or name.
 */
export function readResources(text: string, file: string, types: TypeScopes): Resource[] {
  const result: Resource[] = [];
  const queue = unwrapped(readDocuments(text, file));
  for (let i = 0; i < queue.length; i++) {
    const { node, index, line, fault: broken } = queue[i]!;
    if (isEmpty(node)) continue;
    checkMetadata(node, file, line);
    const kind = textOf(node.fields.get('kind'));
    const items = node.fields.get('items');
    if (!kind.endsWith('List') || items === undefined) {
      const resource = new Resource(node, { file, documentIndex: index, line }, types);
      resource.fault = broken;
      result.push(resource);
      continue;
    }
    if (isMissing(items)) continue;
    if (items.kind !== 'list') throw fault('KustomizeResourceInvalid', `expected array in ${kind}/items, but found ${goType(items)}`, { at: { file, line, col: 1 } });
    for (const item of items.items) {
      if (item.kind !== 'map') continue;
      queue.push({ node: nodeFromValue(nodeValue(item), 'exact'), index, line, fault: broken });
    }
  }
  return result;
}

/** Reads a YAML text only to see whether a build could. @throws EddyError as `readResources` does. */
export function checkResources(text: string, file: string): void {
  readResources(text, file, new TypeScopes());
}

function goType(node: Node): string {
  return node.kind === 'map' ? 'map[string]interface {}' : typeof nodeValue(node) === 'string' ? 'string' : 'int';
}

// A file that holds nothing but one List is unwrapped at once; its items keep their text.
function unwrapped(documents: readonly Document[]): Document[] {
  const [first] = documents;
  if (documents.length !== 1 || first === undefined) return [...documents];
  const kind = textOf(first.node.fields.get('kind'));
  const items = first.node.fields.get('items');
  if ((kind !== 'List' && kind !== 'ResourceList') || (items === undefined && !first.node.fields.has('functionConfig'))) return [first];
  return (items?.items ?? []).map((node) => ({ ...first, node }));
}

function checkMetadata(node: Node, file: string, line: number): void {
  const meta = node.fields.get('metadata');
  const apiVersion = textOf(node.fields.get('apiVersion'));
  const kind = textOf(node.fields.get('kind'));
  const name = isEmpty(meta) ? '' : textOf(meta!.fields.get('name'));
  if (kind === '' && apiVersion === '' && isEmpty(meta)) throw fault('KustomizeResourceInvalid', 'missing Resource metadata', { at: { file, line, col: 1 } });
  const what = kind === '' ? 'kind' : name === '' && !kind.endsWith('List') ? 'metadata.name' : undefined;
  if (what === undefined) return;
  const namespace = isEmpty(meta) ? '' : textOf(meta!.fields.get('namespace'));
  const labels = goTexts(meta, 'labels');
  const annotations = goTexts(meta, 'annotations');
  throw fault('KustomizeResourceInvalid', `missing ${what} in object {{${apiVersion} ${kind}} {{${name} ${namespace}} ${labels} ${annotations}}}`, {
    at: { file, line, col: 1 },
  });
}

function goTexts(meta: Node | undefined, key: string): string {
  const map = isEmpty(meta) ? undefined : meta!.fields.get(key);
  return goMap(Object.fromEntries([...(map?.fields ?? [])].map(([name, value]) => [name, textOf(value)])));
}

/** Splits a text where kustomize does: at lines that begin with `---`. @throws EddyError KustomizeYamlInvalid */
export function readDocuments(text: string, file: string): Document[] {
  const result: Document[] = [];
  let line = 1;
  let index = 0;
  for (const chunk of splitDocuments(text.includes('\r') ? text.replaceAll('\r\n', '\n') : text, file)) {
    const document = readDocument(chunk, file, line, index);
    if (document !== undefined) {
      result.push(document);
      index++;
    }
    line += countLines(chunk) + 1;
  }
  return result;
}

function* splitDocuments(text: string, file: string): Generator<string> {
  if (text === '') return;
  const separator = /\n---.*\n/g;
  let from = 0;
  for (let match = separator.exec(text); match !== null; match = separator.exec(text)) {
    const rest = match[0].slice(4).trim();
    if (rest !== '' && !rest.startsWith('#')) throw fault('KustomizeYamlInvalid', `invalid document separator: ${match[0].trim()}`, { at: { file, line: countLines(text.slice(0, match.index)) + 1, col: 1 } });
    yield `${text.slice(from, match.index)}\n`;
    from = match.index + match[0].length;
  }
  yield text.slice(from);
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function readDocument(text: string, file: string, line: number, index: number): Document | undefined {
  const root = parse(text, file, line);
  if (root === undefined) return undefined;
  const reader = new NodeReader(file);
  const node = reader.read(root);
  return isMissing(node) ? undefined : { node, index, line: line + Math.max(0, root.line - 1), fault: reader.fault };
}

function parse(text: string, file: string, line: number): YamlNode | undefined {
  try {
    return parseYamlNode(text, { file, origin: { line, col: 1 } });
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw reworded(error, `MalformedYAMLError: ${error.goMessage}`);
  }
}

/** A node of ours for a node that was parsed. @throws EddyError YamlLimit, YamlSyntax, KustomizeYamlInvalid */
export function nodeOfYaml(root: YamlNode): Node {
  return new NodeReader('').read(root);
}

/** Copies what was parsed into nodes of our own: tags resolved, anchors and merge keys expanded. */
class NodeReader {
  readonly #file: string;
  #aliasNodes = 0;
  #insideAlias = 0;
  readonly #open = new Set<YamlNode>();
  /** A fault that kustomize meets when it prints the object. */
  fault: EddyError | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  read(from: YamlNode): Node {
    switch (from.kind) {
      case 'document': return this.read(from.items[0]!);
      case 'scalar': return this.#scalar(from);
      case 'sequence': return listNode(from.items.map((item) => this.read(item)));
      case 'mapping': return this.#mapping(from);
      case 'alias': return this.#alias(from);
    }
  }

  #scalar(from: YamlNode): Node {
    this.#count(from);
    return scalarNode(from.value, v3Tag(from), STYLES[from.style]);
  }

  #count(from: YamlNode): void {
    if (this.#insideAlias > 0 && ++this.#aliasNodes > MAX_ALIAS_NODES) throw fault('YamlLimit', 'document contains excessive aliasing', { at: this.#at(from) });
  }

  #alias(from: YamlNode): Node {
    if (this.#open.has(from.target!)) throw fault('YamlSyntax', `anchor '${from.value}' value contains itself`, { at: this.#at(from) });
    this.#insideAlias++;
    const node = this.read(from.target!);
    this.#insideAlias--;
    return node;
  }

  #mapping(from: YamlNode): Node {
    this.#count(from);
    this.#open.add(from);
    const map = mapNode();
    let merge: YamlNode | undefined;
    const lines = new Map<string, number>();
    for (let i = 0; i < from.items.length; i += 2) {
      const key = from.items[i]!;
      const value = from.items[i + 1]!;
      const name = key.kind === 'alias' ? key.target!.value : key.value;
      const tag = v3Tag(key);
      if (tag === '!!merge') {
        if (merge !== undefined) throw fault('KustomizeYamlInvalid', 'duplicate merge key', { at: this.#at(key) });
        merge = value;
        continue;
      }
      if (map.fields.has(name)) {
        this.#duplicate(key, name, lines.get(name)!);
        continue;
      }
      if (tag !== '!!str') (map.oddKeys ??= new Set()).add(name);
      map.fields.set(name, this.read(value));
      lines.set(name, key.line);
    }
    if (merge !== undefined) for (const source of mergeSources(merge).reverse()) {
      for (const [key, value] of this.read(source).fields) if (!map.fields.has(key)) map.fields.set(key, value);
    }
    this.#open.delete(from);
    return map;
  }

  #duplicate(key: YamlNode, name: string, line: number): void {
    this.fault ??= fault('KustomizeResourceInvalid', `map[string]interface {}(nil): yaml: unmarshal errors:\n  line ${key.line}: mapping key ${JSON.stringify(name)} already defined at line ${line}`, {
      at: this.#at(key),
    });
  }

  #at(from: YamlNode): { readonly file: string; readonly line: number; readonly col: number } {
    return { file: this.#file, line: from.line, col: from.column };
  }
}

const STYLES: Readonly<Record<YamlNode['style'], NodeStyle>> = {
  plain: 'plain', single: 'quoted', double: 'quoted', literal: 'block', folded: 'folded', block: 'plain', flow: 'plain',
};

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
