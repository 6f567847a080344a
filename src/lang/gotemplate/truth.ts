import { GoComplex, GoInt, GoObject } from '../govalue/index.ts';

/** Whether Go's `if` takes a value for true: not false, zero, nil or empty. Structs are true. NaN is true. */
export function isTrue(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
      return value !== '';
    case 'boolean':
      return value;
    case 'number':
      return value !== 0;
    case 'undefined':
      return false;
    case 'object':
      return value !== null && isTrueObject(value);
    default:
      return true;
  }
}

function isTrueObject(value: object): boolean {
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length > 0;
  if (value instanceof GoInt) return value.value !== 0n;
  if (value instanceof GoObject) {
    const underlying = value.underlying();
    return underlying === undefined || isTrue(underlying);
  }
  if (value instanceof GoComplex) return value.re !== 0 || value.im !== 0;
  // An error, a function, or a map.
  const proto: unknown = Object.getPrototypeOf(value);
  if (proto !== null && proto !== Object.prototype && Object.getPrototypeOf(proto) !== null) return true;
  for (const key in value) if (Object.hasOwn(value, key)) return true;
  return false;
}
