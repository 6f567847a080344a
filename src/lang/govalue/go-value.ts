import { isDict, type Dict } from '../../std/dict.ts';

/** Go's integer kinds. `int` is 64 bits wide; a rune is an `int32`, a byte an `uint8`. */
export type IntKind = 'int' | 'int8' | 'int16' | 'int32' | 'int64' | 'uint' | 'uint8' | 'uint16' | 'uint32' | 'uint64' | 'uintptr';

/** A Go integer. Plain JavaScript numbers are always `float64`, which is what numbers in values files are. */
export class GoInt {
  readonly kind: IntKind;
  readonly value: bigint;

  constructor(kind: IntKind, value: bigint) {
    this.kind = kind;
    this.value = value;
  }
}

/** A Go `complex128`. Templates have literals of it (`1i`), nothing else makes one. */
export class GoComplex {
  readonly re: number;
  readonly im: number;

  constructor(re: number, im: number) {
    this.re = re;
    this.im = im;
  }
}

// Loop counters and literals are nearly always small: they share one object each.
const SMALL_INTS = 1024;
const smallInts: (GoInt | undefined)[] = [];

/** Makes a Go `int`; a bigint is wrapped to 64 bits, a number must be a safe integer. */
export function goInt(value: number | bigint): GoInt {
  if (typeof value === 'number' && value >= 0 && value < SMALL_INTS) return (smallInts[value] ??= new GoInt('int', BigInt(value)));
  // A number that is exact is far inside of 64 bits.
  return new GoInt('int', typeof value === 'number' ? BigInt(value) : BigInt.asIntN(64, value));
}

/** Makes a Go `int64`, wrapped to 64 bits. A number must be an integer. */
export function goInt64(value: number | bigint): GoInt {
  return new GoInt('int64', BigInt.asIntN(64, BigInt(value)));
}

/** A Go value with a type of its own: a struct with fields, or a type with methods (`.Files`, `.Capabilities`, `time.Time`). */
export abstract class GoObject {
  /** The type as `%T` prints it: `time.Time`, `*chart.Chart`. */
  abstract readonly goType: string;
  /** `struct`, `ptr`, `func`, ...: what `kindOf` answers. */
  abstract readonly goKind: string;
  /** An exported field; undefined where the type has none of that name. */
  field(_name: string): { readonly value: unknown } | undefined {
    return undefined;
  }
  /**
   * A method; undefined where the type has none of that name. It throws a `GoError` to fail the template.
   * Declare it with `fn` (a `GoFunction`) to have its arguments checked; a plain function gets them as they are.
   */
  method(_name: string): GoMethod | undefined {
    return undefined;
  }
  /** What `%v` prints, where the type has a `String` or `Error` method. */
  text(): string | undefined {
    return undefined;
  }
  /** What an action prints of it where only a pointer to it has a `String` method: a template prints the fields of structs through one. */
  fieldText(): string | undefined {
    return undefined;
  }
  /** What `%#v` prints, where the type has a `GoString` method. */
  goSyntax(): string | undefined {
    return undefined;
  }
  /** What its `MarshalText` or `MarshalJSON` makes of it, where the type has one: the text that JSON, YAML and TOML hold. */
  marshaledText(): string | undefined {
    return undefined;
  }
  /** The plain value of a named type that is no struct (a map type with methods, `time.Duration`): what `range`, `len` and `%d` see. */
  underlying(): unknown {
    return undefined;
  }
  /** The fields of a struct (or of what a pointer points to) in Go's order, for printing. */
  fields(): readonly (readonly [name: string, value: unknown])[] {
    return [];
  }
  /** The fields under the names that JSON has for them, where a struct gives them tags. */
  jsonFields(): readonly (readonly [name: string, value: unknown])[] {
    return this.exportedFields();
  }
  /** Those of the fields that other packages see: what JSON, YAML and TOML hold. */
  exportedFields(): readonly (readonly [name: string, value: unknown])[] {
    return this.fields().filter(([name]) => /^\p{Lu}/u.test(name));
  }
}

/** A method of a `GoObject`: a plain function, or one with a declared signature. */
export type GoMethod = ((...args: unknown[]) => unknown) | { readonly call: (...args: never[]) => unknown };

/** A Go error value, and what a template function throws to fail: the engine adds `error calling NAME: `. */
export class GoError extends Error {
  override readonly name: string = 'GoError';
}

/** A map type with methods. */
export interface MapType {
  readonly name: string;
  /** A method of a map of this type; undefined where the type has none of that name. */
  method(map: Dict, name: string): GoMethod | undefined;
}

// Types that differ from the default one of their JavaScript shape. A side table, so that values stay plain data.
const namedTypes = new WeakMap<object, string | MapType>();

/** Gives a list or mapping a Go type other than `[]interface {}` or `map[string]interface {}`, such as `[]string`. Returns the value. */
export function withGoType<T extends object>(value: T, type: T extends Dict ? string | MapType : string): T {
  namedTypes.set(value, type);
  return value;
}

/** The type of a list or mapping: the one it was given, or the plain one of its shape. */
export function namedTypeOf(value: object): string {
  const named = namedTypes.get(value);
  return (typeof named === 'object' ? named.name : named) ?? plainTypeOf(value);
}

/** A method of a mapping whose type has some. */
export function mapMethod(map: Dict, name: string): GoMethod | undefined {
  const named = namedTypes.get(map);
  return typeof named === 'object' ? named.method(map, name) : undefined;
}

/** The underlying type of a list or mapping: a type literal is its own, a name (`common.Values`) stands for the plain type of its shape. */
export function underlyingTypeOf(value: object): string {
  const named = namedTypes.get(value);
  return typeof named !== 'string' || !/^(?:\[\]|map\[)/.test(named) ? plainTypeOf(value) : named;
}

/** The same map, which may get another type: what is written to one is seen in the other. */
export function sameMap(map: Dict): Dict {
  return new Proxy(map, {});
}

/** A map as it comes out of a function that took it for a plain one: it is the same map, but has lost the name of its type. */
export function withoutTypeName(map: Dict): Dict {
  const named = namedTypes.get(map);
  return named === undefined || (typeof named === 'string' && named.startsWith('map[')) ? map : sameMap(map);
}

/** The type of the elements of a list or mapping, as declared: `interface {}` unless its own type says otherwise. */
export function elementTypeOf(value: unknown): string {
  if (typeof value !== 'object' || value === null || value instanceof GoObject) return 'interface {}';
  return /^(?:\[\]|map\[\w+\])(.+)$/.exec(underlyingTypeOf(value))?.[1] ?? 'interface {}';
}

function plainTypeOf(value: object): string {
  if (value instanceof Uint8Array) return '[]uint8';
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
}

const nilCollections = new WeakSet<object>();

/** Makes an empty list or mapping stand for Go's nil slice or map: it prints as empty, but is `null` in JSON. Frozen. Returns the value. */
export function nilCollection<T extends object>(empty: T): Readonly<T> {
  nilCollections.add(empty);
  return Object.freeze(empty);
}

/** Whether a value is a nil slice or map of Go, which is not the same as nil itself. */
export function isNilCollection(value: object): boolean {
  return nilCollections.has(value);
}

/** Whether a value is Go's nil. */
export function isNil(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** What a value of a named type is made of, where it is no struct; any other value as it is. */
export function underlyingOf(value: unknown): unknown {
  return value instanceof GoObject ? (value.underlying() ?? value) : value;
}

/** Whether a value is a Go list of any element type (a JavaScript array; bytes are `Uint8Array`). */
export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** Whether a value is a Go map with string keys. */
export function isMap(value: unknown): value is Dict {
  return isDict(value);
}
