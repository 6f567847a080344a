import { GoError, GoInt, GoObject, isMap, isNilCollection } from '../lang/govalue/index.ts';
import { encodeBase64 } from '../std/base64.ts';
import { newDict, type Dict } from '../std/dict.ts';

/** A value that contains itself would go on without end; Go's encoder gives up at the same depth. */
const MAX_DEPTH = 1_000;

/**
 * What Go's JSON encoder sees of a template's value, as plain data: integers as bigint, bytes as base64, nil maps as null, structs as mappings.
 *
 * Data without any of these is returned as it is, not copied.
 *
 * @throws GoError for what JSON cannot hold.
 */
export function toPlain(value: unknown, depth = 0): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (!Number.isFinite(value)) throw new GoError('json: unsupported value');
      return value;
    case 'object':
      return value === null ? null : plainObject(value, depth);
    case 'undefined':
      return null;
    default:
      throw new GoError('json: unsupported type');
  }
}

function plainObject(value: object, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new GoError('json: unsupported value: encountered a cycle');
  if (isNilCollection(value)) return null;
  if (Array.isArray(value)) return plainList(value, depth);
  if (isMap(value)) return plainMap(value, depth);
  if (value instanceof GoInt) return value.value;
  if (value instanceof Uint8Array) return encodeBase64(value);
  if (value instanceof GoObject) return plainStruct(value, depth);
  throw new GoError('json: unsupported type');
}

function plainList(list: readonly unknown[], depth: number): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const item = list[i];
    const plain = toPlain(item, depth + 1);
    if (plain === item) continue;
    copy ??= [...list];
    copy[i] = plain;
  }
  return copy ?? list;
}

function plainMap(map: Dict, depth: number): Dict {
  let copy: Dict | undefined;
  for (const key in map) {
    const item = map[key];
    const plain = toPlain(item, depth + 1);
    if (plain === item) continue;
    if (copy === undefined) {
      copy = newDict();
      for (const other in map) copy[other] = map[other];
    }
    copy[key] = plain;
  }
  return copy ?? map;
}

function plainStruct(value: GoObject, depth: number): unknown {
  const fields = value.fields();
  if (fields.length === 0) return toPlain(value.text() ?? value.underlying() ?? null, depth + 1);
  const out = newDict();
  for (const [name, field] of fields) out[name] = toPlain(field, depth + 1);
  return out;
}
