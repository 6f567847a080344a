import { decodeBinary, makeNode, parseYamlNode, printYamlNodes, resolve, resolvesToString, TagMismatch, YamlTimestamp } from '../lang/yaml/index.ts';
import { newDict, type Dict } from '../std/dict.ts';
import { fault } from './kustomize-error.ts';
import { isEmpty, type Node, type NodeStyle } from './node.ts';
import { repeatedKeyFault } from './repeated-key.ts';

/** Whether YAML 1.1 or 1.2 reads a plain text as something else than a string. */
export function looksTyped(text: string): boolean {
  return text !== '' && (!resolvesToString('v2', text) || !resolvesToString('v3', text));
}

const SMALL_INTEGER = /^(?:0|-?[1-9]\d{0,14})$/;

/**
 * The plain data that a finished node stands for: what kustomize gets by writing it as YAML, reading that, and turning it into JSON.
 * Integers beyond 2^53 that fit 64 bits are bigint.
 *
 * @throws EddyError KustomizeValueInvalid when a text does not fit its tag, a key is no string, or a number is not finite.
 */
export function nodeValue(node: Node): unknown {
  return valueWithin(node, false, undefined);
}

/**
 * All that stands in brackets is written in them, whatever its own style.
 *
 * @param column where the content of the node is going to be printed, if it may stay a text
 */
function valueWithin(node: Node, isInFlow: boolean, column: number | undefined): unknown {
  const { untouched } = node;
  // What came into brackets from elsewhere has to be looked at.
  if (untouched !== undefined && (!isInFlow || node.style === 'flow')) {
    const printed = column === undefined ? undefined : untouched.printed;
    return printed !== undefined && printed.column === column ? printed : untouched.value();
  }
  switch (node.kind) {
    case 'map': return loadedMapValue(node, isInFlow || node.style === 'flow', column);
    case 'list': {
      const itemsInFlow = isInFlow || node.style === 'flow';
      return node.items.map((item) => valueWithin(item, itemsInFlow, undefined));
    }
    case 'scalar': return typedValue(node.tag, node.text, node.style !== 'plain' && node.style !== 'flow' ? node.style : isInFlow ? 'flow' : 'plain');
  }
}

/** As `nodeValue`, for a node that is a map. */
export function mapValue(node: Node): Dict {
  return nodeValue(node) as Dict;
}

/** As `mapValue`, to be printed: what nobody has looked at is a `PrintedText` where its text is just that. */
export function printableValue(node: Node): Dict {
  return valueWithin(node.load(), false, 0) as Dict;
}

function loadedMapValue(node: Node, isInFlow: boolean, column: number | undefined): Dict {
  if (node.repeatedKey !== undefined) throw repeatedKeyFault(node.repeatedKey);
  const result = newDict();
  for (const [key, value] of node.fields) {
    if (node.oddKeys?.has(key) === true) throw oddKey(key);
    if (!isInFlow && isEmptyBlock(value) && (node.writtenKeys.get(key)?.lineComment ?? '') !== '') throw emptyBehindComment(key);
    // A list stands in the column of its key; a key that is too long to be simple is written in another way.
    const below = column === undefined || key.length > MAX_SIMPLE_KEY ? undefined : column + (value.kind === 'list' ? 0 : 2);
    result[key] = valueWithin(value, isInFlow, below);
  }
  return result;
}

const MAX_SIMPLE_KEY = 100;

/** Whether a collection in lines of its own has come to be empty. */
function isEmptyBlock(value: Node): boolean {
  return value.kind !== 'scalar' && value.style !== 'flow' && isEmpty(value);
}

/** Where a key has a comment behind it, the brackets of what became empty are printed on a line of their own, and kustomize cannot read that. */
function emptyBehindComment(key: string): Error {
  return fault('KustomizeValueInvalid', "yaml: could not find expected ':'", { hint: `remove the comment behind ${key}: kustomize cannot print it where the value is empty` });
}

/** The fault of a key that is no string. */
export function oddKey(key: string): Error {
  return fault('KustomizeValueInvalid', 'json: unsupported type: map[interface {}]interface {}', { hint: `the key ${key} is not a string: quote it` });
}

const NULL_TEXTS: ReadonlySet<string> = new Set(['', '~', 'null', 'Null', 'NULL']);

/** The plain data of a scalar with a tag (the empty one for none) and a text. */
export function typedValue(tag: string, text: string, style: NodeStyle): unknown {
  const quoted = style !== 'plain' && style !== 'flow';
  if (tag === '!!str' || (tag === '' && quoted)) return style === 'folded' ? refolded(text) : text;
  // The printer drops a tag that the text implies, and then the quotes make a string of it.
  if (quoted && resolve('v3', '', text).tag === tag) return text;
  // Nothing at all in a flow map is printed and read again as the empty string.
  if ((tag === '!!null' || tag === '') && text === '' && style === 'flow') return '';
  if (tag === '!!int' && SMALL_INTEGER.test(text)) return Number(text);
  if (tag === '!!null' && NULL_TEXTS.has(text)) return null;
  if (tag === '!!binary') return decodedBinary(text);
  return resolvedValue(tag, text);
}

function resolvedValue(tag: string, text: string): unknown {
  try {
    const { value } = resolve('v3', tag, text);
    if (typeof value === 'bigint') return value >= -MAX_SAFE && value <= MAX_SAFE ? Number(value) : value;
    if (typeof value === 'number' && !Number.isFinite(value)) throw fault('KustomizeValueInvalid', `json: unsupported value: ${goInfinite(value)}`);
    return value instanceof YamlTimestamp ? value.text : value;
  } catch (error) {
    if (error instanceof TagMismatch) throw fault('KustomizeValueInvalid', `yaml: ${error.message}`);
    throw error;
  }
}

/** @throws EddyError KustomizeValueInvalid when the text is no base64 */
function decodedBinary(text: string): string {
  const value = decodeBinary(text);
  if (value === undefined) throw fault('KustomizeValueInvalid', 'yaml: !!binary value contains invalid base64 data');
  return typeof value === 'string' ? value : value.toText();
}

/** kustomize writes a folded scalar and reads it again, which adds empty lines around deeper indented ones. */
function refolded(text: string): string {
  const root = parseYamlNode(printYamlNodes([makeNode('scalar', 'folded', text)]));
  return root?.items[0]?.value ?? text;
}

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

function goInfinite(value: number): string {
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}
