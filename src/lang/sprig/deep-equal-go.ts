import { hasKey } from '../../std/dict.ts';
import { GoComplex, GoInt, GoObject, goTypeOf, isMap, isNil, isNilCollection } from '../govalue/index.ts';
import { WorkBudget } from './work-budget.ts';

/** Whether two values have the same type and, all the way down, the same content. Follows Go 1.26 reflect.DeepEqual. */
export function deepEqualGo(a: unknown, b: unknown, budget?: WorkBudget): boolean {
  if (isNil(a) || isNil(b)) return isNil(a) && isNil(b);
  if (typeof a !== 'object' || typeof b !== 'object') return a === b && typeof a !== 'function';
  return a === b || new Comparison(budget).equal(a, b);
}

class Comparison {
  readonly #budget: WorkBudget;

  constructor(budget = new WorkBudget()) {
    this.#budget = budget;
  }

  equal(a: unknown, b: unknown): boolean {
    this.#budget.spend();
    if (isNil(a) || isNil(b)) return isNil(a) && isNil(b);
    if (typeof a !== 'object' || typeof b !== 'object') return a === b && typeof a !== 'function';
    if (a === b) return true;
    if (goTypeOf(a) !== goTypeOf(b)) return false;
    if (a instanceof GoInt) return a.value === (b as GoInt).value;
    if (a instanceof GoComplex) return a.re === (b as GoComplex).re && a.im === (b as GoComplex).im;
    if (a instanceof GoObject) return this.#equalObjects(a, b as GoObject);
    if (isNilCollection(a) !== isNilCollection(b)) return false;
    if (Array.isArray(a) && Array.isArray(b)) return this.#equalLists(a, b);
    if (a instanceof Uint8Array && b instanceof Uint8Array) return a.length === b.length && a.every((byte, i) => byte === b[i]);
    return isMap(a) && isMap(b) && this.#equalMaps(a, b);
  }

  #equalLists(a: readonly unknown[], b: readonly unknown[]): boolean {
    return a.length === b.length && a.every((item, i) => this.equal(item, b[i]));
  }

  #equalMaps(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => hasKey(b, key) && this.equal(a[key], b[key]));
  }

  #equalObjects(a: GoObject, b: GoObject): boolean {
    if (a.text() !== b.text() || !this.equal(a.underlying(), b.underlying())) return false;
    const fields = a.fields();
    const others = b.fields();
    return fields.length === others.length && fields.every(([, value], i) => this.equal(value, others[i]![1]));
  }
}
