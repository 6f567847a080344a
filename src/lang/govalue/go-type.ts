import { GoFunction, functionType } from './go-function.ts';
import { GoComplex, GoError, GoInt, GoObject, namedTypeOf } from './go-value.ts';

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
  if (value instanceof GoComplex) return 'complex128';
  if (value instanceof GoFunction) return functionType(value);
  return namedTypeOf(value as object);
}
