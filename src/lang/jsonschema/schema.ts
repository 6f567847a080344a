import { EddyError } from '../../diagnostics/index.ts';
import { hasKey, isDict, type Dict } from '../../std/dict.ts';
import { quote } from '../gofmt/index.ts';
import { GoError } from '../govalue/index.ts';
import { compileRegexp, type Regexp } from '../regexp/index.ts';
import { parseUrl } from '../sprig/index.ts';
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
  /** Looks whether the document that a reference names is there. @throws EddyError JsonSchemaInvalid */
  requireDocument(key: string): void;
  pattern(text: string): Regexp;
  /** Looks at its patterns, which not every meta-schema does. @throws EddyError JsonSchemaInvalid */
  requirePatterns(): void;
  /** Set for the meta-schema of a draft: it takes what that draft takes for a schema. */
  readonly metaOf: Draft | undefined;
  readonly dynamicAnchors: ReadonlyMap<string, Schema>;
  /** The schema around it that its base URI names, or itself; undefined in a document that is not at hand. */
  readonly resource: Schema | undefined;
}

/** A schema document with everything that its references lead to. */
export interface SchemaDocument {
  readonly root: Schema;
  /** The URIs of other documents that were needed and are not at hand; what refers to them is not checked. Grows while values are validated. */
  readonly unresolved: ReadonlySet<string>;
}

/** The keywords that put schemas to values, with the first draft that knows them, in the order in which they are looked at. Definitions count only when something refers to them. */
const APPLICATORS: readonly (readonly [key: string, since: Draft])[] = [
  ...['allOf', 'anyOf', 'oneOf', 'not', 'properties', 'patternProperties', 'additionalProperties', 'dependencies'].map((key) => [key, 4] as const),
  ...['contains', 'propertyNames'].map((key) => [key, 6] as const),
  ...['if', 'then', 'else'].map((key) => [key, 7] as const),
  ...['dependentSchemas', 'unevaluatedItems', 'unevaluatedProperties'].map((key) => [key, 2019] as const),
  ['prefixItems', 2020],
];

/** Where schemas lie in a schema: those of `APPLICATORS`, and some that only have names. */
const PLACES: readonly (readonly [key: string, since: Draft])[] = [
  ...APPLICATORS,
  ['definitions', 4],
  ['items', 4],
  ['additionalItems', 4],
  ['$defs', 2019],
  ['contentSchema', 2019],
];
const PLACE_NAMES: ReadonlySet<string> = new Set(PLACES.map(([key]) => key));
const NONE: readonly string[] = [];
const MAP_PLACES: ReadonlySet<string> = new Set(['definitions', '$defs', 'properties', 'patternProperties', 'dependencies', 'dependentSchemas']);
const LIST_PLACES: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems', 'items']);

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
  registry.collect(value, uri, known);
  registry.requireSound(value, known, '');
  const root = registry.schemaOf(value, uri, known);
  followReferences(root);
  return { root, unresolved: registry.unresolved };
}

/** Looks up every reference that validating could come by, so that one that leads nowhere is found whatever the values are. */
function followReferences(root: Schema): void {
  // What a pointer leads to is looked up when its turn comes; an anchor at once.
  const queue: (Schema | (() => Schema | undefined))[] = [root];
  const seen = new Set<Dict>();
  const resources = new Set<string>();
  for (const next of queue) {
    const schema = typeof next === 'function' ? next() : next;
    if (schema === undefined) continue;
    // A part brings the schema along that it has its name from.
    if (!resources.has(schema.base) && schema.resource !== undefined) queue.push(schema.resource);
    resources.add(schema.base);
    if (schema.always !== undefined || seen.has(schema.keywords)) continue;
    seen.add(schema.keywords);
    if (schema.draft >= 2020 && schema === schema.resource) queue.push(...schema.dynamicAnchors.values());
    const refer = (key: string): void => {
      const target = schema.keywords[key];
      if (typeof target !== 'string') return;
      schema.requireDocument(key);
      if (/#(?!\/).|#$/.test(target)) queue.push(schema.reference(key)!);
      else queue.push(() => schema.reference(key));
    };
    refer('$ref');
    // The older drafts leave out what stands beside a reference, as far as draft 4 has it.
    const isReference = schema.draft < 2019 && typeof schema.keywords['$ref'] === 'string';
    if (!isReference) schema.requirePatterns();
    queue.push(...partsOf(schema, applicatorsOf(schema, isReference ? 6 : 4, 7)));
    if (schema.draft >= 2019) refer('$recursiveRef');
    queue.push(...partsOf(schema, applicatorsOf(schema, 2019, 2019)));
    if (schema.draft >= 2020) refer('$dynamicRef');
    queue.push(...partsOf(schema, applicatorsOf(schema, 2020, 2020)));
  }
}

/** The applicators that a schema has, of those that came with some drafts. */
function applicatorsOf({ draft, keywords }: Schema, since: Draft, until: Draft): readonly string[] {
  if (!hasPlaces(keywords)) return NONE;
  const keys = APPLICATORS.filter(([key, first]) => first >= since && first <= until && draft >= first && hasKey(keywords, key)).map(([key]) => key);
  const items = ['items', ...(Array.isArray(keywords['items']) ? ['additionalItems'] : [])];
  if (since === 4 && draft < 2020) keys.splice(keys.filter((key) => /Of$|^not$/.test(key)).length, 0, ...items);
  if (since === 2020 && draft >= 2020) keys.push('items');
  return keys.filter((key) => !isSkipped(keywords, key));
}

/** `then` and `else` count beside an `if` that may go their way. */
function isSkipped(keywords: Dict, key: string): boolean {
  if (key !== 'then' && key !== 'else') return false;
  return !hasKey(keywords, 'if') || keywords['if'] === (key === 'else');
}

function partsOf(schema: Schema, keys: readonly string[]): readonly Schema[] {
  return keys.flatMap((key) => {
    if (MAPS.has(key)) return [...(schema.childMap(key)?.values() ?? [])];
    return schema.children(key) ?? (LIST_PLACES.has(key) && key !== 'items' ? [] : (schema.child(key) ?? []));
  });
}

/** Schemas nested deeper than this are refused. */
const MAX_DEPTH = 500;

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
  readonly #bases = new Map<object, { readonly base: string; readonly draft: Draft; readonly pointer: string }>();
  /** What the document is called. */
  readonly #uri: string;

  constructor(uri: string) {
    this.#uri = uri;
  }

  /** Refuses what is not a schema of its draft. */
  requireSound(value: unknown, draft: Draft, pointer: string): void {
    const fault = metaFault(value, draft, (schema) => this.#bases.get(schema)?.draft);
    if (fault === undefined) return;
    const text = faultsText(fault.kind === 'group' ? fault.causes : [fault]);
    throw new EddyError('JsonSchemaInvalid', `"${this.#place(pointer)}" is not valid against metaschema: jsonschema validation failed with '${metaSchemaUri(draft)}#'\n${text}`);
  }

  #place(pointer: string): string {
    return `${this.#uri}#${pointer.split('/').map(escapePart).join('/')}`;
  }

  /** Notes the identifiers and anchors of a schema document. @throws EddyError JsonSchemaInvalid where one is there twice */
  collect(value: unknown, base: string, draft: Draft): void {
    this.#collect(value, base, draft, '', 0);
  }

  #collect(value: unknown, outerBase: string, outer: Draft, pointer: string, depth: number): void {
    if (depth > MAX_DEPTH) throw new EddyError('JsonSchemaInvalid', `the schema nests deeper than ${MAX_DEPTH} levels`);
    if (!isDict(value)) {
      if (pointer === '') this.#resources.set(outerBase, { value, draft: outer, pointer });
      return;
    }
    if (this.#bases.has(value)) return;
    this.#requireKnownDraft(value, pointer);
    const named = draftOf(value, outer) ?? outer;
    // A part without a name of its own is of the draft around it.
    const draft = pointer === '' || idOf(value, named) !== '' ? named : outer;
    const id = idOf(value, draft);
    if (id !== '' && urlFault(id) !== undefined) throw new EddyError('JsonSchemaInvalid', `error in parsing id at "${this.#place(pointer)}"`);
    const base = id === '' ? outerBase : splitFragment(resolveUri(outerBase, id))[0];
    if (id !== '' || pointer === '') this.#addResource(base, { value, draft, pointer });
    const resource = this.#resources.get(base)!;
    this.#bases.set(value, { base, draft: resource.draft, pointer });
    for (const anchor of anchorsOf(value, resource.draft)) this.#addAnchor(base, anchor, { value, draft: resource.draft, pointer, base });
    const dynamic = value['$dynamicAnchor'];
    if (resource.draft >= 2020 && typeof dynamic === 'string') this.dynamicAnchorsOf(base).set(dynamic, this.schemaOf(value, base, resource.draft));
    for (const [place, inner] of placesOf(value, draft)) this.#collect(inner, base, resource.draft, pointer + pointerOf(place), depth + 1);
  }

  /** Refuses a meta-schema that cannot be loaded. */
  #requireKnownDraft(schema: Dict, pointer: string): void {
    if (typeof schema['$schema'] !== 'string' || draftOf(schema, 2020) !== undefined) return;
    const [uri] = splitFragment(schema['$schema']);
    const fault = urlFault(uri);
    if (fault !== undefined) throw new EddyError('JsonSchemaInvalid', `invalid $schema in "${this.#place(pointer)}": ${fault}`);
    if (uri !== this.#uri) requireLoadable(uri);
    else if (pointer === '') throw new EddyError('JsonSchemaInvalid', `draft ${quote(uri)} is not supported`);
  }

  #addResource(base: string, resource: Resource): void {
    const before = this.#resources.get(base);
    if (before === undefined) this.#resources.set(base, resource);
    else if (before.pointer !== resource.pointer) {
      throw new EddyError('JsonSchemaInvalid', `duplicate id ${quote(base)} in ${quote(this.#uri)} at ${quote(resource.pointer)} and ${quote(before.pointer)}`);
    }
  }

  #addAnchor(base: string, anchor: string, found: Resource & { readonly base: string }): void {
    const key = `${base}#${anchor}`;
    const before = this.#anchors.get(key);
    if (before !== undefined && before.pointer !== found.pointer) {
      throw new EddyError('JsonSchemaInvalid', `duplicate anchor ${quote(anchor)} in ${quote(this.#uri)} at ${quote(before.pointer)} and ${quote(found.pointer)}`);
    }
    this.#anchors.set(key, found);
  }

  /** The place of a part of a schema, for messages. */
  placeOf(schema: Dict, part: string): string {
    return this.#place(`${this.#bases.get(schema)?.pointer ?? ''}/${part}`);
  }

  dynamicAnchorsOf(base: string): Map<string, Schema> {
    let anchors = this.#dynamicAnchors.get(base);
    if (anchors === undefined) {
      anchors = new Map();
      this.#dynamicAnchors.set(base, anchors);
    }
    return anchors;
  }

  resourceOf(base: string): Schema | undefined {
    const resource = this.#resources.get(base);
    return resource && this.schemaOf(resource.value, base, resource.draft);
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
    if (resource === undefined) return this.#elsewhere(uri, fragment, draft);
    if (fragment === '') return this.schemaOf(resource.value, uri, resource.draft);
    if (!fragment.startsWith('/')) {
      const anchor = this.#anchors.get(`${uri}#${fragment}`);
      if (anchor === undefined) throw new EddyError('JsonSchemaInvalid', `anchor in ${quote(`${uri}#${fragment}`)} not found in schema ${quote(this.#uri)}`);
      return this.schemaOf(anchor.value, anchor.base, anchor.draft);
    }
    return this.#schemaAt(resource, uri, fragment);
  }

  requireDocument(base: string, reference: string): void {
    const [uri] = splitFragment(resolveUri(base, reference));
    if (!this.#resources.has(uri)) requireLoadable(uri);
  }

  /** A document that is not at hand: a published meta-schema, or one that would have to be fetched. */
  #elsewhere(uri: string, fragment: string, draft: Draft): Schema {
    const metaOf = fragment === '' ? DRAFTS.get(uri.replace(/^https?:\/\//, '')) : undefined;
    if (metaOf === undefined) {
      requireLoadable(uri);
      this.unresolved.add(uri);
    }
    return new CompiledSchema(this, {}, uri, draft, metaOf === undefined ? true : undefined, metaOf);
  }

  /** The schema that a JSON pointer leads to. It may lie where no keyword would look for one. */
  #schemaAt(resource: Resource, uri: string, fragment: string): Schema {
    const pointer = resource.pointer + fragment;
    let value = resource.value;
    let around: { readonly base: string; readonly draft: Draft } = { base: uri, draft: resource.draft };
    for (const part of fragment.slice(1).split('/')) {
      if (/~(?![01])/.test(part)) throw new EddyError('JsonSchemaInvalid', `invalid json-pointer "${this.#place(pointer)}"`);
      const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
      if (Array.isArray(value) && /^\+?\d+$/.test(key) && Number(key) < value.length) value = value[Number(key)];
      else if (isDict(value) && hasKey(value, key)) value = value[key];
      else throw new EddyError('JsonSchemaInvalid', `json-pointer in "${this.#place(pointer)}" not found`);
      around = (isDict(value) ? this.#bases.get(value) : undefined) ?? around;
    }
    // What is known already was looked at as a part of another schema.
    const isKnown = isDict(value) && this.#bases.has(value);
    if (!isKnown) this.#collect(value, around.base, around.draft, pointer, 0);
    const schema = this.schemaOf(value, around.base, around.draft);
    if (!isKnown) this.requireSound(value, schema.draft, pointer);
    return schema;
  }
}

/** A part of a path in a URI. Follows Go 1.26 `url.PathEscape`. */
function escapePart(part: string): string {
  return encodeURIComponent(part)
    .replaceAll(/%(?:24|26|2B|3A|3D|40)/g, (escaped) => decodeURIComponent(escaped))
    .replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The name of a schema, without its fragment; empty where it has none. */
function idOf(schema: Dict, draft: Draft): string {
  const id = schema[draft === 4 ? 'id' : '$id'];
  return typeof id !== 'string' || (draft < 2019 && '$ref' in schema) ? '' : id.replace(/#.*$/s, '');
}

function anchorsOf(schema: Dict, draft: Draft): readonly string[] {
  if (draft >= 2019) {
    if (schema['$anchor'] === undefined && schema['$dynamicAnchor'] === undefined) return NONE;
    const keys = draft >= 2020 ? ['$anchor', '$dynamicAnchor'] : ['$anchor'];
    return keys.map((key) => schema[key]).filter((anchor) => typeof anchor === 'string');
  }
  const id = schema[draft === 4 ? 'id' : '$id'];
  if (typeof id !== 'string' || '$ref' in schema) return [];
  const [, fragment] = splitFragment(id);
  return fragment === '' || fragment.startsWith('/') ? [] : [fragment];
}

/** Whether a schema may have schemas in it: most are about a plain value. */
function hasPlaces(schema: Dict): boolean {
  for (const key in schema) if (PLACE_NAMES.has(key)) return true;
  return false;
}

/** The places of a schema where schemas are, with what is there. */
function* placesOf(schema: Dict, draft: Draft): Iterable<readonly [place: readonly string[], value: unknown]> {
  if (!hasPlaces(schema)) return;
  for (const [key, since] of PLACES) {
    const value = schema[key];
    if (draft < since || value === undefined) continue;
    if (MAP_PLACES.has(key)) {
      if (isDict(value)) for (const name of Object.keys(value)) yield [[key, name], value[name]];
    } else if (LIST_PLACES.has(key) && Array.isArray(value)) {
      for (const [index, item] of value.entries()) yield [[key, String(index)], item];
    } else if (!LIST_PLACES.has(key) || key === 'items') yield [[key], value];
  }
}

class CompiledSchema implements Schema {
  readonly draft: Draft;
  readonly always: boolean | undefined;
  readonly base: string;
  readonly keywords: Dict;
  readonly metaOf: Draft | undefined;
  readonly #registry: Registry;
  readonly #parts = new Map<string, unknown>();

  constructor(registry: Registry, keywords: Dict, base: string, draft: Draft, always: boolean | undefined, metaOf?: Draft) {
    this.#registry = registry;
    this.metaOf = metaOf;
    this.keywords = keywords;
    this.base = base;
    this.draft = draft;
    this.always = always;
  }

  get dynamicAnchors(): ReadonlyMap<string, Schema> {
    return this.#registry.dynamicAnchorsOf(this.base);
  }

  get resource(): Schema | undefined {
    return this.#registry.resourceOf(this.base);
  }

  child(key: string): Schema | undefined {
    const value = this.keywords[key];
    // What is no schema where one should be, which not every meta-schema looks at, takes every value.
    if (value === undefined || (key === 'items' && this.draft < 2020 && Array.isArray(value))) return undefined;
    return this.#once(key, () => this.#schemaOf(value));
  }

  children(key: string): readonly Schema[] | undefined {
    const value = this.keywords[key];
    const isList = LIST_PLACES.has(key) && !(key === 'items' && this.draft >= 2020);
    return isList && Array.isArray(value) ? this.#once(key, () => value.map((item) => this.#schemaOf(item))) : undefined;
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

  requireDocument(key: string): void {
    const value = this.keywords[key];
    if (typeof value === 'string') this.#registry.requireDocument(this.base, value);
  }

  requirePatterns(): void {
    const { patternProperties, pattern } = this.keywords;
    if (isDict(patternProperties)) for (const text of Object.keys(patternProperties)) this.#requirePattern(text, 'patternProperties');
    if (typeof pattern === 'string') this.#requirePattern(pattern, 'pattern');
  }

  #requirePattern(text: string, keyword: string): void {
    try {
      this.pattern(text);
    } catch (error) {
      if (!(error instanceof EddyError)) throw error;
      throw new EddyError('JsonSchemaInvalid', `invalid regex ${quote(text)} at ${quote(this.#registry.placeOf(this.keywords, keyword))}: ${error.message}`, { cause: error });
    }
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

/** Why a text is no URL, in Go's words; undefined where it is one. */
function urlFault(text: string): string | undefined {
  try {
    parseUrl(text);
    return undefined;
  } catch (error) {
    if (error instanceof GoError) return error.message;
    throw error;
  }
}

/** The draft that a schema names, the fallback when it names none; undefined when it names another meta-schema. */
function draftOf(value: unknown, fallback: Draft): Draft | undefined {
  const uri = isDict(value) ? value['$schema'] : undefined;
  return typeof uri === 'string' ? DRAFTS.get(uri.replace(/^https?:\/\//, '').replace(/#.*$/s, '')) : fallback;
}
