import { MERGE_DEFINITIONS, MERGE_ROOTS, MERGE_SHAPES } from './merge-keys.gen.ts';
import type { Dict } from '../std/dict.ts';
import { isDict } from '../std/dict.ts';

/** What a field is to a strategic merge: a shape by its number (0: nothing below merges), a list, or a map of one type. */
export type ShapeRef = number | ListShape;

interface ListShape {
  /** The shape of a list's items. */
  readonly l?: ShapeRef;
  /** The shape of a map's values. */
  readonly m?: ShapeRef;
  /** The fields of a map whose shape has no number. */
  readonly f?: Shape;
  /** The keys by which items of a merged list are matched; empty for a list of scalars that merges as a set. */
  readonly k?: readonly string[];
}

type Shape = Readonly<Record<string, ShapeRef>>;

/** Which lists of which types merge, and by what: a frozen table or one made from a schema of the user's. */
export class MergeSchema {
  readonly #roots: ReadonlyMap<string, number>;
  readonly #shapes: readonly Shape[];
  /** Types that a schema of the user's says are cluster-scoped. */
  readonly clusterScoped: ReadonlySet<string>;

  constructor(roots: ReadonlyMap<string, number>, shapes: readonly Shape[], clusterScoped: ReadonlySet<string> = new Set()) {
    this.#roots = roots;
    this.#shapes = shapes;
    this.clusterScoped = clusterScoped;
  }

  /** The shape of a type; undefined for a type that the schema does not know. */
  root(apiVersion: string, kind: string): ShapeRef | undefined {
    return this.#roots.get(`${apiVersion} ${kind}`);
  }

  field(ref: ShapeRef, name: string): ShapeRef | undefined {
    const shape = typeof ref === 'number' ? this.#shapes[ref]! : (ref.f ?? {});
    if (Object.hasOwn(shape, name)) return shape[name];
    return typeof ref === 'number' ? undefined : ref.m;
  }

  /** The shape of a list's items. */
  item(ref: ShapeRef): ShapeRef | undefined {
    return typeof ref === 'number' ? undefined : (ref.l ?? 0);
  }

  /** The merge keys of a list; undefined for a list that is replaced as a whole. */
  keys(ref: ShapeRef): readonly string[] | undefined {
    return typeof ref === 'number' ? undefined : ref.k;
  }
}

/** The types that kustomize knows: Kubernetes 1.21.2 and its own. */
export const builtinMergeSchema: MergeSchema = new MergeSchema(new Map(Object.entries(MERGE_ROOTS)), MERGE_SHAPES);

/**
 * Makes the table for an OpenAPI document (`openapi.path` of a kustomization). It replaces the built-in types, or adds to them.
 *
 * Follows kustomize kyaml v0.21.1 openapi/openapi.go.
 */
export function mergeSchemaOf(openapi: unknown, withBuiltin: boolean): MergeSchema {
  const root = isDict(openapi) ? openapi : {};
  const builder = new ShapeBuilder(isDict(root.definitions) ? root.definitions : {}, withBuiltin);
  return new MergeSchema(builder.roots(), builder.shapes, clusterScopedOf(isDict(root.paths) ? root.paths : {}));
}

const GVK = 'x-kubernetes-group-version-kind';

function typeKey(gvk: unknown): string[] {
  if (!isDict(gvk) || typeof gvk.kind !== 'string' || typeof gvk.version !== 'string') return [];
  return [`${typeof gvk.group === 'string' && gvk.group !== '' ? `${gvk.group}/` : ''}${gvk.version} ${gvk.kind}`];
}

function clusterScopedOf(paths: Dict): ReadonlySet<string> {
  const namespaced = new Map<string, boolean>();
  for (const [path, item] of Object.entries(paths)) {
    const get = isDict(item) && isDict(item.get) ? item.get : undefined;
    for (const key of typeKey(get?.[GVK])) namespaced.set(key, path.includes('namespaces/{namespace}') || namespaced.get(key) === true);
  }
  return new Set([...namespaced].filter(([, inNamespace]) => !inNamespace).map(([key]) => key));
}

class ShapeBuilder {
  readonly shapes: Shape[];
  readonly #definitions: Dict;
  readonly #roots: ReadonlyMap<string, number>;
  readonly #numbers: Map<string, number>;

  constructor(definitions: Dict, withBuiltin: boolean) {
    this.#definitions = definitions;
    this.shapes = withBuiltin ? [...MERGE_SHAPES] : [{}];
    this.#roots = new Map(withBuiltin ? Object.entries(MERGE_ROOTS) : []);
    this.#numbers = new Map(withBuiltin ? Object.entries(MERGE_DEFINITIONS).filter(([name]) => !Object.hasOwn(definitions, name)) : []);
  }

  roots(): ReadonlyMap<string, number> {
    const roots = new Map(this.#roots);
    for (const [name, definition] of Object.entries(this.#definitions)) {
      const gvks = isDict(definition) && Array.isArray(definition[GVK]) ? (definition[GVK] as unknown[]) : [];
      for (const key of gvks.flatMap(typeKey)) roots.set(key, this.#number(name));
    }
    return roots;
  }

  #number(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.shapes.length;
    this.#numbers.set(name, number);
    const shape: Record<string, ShapeRef> = {};
    this.shapes.push(shape);
    this.#fill(shape, this.#definitions[name]);
    return number;
  }

  #fill(shape: Record<string, ShapeRef>, schema: unknown): void {
    const properties = isDict(schema) && isDict(schema.properties) ? schema.properties : {};
    for (const [field, property] of Object.entries(properties)) shape[field] = this.#ref(property);
  }

  #ref(schema: unknown): ShapeRef {
    if (!isDict(schema)) return 0;
    if (typeof schema.$ref === 'string') return this.#number(definitionName(schema.$ref));
    return ownShape(schema, (inner) => this.#ref(inner));
  }
}

/** The shape of one schema, such as a comment holds. Of definitions it may refer to those that kustomize knows. */
export function shapeOfSchema(schema: unknown): ShapeRef {
  if (!isDict(schema)) return 0;
  if (typeof schema.$ref === 'string') return new Map(Object.entries(MERGE_DEFINITIONS)).get(definitionName(schema.$ref)) ?? 0;
  return ownShape(schema, shapeOfSchema);
}

function definitionName(ref: string): string {
  return ref.replace(/^#\/definitions\//, '');
}

/** The shape of a schema that refers to no other one. Only what says that it is an array has items. */
function ownShape(schema: Dict, refOf: (inner: unknown) => ShapeRef): ShapeRef {
  const { items, properties, additionalProperties: more } = schema;
  const [type, otherType] = Array.isArray(schema.type) ? schema.type as unknown[] : [schema.type];
  const keys = mergeKeys(schema);
  const shape: ListShape = {
    ...(type === 'array' && otherType === undefined && items !== undefined ? { l: refOf(items) } : {}),
    ...(keys === undefined ? {} : { k: keys }),
    ...(isDict(properties) ? { f: Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, refOf(property)])) } : {}),
    ...(isDict(more) ? { m: refOf(more) } : {}),
  };
  return Object.keys(shape).length === 0 ? 0 : shape;
}

function mergeKeys(schema: Dict): readonly string[] | undefined {
  const strategy = schema['x-kubernetes-patch-strategy'];
  if (typeof strategy !== 'string' || !strategy.split(',').includes('merge')) return undefined;
  const list = schema['x-kubernetes-list-map-keys'];
  if (Array.isArray(list)) return list.filter((key) => typeof key === 'string');
  const key = schema['x-kubernetes-patch-merge-key'];
  return typeof key === 'string' ? [key] : [];
}
