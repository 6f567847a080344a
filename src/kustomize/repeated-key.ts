import { nodeAt, parseYamlNode, printYamlNodes, type YamlNode } from '../lang/yaml/index.ts';
import { fault } from './kustomize-error.ts';
import { nodeYaml } from './node-text.ts';
import type { Node } from './node.ts';

/** A key that stands twice in a map of a resource file. */
export interface RepeatedKey {
  readonly name: string;
  /** Lines of its document, counted from 1. */
  readonly line: number;
  readonly firstLine: number;
  /** The whole document as it was read. */
  readonly document: YamlNode;
  readonly at: { readonly file: string; readonly line: number; readonly col: number };
}

/**
 * The fault of a repeated key, in Go's words.
 *
 * @param added how many lines a build has put before the map
 */
export function repeatedKeyFault({ name, line, firstLine, at }: RepeatedKey, added = 0): Error {
  const message = `yaml: unmarshal errors:\n  line ${String(line + added)}: mapping key ${JSON.stringify(name)} already defined at line ${String(firstLine + added)}`;
  return fault('KustomizeResourceInvalid', message, { at });
}

/** Throws the fault of the first repeated key of a finished object. kustomize finds it in the text that it prints, so its lines are those of that text. */
export function checkRepeatedKeys(object: Node): void {
  const found = findRepeated(object, [], false);
  if (found === undefined) return;
  const { path, key, isInFlow } = found;
  const before = lineAt(printYamlNodes([key.document]), path);
  const now = lineAt(nodeYaml(object), path);
  if (before === undefined || now === undefined) throw repeatedKeyFault(key);
  // In brackets all entries share a line.
  throw isInFlow ? repeatedKeyFault({ ...key, line: now, firstLine: now }) : repeatedKeyFault(key, now - before);
}

/** Where a map repeats a key. */
interface Found {
  readonly path: readonly (string | number)[];
  readonly key: RepeatedKey;
  readonly isInFlow: boolean;
}

function findRepeated(node: Node, path: readonly (string | number)[], isParentInFlow: boolean): Found | undefined {
  if (node.kind === 'scalar') return undefined;
  // A map that nobody has looked into may repeat a key as well.
  node.load();
  const isInFlow = isParentInFlow || node.style === 'flow';
  if (node.repeatedKey !== undefined) return { path, key: node.repeatedKey, isInFlow };
  const children = node.kind === 'list' ? node.items.entries() : node.fields.entries();
  for (const [step, child] of children) {
    const found = findRepeated(child, [...path, step], isInFlow);
    if (found !== undefined) return found;
  }
  return undefined;
}

function lineAt(text: string, path: readonly (string | number)[]): number | undefined {
  const root = parseYamlNode(text);
  return root === undefined ? undefined : nodeAt(root, path)?.line;
}
