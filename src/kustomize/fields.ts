import { MERGE_KEY, parseYaml, resolvesToString } from '../lang/yaml/index.ts';
import { attempt } from './kustomize-error.ts';
import { invalidKind } from './node-kind.ts';
import { isMissing, isString, mapNode, scalarNode, type Node } from './node.ts';
import { looksTyped } from './scalar-value.ts';

export interface SetFieldOptions {
  /** Sets a null too, in place of removing the field. */
  readonly keep?: boolean;
  /** The key is written with quotes. Without them a new key such as `9` is no string. */
  readonly quotedKey?: boolean;
}

/**
 * Sets a field as kyaml's FieldSetter does: a null removes it, an existing field keeps its style, and a new text that YAML 1.1 would
 * read as something else is quoted.
 *
 * A null has no fields, and stays one.
 *
 * @throws EddyError KustomizeFieldKind where `map` is something else.
 */
export function setField(map: Node, name: string, value: Node | undefined, { keep = false, quotedKey = false }: SetFieldOptions = {}): void {
  if (value !== undefined) quoteIfTyped(value);
  // Without a name kyaml sets the node itself.
  if (name === '') throw invalidKind(map, 'scalar');
  if (isMissing(map)) return;
  if (map.kind !== 'map') throw invalidKind(map, 'map');
  if (value === undefined || (value.tag === '!!null' && !keep)) {
    map.drop(name);
    return;
  }
  const old = map.fields.get(name);
  if (old !== undefined) {
    setExisting(old, value);
    return;
  }
  map.fields.set(name, value);
  if (!quotedKey && (name === MERGE_KEY || !resolvesToString('v3', name))) (map.oddKeys ??= new Map<string, string>()).set(name, '');
}

function setExisting(old: Node, value: Node): void {
  if (old === value) return;
  value.style = old.style;
  value.taggedStyle = old.taggedStyle;
  old.become(value);
}

/**
 * Sets a scalar in place; its style stays.
 *
 * @throws EddyError KustomizeFieldKind where `node` is no scalar.
 */
export function setScalar(node: Node, text: string, tag = ''): void {
  if (!isMissing(node) && node.kind !== 'scalar') throw invalidKind(node, 'scalar');
  if (tag === '!!null') return;
  const style = node.kind === 'scalar' ? node.style : 'plain';
  node.become(scalarNode(text, tag, style));
}

function quoteIfTyped(value: Node): void {
  if (isString(value) && value.taggedStyle === undefined && (value.style === 'plain' || value.style === 'flow') && isNonString(value.text)) value.style = 'quoted';
}

/** Whether YAML 1.1 reads a text of one line as something else than a string. Dates count as strings. Follows kyaml v0.21.1 yaml/compatibility.go. */
function isNonString(text: string): boolean {
  return looksTyped(text) ? !DATE.test(text) : readsAsMore(text);
}

/** How a date begins, and no number does. */
const DATE = /^\d{4}-/;

/** How texts begin or go on that YAML may read as a map, a list, a comment or a document's marker. */
const STRUCTURE = /: |:$|^(?:[?-](?: |$)|[[{&!#]|---|\.\.\.)/;

/** Whether YAML reads a text of one line as something else than one scalar. */
function readsAsMore(text: string): boolean {
  if (text.includes('\n') || !STRUCTURE.test(text)) return false;
  const read = attempt(() => parseYaml(text));
  return read.error === undefined && typeof read.value !== 'string';
}

/** The map at a path of keys, made where it is missing. @throws EddyError KustomizeFieldKind where something else is in the way. */
export function ensureMap(root: Node, ...path: readonly string[]): Node {
  let at = root;
  for (const key of path) {
    if (at.kind !== 'map') throw invalidKind(at, 'map');
    const next = at.fields.get(key);
    if (next === undefined) at.fields.set(key, mapNode());
    else if (next.tag === '!!null') next.become(mapNode());
    at = at.fields.get(key)!;
  }
  return at;
}
