import { isDict, toDict, type Dict } from '../std/dict.ts';
import { schemaFaults } from './custom-faults.ts';
import { completeCustom } from './complete-custom.ts';
import { fluxDefinitions } from './flux-definitions.ts';
import { additionalOf, itemsSchemaOf, propertiesOf, propertyOf, type StructuralSchema } from './json-schema.ts';

/** A field that the schema of a kind does not allow as it is. */
export interface RefusedField {
  readonly path: readonly (string | number)[];
  /** What is wrong with it, without its path: `Required value`. */
  readonly problem: string;
  /** The names that could have been meant by an unknown field. */
  readonly known: readonly string[];
}

let schemas: ReadonlyMap<string, StructuralSchema> | undefined;

/**
 * The fields of a Flux object for which an API server with Flux 2.9.4 would refuse it, in the order of the fields.
 *
 * Empty for other kinds and for versions that are not served. Rules in CEL are not looked at: they cost a library, and the controllers meet them.
 */
export function refusedFields(object: Readonly<Dict>): readonly RefusedField[] {
  const schema = schemaOf(object);
  if (schema === undefined) return [];
  const spec = propertyOf(schema, 'spec');
  if (spec === undefined) return [];
  const unknown: RefusedField[] = [];
  findUnknown(spec, object['spec'], ['spec'], unknown);
  if (unknown.length > 0) return unknown;
  const body = completeCustom(schema, toDict({ spec: object['spec'] ?? toDict({}) }));
  return schemaFaults(schema, body, undefined, '').map(({ text }) => fromText(text));
}

function schemaOf({ apiVersion, kind }: Readonly<Dict>): StructuralSchema | undefined {
  schemas ??= new Map(fluxDefinitions().flatMap(({ spec }) => schemasOf(spec)));
  return schemas.get(`${String(apiVersion)} ${String(kind)}`);
}

function schemasOf({ group, names, versions }: Readonly<Record<string, unknown>>): readonly (readonly [string, StructuralSchema])[] {
  const kind = isDict(names) ? String(names['kind']) : '';
  return (Array.isArray(versions) ? versions.filter(isDict) : []).flatMap(({ name, schema }) => {
    const root = isDict(schema) ? schema['openAPIV3Schema'] : undefined;
    return isDict(root) ? [[`${String(group)}/${String(name)} ${kind}`, root] as const] : [];
  });
}

function findUnknown(schema: StructuralSchema, value: unknown, path: readonly (string | number)[], out: RefusedField[]): void {
  if (Array.isArray(value)) {
    const items = itemsSchemaOf(schema);
    if (items !== undefined) for (const [i, item] of value.entries()) findUnknown(items, item, [...path, i], out);
    return;
  }
  if (!isDict(value) || schema['type'] !== 'object') return;
  const additional = additionalOf(schema);
  const properties = propertiesOf(schema);
  const free = additional === true || (additional === false && Object.keys(properties).length === 0);
  for (const key of Object.keys(value)) {
    const below = propertyOf(schema, key) ?? (typeof additional === 'object' ? additional : undefined);
    if (below !== undefined) findUnknown(below, value[key], [...path, key], out);
    else if (!free) out.push({ path: [...path, key], problem: 'field not declared in schema', known: Object.keys(properties) });
  }
}

/** `spec.valuesFrom[0].kind: Unsupported value: …`; names of fields in schemas hold no dots. */
function fromText(text: string): RefusedField {
  const colon = text.indexOf(': ');
  const path = [...text.slice(0, colon).matchAll(/[^.[\]]+/g)].map(([part]) => (/^\d+$/.test(part) ? Number(part) : part));
  return { path, problem: text.slice(colon + 2), known: [] };
}
