import { GoComplex, GoError, GoInt, GoObject, fn, goTypeOf, isNil, type GoFunction } from '../govalue/index.ts';
import { deepEqualGo } from './deep-equal-go.ts';
import { goKindOf } from './go-kind.ts';
import { counted, metered } from './work-budget.ts';

/** Defaults, choices, and questions about types. Follows sprig v3.3.0 defaults.go and reflect.go. */
export function defaultFunctions(): Readonly<Record<string, GoFunction>> {
  return {
    default: fn('any', '...any')((fallback, ...given) => (given.length === 0 || isEmpty(given[0]) ? fallback : given[0])),
    empty: fn('any')(isEmpty),
    coalesce: fn('...any')((...values) => values.find((value) => !isEmpty(value)) ?? null),
    all: fn('...any')((...values) => !values.some(isEmpty)),
    any: fn('...any')((...values) => values.some((value) => !isEmpty(value))),
    ternary: fn('any', 'any', 'bool')((yes, no, test) => (test ? yes : no)),
    fail: fn('string')((message) => {
      throw new GoError(message);
    }),

    typeOf: fn('any')(goTypeOf),
    typeIs: fn('string', 'any')((type, value) => goTypeOf(value) === type),
    typeIsLike: fn('string', 'any')((type, value) => goTypeOf(value) === type || goTypeOf(value) === `*${type}`),
    kindOf: fn('any')(goKindOf),
    kindIs: fn('string', 'any')((kind, value) => goKindOf(value) === kind),
    deepEqual: metered('any', 'any')((meter, a, b) => counted(meter, (budget) => deepEqualGo(a, b, budget))),
    hello: fn()(() => 'Hello!'),
  };
}

/** Whether a value is the zero value of its type: nil, 0, false, or of length 0. Structs never are. */
export function isEmpty(value: unknown): boolean {
  if (isNil(value)) return true;
  switch (typeof value) {
    case 'string':
      return value === '';
    case 'number':
      return value === 0;
    case 'boolean':
      return !value;
    case 'object':
      return isEmptyObject(value);
    default:
      return false;
  }
}

function isEmptyObject(value: object): boolean {
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length === 0;
  if (value instanceof GoInt) return value.value === 0n;
  if (value instanceof GoComplex) return value.re === 0 && value.im === 0;
  if (value instanceof GoObject) {
    const underlying = value.underlying();
    return underlying !== undefined && isEmpty(underlying);
  }
  if (goKindOf(value) !== 'map') return false;
  for (const key in value) if (Object.hasOwn(value, key)) return false;
  return true;
}
