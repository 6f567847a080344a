import { EddyError } from '../../diagnostics/index.ts';
import { hasKey, isDict, type Dict } from '../../std/dict.ts';
import { quote } from '../gofmt/index.ts';
import { compileRegexp, type Regexp } from '../regexp/index.ts';
import { faultsText, pointer as pointerOf } from './fault.ts';
import { metaFault, metaSchemaUri } from './meta-schema.ts';
import { filePath, resolveUri, schemeOf, splitFragment } from './uri.ts';

/** The drafts that are told apart: 4, 6, 7, 2019-09 and 2020-12. */
export type Draft = 4 | 6 | 7 | 2019 | 2020;

const DRAFTS: ReadonlyMap<string, Draft> = new Map<string, Draft>([
  ['json-schema.org/schema', 2020],
  ['json-schema.org/draft/2020-12/schema', 2020],
  ['json-schema.org/draft/2019-09/schema', 2019],
  ['json-schema.org/draft-07/schema', 7],
  ['json-schema.org/draft-06/schema', 6],
  ['json-schema.org/draft-04/schema', 4],
]);

/** A schema ready to validate with. Schemas refer to each other, also in circles. */
export interface Schema {
  readonly draft: Draft;
  /** Set for the schemas `true` and `false`. */
  readonly always: boolean | undefined;
  /** The base URI that its references are relative to. */
  readonly base: string;
  readonly keywords: Dict;
  /** The schema at a key of this one. */
  child(key: string): Schema | undefined;
  children(key: string): readonly Schema[] | undefined;
  childMap(key: string): ReadonlyMap<string, Schema> | undefined;
  /** What `$ref` and its relatives lead to; the schema `true` for a document that is not at hand. */
  reference(key: string): Schema | undefined;
  pattern(text: string): Regexp;
  readonly dynamicAnchors: ReadonlyMap<string, Schema>;
}

/** A schema document with everything that its references lead to. */
export interface SchemaDocument {
  readonly root: Schema;
  /** The URIs of other documents that were needed and are not at hand; what refers to them is not checked. Grows while values are validated. */
  readonly unresolved: ReadonlySet<string>;
}

/** Nothing in these is a schema. */
const DATA_KEYWORDS = new Set(['enum', 'const', 'default', 'examples', 'example']);

/** The keywords that put schemas to values, with the first draft that knows them. Definitions count only when something refers to them. */
const APPLICATORS: readonly (readonly [key: string, since: Draft])[] = [
  ...['not', 'allOf', 'anyOf', 'oneOf', 'items', 'properties', 'patternProperties', 'additionalProperties', 'dependencies'].map((key) => [key, 4] as const),
  ...['contains', 'propertyNames'].map((key) => [key, 6] as const),
  ...['dependentSchemas', 'unevaluatedItems', 'unevaluatedProperties'].map((key) => [key, 2019] as const),
  ['prefixItems', 2020],
];

/** Those of them that hold a schema for each name. */
const MAPS: ReadonlySet<string> = new Set(['properties', 'patternProperties', 'dependencies', 'dependentSchemas']);

/**
 * Prepares a schema and everything that it refers to.
 *
 * Nothing is fetched: references to documents on the web count as the schema `true` and are listed, and a draft that
 * nobody knows counts as the latest one. There are no other files, and so references to some are refused. Follows santhosh-tekuri/jsonschema v6.0.2 `compiler.go`, `roots.go`.
 *
 * @param value - The parsed schema.
 * @param uri - What the document is called, for relative references.
 * @throws EddyError JsonSchemaInvalid when the schema is not what its draft takes for one, or refers to a part that it does not have, or to a file.
 */
export function compileSchema(value: unknown, uri: string): SchemaDocument {
  const draft = draftOf(value, 2020);
  const registry = new Registry(uri);
  if (draft === undefined) registry.unresolved.add(String((value as Dict)['$schema']));
  const known = draft ?? 2020;
  registry.requireSound(value, known, '');
  registry.collect(value, uri, known);
  const root = registry.schemaOf(value, uri, known);
  followReferences(root);
  return { root, unresolved: registry.unresolved };
}

/** Looks up every reference that validating could come by, so that one that leads nowhere is found whatever the values are. */
function followReferences(root: Schema): void {
  const queue = [root];
  const seen = new Set<Dict>([root.keywords]);
  const add = (schema: Schema | undefined): void => {
    if (schema === undefined || schema.always !== undefined || seen.has(schema.keywords)) return;
    seen.add(schema.keywords);
    queue.push(schema);
  };
  for (const schema of queue) {
    add(schema.reference('$ref'));
    if (schema.draft < 2019 && typeof schema.keywords['$ref'] === 'string') continue;
    if (schema.draft >= 2019) add(schema.reference('$recursiveRef'));
    if (schema.draft >= 2020) add(schema.reference('$dynamicRef'));
    for (const key of applicatorsOf(schema)) {
      if (!MAPS.has(key)) add(schema.child(key));
      for (const part of schema.children(key) ?? []) add(part);
      if (MAPS.has(key)) for (const part of schema.childMap(key)?.values() ?? []) add(part);
    }
  }
}

function applicatorsOf({ draft, keywords }: Schema): readonly string[] {
  const keys = APPLICATORS.filter(([key, since]) => draft >= since && hasKey(keywords, key)).map(([key]) => key);
  if (draft < 2020 && Array.isArray(keywords['items'])) keys.push('additionalItems');
  if (draft >= 7 && hasKey(keywords, 'if')) keys.push('if', ...(keywords['if'] === false ? [] : ['then']), ...(keywords['if'] === true ? [] : ['else']));
  return keys;
}

/** A place where a schema starts that has a name of its own. */
interface Resource {
  readonly value: unknown;
  readonly draft: Draft;
  /** The JSON pointer that leads to it. */
  readonly pointer: string;
}

class Registry {
  readonly unresolved = new Set<string>();
  /** By absolute URI, without a fragment. */
  readonly #resources = new Map<string, Resource>();
  /** By absolute URI with the anchor as fragment. */
  readonly #anchors = new Map<string, Resource & { readonly base: string }>();
  readonly #schemas = new Map<object, CompiledSchema>();
  readonly #dynamicAnchors = new Map<string, Map<string, Schema>>();
  /** The base URI of each mapping that may be a schema. */
  readonly #bases = new Map<object, { readonly base: string; readonly draft: Draft }>();
  /** The mappings that were put to their meta-schema. */
  readonly #sound = new Set<object>();
  /** What the document is called. */
  readonly #uri: string;

  constructor(uri: string) {
    this.#uri = uri;
  }

  /** Refuses what is not a schema of its draft, unless it has been looked at as a part of another one. */
  requireSound(value: unknown, draft: Draft, pointer: string): void {
    if (isDict(value) && this.#sound.has(value)) return;
    const fault = metaFault(value, draft, this.#sound);
    if (fault === undefined) return;
    const text = faultsText(fault.kind === 'group' ? fault.causes : [fault]);
    throw new EddyError('JsonSchemaInvalid', `"${this.#place(pointer)}" is not valid against metaschema: jsonschema validation failed with '${metaSchemaUri(draft)}#'\n${text}`);
  }

  #place(pointer: string): string {
    return `${this.#uri}#${encodeURI(pointer)}`;
  }

  /** Notes every identifier and anchor below a value. */
  collect(value: unknown, base: string, draft: Draft): void {
    if (!this.#resources.has(base)) this.#resources.set(base, { value, draft, pointer: '' });
    this.#visit(value, base, draft, '');
  }

  #visit(value: unknown, base: string, draft: Draft, pointer: string): void {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) this.#visit(item, base, draft, `${pointer}/${index}`);
      return;
    }
    if (!isDict(value)) return;
    const ownDraft = typeof value['$id'] === 'string' || typeof value['id'] === 'string' ? draftOf(value, draft) ?? draft : draft;
    const ownBase = this.#identify(value, base, ownDraft, pointer);
    this.#bases.set(value, { base: ownBase, draft: ownDraft });
    for (const key of Object.keys(value)) if (!DATA_KEYWORDS.has(key)) this.#visit(value[key], ownBase, ownDraft, pointer + pointerOf([key]));
  }

  /** Registers the names of a mapping and answers its base URI. */
  #identify(value: Dict, base: string, draft: Draft, pointer: string): string {
    const id = value[draft === 4 ? 'id' : '$id'];
    let own = base;
    if (typeof id === 'string' && !(draft < 2019 && '$ref' in value)) {
      const [uri, fragment] = splitFragment(resolveUri(base, id));
      if (!id.startsWith('#')) {
        own = uri;
        if (!this.#resources.has(uri)) this.#resources.set(uri, { value, draft, pointer });
      }
      if (fragment !== '') this.#anchors.set(`${own}#${fragment}`, { value, draft, pointer, base: own });
    }
    for (const key of ['$anchor', '$dynamicAnchor']) {
      const anchor = value[key];
      if (typeof anchor !== 'string') continue;
      this.#anchors.set(`${own}#${anchor}`, { value, draft, pointer, base: own });
      if (key === '$dynamicAnchor') this.dynamicAnchorsOf(own).set(anchor, this.schemaOf(value, own, draft));
    }
    return own;
  }

  dynamicAnchorsOf(base: string): Map<string, Schema> {
    let anchors = this.#dynamicAnchors.get(base);
    if (anchors === undefined) {
      anchors = new Map();
      this.#dynamicAnchors.set(base, anchors);
    }
    return anchors;
  }

  schemaOf(value: unknown, base: string, draft: Draft): Schema {
    if (!isDict(value)) return new CompiledSchema(this, {}, base, draft, value !== false);
    let schema = this.#schemas.get(value);
    if (schema === undefined) {
      const known = this.#bases.get(value);
      schema = new CompiledSchema(this, value, known?.base ?? base, known?.draft ?? draft, undefined);
      this.#schemas.set(value, schema);
    }
    return schema;
  }

  resolve(base: string, reference: string, draft: Draft): Schema {
    const [uri, fragment] = splitFragment(resolveUri(base, reference));
    const resource = this.#resources.get(uri);
    if (resource === undefined) {
      requireLoadable(uri);
      this.unresolved.add(uri);
      return new CompiledSchema(this, {}, base, draft, true);
    }
    if (fragment === '') return this.schemaOf(resource.value, uri, resource.draft);
    if (!fragment.startsWith('/')) {
      const anchor = this.#anchors.get(`${uri}#${fragment}`);
      if (anchor === undefined) throw new EddyError('JsonSchemaInvalid', `anchor in "${uri}#${fragment}" not found in schema "${this.#uri}"`);
      return this.schemaOf(anchor.value, anchor.base, anchor.draft);
    }
    const pointer = resource.pointer + fragment;
    const value = this.#follow(resource.value, fragment, pointer);
    this.requireSound(value, resource.draft, pointer);
    return this.schemaOf(value, uri, resource.draft);
  }

  #follow(root: unknown, fragment: string, pointer: string): unknown {
    let value = root;
    for (const part of fragment.slice(1).split('/')) {
      const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
      if (Array.isArray(value) && /^\d+$/.test(key) && Number(key) < value.length) value = value[Number(key)];
      else if (isDict(value) && hasKey(value, key)) value = value[key];
      else throw new EddyError('JsonSchemaInvalid', `json-pointer in "${this.#place(pointer)}" not found`);
    }
    return value;
  }
}

class CompiledSchema implements Schema {
  readonly draft: Draft;
  readonly always: boolean | undefined;
  readonly base: string;
  readonly keywords: Dict;
  readonly #registry: Registry;
  readonly #parts = new Map<string, unknown>();

  constructor(registry: Registry, keywords: Dict, base: string, draft: Draft, always: boolean | undefined) {
    this.#registry = registry;
    this.keywords = keywords;
    this.base = base;
    this.draft = draft;
    this.always = always;
  }

  get dynamicAnchors(): ReadonlyMap<string, Schema> {
    return this.#registry.dynamicAnchorsOf(this.base);
  }

  child(key: string): Schema | undefined {
    const value = this.keywords[key];
    if (!isDict(value) && typeof value !== 'boolean') return undefined;
    return this.#once(key, () => this.#schemaOf(value));
  }

  children(key: string): readonly Schema[] | undefined {
    const value = this.keywords[key];
    return Array.isArray(value) ? this.#once(key, () => value.map((item) => this.#schemaOf(item))) : undefined;
  }

  childMap(key: string): ReadonlyMap<string, Schema> | undefined {
    const value = this.keywords[key];
    if (!isDict(value)) return undefined;
    return this.#once(`map:${key}`, () => new Map(Object.keys(value).sort().map((name) => [name, this.#schemaOf(value[name])])));
  }

  reference(key: string): Schema | undefined {
    const value = this.keywords[key];
    if (typeof value !== 'string') return undefined;
    return this.#once(`ref:${key}`, () => this.#registry.resolve(this.base, value, this.draft));
  }

  pattern(text: string): Regexp {
    return this.#once(`pattern:${text}`, () => compileRegexp(text));
  }

  #schemaOf(value: unknown): Schema {
    return this.#registry.schemaOf(value, this.base, this.draft);
  }

  #once<T>(key: string, make: () => T): T {
    if (!this.#parts.has(key)) this.#parts.set(key, make());
    return this.#parts.get(key) as T;
  }
}

/** Refuses the URI of a document that can be nowhere: there are no files but the schema, and other schemes have no loader. */
function requireLoadable(uri: string): void {
  const scheme = schemeOf(uri);
  if (scheme === 'http' || scheme === 'https' || scheme === 'urn') return;
  const reason = scheme === 'file' ? `open ${filePath(uri)}: no such file or directory` : `no URLLoader registered for ${quote(uri)}`;
  throw new EddyError('JsonSchemaInvalid', `failing loading ${quote(uri)}: ${reason}`);
}

/** The draft that a schema names, the fallback when it names none; undefined when it names another meta-schema. */
function draftOf(value: unknown, fallback: Draft): Draft | undefined {
  const uri = isDict(value) ? value['$schema'] : undefined;
  return typeof uri === 'string' ? DRAFTS.get(uri.replace(/^https?:\/\//, '').replace(/#$/, '')) : fallback;
}
