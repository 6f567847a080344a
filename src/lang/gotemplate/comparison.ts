import { compareUtf8 } from '../../std/compare.ts';
import { sprintf } from '../gofmt/index.ts';
import { GoComplex, GoError, GoInt, GoObject, goTypeOf, isList, isMap, isNil, underlyingOf } from '../govalue/index.ts';

type Kind = 'bool' | 'complex' | 'int' | 'uint' | 'float' | 'string' | 'other';

/** Whether a value equals one of the others, as `eq` does; named types compare by what they are made of. @throws GoError for kinds that Go does not compare */
export function isEqual(first: unknown, others: readonly unknown[]): boolean {
  if (others.length === 0) throw new GoError('missing argument for comparison');
  // Every comparison up to the first hit is made: each may fail.
  for (const other of others) if (isSame(underlyingOf(first), underlyingOf(other))) return true;
  return false;
}

/** Whether `a` comes before `b`, as `lt` does. @throws GoError for kinds without an order */
export function isLess(first: unknown, second: unknown): boolean {
  const a = underlyingOf(first);
  const b = underlyingOf(second);
  const kindA = kindOf(a);
  const kindB = kindOf(b);
  if (kindA === 'other' || kindB === 'other') throw new GoError('invalid type for comparison');
  if (kindA !== kindB && !(isInteger(kindA) && isInteger(kindB))) throw incompatible(first, second);
  switch (kindA) {
    case 'bool':
    case 'complex':
      throw new GoError('invalid type for comparison');
    case 'string':
      return compareUtf8(a as string, b as string) < 0;
    case 'float':
      return (a as number) < (b as number);
    case 'int':
    case 'uint':
      return (a as GoInt).value < (b as GoInt).value;
  }
}

function isSame(a: unknown, b: unknown): boolean {
  const kindA = kindOf(a);
  const kindB = kindOf(b);
  if (isInteger(kindA) && isInteger(kindB)) return (a as GoInt).value === (b as GoInt).value;
  if (kindA !== kindB) {
    if (isNil(a) || isNil(b)) return false;
    throw incompatible(a, b);
  }
  if (kindA === 'complex') return (a as GoComplex).re === (b as GoComplex).re && (a as GoComplex).im === (b as GoComplex).im;
  return kindA === 'other' ? isSameOther(a, b) : a === b;
}

/** Compares values that are of no basic kind: nil, lists, maps, structs. */
function isSameOther(a: unknown, b: unknown): boolean {
  if (isNil(a) || isNil(b)) return isNil(a) === isNil(b);
  if (shapeOf(a) !== shapeOf(b)) {
    throw new GoError(sprintf('non-comparable types %s: %v, %s: %v', [a, new TypeName(goTypeOf(a)), new TypeName(goTypeOf(b)), b]));
  }
  const reference = isList(b) || isMap(b) || b instanceof Uint8Array || typeof b === 'function';
  if (reference) throw new GoError(sprintf('non-comparable type %s: %v', [b, new TypeName(goTypeOf(b))]));
  return a === b;
}

/** Go's reflect.Kind, as far as values of no basic kind differ in it. */
function shapeOf(value: unknown): string {
  if (value instanceof GoObject) return value.goKind;
  if (isList(value) || value instanceof Uint8Array) return 'slice';
  return isMap(value) ? 'map' : typeof value === 'function' ? 'func' : 'ptr';
}

function kindOf(value: unknown): Kind {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'number':
      return 'float';
    case 'boolean':
      return 'bool';
    default:
      if (value instanceof GoInt) return value.kind.startsWith('u') ? 'uint' : 'int';
      return value instanceof GoComplex ? 'complex' : 'other';
  }
}

function isInteger(kind: Kind): boolean {
  return kind === 'int' || kind === 'uint';
}

function incompatible(a: unknown, b: unknown): GoError {
  return new GoError(`incompatible types for comparison: ${goTypeOf(a)} and ${goTypeOf(b)}`);
}

/** A type as an operand of `%v`: Go's reflect.Type, which prints its name under any verb for text. */
class TypeName extends GoObject {
  readonly goType = '*reflect.rtype';
  readonly goKind = 'ptr';
  readonly #name: string;

  constructor(name: string) {
    super();
    this.#name = name;
  }

  override text(): string {
    return this.#name;
  }
}
