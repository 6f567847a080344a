import { EddyError } from '../../diagnostics/index.ts';
import { atoi } from '../gofmt/index.ts';
import { decodeJson, jsonKind } from '../gojson/index.ts';
import { containersEqual, jsonNode, JsonDoc, JsonList, JsonNode, splitArray, splitObject, type JsonContainer } from './json-node.ts';

/** One operation: the members of its object, as they were written. */
type Operation = ReadonlyMap<string, JsonNode | undefined>;

/** A patch that was read and can be applied to any number of documents. */
export interface JsonPatch {
  readonly operations: readonly Operation[];
}

const MAX_COPIED = 8 * 1024 * 1024;
const MISSING = 'missing value';
const INVALID_INDEX = 'invalid index referenced';

/**
 * Reads a patch (RFC 6902) from JSON text. Operations are looked at only when they are applied.
 *
 * Follows gopkg.in/evanphx/json-patch.v4 v4.13.0 patch.go.
 *
 * @throws EddyError JsonPatchInvalid
 */
export function decodeJsonPatch(text: string): JsonPatch {
  const value = parsed(text);
  if (value === null) return { operations: [] };
  if (!Array.isArray(value)) throw invalid(`json: cannot unmarshal ${jsonKind(value)} into Go value of type jsonpatch.Patch`);
  const wrong = value.find((each) => each !== null && jsonKind(each) !== 'object') as unknown;
  if (wrong !== undefined) throw invalid(`json: cannot unmarshal ${jsonKind(wrong)} into Go value of type jsonpatch.Operation`);
  return { operations: splitArray(text.trim()).map((node) => (node === undefined ? new Map<string, never>() : splitObject(node.raw!))) };
}

/**
 * Applies a patch to a JSON document. What no operation reaches into keeps its text; objects that are reached into get sorted keys.
 *
 * @throws EddyError JsonPatchFailed with the library's words; the document is unchanged then
 */
export function applyJsonPatch(patch: JsonPatch, document: string): string {
  if (document === '') return document;
  const target = new PatchTarget(documentOf(document));
  for (const operation of patch.operations) target.apply(operation);
  return target.print();
}

function documentOf(text: string): JsonContainer {
  const isList = text.startsWith('[');
  const value = parsed(text);
  if (isList) return new JsonList(splitArray(text.trim()));
  // Go reads null as an empty object that nothing can be put into.
  if (value === null) return new JsonDoc(new Map(), true);
  if (jsonKind(value) !== 'object') throw failed(`json: cannot unmarshal ${jsonKind(value)} into Go value of type jsonpatch.partialDoc`);
  return new JsonDoc(splitObject(text.trim()));
}

/** The value of a text, to know that it is sound. @throws EddyError JsonPatchInvalid */
export function parsed(text: string): unknown {
  try {
    return decodeJson(text);
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
}

function invalid(message: string): EddyError {
  return new EddyError('JsonPatchInvalid', message);
}

function failed(message: string): EddyError {
  return new EddyError('JsonPatchFailed', message);
}

class PatchTarget {
  #root: JsonContainer;
  #copied = 0;

  constructor(root: JsonContainer) {
    this.#root = root;
  }

  print(): string {
    return this.#root.print();
  }

  apply(operation: Operation): void {
    const kind = textMember(operation, 'op') ?? 'unknown';
    switch (kind) {
      case 'add': {
        const path = memberOr(operation, 'path', `add operation failed to decode path: ${MISSING}`);
        this.#add(path, valueOf(operation), `add operation does not apply: doc is missing path: "${path}": ${MISSING}`, `error in add for path: '${path}': `);
        return;
      }
      case 'remove': {
        const path = memberOr(operation, 'path', `remove operation failed to decode path: ${MISSING}`);
        const place = this.#find(path) ?? fail(`remove operation does not apply: doc is missing path: "${path}": ${MISSING}`);
        removeEntry(place, `error in remove for path: '${path}': `);
        return;
      }
      case 'replace': this.#replace(operation); return;
      case 'move': this.#move(operation); return;
      case 'copy': this.#copy(operation); return;
      case 'test': this.#test(operation); return;
      default: throw failed(`Unexpected kind: ${kind}`);
    }
  }

  #add(path: string, value: JsonNode | undefined, missing: string, prefix: string): void {
    const { container, key } = this.#find(path) ?? fail(missing);
    if (container instanceof JsonDoc) {
      setEntry(container, key, value);
      return;
    }
    if (key === '-') {
      container.items.push(value);
      return;
    }
    const index = numberOf(key, (fault) => `${prefix}value was not a proper array index: '${key}': ${fault}`);
    container.items.splice(placeBelow(container.items.length + 1, index, (fault) => prefix + fault), 0, value);
  }

  #replace(operation: Operation): void {
    const path = memberWith(operation, 'path', 'replace operation failed to decode path: ', 'operation missing path field');
    if (path === '') {
      this.#root = valueOf(operation)?.asContainer() ?? fail('replace operation value must be object or array: %!w(<nil>)');
      return;
    }
    const place = this.#find(path) ?? fail(`replace operation does not apply: doc is missing path: ${path}: ${MISSING}`);
    const { container, key } = place;
    if (container instanceof JsonDoc) {
      setEntry(container, key, valueOf(operation));
      return;
    }
    const missing = `replace operation does not apply: doc is missing key: ${path}: ${MISSING}`;
    const index = indexIn(container, key, () => missing);
    container.items[index] = valueOf(operation);
  }

  #move(operation: Operation): void {
    const from = memberWith(operation, 'from', 'move operation failed to decode from: ', 'operation, missing from field');
    const place = this.#find(from) ?? fail(`move operation does not apply: doc is missing from path: ${from}: ${MISSING}`);
    const value = getEntry(place, `error in move for path: '${place.key}': `);
    removeEntry(place, `error in move for path: '${place.key}': `);
    const path = memberWith(operation, 'path', 'move operation failed to decode path: ', 'operation missing path field');
    this.#add(path, value, `move operation does not apply: doc is missing destination path: ${path}: ${MISSING}`, `error in move for path: '${path}': `);
  }

  #copy(operation: Operation): void {
    const from = memberWith(operation, 'from', 'copy operation failed to decode from: ', 'operation, missing from field');
    const place = this.#find(from) ?? fail(`copy operation does not apply: doc is missing from path: ${from}: ${MISSING}`);
    const value = getEntry(place, `error in copy for from: '${from}': `);
    const path = memberOr(operation, 'path', `copy operation failed to decode path: ${MISSING}`);
    const missing = `copy operation does not apply: doc is missing destination path: ${path}: ${MISSING}`;
    if (this.#find(path) === undefined) throw failed(missing);
    const text = value?.print();
    this.#copied += text?.length ?? 0;
    if (this.#copied > MAX_COPIED) throw failed(`Unable to complete the copy, the accumulated size increase of copy is ${this.#copied}, exceeding the limit ${MAX_COPIED}`);
    this.#add(path, text === undefined ? undefined : new JsonNode(text), missing, 'error while adding value during copy: ');
  }

  #test(operation: Operation): void {
    const path = memberWith(operation, 'path', 'test operation failed to decode path: ', 'operation missing path field');
    const wanted = valueOf(operation);
    const unequal = `testing value ${path} failed: test failed`;
    if (path === '') {
      const container = wanted?.asContainer();
      if (container === undefined || !containersEqual(this.#root, container)) throw failed(unequal);
      return;
    }
    const place = this.#find(path) ?? fail(`test operation does not apply: is missing path: ${path}: ${MISSING}`);
    const found = getEntry(place, `error in test for path: '${path}': `);
    if (found === undefined || wanted === undefined ? found !== wanted : !found.equals(wanted)) throw failed(unequal);
  }

  /** The container that a path leads into, and the key in it. */
  #find(path: string): Place | undefined {
    const parts = path.split('/');
    if (parts.length < 2) return undefined;
    let container = this.#root;
    for (const part of parts.slice(1, -1)) {
      const key = unescapeKey(part);
      const next: JsonNode | undefined = container instanceof JsonDoc ? container.entries.get(key) : itemAt(container, key);
      const inner = next?.asContainer();
      if (inner === undefined) return undefined;
      container = inner;
    }
    return { container, key: unescapeKey(parts[parts.length - 1]!) };
  }
}

interface Place {
  readonly container: JsonContainer;
  readonly key: string;
}

function fail(message: string): never {
  throw failed(message);
}

function unescapeKey(part: string): string {
  return part.replace(/~[01]/g, (escape) => (escape === '~1' ? '/' : '~'));
}

function itemAt(list: JsonList, key: string): JsonNode | undefined {
  return /^[+-]?\d+$/.test(key) ? list.items.at(Number(key)) : undefined;
}

function setEntry(doc: JsonDoc, key: string, value: JsonNode | undefined): void {
  if (doc.isNull) throw failed('panic: assignment to entry in nil map');
  doc.entries.set(key, value);
}

function getEntry({ container, key }: Place, prefix: string): JsonNode | undefined {
  return container instanceof JsonDoc ? container.entries.get(key) : container.items[indexIn(container, key, (fault) => prefix + fault)];
}

function removeEntry({ container, key }: Place, prefix: string): void {
  if (container instanceof JsonList) container.items.splice(indexIn(container, key, (fault) => prefix + fault), 1);
  else if (!container.entries.delete(key)) throw failed(`${prefix}Unable to remove nonexistent key: ${key}: ${MISSING}`);
}

/** Puts a fault into the words of an operation. */
type Words = (fault: string) => string;

/** The place in a list that a key names. */
function indexIn(list: JsonList, key: string, words: Words): number {
  return placeBelow(list.items.length, numberOf(key, words), words);
}

function numberOf(key: string, words: Words): bigint {
  const read = atoi(key);
  if ('fault' in read) throw failed(words(read.fault));
  return read.value;
}

/** The place at an index, of which negative ones count from the end. */
function placeBelow(size: number, index: bigint, words: Words): number {
  if (index >= size || index < -size) throw failed(words(`Unable to access invalid index: ${index}: ${INVALID_INDEX}`));
  return Number(index) < 0 ? Number(index) + size : Number(index);
}

/** The value as a node of its own: the operations after this one change it, and the patch may be applied again. */
function valueOf(operation: Operation): JsonNode | undefined {
  const value = operation.get('value');
  return value === undefined ? undefined : new JsonNode(value.raw);
}

function textMember(operation: Operation, name: string): string | undefined {
  const raw = operation.get(name)?.raw;
  return raw?.startsWith('"') === true ? (JSON.parse(raw) as string) : undefined;
}

function memberOr(operation: Operation, name: string, message: string): string {
  return textMember(operation, name) ?? fail(message);
}

function memberWith(operation: Operation, name: string, prefix: string, absent: string): string {
  const text = textMember(operation, name);
  if (text !== undefined) return text;
  const node = operation.get(name);
  if (node === undefined) throw failed(`${prefix}${absent}: ${MISSING}`);
  throw failed(`${prefix}json: cannot unmarshal ${jsonKind(decodeJson(node.raw!))} into Go value of type string`);
}

/** The document as a node, for a merge. */
export function nodeOf(text: string): JsonNode | undefined {
  parsed(text);
  return jsonNode(text);
}
