import { jsonKind } from '../lang/gojson/index.ts';
import { compareUtf8 } from '../std/compare.ts';
import { newDict, type Dict } from '../std/dict.ts';
import { goQuote } from './go-text.ts';
import { fault } from './kustomize-error.ts';

/** A type of Go's, as far as kustomize's files need it; `go` is its name in messages. */
export type GoType =
  | { readonly type: 'string' | 'bool' | 'int'; readonly go: string }
  | { readonly type: 'any' }
  | { readonly type: 'map' | 'list'; readonly go: string; readonly of: GoType }
  | GoStruct;

/** A struct: its fields by JSON name, and the structs that are embedded in it by their Go names. */
export interface GoStruct {
  readonly type: 'struct';
  readonly go: string;
  readonly fields: Readonly<Record<string, GoType>>;
  readonly embedded?: Readonly<Record<string, GoStruct>> | undefined;
  /** Texts that are empty, not absent, where the data lack them. */
  readonly always?: readonly string[];
}

export const goString: GoType = { type: 'string', go: 'string' };
export const goBool: GoType = { type: 'bool', go: 'bool' };
export const goAny: GoType = { type: 'any' };
export const goStringMap: GoType = { type: 'map', go: 'map[string]string', of: goString };
export const goStrings: GoType = { type: 'list', go: '[]string', of: goString };

export function goStruct(go: string, fields: Readonly<Record<string, GoType>>, embedded?: Readonly<Record<string, GoStruct>>): GoStruct {
  return { type: 'struct', go, fields, embedded };
}

export function goListOf(of: GoStruct | Extract<GoType, { readonly go: string }>): GoType {
  return { type: 'list', go: `[]${of.go}`, of };
}

interface FieldPlace {
  readonly name: string;
  readonly type: GoType;
  /** Names of the embedded structs that lead to the field. */
  readonly through: readonly string[];
}

interface Place {
  readonly struct: string;
  readonly path: readonly string[];
}

export interface GoDecodeOptions {
  /** Unknown fields are a fault. */
  readonly strict?: boolean;
  /** Numbers and booleans become texts where a text is wanted, as sigs.k8s.io/yaml's Unmarshal does it. */
  readonly texts?: boolean;
}

/**
 * Fits JSON data to a type as Go's `encoding/json` does: names match in any case, nulls leave a field out, and of all faults the first
 * one in key order is reported. What comes back holds the fields under their own names.
 *
 * @throws EddyError KustomizeInvalid with Go's message
 */
export function goDecode(type: GoType, value: unknown, { strict = false, texts = false }: GoDecodeOptions): unknown {
  const decoder = new GoDecoder(strict, texts);
  const result = decoder.decode(type, value, undefined);
  if (decoder.firstFault !== undefined) throw fault('KustomizeInvalid', decoder.firstFault);
  return result;
}

class GoDecoder {
  readonly #strict: boolean;
  #texts: boolean;
  firstFault: string | undefined;

  constructor(strict: boolean, texts: boolean) {
    this.#strict = strict;
    this.#texts = texts;
  }

  decode(type: GoType, value: unknown, place: Place | undefined): unknown {
    if (value === null || value === undefined) return undefined;
    switch (type.type) {
      case 'any': return value;
      case 'string': return typeof value === 'string' ? value : this.#text(value, type.go, place);
      case 'bool': return typeof value === 'boolean' ? value : this.#mismatch(value, type.go, place);
      case 'int': return this.#integer(type.go, value, place);
      case 'list': return Array.isArray(value) ? value.map((item) => this.decode(type.of, item, place) ?? this.#zero(type.of)) : this.#mismatch(value, type.go, place);
      case 'map': return isObject(value) ? this.#map(type.of, value, place) : this.#mismatch(value, type.go, place);
      case 'struct': return isObject(value) ? this.#struct(type, value, place) : this.#mismatch(value, type.go, place);
    }
  }

  #text(value: unknown, go: string, place: Place | undefined): unknown {
    if (this.#texts && (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')) return String(value);
    return this.#mismatch(value, go, place);
  }

  #integer(go: string, value: unknown, place: Place | undefined): unknown {
    if (typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))) return Number(value);
    return this.#mismatch(value, go, place, true);
  }

  #map(of: GoType, value: Dict, place: Place | undefined): Dict {
    const result = newDict();
    for (const key of sortedKeys(value)) result[key] = this.decode(of, value[key], place) ?? this.#zero(of);
    return result;
  }

  #struct(type: GoStruct, value: Dict, place: Place | undefined): Dict {
    const result = newDict();
    const struct = type.go.slice(type.go.lastIndexOf('.') + 1);
    for (const key of sortedKeys(value)) {
      const field = findField(type, key);
      if (field === undefined) {
        if (this.#strict) this.firstFault ??= `json: unknown field ${goQuote(key)}`;
        continue;
      }
      const decoded = this.#field(field, value[key], { struct, path: [...(place?.path ?? []), ...field.through, field.name] });
      if (decoded !== undefined) result[field.name] = decoded;
    }
    for (const name of type.always ?? []) result[name] ??= '';
    return result;
  }

  /** sigs.k8s.io/yaml mistakes the fields of an embedded struct for the struct, and makes no texts below. */
  #field({ type, through }: FieldPlace, value: unknown, place: Place): unknown {
    const texts = this.#texts;
    this.#texts &&= through.length === 0;
    const decoded = this.decode(type, value, place);
    this.#texts = texts;
    return decoded;
  }

  /** What Go makes of a null that stands in a list or a map, where nothing can be left out. */
  #zero(type: GoType): unknown {
    switch (type.type) {
      case 'string': return '';
      case 'bool': return false;
      case 'int': return 0;
      case 'struct': return this.#struct(type, newDict(), undefined);
      default: return null;
    }
  }

  #mismatch(value: unknown, go: string, place: Place | undefined, withNumber = false): unknown {
    const into = place === undefined ? `Go value of type ${go}` : `Go struct field ${place.struct}.${place.path.join('.')} of type ${go}`;
    const kind = jsonKind(value);
    this.firstFault ??= `json: cannot unmarshal ${withNumber && kind === 'number' ? `number ${String(value)}` : kind} into ${into}`;
    return undefined;
  }
}

function isObject(value: unknown): value is Dict {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sortedKeys(value: Dict): string[] {
  return Object.keys(value).sort(compareUtf8);
}

const fieldTables = new WeakMap<GoStruct, ReadonlyMap<string, FieldPlace>>();

function findField(type: GoStruct, key: string): FieldPlace | undefined {
  let table = fieldTables.get(type);
  if (table === undefined) {
    table = new Map(placesOf(type, []).flatMap((place) => [[place.name, place] as const, [foldedKey(place.name), place] as const]));
    fieldTables.set(type, table);
  }
  return table.get(key) ?? table.get(foldedKey(key));
}

// The prefix keeps folded names apart from exact ones.
function foldedKey(key: string): string {
  return `\0${key.toLowerCase()}`;
}

function placesOf(type: GoStruct, through: readonly string[]): FieldPlace[] {
  const own = Object.entries(type.fields).map(([name, of]) => ({ name, type: of, through }));
  const embedded = Object.entries(type.embedded ?? {}).flatMap(([name, of]) => placesOf(of, [...through, name]));
  return [...embedded.filter((place) => !(place.name in type.fields)), ...own];
}
