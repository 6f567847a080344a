import { GoComplex, GoError, GoFunction, GoInt, GoObject, isNil } from '../govalue/index.ts';

/** The kind of a value as Go's `reflect.Kind` prints it: `map`, `slice`, `float64`, `struct`; `invalid` for nil. */
export function goKindOf(value: unknown): string {
  if (isNil(value)) return 'invalid';
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'number':
      return 'float64';
    case 'function':
      return 'func';
    default:
      break;
  }
  if (value instanceof GoInt) return value.kind;
  if (value instanceof GoObject) return value.goKind;
  if (Array.isArray(value) || value instanceof Uint8Array) return 'slice';
  if (value instanceof GoComplex) return 'complex128';
  if (value instanceof GoFunction) return 'func';
  return value instanceof GoError ? 'ptr' : 'map';
}
