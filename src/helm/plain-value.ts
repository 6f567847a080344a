import { formatValue } from '../lang/gofmt/index.ts';
import { GoError, GoInt, GoObject, goTypeOf, isMap, isNilCollection, toBytes } from '../lang/govalue/index.ts';
import { YamlBinary, YamlStruct, YamlTimestamp } from '../lang/yaml/index.ts';
import { encodeBase64 } from '../std/base64.ts';
import { newDict, type Dict } from '../std/dict.ts';

/** A value that contains itself would go on without end; Go's encoder gives up at the same depth. */
const MAX_DEPTH = 1_000;
/** A mapping can hold another in many places, level upon level: small in memory, endless for who walks over all of it. */
const MAX_PARTS = 1_000_000;

/** One walk over a value. */
interface Walk {
  /** For JSON, or for yaml.v3, which looks at the value itself. */
  readonly form: 'json' | 'yaml';
  /** How many parts it may still look at. */
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
  return plain(value, 0, { form: 'json', parts: MAX_PARTS });
}

/**
 * What yaml.v3 sees of a template's value: numbers of every kind, bytes as integers, nil maps and lists as empty ones, times as such, durations as text.
 *
 * Follows go-yaml v3.0.4 `encode.go`.
 *
 * @throws GoError for what YAML cannot hold, and for more than a million parts.
 */
export function toYamlPlain(value: unknown): unknown {
  return plain(value, 0, { form: 'yaml', parts: MAX_PARTS });
}

function plain(value: unknown, depth: number, walk: Walk): unknown {
  switch (typeof value) {
    case 'string':
      return walk.form === 'yaml' && !value.isWellFormed() ? new YamlBinary(toBytes(value)) : value;
    case 'boolean':
      return value;
    case 'number':
      if (walk.form === 'json' && !Number.isFinite(value)) throw new GoError(`json: unsupported value: ${formatValue(value)}`);
      return value;
    case 'object':
      return value === null ? null : plainObject(value, depth, walk);
    case 'undefined':
      return null;
    default:
      throw new GoError(`json: unsupported type: ${goTypeOf(value)}`);
  }
}

function plainObject(value: object, depth: number, walk: Walk): unknown {
  if (depth > MAX_DEPTH) throw new GoError('json: unsupported value: encountered a cycle');
  if (--walk.parts < 0) throw new GoError(`json: value has too many parts (max ${MAX_PARTS})`);
  if (walk.form === 'json' && isNilCollection(value)) return null;
  if (Array.isArray(value)) return plainList(value, depth, walk);
  if (isMap(value)) return plainMap(value, depth, walk);
  if (value instanceof GoInt) return value.value;
  if (value instanceof Uint8Array) return walk.form === 'json' ? encodeBase64(value) : Array.from(value, BigInt);
  if (value instanceof GoObject) return plainStruct(value, depth, walk);
  throw new GoError(`json: unsupported type: ${goTypeOf(value)}`);
}

function plainList(list: readonly unknown[], depth: number, walk: Walk): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const item = list[i];
    const converted = plain(item, depth + 1, walk);
    if (converted === item) continue;
    copy ??= [...list];
    copy[i] = converted;
  }
  return copy ?? list;
}

function plainMap(map: Dict, depth: number, walk: Walk): unknown {
  let copy: Dict | undefined;
  for (const key in map) {
    if (walk.form === 'yaml' && !key.isWellFormed()) return withBinaryKeys(map, depth, walk);
    const item = map[key];
    const converted = plain(item, depth + 1, walk);
    if (converted === item) continue;
    if (copy === undefined) {
      copy = newDict();
      for (const other in map) copy[other] = map[other];
    }
    copy[key] = converted;
  }
  return copy ?? map;
}

/** A map of which some keys are no UTF-8. */
function withBinaryKeys(map: Dict, depth: number, walk: Walk): ReadonlyMap<unknown, unknown> {
  return new Map(Object.entries(map).map(([key, item]) => [plain(key, depth + 1, walk), plain(item, depth + 1, walk)]));
}

function plainStruct(value: GoObject, depth: number, walk: Walk): unknown {
  const text = value.marshaledText();
  if (walk.form === 'yaml' && value.goType === 'time.Time') return new YamlTimestamp(text!);
  if (walk.form === 'yaml' && value.goType === 'time.Duration') return value.text();
  if (text !== undefined) return text;
  const underlying = value.underlying();
  if (underlying !== undefined) return plain(underlying, depth + 1, walk);
  const out = newDict();
  if (walk.form === 'json') {
    for (const [name, field] of value.jsonFields()) out[name] = plain(field, depth + 1, walk);
    return out;
  }
  for (const [name, field] of value.exportedFields()) out[name.toLowerCase()] = plain(field, depth + 1, walk);
  return new YamlStruct(out);
}
