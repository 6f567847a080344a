import { isDict, newDict, type Dict } from '../std/dict.ts';
import { ANY, builtInMergeType, type MapType, type MergeType } from './merge-type.ts';
import { builtInKind } from './kinds.ts';

/**
 * The structural schema of a custom resource: the JSON schema of its definition, read where it is needed.
 *
 * Follows apiextensions-apiserver v0.36 pkg/apiserver/schema.
 */
export type StructuralSchema = Readonly<Dict>;

const mergeTypes = new WeakMap<StructuralSchema, MergeType>();

/** The schemas of the declared fields. */
export function propertiesOf(schema: StructuralSchema): Dict {
  return isDict(schema['properties']) ? schema['properties'] : EMPTY;
}

const EMPTY: Dict = Object.freeze(newDict());

/** The schema of a declared field. */
export function propertyOf(schema: StructuralSchema, name: string): StructuralSchema | undefined {
  const properties = propertiesOf(schema);
  const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
  return isDict(property) ? property : undefined;
}

/** The schema of the entries that are not declared; true where anything goes. */
export function additionalOf(schema: StructuralSchema): StructuralSchema | boolean {
  const additional = schema['additionalProperties'];
  if (isDict(additional)) return additional;
  return additional === true || schema['x-kubernetes-preserve-unknown-fields'] === true;
}

export function itemsSchemaOf(schema: StructuralSchema): StructuralSchema | undefined {
  return isDict(schema['items']) ? schema['items'] : undefined;
}

/** The item that had the same keys before; items of other lists have no past. */
export function itemBefore(schema: StructuralSchema, item: unknown, old: unknown): unknown {
  const names = schema['x-kubernetes-list-map-keys'];
  if (schema['x-kubernetes-list-type'] !== 'map' || !Array.isArray(names) || !Array.isArray(old) || !isDict(item)) return undefined;
  return old.find((each) => isDict(each) && (names as string[]).every((name) => each[name] === item[name])) as unknown;
}

/** How the objects of a custom resource merge: its own fields, and the metadata that every object has. */
export function customMergeType(root: StructuralSchema | undefined): MergeType {
  const own = root === undefined ? undefined : schemaMergeType(root, false);
  const object = builtInMergeType(builtInKind('v1', 'ConfigMap')!) as MapType;
  const common = new Map(['apiVersion', 'kind', 'metadata'].map((name) => [name, object.field(name)]));
  if (own?.kind !== 'map') return { kind: 'map', atomic: false, element: ANY, field: (name) => common.get(name) };
  return { kind: 'map', atomic: false, element: own.element, field: (name) => common.get(name) ?? own.field(name) };
}

/** Follows kube-openapi pkg/schemaconv/openapi.go. Where unknown fields are kept, they are below it too. */
function schemaMergeType(schema: StructuralSchema, preserving: boolean): MergeType {
  const known = preserving ? undefined : mergeTypes.get(schema);
  if (known !== undefined) return known;
  const made = makeMergeType(schema, preserving || schema['x-kubernetes-preserve-unknown-fields'] === true);
  if (!preserving) mergeTypes.set(schema, made);
  return made;
}

function makeMergeType(schema: StructuralSchema, preserving: boolean): MergeType {
  switch (schema['type']) {
    case 'string':
      return { kind: 'scalar', scalar: 'string' };
    case 'boolean':
      return { kind: 'scalar', scalar: 'boolean' };
    case 'integer':
    case 'number':
      return { kind: 'scalar', scalar: 'numeric' };
    case 'array':
      return listMergeType(schema, preserving);
    case 'object':
      return mapMergeType(schema, preserving);
    default:
      return isDict(schema['properties']) ? mapMergeType(schema, preserving) : ANY;
  }
}

function listMergeType(schema: StructuralSchema, preserving: boolean): MergeType {
  const items = itemsSchemaOf(schema) ?? newDict();
  const relation = schema['x-kubernetes-list-type'];
  const names = Array.isArray(schema['x-kubernetes-list-map-keys']) ? (schema['x-kubernetes-list-map-keys'] as string[]) : [];
  return {
    kind: 'list',
    relation: relation === 'set' || relation === 'map' ? relation : 'atomic',
    keys: relation === 'map' ? names.map((name) => ({ name, default: propertyOf(items, name)?.['default'] })) : [],
    element: schemaMergeType(items, preserving),
  };
}

function mapMergeType(schema: StructuralSchema, preserving: boolean): MergeType {
  const additional = schema['additionalProperties'];
  const free = preserving || additional === true || (additional === undefined && Object.keys(propertiesOf(schema)).length === 0);
  return {
    kind: 'map',
    atomic: schema['x-kubernetes-map-type'] === 'atomic',
    element: isDict(additional) ? schemaMergeType(additional, preserving) : free ? ANY : undefined,
    field: (name) => {
      const property = propertyOf(schema, name);
      return property === undefined ? undefined : schemaMergeType(property, preserving);
    },
  };
}
