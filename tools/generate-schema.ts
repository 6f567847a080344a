/**
 * Writes `src/schema/*.gen.ts`: what eddy knows of Kubernetes' built-in kinds.
 *
 *   node tools/run.mjs tools/generate-schema.ts -- DIR
 *
 * DIR holds the answers of one API server: `openapi-v2.json`, `openapi-v3/`, `aggregated-api.json`, `aggregated-apis.json`, `version.json`.
 * What the documents leave out (pointers, fields that are always written) comes from `tools/kubernetes-go-flags.txt`.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

interface Property {
  readonly type?: string;
  readonly format?: string;
  readonly $ref?: string;
  readonly items?: Property;
  readonly additionalProperties?: Property;
  readonly properties?: Readonly<Record<string, Property>>;
  readonly 'x-kubernetes-group-version-kind'?: readonly Kind[];
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: 'atomic' | 'granular';
}
interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}
interface Resource {
  readonly resource: string;
  readonly responseKind: Kind;
  readonly scope: 'Namespaced' | 'Cluster';
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
}
interface Discovery {
  readonly items: readonly {
    readonly metadata: { readonly name?: string };
    readonly versions: readonly { readonly version: string; readonly resources: readonly Resource[] }[];
  }[];
}

/** The fields of `openapi-v3/*` that have a default: of use where they are keys of a list. */
type Defaults = ReadonlyMap<string, ReadonlyMap<string, unknown>>;

/** client-go's scheme, which the typed round trip uses, does not hold these groups. */
const UNTYPED_GROUPS = new Set(['apiextensions.k8s.io', 'apiregistration.k8s.io']);

/** Types with a JSON form of their own. */
const SCALARS: Readonly<Record<string, string>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'q',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'x',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': 't',
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': 'm',
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1': 'j',
  'io.k8s.apimachinery.pkg.runtime.RawExtension': 'j',
};

const dir = process.argv.slice(2).find((arg) => arg !== '--');
const root = process.env['EDDY_ROOT'];
if (dir === undefined || root === undefined) throw new Error('usage: node tools/run.mjs tools/generate-schema.ts -- DIR');

const read = (name: string): unknown => JSON.parse(readFileSync(resolve(dir, name), 'utf8'));
const { definitions } = read('openapi-v2.json') as { definitions: Readonly<Record<string, Property>> };
const { gitVersion } = read('version.json') as { gitVersion: string };
const groups = ['aggregated-api.json', 'aggregated-apis.json'].flatMap((name) => (read(name) as Discovery).items);
const defaults = readDefaults();
const flags = readFlags(readFileSync(join(root, 'tools/kubernetes-go-flags.txt'), 'utf8'));

const numbers = new Map<string, number>();
const typeLines: string[] = [];
const kindLines: string[] = [];

for (const group of groups) {
  for (const { version, resources } of group.versions) {
    for (const { resource, responseKind, scope, shortNames, verbs } of resources) {
      const name = group.metadata.name ?? '';
      const storable = verbs.includes('create') && verbs.includes('get');
      const type = storable ? `${UNTYPED_GROUPS.has(name) ? '~' : ''}${String(numberOf(definitionOf(name, version, responseKind.kind), true))}` : '';
      const apiVersion = name === '' ? version : `${name}/${version}`;
      kindLines.push([apiVersion, responseKind.kind, resource, scope[0], type, shortNames?.join(',') ?? ''].join(' ').trimEnd());
    }
  }
}

write('kinds', 'BUILT_IN_KINDS', 'apiVersion kind resource N(amespaced)|C(luster) [number of its type, after "~" where client-go has no Go type] [short names]', kindLines.sort());
write('types', 'TYPE_LINES', 'a type per line, its number is its place: name then fields, see type-table.ts', typeLines);

/** Type name -> field -> flag. */
function readFlags(text: string): Map<string, Map<string, string>> {
  const rows = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    rows.map((line) => {
      const [name = '', ...fields] = line.split(' ');
      return [name, new Map(fields.map((field) => [field.slice(0, -1), field.slice(-1)]))];
    }),
  );
}

function definitionOf(group: string, version: string, kind: string): string {
  for (const [name, definition] of Object.entries(definitions)) {
    const kinds = definition['x-kubernetes-group-version-kind'] ?? [];
    if (kinds.some((k) => k.group === group && k.version === version && k.kind === kind)) return name;
  }
  throw new Error(`no definition for ${group}/${version} ${kind}`);
}

/** The number of a type, which is written down (with the types it uses) when it is first asked for. */
function numberOf(name: string, isKind = false): number {
  const known = numbers.get(name);
  if (known !== undefined) return known;
  const number = typeLines.push('') - 1;
  numbers.set(name, number);
  const fields = Object.entries(definitions[name]?.properties ?? {}).map(([field, property]) => {
    // Status is dropped before an apply, whatever it holds.
    const type = isKind && field === 'status' ? 'j' : typeOf(property);
    return `${field}${flags.get(name)?.get(field) ?? ':'}${type}`;
  });
  typeLines[number] = fields.join(' ');
  return number;
}

function typeOf(property: Property): string {
  if (property.$ref !== undefined) {
    const name = property.$ref.replace('#/definitions/', '');
    const scalar = SCALARS[name] ?? scalarOf(definitions[name]);
    if (scalar !== undefined) return scalar;
    // A free-form object has no fields of its own.
    if (definitions[name]?.properties === undefined) return 'j';
    const relation = property['x-kubernetes-map-type'] ?? definitions[name]['x-kubernetes-map-type'];
    return `@${relation === 'atomic' ? '!' : ''}${String(numberOf(name))}`;
  }
  if (property.type === 'array') return property.items === undefined ? 'j' : `[${mergeOf(property)}${typeOf(property.items)}`;
  if (property.type === 'object') {
    const relation = property['x-kubernetes-map-type'] === 'atomic' ? '!' : '';
    return property.additionalProperties === undefined ? 'j' : `{${relation}${typeOf(property.additionalProperties)}`;
  }
  return scalarOf(property) ?? 'j';
}

/** How lists of a property merge: nothing for whole lists, `*` for sets, `(key,key=default)` for lists with keys. */
function mergeOf(property: Property): string {
  if (property['x-kubernetes-list-type'] === 'set') return '*';
  if (property['x-kubernetes-list-type'] !== 'map') return '';
  const element = defaults.get(property.items?.$ref?.replace('#/definitions/', '') ?? '');
  const keys = (property['x-kubernetes-list-map-keys'] ?? []).map((key) => (element?.has(key) === true ? `${key}=${JSON.stringify(element.get(key))}` : key));
  return `(${keys.join(',')})`;
}

function readDefaults(): Defaults {
  const out = new Map<string, Map<string, unknown>>();
  for (const file of readdirSync(resolve(dir!, 'openapi-v3')).sort()) {
    const { components } = read(join('openapi-v3', file)) as { components?: { schemas?: Record<string, { properties?: Record<string, { default?: unknown }> }> } };
    for (const [name, { properties = {} }] of Object.entries(components?.schemas ?? {})) {
      const given = Object.entries(properties).flatMap(([field, { default: value }]) => (value === undefined ? [] : [[field, value] as const]));
      if (given.length > 0) out.set(name, new Map(given));
    }
  }
  return out;
}

function scalarOf(property: Property | undefined): string | undefined {
  switch (property?.type) {
    case 'string':
      return property.format === 'byte' ? 'y' : 's';
    case 'boolean':
      return 'b';
    case 'integer':
      return property.format === 'int32' ? 'i' : 'l';
    case 'number':
      return 'n';
    default:
      return undefined;
  }
}

function write(name: string, constant: string, about: string, lines: readonly string[]): void {
  const header = [
    `// Generated by tools/generate-schema.ts from the OpenAPI document and discovery of Kubernetes ${gitVersion}`,
    '// (Copyright The Kubernetes Authors, Apache-2.0). Do not edit.',
    `/** ${about[0]!.toUpperCase()}${about.slice(1)}. */`,
  ];
  const body = `export const ${constant}: string = \`\n${lines.join('\n')}\n\`;`;
  writeFileSync(join(root!, 'src/schema', `${name}.gen.ts`), `${header.join('\n')}\n${body}\n`);
}
