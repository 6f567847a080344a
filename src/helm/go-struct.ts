import { jsonKind } from '../lang/gojson/index.ts';
import { formatValue } from '../lang/gofmt/index.ts';
import { jsonTimeFault } from '../lang/sprig/index.ts';
import { formatFloat32 } from '../lang/yaml/index.ts';
import { compareUtf8 } from '../std/compare.ts';
import { isDict, newDict, type Dict } from '../std/dict.ts';
import { withFloats } from '../std/with-floats.ts';

/** The shape of a Go struct field, as far as the structs that Helm reads need it. */
export type FieldType = 'string' | 'bool' | 'time' | 'any' | { readonly listOf: FieldType } | { readonly mapOf: 'string' } | StructType;

/** A Go struct: its name, which errors print, and its fields by JSON key. */
export interface StructType {
  /** `Metadata`; with its package (`v2.Metadata`) in `qualified`. */
  readonly name: string;
  readonly qualified: string;
  readonly fields: Readonly<Record<string, FieldType>>;
}

/**
 * Fits parsed YAML into a Go struct: keys match in any case, unknown keys are dropped, numbers and booleans become strings where the field is one.
 * A bigint is an integer and becomes its digits, a number is a float and becomes those that 32 bits hold.
 *
 * Follows sigs.k8s.io/yaml v1.6.0 `Unmarshal`, which converts with the target's types in hand, and Go 1.26 `encoding/json`.
 *
 * @throws StructMismatch for the first value of a wrong type, or that JSON cannot hold.
 */
export function fitStruct(type: StructType, value: unknown): Dict {
  const number = strayNumber(type, value);
  if (number !== undefined) throw new StructMismatch(`error converting YAML to JSON: json: unsupported value: ${formatValue(number)}`);
  const fitting = new Fitting();
  const fitted = fitting.fit(type, value, undefined, []);
  if (fitting.mismatch !== undefined) throw undecodable(fitting.mismatch);
  return isDict(fitted) ? fitted : newDict();
}

/** A value that its Go field cannot hold; the message is what `yaml.Unmarshal` says. */
export class StructMismatch extends Error {}

function undecodable(problem: string): StructMismatch {
  return new StructMismatch(`error unmarshaling JSON: while decoding JSON: ${problem}`);
}

/** The first infinity or NaN that becomes no text, in the order in which Go writes JSON. */
function strayNumber(type: FieldType | undefined, value: unknown): number | undefined {
  if (typeof value === 'number') return type === 'string' || Number.isFinite(value) ? undefined : value;
  for (const part of partsOf(type, value)) {
    const number = strayNumber(part.type, part.value);
    if (number !== undefined) return number;
  }
  return undefined;
}

/** What is in a list or mapping, by sorted keys, with its type where one is known. */
function partsOf(type: FieldType | undefined, value: unknown): readonly { readonly type: FieldType | undefined; readonly value: unknown }[] {
  if (Array.isArray(value)) {
    const itemType = typeof type === 'object' && 'listOf' in type ? type.listOf : undefined;
    return value.map((item: unknown) => ({ type: itemType, value: item }));
  }
  if (!isDict(value)) return [];
  return Object.keys(value).sort(compareUtf8).map((key) => ({ type: entryType(type, key), value: value[key] }));
}

/** The type of what stands under a key; undefined where nothing is known of it. */
function entryType(type: FieldType | undefined, key: string): FieldType | undefined {
  if (typeof type !== 'object' || 'listOf' in type) return undefined;
  if ('mapOf' in type) return type.mapOf;
  const name = fieldName(type, key);
  return name === undefined ? undefined : type.fields[name];
}

/** The field that a key fills: that of its name, or of the same name in another case. */
function fieldName({ fields }: StructType, key: string): string | undefined {
  return Object.hasOwn(fields, key) ? key : Object.keys(fields).find((field) => field.toLowerCase() === key.toLowerCase());
}

class Fitting {
  /** Go goes on after the first mismatch and reports it in the end. */
  mismatch: string | undefined;

  /** Answers the fitted value, or undefined where it stays Go's zero value. */
  fit(type: FieldType, value: unknown, owner: StructType | undefined, path: readonly string[]): unknown {
    if (value == null) return undefined;
    if (type === 'any') return withFloats(value);
    if (type === 'string') return this.#fitString(value, owner, path);
    if (type === 'bool') return typeof value === 'boolean' ? value : this.#reject(value, 'bool', owner, path);
    if (type === 'time') return readTime(value);
    if ('listOf' in type) {
      return Array.isArray(value) ? this.#fitList(type.listOf, value, owner, path) : this.#reject(value, goName(type), owner, path);
    }
    if (!isDict(value)) return this.#reject(value, goName(type), owner, path);
    return 'mapOf' in type ? this.#fitMap(value, owner, path) : this.#fitFields(type, value, path);
  }

  #fitString(value: unknown, owner: StructType | undefined, path: readonly string[]): unknown {
    if (typeof value === 'string') return value;
    if (typeof value === 'boolean') return String(value);
    if (typeof value === 'bigint') return String(value);
    if (typeof value === 'number') return Number.isFinite(Math.fround(value)) ? formatFloat32(value) : formatValue(Math.fround(value));
    return this.#reject(value, 'string', owner, path);
  }

  #fitList(type: FieldType, list: readonly unknown[], owner: StructType | undefined, path: readonly string[]): unknown[] {
    return list.map((item) => this.fit(type, item, owner, path) ?? (type === 'string' ? '' : null));
  }

  #fitMap(map: Dict, owner: StructType | undefined, path: readonly string[]): Dict {
    const out = newDict();
    for (const key of Object.keys(map)) out[key] = this.fit('string', map[key], owner, path) ?? '';
    return out;
  }

  #fitFields(type: StructType, map: Dict, path: readonly string[]): Dict {
    const out = newDict();
    // Go reads the fields from JSON, whose keys are sorted: of two spellings of a key the lower-case one counts.
    for (const key of Object.keys(map).sort(compareUtf8)) {
      const name = fieldName(type, key);
      if (name === undefined) continue;
      const field = type.fields[name]!;
      const fitted = this.fit(field, map[key], type, [...path, name]);
      // A null empties a list or mapping, also one of a document before; it leaves the rest as it is.
      if (fitted !== undefined || (typeof field === 'object' && !isStruct(field))) out[name] = fitted;
    }
    return out;
  }

  #reject(value: unknown, wanted: string, owner: StructType | undefined, path: readonly string[]): unknown {
    const target = owner === undefined ? 'Go value' : `Go struct field ${owner.name}.${path.join('.')}`;
    this.mismatch ??= `json: cannot unmarshal ${jsonKind(value)} into ${target} of type ${wanted}`;
    return undefined;
  }
}

/** A time stays the text that it is. Times read themselves, and Go stops at once when one cannot. */
function readTime(value: unknown): unknown {
  const fault = jsonTimeFault(value);
  if (fault !== undefined) throw undecodable(fault);
  return value;
}

function goName(type: FieldType): string {
  if (typeof type === 'string') return type === 'any' ? 'interface {}' : type === 'time' ? 'time.Time' : type;
  if ('listOf' in type) return `[]${isStruct(type.listOf) ? '*' : ''}${goName(type.listOf)}`;
  return 'mapOf' in type ? 'map[string]string' : type.qualified;
}

function isStruct(type: FieldType): boolean {
  return typeof type === 'object' && 'fields' in type;
}
