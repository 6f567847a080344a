import { GoError, GoInt, byteLength, elementTypeOf, fromBytes, goTypeOf, isList, isMap, isNil, toBytes, underlyingOf } from '../govalue/index.ts';
import { zeroOf } from './field-access.ts';

/** Go's `index`: reads through lists, strings and maps, one index after the other. @throws GoError */
export function index(item: unknown, indexes: readonly unknown[]): unknown {
  if (isNil(item)) throw new GoError('index of untyped nil');
  let found: unknown = item;
  for (const at of indexes) {
    if (isNil(found)) throw new GoError('index of nil pointer');
    found = element(underlyingOf(found), at, found);
  }
  return found;
}

function element(container: unknown, at: unknown, item: unknown): unknown {
  if (isMap(container)) return mapElement(container, at);
  if (isList(container)) return listElement(container, at);
  if (typeof container === 'string') return byteElement(toBytes(container), at);
  if (container instanceof Uint8Array) return byteElement(container, at);
  throw new GoError(`can't index item of type ${pointeeType(item)}`);
}

function mapElement(map: Readonly<Record<string, unknown>>, key: unknown): unknown {
  if (isNil(key)) throw new GoError('value is nil; should be of type string');
  if (typeof key !== 'string') throw new GoError(`value has type ${goTypeOf(key)}; should be string`);
  return Object.hasOwn(map, key) ? (map[key] ?? null) : zeroOf(elementTypeOf(map));
}

function listElement(list: readonly unknown[], at: unknown): unknown {
  const position = listIndex(at, list.length);
  if (position === list.length) throw new GoError('reflect: slice index out of range');
  return list[position] ?? null;
}

function byteElement(bytes: Uint8Array, at: unknown): GoInt {
  const position = listIndex(at, bytes.length);
  if (position === bytes.length) throw new GoError('reflect: string index out of range');
  return new GoInt('uint8', BigInt(bytes[position]!));
}

/** A position from 0 up to and including `limit`, which only `slice` may use. */
function listIndex(at: unknown, limit: number): number {
  const value = underlyingOf(at);
  if (isNil(value)) throw new GoError('cannot index slice/array with nil');
  if (!(value instanceof GoInt)) throw new GoError(`cannot index slice/array with type ${goTypeOf(at)}`);
  const position = BigInt.asIntN(64, value.value);
  if (position < 0n || position > BigInt(limit)) throw new GoError(`index out of range: ${position}`);
  return Number(position);
}

/** Go's `slice`: `slice x 1 2` is `x[1:2]`. @throws GoError */
export function slice(item: unknown, indexes: readonly unknown[]): unknown {
  if (isNil(item)) throw new GoError('slice of untyped nil');
  if (indexes.length > 3) throw new GoError(`too many slice indexes: ${indexes.length}`);
  const container = underlyingOf(item);
  if (typeof container === 'string') {
    if (indexes.length === 3) throw new GoError('cannot 3-index slice a string');
    const bytes = toBytes(container);
    const [from, to] = bounds(indexes, bytes.length);
    return fromBytes(bytes.subarray(from, to));
  }
  if (!isList(container) && !(container instanceof Uint8Array)) throw new GoError(`can't slice item of type ${pointeeType(item)}`);
  const [from, to] = bounds(indexes, container.length);
  return container.slice(from, to);
}

function bounds(indexes: readonly unknown[], length: number): readonly [number, number] {
  const [from = 0, to = length, capacity = length] = indexes.map((at) => listIndex(at, length));
  if (from > to) throw new GoError(`invalid slice index: ${from} > ${to}`);
  if (to > capacity) throw new GoError(`invalid slice index: ${to} > ${capacity}`);
  return [from, to];
}

/** Go's `len`; of a string it counts bytes. @throws GoError */
export function length(item: unknown): number {
  if (item === undefined) throw new GoError('reflect: call of reflect.Value.Type on zero Value');
  if (item === null) throw new GoError('len of nil pointer');
  const container = underlyingOf(item);
  if (typeof container === 'string') return byteLength(container);
  if (isList(container) || container instanceof Uint8Array) return container.length;
  if (isMap(container)) return Object.keys(container).length;
  throw new GoError(`len of type ${pointeeType(item)}`);
}

/** The type that Go names: it has looked behind a pointer first. */
function pointeeType(value: unknown): string {
  return goTypeOf(value).replace(/^\*/, '');
}
