import { GoError, GoInt, GoObject, isMap, isNilCollection } from '../lang/govalue/index.ts';
import { encodeBase64 } from '../std/base64.ts';
import { newDict, type Dict } from '../std/dict.ts';

/** A value that contains itself would go on without end; Go's encoder gives up at the same depth. */
const MAX_DEPTH = 1_000;
/** A mapping can hold another in many places, level upon level: small in memory, endless for who walks over all of it. */
const MAX_PARTS = 1_000_000;

/** What one walk has left. */
interface Budget {
  parts: number;
}

/**
 * What Go's JSON encoder sees of a template's value, as plain data: integers as bigint, bytes as base64, nil maps as null, structs as mappings.
 *
 * Data without any of these is returned as it is, not copied.
 *
 * @throws GoError for what JSON cannot hold, and for more than a million parts.
 */
export function toPlain(value: unknown): unknown {
  return plain(value, 0, { parts: MAX_PARTS });
}

function plain(value: unknown, depth: number, budget: Budget): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (!Number.isFinite(value)) throw new GoError('json: unsupported value');
      return value;
    case 'object':
      return value === null ? null : plainObject(value, depth, budget);
    case 'undefined':
      return null;
    default:
      throw new GoError('json: unsupported type');
  }
}

function plainObject(value: object, depth: number, budget: Budget): unknown {
  if (depth > MAX_DEPTH) throw new GoError('json: unsupported value: encountered a cycle');
  if (--budget.parts < 0) throw new GoError(`json: value has too many parts (max ${MAX_PARTS})`);
  if (isNilCollection(value)) return null;
  if (Array.isArray(value)) return plainList(value, depth, budget);
  if (isMap(value)) return plainMap(value, depth, budget);
  if (value instanceof GoInt) return value.value;
  if (value instanceof Uint8Array) return encodeBase64(value);
  if (value instanceof GoObject) return plainStruct(value, depth, budget);
  throw new GoError('json: unsupported type');
}

function plainList(list: readonly unknown[], depth: number, budget: Budget): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const item = list[i];
    const converted = plain(item, depth + 1, budget);
    if (converted === item) continue;
    copy ??= [...list];
    copy[i] = converted;
  }
  return copy ?? list;
}

function plainMap(map: Dict, depth: number, budget: Budget): Dict {
  let copy: Dict | undefined;
  for (const key in map) {
    const item = map[key];
    const converted = plain(item, depth + 1, budget);
    if (converted === item) continue;
    if (copy === undefined) {
      copy = newDict();
      for (const other in map) copy[other] = map[other];
    }
    copy[key] = converted;
  }
  return copy ?? map;
}

function plainStruct(value: GoObject, depth: number, budget: Budget): unknown {
  const text = value.marshaledText();
  if (text !== undefined) return text;
  const underlying = value.underlying();
  if (underlying !== undefined) return plain(underlying, depth + 1, budget);
  const fields = value.fields();
  const out = newDict();
  for (const [name, field] of fields) out[name] = plain(field, depth + 1, budget);
  return out;
}
