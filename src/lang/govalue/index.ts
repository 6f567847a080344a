/**
 * How Go's values look in JavaScript, as template functions and printers see them.
 *
 * nil is `null` (or `undefined`), float64 a number, string a string, `[]interface {}` an array, `map[string]interface {}` a `Dict`,
 * `[]byte` a `Uint8Array`, integers `GoInt`, everything with fields or methods a `GoObject`.
 * Printing is `lang/gofmt`, converting `lang/sprig`.
 *
 * @module
 */
export {
  GoError,
  GoInt,
  GoObject,
  goInt,
  goInt64,
  goTypeOf,
  isList,
  isMap,
  isNil,
  withGoType,
  type IntKind,
} from './go-value.ts';
