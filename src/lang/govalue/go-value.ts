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

/** Makes a Go `int`. A number must be an integer. */
export function goInt(value: number | bigint): GoInt {
  return new GoInt('int', BigInt.asIntN(64, BigInt(value)));
}

/** Makes a Go `int64`. A number must be an integer. */
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
  /** A method; undefined where the type has none of that name. It throws a `GoError` to fail the template. */
  method(_name: string): ((...args: unknown[]) => unknown) | undefined {
    return undefined;
  }
  /** What `%v` prints, where the type has a `String` or `Error` method. */
  text(): string | undefined {
    return undefined;
  }
}

/** A Go error value, and what a template function throws to fail: the engine adds `error calling NAME: `. */
export class GoError extends Error {
  override readonly name = 'GoError';
}

// Types that differ from the default one of their JavaScript shape. A side table, so that values stay plain data.
const namedTypes = new WeakMap<object, string>();

/** Gives a list or mapping a Go type other than `[]interface {}` or `map[string]interface {}`, such as `[]string`. Returns the value. */
export function withGoType<T extends object>(value: T, type: string): T {
  namedTypes.set(value, type);
  return value;
}

/** The Go type of a value as `%T` prints it; `<nil>` for nil. */
export function goTypeOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'number':
      return 'float64';
    case 'undefined':
      return '<nil>';
    case 'function':
      return 'func';
    default:
      break;
  }
  if (value === null) return '<nil>';
  if (value instanceof GoInt) return value.kind;
  if (value instanceof GoObject) return value.goType;
  if (value instanceof GoError) return '*errors.errorString';
  const named = namedTypes.get(value as object);
  if (named !== undefined) return named;
  if (value instanceof Uint8Array) return '[]uint8';
  if (Array.isArray(value)) return '[]interface {}';
  return 'map[string]interface {}';
}

/** Whether a value is Go's nil. */
export function isNil(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** Whether a value is a Go list of any element type (a JavaScript array; bytes are `Uint8Array`). */
export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** Whether a value is a Go map with string keys. */
export function isMap(value: unknown): value is Dict {
  return isDict(value);
}
