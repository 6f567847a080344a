/**
 * How Go's values look in JavaScript, as template functions and printers see them.
 *
 * nil is `null` (or `undefined`), float64 a number, string a string, `[]interface {}` an array, `map[string]interface {}` a `Dict`,
 * `[]byte` a `Uint8Array`, integers `GoInt`, functions `GoFunction` (declared with `fn`), everything with fields or methods a `GoObject`;
 * only maps can have methods and stay what they are (`MapType`).
 * Bytes of a string that are not UTF-8 are lone surrogates (`toBytes`, `fromBytes`).
 * Printing is `lang/gofmt`, converting `lang/sprig`.
 *
 * @module
 */
export {
  NIL_LIST,
  NIL_MAP,
  GoFunction,
  contextFn,
  fn,
  functionType,
  goParam,
  refusedFunction,
  type ContextFn,
  type Meter,
  type Param,
  type ParamName,
  type ParamTypes,
  type Price,
} from './go-function.ts';
export {
  GoComplex,
  GoError,
  GoInt,
  GoObject,
  elementTypeOf,
  goInt,
  goInt64,
  isList,
  isMap,
  isNil,
  isNilCollection,
  mapMethod,
  nilCollection,
  sameMap,
  underlyingOf,
  underlyingTypeOf,
  withGoType,
  withoutTypeName,
  type GoMethod,
  type IntKind,
  type MapType,
} from './go-value.ts';
export { goTypeOf } from './go-type.ts';
export { byteLength, fromBytes, isEscapedByte, toBytes } from './text-bytes.ts';
