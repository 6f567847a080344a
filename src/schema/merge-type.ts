import type { BuiltInKind } from './kinds.ts';
import { fieldsOf, type GoType, type ListKey } from './type-table.ts';

/**
 * How values of a type merge, and who can own which part of them: what structured merge diff calls a schema.
 *
 * `any` is what is not described: its mappings merge key by key, its lists are owned as a whole.
 */
export type MergeType = ScalarType | ListType | MapType | AnyType;

export interface ScalarType {
  readonly kind: 'scalar';
  readonly scalar: 'string' | 'boolean' | 'numeric' | 'untyped';
}

export interface ListType {
  readonly kind: 'list';
  /** Owned as a whole, item by item, or by the keys of the items. */
  readonly relation: 'atomic' | 'set' | 'map';
  readonly keys: readonly ListKey[];
  readonly element: MergeType;
}

export interface MapType {
  readonly kind: 'map';
  readonly atomic: boolean;
  /** The type of a declared field. */
  field(name: string): MergeType | undefined;
  /** The type of every other entry; undefined where only declared fields are allowed. */
  readonly element: MergeType | undefined;
}

export interface AnyType {
  readonly kind: 'any';
}

export const ANY: AnyType = { kind: 'any' };

const SCALARS: Readonly<Record<string, MergeType>> = {
  s: { kind: 'scalar', scalar: 'string' },
  y: { kind: 'scalar', scalar: 'string' },
  t: { kind: 'scalar', scalar: 'string' },
  m: { kind: 'scalar', scalar: 'string' },
  b: { kind: 'scalar', scalar: 'boolean' },
  i: { kind: 'scalar', scalar: 'numeric' },
  l: { kind: 'scalar', scalar: 'numeric' },
  n: { kind: 'scalar', scalar: 'numeric' },
  q: { kind: 'scalar', scalar: 'untyped' },
  x: { kind: 'scalar', scalar: 'untyped' },
  j: ANY,
};

const structs = new Map<string, MapType>();

/** How the objects of a built-in kind merge. */
export function builtInMergeType({ serverType }: BuiltInKind): MergeType {
  return serverType === undefined ? ANY : structType(serverType, false);
}

/** Types refer to themselves (a JSON schema in a JSON schema), so fields are opened when they are asked for. */
function structType(number: number, atomic: boolean): MapType {
  const key = `${atomic ? '!' : ''}${String(number)}`;
  let type = structs.get(key);
  if (type === undefined) {
    let fields: ReadonlyMap<string, MergeType> | undefined;
    const open = (): ReadonlyMap<string, MergeType> => new Map(fieldsOf(number).map((field) => [field.name, mergeTypeOf(field.type)]));
    type = { kind: 'map', atomic, element: undefined, field: (name) => (fields ??= open()).get(name) };
    structs.set(key, type);
  }
  return type;
}

function mergeTypeOf(type: GoType): MergeType {
  switch (type.kind) {
    case 'scalar':
      return SCALARS[type.scalar] ?? ANY;
    case 'list':
      return { kind: 'list', relation: type.relation, keys: type.keys, element: mergeTypeOf(type.element) };
    case 'map':
      return { kind: 'map', atomic: type.atomic, field: () => undefined, element: mergeTypeOf(type.element) };
    case 'struct':
      return structType(type.number, type.atomic);
  }
}
