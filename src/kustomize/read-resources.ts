import { entryOf, goJson, MERGE_KEY, parseYamlNode, toValue, v3Tag, YamlError, type YamlNode } from '../lang/yaml/index.ts';
import { lineAt } from '../std/line-at.ts';
import { fault, reworded } from './kustomize-error.ts';
import { readManifest } from './manifest-text.ts';
import { isEmpty, isMissing, scalarNode, textOf, type Node } from './node.ts';
import { goMap } from './go-text.ts';
import { decodableNode, documentYaml } from './node-text.ts';
import { Resource } from './resource.ts';
import { nodeValue } from './scalar-value.ts';
import { TypeScopes } from './type-scopes.ts';
import { nodeOfYaml } from './yaml-content.ts';

/** A document of a resource file, before anything is checked. */
interface Document {
  readonly node: Node;
  readonly index: number;
  readonly line: number;
  /** Whether some map in it may bring in another one. */
  readonly mayMerge: boolean;
  /** Whether its text holds no other one, not even one that is empty. */
  readonly isAlone: boolean;
}

export interface ReadResourcesOptions {
  /** The objects are only going to be printed: see `readManifest`. */
  readonly keepsText?: boolean;
  /** The line of the file on which the text begins; 1 when not given. */
  readonly line?: number;
}

/**
 * Reads the objects of a YAML text: documents apart by `---`, lists flattened, empty documents dropped.
 *
 * Follows kustomize api v0.21.1 resource/factory.go and kyaml v0.21.1 kio/byteio_reader.go.
 *
 * @throws EddyError KustomizeYamlInvalid for text that is no YAML, KustomizeResourceInvalid for an object without kind or name.
 */
export function readResources(text: string, file: string, types: TypeScopes, options: ReadResourcesOptions = {}): Resource[] {
  const result: Resource[] = [];
  const queue = unwrapped(readDocuments(text, file, options));
  for (const { node, mayMerge } of queue) if (mayMerge) loadAll(node);
  for (let i = 0; i < queue.length; i++) {
    const { node, index, line, mayMerge } = queue[i]!;
    if (isEmpty(node)) continue;
    checkMetadata(node, file, line);
    const kind = textOf(node.fields.get('kind'));
    const items = node.fields.get('items');
    if (kind.endsWith('List')) checkList(node, kind);
    if (!kind.endsWith('List') || items === undefined) {
      result.push(new Resource(node, { file, documentIndex: index, line }, types));
      continue;
    }
    if (isMissing(items)) continue;
    if (items.kind !== 'list') throw fault('KustomizeResourceInvalid', `expected array in ${kind}/items, but found ${goType(items)}`, { at: { file, line, col: 1 } });
    for (const item of items.items) {
      if (item.kind !== 'map') continue;
      // An item is read again from its JSON, and so its texts have quotes.
      setUnprinted(item);
      const json = goJson(nodeValue(item));
      queue.push(...unwrapped([{ node: nodeOfYaml(parseYamlNode(json)!, { file, line, text: json }), index, line, mayMerge, isAlone: true }]));
    }
  }
  return result;
}

/** kustomize expands merge keys while it reads: their faults are those of the file. @throws EddyError KustomizeYamlInvalid */
function loadAll(node: Node): void {
  for (const child of node.kind === 'list' ? node.items : node.fields.values()) loadAll(child);
}

/** Takes from a node what comes of printing it: it does not fold its texts again, and nothing at all in brackets is a null. */
function setUnprinted(node: Node): void {
  if (node.tag === '!!null') node.text = 'null';
  else if (node.kind === 'scalar') node.style = node.style === 'folded' ? 'block' : node.style;
  else for (const child of node.kind === 'list' ? node.items : node.fields.values()) setUnprinted(child);
}

/** kustomize reads a list as a whole before it takes it apart. @throws EddyError KustomizeResourceInvalid with the whole list in its message */
function checkList(list: Node, kind: string): void {
  if (list.source === undefined) return;
  try {
    toValue(decodableNode(list), { dialect: 'v3', target: 'map' });
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw fault('KustomizeResourceInvalid', `trouble expanding list of ${kind}; received error ${error.goMessage} for the following resource:\n${documentYaml(list)}`);
  }
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
  if (first?.isAlone !== true) return [...documents];
  if (first.mayMerge) dropMerges(first.node.untouched?.source);
  const kind = textOf(first.node.fields.get('kind'));
  const items = first.node.fields.get('items');
  if ((kind !== 'List' && kind !== 'ResourceList') || (items === undefined && !first.node.fields.has('functionConfig'))) return [first];
  // Of a map the keys are taken for items as well.
  const nodes = items?.kind === 'map' ? [...items.fields].flatMap(([key, value]) => [scalarNode(key), value]) : items?.items;
  return (nodes ?? []).map((node) => ({ ...first, node }));
}

/** Leaves out what a list merges into itself: it is unwrapped before kustomize looks at that. */
function dropMerges(root: YamlNode | undefined): void {
  if (root === undefined) return;
  const kind = entryOf(root, 'kind')?.value.value;
  if ((kind !== 'List' && kind !== 'ResourceList') || (entryOf(root, 'items') ?? entryOf(root, 'functionConfig')) === undefined) return;
  root.items = root.items.filter((_, i) => v3Tag(root.items[i - (i % 2)]!) !== '!!merge');
}

/** @throws EddyError KustomizeResourceInvalid for an object without kind or name */
export function checkMetadata(node: Node, file: string, line: number): void {
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
export function readDocuments(text: string, file: string, { keepsText = false, line: firstLine = 1 }: ReadResourcesOptions = {}): Document[] {
  const result: Document[] = [];
  let line = firstLine;
  let before: string | undefined;
  const chunks = [...splitDocuments(text.includes('\r') ? text.replaceAll('\r\n', '\n') : text, file, firstLine)];
  for (const chunk of chunks) {
    if (before !== undefined) line += lineAt(before, before.length);
    before = chunk;
    const document = readDocument(chunk, { file, line, index: result.length, isAlone: chunks.length === 1, keepsText });
    if (document !== undefined) result.push(document);
  }
  return result;
}

function* splitDocuments(text: string, file: string, firstLine: number): Generator<string> {
  if (text === '') return;
  const separator = /\n---.*\n/g;
  let from = 0;
  for (let match = separator.exec(text); match !== null; match = separator.exec(text)) {
    const rest = match[0].slice(4).trim();
    if (rest !== '' && !rest.startsWith('#')) throw fault('KustomizeYamlInvalid', `invalid document separator: ${match[0].trim()}`, { at: { file, line: firstLine - 1 + lineAt(text, match.index), col: 1 } });
    yield `${text.slice(from, match.index)}\n`;
    from = match.index + match[0].length;
  }
  yield text.slice(from);
}

interface DocumentPlace {
  readonly file: string;
  readonly line: number;
  readonly index: number;
  readonly isAlone: boolean;
  readonly keepsText: boolean;
}

function readDocument(text: string, { file, line, index, isAlone, keepsText }: DocumentPlace): Document | undefined {
  const manifest = readManifest(text, keepsText);
  if (manifest !== undefined) return { node: manifest.node, index, line: line - 1 + lineAt(text, manifest.start), mayMerge: false, isAlone };
  const root = parse(text, file, line);
  if (root === undefined) return undefined;
  const node = nodeOfYaml(root, { file, line, text });
  return isMissing(node) ? undefined : { node, index, line: line + root.line - 1, mayMerge: text.includes(MERGE_KEY), isAlone };
}

function parse(text: string, file: string, line: number): YamlNode | undefined {
  try {
    return parseYamlNode(text, { file, origin: { line, col: 1 } });
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw reworded(error, `MalformedYAMLError: ${error.goMessage}`);
  }
}

