import { newDict, type Dict } from '../../std/dict.ts';
import { GoInt, isList, isMap, nilCollection, underlyingTypeOf, type IntKind } from './go-value.ts';

/** The JavaScript value that a function gets for each parameter type. */
export interface ParamTypes {
  /** `interface {}`: anything; Go's nil is null. */
  any: unknown;
  /** `reflect.Value`: anything; `undefined` is an untyped nil, `null` a nil inside of an interface. Only the built-in functions see the difference. */
  value: unknown;
  string: string;
  bool: boolean;
  /** Go's int as a number; exact up to 2^53. */
  int: number;
  int64: bigint;
  float64: number;
  /** `map[string]interface {}`; `NIL_MAP` for nil. */
  dict: Dict;
  /** `[]interface {}`; `NIL_LIST` for nil. */
  list: readonly unknown[];
  /** `[]string`; `NIL_LIST` for nil. */
  strings: readonly string[];
  /** `[]uint8`; empty for nil. */
  bytes: Uint8Array;
}

/** A parameter type of Go: what it accepts, and how its values reach the function. */
export interface Param<T = unknown> {
  /** The type as Go's errors print it. */
  readonly goType: string;
  /** How a constant of the template is read for it. */
  readonly kind: 'any' | 'value' | 'string' | 'bool' | 'int' | 'float' | 'other';
  /** Whether a value of the template (never nil) may be passed without conversion. */
  accepts(value: unknown): boolean;
  /** Turns an accepted value into what the function gets; absent where it is the same value. */
  readonly convert?: (value: unknown) => T;
  /** What the function gets for nil; absent where nil is refused. */
  readonly nil?: { readonly value: T };
}

/** Go's nil map, as functions with a `dict` parameter get it. Frozen: writing to it is Go's panic `assignment to entry in nil map`. */
export const NIL_MAP: Dict = nilCollection(newDict());

/** Go's nil slice, as functions with a list parameter get it. */
export const NIL_LIST: readonly never[] = nilCollection([]);

const PARAMS: { readonly [K in keyof ParamTypes]: Param<ParamTypes[K]> } = {
  any: { goType: 'interface {}', kind: 'any', accepts: () => true, nil: { value: null } },
  value: { goType: 'reflect.Value', kind: 'value', accepts: () => true, nil: { value: undefined } },
  string: { goType: 'string', kind: 'string', accepts: (value) => typeof value === 'string' },
  bool: { goType: 'bool', kind: 'bool', accepts: (value) => typeof value === 'boolean' },
  int: { goType: 'int', kind: 'int', accepts: (value) => isIntOf(value, 'int'), convert: (value) => Number((value as GoInt).value) },
  int64: { goType: 'int64', kind: 'int', accepts: (value) => isIntOf(value, 'int64'), convert: (value) => (value as GoInt).value },
  float64: { goType: 'float64', kind: 'float', accepts: (value) => typeof value === 'number' },
  dict: { goType: 'map[string]interface {}', kind: 'other', accepts: (value) => isMap(value) && hasType(value, 'map[string]interface {}'), nil: { value: NIL_MAP } },
  list: { goType: '[]interface {}', kind: 'other', accepts: (value) => isList(value) && hasType(value, '[]interface {}'), nil: { value: NIL_LIST } },
  strings: { goType: '[]string', kind: 'other', accepts: (value) => isList(value) && hasType(value, '[]string'), nil: { value: NIL_LIST } },
  bytes: { goType: '[]uint8', kind: 'other', accepts: (value) => value instanceof Uint8Array, nil: { value: new Uint8Array(0) } },
};

function isIntOf(value: unknown, kind: IntKind): boolean {
  return value instanceof GoInt && value.kind === kind;
}

function hasType(value: object, type: string): boolean {
  return underlyingTypeOf(value) === type;
}

/** Names a parameter type, with `...` in front for the rest of the arguments. */
export type ParamName = keyof ParamTypes | `...${keyof ParamTypes}`;

type ArgsOf<P extends readonly unknown[]> = P extends readonly [infer First, ...infer Rest]
  ? First extends `...${infer Name extends keyof ParamTypes}`
    ? ParamTypes[Name][]
    : First extends keyof ParamTypes
      ? [ParamTypes[First], ...ArgsOf<Rest>]
      : First extends Param<infer T>
        ? [T, ...ArgsOf<Rest>]
        : never
  : [];

/**
 * A Go function with its signature, so that a template engine can check and convert the arguments as Go's reflection does.
 *
 * `call` gets converted arguments. It returns a Go value (a JavaScript number is a float64: integers are `goInt`), and throws a `GoError` to fail.
 */
export class GoFunction {
  readonly price: Price;
  /** The fixed parameters. */
  readonly params: readonly Param[];
  /** The type of each further argument; undefined when the function is not variadic. */
  readonly rest: Param | undefined;
  readonly call: (...args: never[]) => unknown;
  /** Whether `call` takes the caller's context before the arguments. */
  readonly wantsContext: boolean;
  /** Why templates may not call it, where its results are not what they take. */
  readonly refusal: string | undefined;

  constructor(params: readonly Param[], rest: Param | undefined, call: (...args: never[]) => unknown, wantsContext: boolean, price: Price = USUAL_PRICE, refusal?: string) {
    this.price = price;
    this.params = params;
    this.rest = rest;
    this.call = call;
    this.wantsContext = wantsContext;
    this.refusal = refusal;
  }

  /** The same function at another price. */
  costing(price: Partial<Price>): GoFunction {
    return new GoFunction(this.params, this.rest, this.call, this.wantsContext, { ...USUAL_PRICE, ...price }, this.refusal);
  }
}

/** A function without parameters whose results no template takes; Go says so when it is called. */
export function refusedFunction(refusal: string): GoFunction {
  return new GoFunction([], undefined, () => undefined, false, USUAL_PRICE, refusal);
}

/**
 * What calls of a function cost, for whoever bounds the work of a template.
 *
 * A step is about as long as one turn of an empty `range`. Characters and items are those of the arguments and of the result.
 */
export interface Price {
  /** Steps for a call. */
  readonly perCall: number;
  /** Steps for a thousand characters or items. */
  readonly perThousand: number;
}

/** Even a small function takes longer than a turn of `range`; what is copied costs a step for 25 characters. */
const USUAL_PRICE: Price = { perCall: 2, perThousand: 40 };

/** Where a function counts work that its arguments do not show, such as the parts of a value that it walks over. */
export interface Meter {
  spend(steps: number): void;
}

/**
 * Declares a function by its Go parameter types: `fn('string', 'int')((text, count) => ...)`, `fn('any', '...string')(...)`.
 *
 * `any` parameters are not checked and cost nothing at run time.
 */
export function fn<const P extends readonly (ParamName | Param)[]>(...params: P): (call: (...args: ArgsOf<P>) => unknown) => GoFunction {
  return (call) => declare(params, call, false);
}

/** Declares a function that gets the context of its caller, such as the running template set, before its arguments. */
export type ContextFn<C> = <const P extends readonly (ParamName | Param)[]>(
  ...params: P
) => (call: (context: C, ...args: ArgsOf<P>) => unknown) => GoFunction;

/** `ContextFn` for whoever calls the function to give its context a type. */
export const contextFn: ContextFn<never> = (...params) => (call) => declare(params, call, true);

/** A parameter of a type with a name of its own: `goParam('time.Time', (value) => value instanceof GoTime)`. With `nil`, what the function gets for it. */
export function goParam<T>(goType: string, accepts: (value: unknown) => boolean, nil?: { readonly value: T }): Param<T> {
  return { goType, kind: 'other', accepts, ...(nil !== undefined && { nil }) };
}

function declare(params: readonly (ParamName | Param)[], call: (...args: never[]) => unknown, wantsContext: boolean): GoFunction {
  const last = params.at(-1);
  if (typeof last !== 'string' || !last.startsWith('...')) return new GoFunction(params.map(paramOf), undefined, call, wantsContext);
  return new GoFunction(params.slice(0, -1).map(paramOf), PARAMS[last.slice(3) as keyof ParamTypes], call, wantsContext);
}

function paramOf(param: ParamName | Param): Param {
  return typeof param === 'string' ? PARAMS[param as keyof ParamTypes] : param;
}

/** The type of a function as `%T` prints it, without its results, which are not declared. */
export function functionType(value: GoFunction): string {
  const params = value.params.map((param) => param.goType);
  if (value.rest !== undefined) params.push(`...${value.rest.goType}`);
  return `func(${params.join(', ')})`;
}
