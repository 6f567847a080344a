import { isDict } from '../std/dict.ts';
import { ANY, type ListType, type MapType, type MergeType, type ScalarType } from '../schema/index.ts';

/** How a value is walked: its type, with `any` decided by the value. */
export type Shape = ScalarType | ListType | MapType;

const ANY_MAP: MapType = { kind: 'map', atomic: false, field: () => undefined, element: ANY };
const ANY_LIST: ListType = { kind: 'list', relation: 'atomic', keys: [], element: ANY };
const ANY_SCALAR: ScalarType = { kind: 'scalar', scalar: 'untyped' };

/** A null of no described type is walked as a mapping. */
export function shapeOf(type: MergeType, value: unknown): Shape {
  if (type.kind !== 'any') return type;
  if (Array.isArray(value)) return ANY_LIST;
  return isDict(value) || value === null || value === undefined ? ANY_MAP : ANY_SCALAR;
}

/** The type of an entry; what a type does not allow counts as not described. */
export function entryType(type: MapType, name: string): MergeType {
  return type.field(name) ?? type.element ?? ANY;
}
