import { GoError, GoInt, GoObject, NIL_LIST, fn, goTypeOf, isNil, withGoType, type GoFunction } from '../govalue/index.ts';
import { compareUtf8 } from '../../std/compare.ts';
import { toInt64 } from './cast.ts';
import { deepEqualGo } from './deep-equal-go.ts';
import { isEmpty } from './default-functions.ts';
import { goKindOf } from './go-kind.ts';
import { nilDereference, runtimeError } from './runtime-error.ts';
import { textOf, textsOf } from './text-value.ts';

/** The longest list that `concat` makes. */
const MAX_LENGTH = 1_000_000;

/** Lists. Every function makes a new list and leaves its argument alone. Follows sprig v3.3.0 list.go. */
export function listFunctions(): Readonly<Record<string, GoFunction>> {
  const list = fn('...any')((...items) => items);
  const append = fn('any', 'any')((items, item) => [...listOf(items, 'Cannot push on type'), item]);
  const prepend = fn('any', 'any')((items, item) => [item, ...listOf(items, 'Cannot prepend on type')]);
  const first = fn('any')((items) => listOf(items, 'Cannot find first on type')[0] ?? null);
  const last = fn('any')((items) => listOf(items, 'Cannot find last on type').at(-1) ?? null);
  const rest = fn('any')((items) => unlessEmpty(listOf(items, 'Cannot find rest on type'), (all) => all.slice(1)));
  const initial = fn('any')((items) => unlessEmpty(listOf(items, 'Cannot find initial on type'), (all) => all.slice(0, -1)));
  const reverse = fn('any')((items) => [...listOf(items, 'Cannot find reverse on type')].reverse());
  const compact = fn('any')((items) => listOf(items, 'Cannot compact on type').filter((item) => !isEmpty(item)));
  const uniq = fn('any')((items) => unique(listOf(items, 'Cannot find uniq on type')));
  const without = fn('any', '...any')((items, ...omitted) => listOf(items, 'Cannot find without on type').filter((item) => !includes(omitted, item)));
  const has = fn('any', 'any')((item, items) => !isNil(items) && includes(listOf(items, 'Cannot find has on type'), item));
  const slice = fn('any', '...any')(sliceList);
  const chunk = fn('int', 'any')((size, items) => chunkList(listOf(items, 'Cannot chunk type'), size));
  return {
    list, tuple: list,
    append, mustAppend: append, push: append, mustPush: append,
    prepend, mustPrepend: prepend,
    first, mustFirst: first,
    last, mustLast: last,
    rest, mustRest: rest,
    initial, mustInitial: initial,
    reverse, mustReverse: reverse,
    compact, mustCompact: compact,
    uniq, mustUniq: uniq,
    without, mustWithout: without,
    has, mustHas: has,
    slice, mustSlice: slice,
    chunk, mustChunk: chunk,
    concat: fn('...any')(concat),
    join: fn('string', 'any')((separator, value) => textsOf(value).join(separator)),
    sortAlpha: fn('any')(sortAlpha),
    toStrings: fn('any')((value) => stringList(textsOf(value))),
  };
}

/** Marks a list of strings as Go's `[]string`. */
export function stringList(items: readonly string[]): readonly string[] {
  return goTypeOf(items) === '[]string' ? items : withGoType(items, '[]string');
}

/** The items of a slice of any type. @throws GoError `MESSAGE KIND` for anything else */
function listOf(value: unknown, message: string): readonly unknown[] {
  if (Array.isArray(value)) return value as readonly unknown[];
  if (value instanceof GoObject && value.underlying() !== undefined) return listOf(value.underlying(), message);
  if (value instanceof Uint8Array) return Array.from(value, (byte) => new GoInt('uint8', BigInt(byte)));
  if (isNil(value)) throw nilDereference();
  throw new GoError(`${message} ${goKindOf(value)}`);
}

function unlessEmpty(items: readonly unknown[], take: (items: readonly unknown[]) => unknown[]): readonly unknown[] {
  return items.length === 0 ? NIL_LIST : take(items);
}

function includes(items: readonly unknown[], wanted: unknown): boolean {
  return items.some((item) => deepEqualGo(wanted, item));
}

function unique(items: readonly unknown[]): unknown[] {
  // Scalars compare by type and value, so a key finds most repeats without looking at every item.
  const keys = new Set<string>();
  const kept: unknown[] = [];
  for (const item of items) {
    const key = scalarKey(item);
    if (key === undefined ? includes(kept, item) : keys.has(key)) continue;
    if (key !== undefined) keys.add(key);
    kept.push(item);
  }
  return kept;
}

function scalarKey(item: unknown): string | undefined {
  if (typeof item === 'string') return `s${item}`;
  if (typeof item === 'number') return Number.isNaN(item) ? undefined : `f${item}`;
  return item instanceof GoInt ? `${item.kind} ${item.value}` : undefined;
}

function concat(...lists: readonly unknown[]): readonly unknown[] {
  const all: unknown[] = [];
  for (const items of lists) {
    if (!isNil(items) && goKindOf(items) !== 'slice') throw new GoError(`Cannot concat type ${goKindOf(items)} as list`);
    for (const item of listOf(items, '')) all.push(item);
    if (all.length > MAX_LENGTH) throw new GoError(`a list of more than ${MAX_LENGTH} items is too long`);
  }
  return all.length === 0 ? NIL_LIST : all;
}

function sliceList(value: unknown, ...bounds: readonly unknown[]): unknown {
  const items = listOf(value, 'list should be type of slice or array but');
  if (items.length === 0) return null;
  const start = bounds.length > 0 ? Number(toInt64(bounds[0])) : 0;
  const end = bounds.length < 2 ? items.length : Number(toInt64(bounds[1]));
  if (start < 0 || start > end || end > items.length) throw new GoError('reflect.Value.Slice: slice index out of bounds');
  if (value instanceof Uint8Array) return value.slice(start, end);
  return withGoType(items.slice(start, end), goTypeOf(value));
}

function chunkList(items: readonly unknown[], size: number): unknown[] {
  const count = Math.floor((items.length - 1) / size) + 1;
  if (size === 0 || count < 0 || (size < 0 && count > 0 && items.length % size === 0)) throw runtimeError('makeslice: len out of range');
  const chunks: unknown[] = [];
  for (let i = 0; i < count; i++) chunks.push(items.slice(i * size, size < 0 ? undefined : (i + 1) * size));
  return withGoType(chunks, '[][]interface {}');
}

/** Sorts the texts of a list by bytes. A `[]string` is sorted in place, as in Go. */
function sortAlpha(value: unknown): readonly string[] {
  if (goKindOf(value) !== 'slice') return stringList([textOf(value)]);
  return (stringList(textsOf(value)) as string[]).sort(compareUtf8);
}
