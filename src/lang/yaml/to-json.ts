import { compareUtf8 } from '../../std/compare.ts';
import { isDict, newDict, toDict, type Dict } from '../../std/dict.ts';
import { YamlBinary } from './binary.ts';
import type { GoYamlValue } from './decode.ts';
import { goSyntax } from './go-syntax.ts';
import { formatFloat, formatFloat32 } from './numbers.ts';
import { YamlTimestamp } from './timestamp.ts';
import { YamlError } from './yaml-error.ts';

/**
 * How integers come out: as float64 (what Go's JSON decoder makes of them); exact, as bigint beyond 2^53; or all as bigint, apart from floats such as `1.0`.
 *
 * The last is for who fills structs of Go from it, whose texts take any number: NaN and infinities come out as well.
 */
export type IntegerMode = 'float64' | 'exact' | 'bigint';

/**
 * Turns what v2 read into JSON values: keys become text, integers numbers.
 * Follows sigs.k8s.io/yaml v1.6.0 `yaml.go`.
 *
 * @throws YamlError (YamlSyntax) for what JSON cannot hold: null keys and, unless all integers are bigint, NaN and infinities
 */
export function toJsonValue(value: GoYamlValue, integers: IntegerMode): unknown {
  try {
    return converted(value, integers);
  } catch (error) {
    if (!(error instanceof StrayNumber)) throw error;
    // Go makes text of all keys before it writes JSON, which it does in the order of the keys.
    const stray = strayNumber(converted(value, 'bigint'))!;
    throw unsupported(`value: ${Number.isNaN(stray) ? 'NaN' : stray > 0 ? '+Inf' : '-Inf'}`);
  }
}

/** A number that JSON cannot hold. */
class StrayNumber extends Error {}

function converted(value: GoYamlValue, integers: IntegerMode): unknown {
  if (typeof value === 'bigint') return integers === 'float64' ? Number(value) : integers === 'exact' ? exactInteger(value) : value;
  if (typeof value === 'number') return integers === 'bigint' ? value : jsonNumber(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => converted(item, integers));
  if (value instanceof YamlBinary) return value.toText();
  if (value instanceof YamlTimestamp) return value.text;
  const dict = newDict();
  if (value instanceof Map) {
    for (const [key, item] of value) dict[keyText(key, item)] = converted(item as GoYamlValue, integers);
    return dict;
  }
  for (const key of Object.keys(value)) dict[key] = converted(value[key] as GoYamlValue, integers);
  return dict;
}

/**
 * Turns what v3 read into JSON values, where a mapping with other keys than strings has no place.
 *
 * @throws YamlError (YamlSyntax)
 */
export function toJsonValueStrict(value: GoYamlValue): unknown {
  try {
    return strictly(value, Object.keys);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    // The first fault is the first one in the order in which Go writes JSON.
    return strictly(value, sortedKeys);
  }
}

function strictly(value: GoYamlValue, keysOf: (dict: Dict) => readonly string[]): unknown {
  if (value instanceof Map) throw unsupported('type: map[interface {}]interface {}');
  if (Array.isArray(value)) return value.map((item) => strictly(item, keysOf));
  if (typeof value !== 'object' || value === null || value instanceof YamlBinary || value instanceof YamlTimestamp) return toJsonValue(value, 'exact');
  const dict = toDict(value);
  for (const key of keysOf(dict)) dict[key] = strictly(dict[key] as GoYamlValue, keysOf);
  return dict;
}

function sortedKeys(dict: Dict): readonly string[] {
  return Object.keys(dict).sort(compareUtf8);
}

function exactInteger(value: bigint): number | bigint {
  const float = Number(value);
  return Number.isSafeInteger(float) ? float : value;
}

function jsonNumber(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new StrayNumber();
}

/** The first number that JSON cannot hold, in the order in which Go writes JSON. */
function strayNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : value;
  const parts: readonly unknown[] = Array.isArray(value) ? value : isDict(value) ? sortedKeys(value).map((key) => value[key]) : [];
  for (const part of parts) {
    const number = strayNumber(part);
    if (number !== undefined) return number;
  }
  return undefined;
}

function unsupported(what: string): YamlError {
  const problem = `json: unsupported ${what}`;
  return new YamlError('YamlSyntax', problem, problem);
}

function keyText(key: unknown, value: unknown): string {
  if (typeof key === 'string') return key;
  if (typeof key === 'bigint' && key < 1n << 63n) return String(key);
  if (typeof key === 'number') return Number.isFinite(key) ? formatFloat32(key) : formatFloat(key);
  if (typeof key === 'boolean') return String(key);
  if (key instanceof YamlBinary) return key.toText();
  const type = key === null ? '%!s(<nil>)' : 'uint64';
  const problem = `unsupported map key of type: ${type}, key: ${key === null ? '<nil>' : goSyntax(key, 'v2')}, value: ${value === null ? '<nil>' : goSyntax(value, 'v2')}`;
  throw new YamlError('YamlSyntax', problem, problem);
}
