import { EddyError } from '../../diagnostics/index.ts';
import { hasKey, isDict, type Dict } from '../../std/dict.ts';
import { compileRegexp, type Regexp } from '../regexp/index.ts';

/** The drafts that are told apart: 4, 6, 7, 2019-09 and 2020-12. */
export type Draft = 4 | 6 | 7 | 2019 | 2020;

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

/**
 * Prepares a schema. Nothing is fetched: references to other documents count as the schema `true` and are listed.
 *
 * @param value - The parsed schema.
 * @param uri - What the document is called, for relative references.
 * @throws EddyError JsonSchemaInvalid when the schema is neither a mapping nor a boolean.
 */
export function compileSchema(value: unknown, uri: string): SchemaDocument {
  if (!isDict(value) && typeof value !== 'boolean') throw new EddyError('JsonSchemaInvalid', 'a schema has to be a mapping or a boolean');
  const registry = new Registry();
  const draft = draftOf(value, 2020);
  registry.collect(value, uri, draft);
  return { root: registry.schemaOf(value, uri, draft), unresolved: registry.unresolved };
}

/** A place where a schema starts that has a name of its own. */
interface Resource {
  readonly value: unknown;
  readonly draft: Draft;
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

  /** Notes every identifier and anchor below a value. */
  collect(value: unknown, base: string, draft: Draft): void {
    if (!this.#resources.has(base)) this.#resources.set(base, { value, draft });
    this.#visit(value, base, draft);
  }

  #visit(value: unknown, base: string, draft: Draft): void {
    if (Array.isArray(value)) {
      for (const item of value) this.#visit(item, base, draft);
      return;
    }
    if (!isDict(value)) return;
    const ownDraft = draftOf(value, draft);
    const ownBase = this.#identify(value, base, ownDraft);
    this.#bases.set(value, { base: ownBase, draft: ownDraft });
    for (const key of Object.keys(value)) if (!DATA_KEYWORDS.has(key)) this.#visit(value[key], ownBase, ownDraft);
  }

  /** Registers the names of a mapping and answers its base URI. */
  #identify(value: Dict, base: string, draft: Draft): string {
    const id = value[draft === 4 ? 'id' : '$id'];
    let own = base;
    if (typeof id === 'string' && !(draft < 2019 && '$ref' in value)) {
      const [uri, fragment] = splitFragment(resolveUri(base, id));
      if (!id.startsWith('#')) {
        own = uri;
        if (!this.#resources.has(uri)) this.#resources.set(uri, { value, draft });
      }
      if (fragment !== '') this.#anchors.set(`${own}#${fragment}`, { value, draft, base: own });
    }
    for (const key of ['$anchor', '$dynamicAnchor']) {
      const anchor = value[key];
      if (typeof anchor !== 'string') continue;
      this.#anchors.set(`${own}#${anchor}`, { value, draft, base: own });
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
      this.unresolved.add(uri);
      return new CompiledSchema(this, {}, base, draft, true);
    }
    if (fragment === '') return this.schemaOf(resource.value, uri, resource.draft);
    if (!fragment.startsWith('/')) {
      const anchor = this.#anchors.get(`${uri}#${fragment}`);
      if (anchor === undefined) throw new EddyError('JsonSchemaInvalid', `the reference "${reference}" leads to an anchor that does not exist`);
      return this.schemaOf(anchor.value, anchor.base, anchor.draft);
    }
    return this.schemaOf(this.#follow(resource.value, fragment, reference), uri, resource.draft);
  }

  #follow(root: unknown, pointer: string, reference: string): unknown {
    let value = root;
    for (const part of pointer.slice(1).split('/')) {
      const key = decode(part).replaceAll('~1', '/').replaceAll('~0', '~');
      if (Array.isArray(value) && /^\d+$/.test(key) && Number(key) < value.length) value = value[Number(key)];
      else if (isDict(value) && hasKey(value, key)) value = value[key];
      else throw new EddyError('JsonSchemaInvalid', `the reference "${reference}" leads nowhere`);
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

function draftOf(value: unknown, fallback: Draft): Draft {
  const uri = isDict(value) ? value['$schema'] : undefined;
  if (typeof uri !== 'string') return fallback;
  const found = /draft-0?([467])\/schema|draft\/(2019-09|2020-12)\/schema/.exec(uri);
  if (found === null) return fallback;
  return found[1] !== undefined ? (Number(found[1]) as Draft) : found[2] === '2019-09' ? 2019 : 2020;
}

function splitFragment(uri: string): [string, string] {
  const hash = uri.indexOf('#');
  return hash === -1 ? [uri, ''] : [uri.slice(0, hash), decode(uri.slice(hash + 1))];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function resolveUri(base: string, reference: string): string {
  if (reference.startsWith('#')) return `${base}${reference}`;
  try {
    return new URL(reference, base).href;
  } catch {
    return reference;
  }
}
