import { hasKey } from '../../std/dict.ts';
import { GoComplex, GoInt, GoObject, goTypeOf, isMap, isNil, isNilCollection } from '../govalue/index.ts';

/** Whether two values have the same type and, all the way down, the same content. Follows Go 1.26 reflect.DeepEqual. */
export function deepEqualGo(a: unknown, b: unknown): boolean {
  if (isNil(a) || isNil(b)) return isNil(a) && isNil(b);
  if (typeof a !== 'object' || typeof b !== 'object') return a === b && typeof a !== 'function';
  if (a === b) return true;
  if (goTypeOf(a) !== goTypeOf(b)) return false;
  if (a instanceof GoInt) return a.value === (b as GoInt).value;
  if (a instanceof GoComplex) return a.re === (b as GoComplex).re && a.im === (b as GoComplex).im;
  if (a instanceof GoObject) return equalObjects(a, b as GoObject);
  if (Array.isArray(a) && Array.isArray(b)) return equalLists(a, b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return equalLists([...a], [...b]);
  return isMap(a) && isMap(b) && equalMaps(a, b);
}

function equalLists(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (isNilCollection(a) !== isNilCollection(b)) return false;
  return a.length === b.length && a.every((item, i) => deepEqualGo(item, b[i]));
}

function equalMaps(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  if (isNilCollection(a) !== isNilCollection(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => hasKey(b, key) && deepEqualGo(a[key], b[key]));
}

function equalObjects(a: GoObject, b: GoObject): boolean {
  if (a.text() !== b.text() || !deepEqualGo(a.underlying(), b.underlying())) return false;
  const fields = a.fields();
  const others = b.fields();
  return fields.length === others.length && fields.every(([, value], i) => deepEqualGo(value, others[i]![1]));
}
