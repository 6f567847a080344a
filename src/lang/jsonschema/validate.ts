import { sprintf } from '../gofmt/index.ts';
import { GoError } from '../govalue/index.ts';
import { hasKey, isDict, type Dict } from '../../std/dict.ts';
import { quoteSingle, type SchemaFault } from './fault.ts';
import { FORMATS } from './formats.ts';
import { countText, floatText } from './number-text.ts';
import { firstEqualPair, isMultiple, isNumber, isSame, numberOf, typeName } from './json-value.ts';
import { metaFault } from './meta-schema.ts';
import type { Schema } from './schema.ts';

/** Values and schemas nested deeper than this are refused. */
const MAX_DEPTH = 500;
/** How many times a schema may be put to a value: `anyOf` in `anyOf` doubles at every level. */
const MAX_CHECKS = 300_000;

/**
 * Checks a value against a schema; the empty list when it holds.
 *
 * Faults come in the order of keys. Follows santhosh-tekuri/jsonschema v6 `validator.go`, which is what Helm 4.2.2 asks.
 *
 * @throws GoError when a schema asks for more work than any sound one.
 */
export function validate(schema: Schema, value: unknown): readonly SchemaFault[] {
  const fault = new Check(schema, value, [], undefined, false).run();
  return fault === undefined ? [] : fault.kind === 'group' ? fault.causes : [fault];
}

/** The schemas that led here, innermost first, for references that depend on them. */
interface Scope {
  readonly schema: Schema;
  /** Counts values: two scopes with one number look at the same value. */
  readonly level: number;
  readonly depth: number;
  /** Of the whole validation. */
  readonly budget: { left: number };
  readonly outer: Scope | undefined;
}

/** What no keyword has looked at yet. */
interface Unevaluated {
  properties: Set<string> | undefined;
  items: Set<number> | undefined;
}

class Check {
  readonly #schema: Schema;
  readonly #value: unknown;
  readonly #path: readonly string[];
  readonly #scope: Scope;
  readonly #left: Unevaluated;
  readonly #faults: SchemaFault[] = [];

  constructor(schema: Schema, value: unknown, path: readonly string[], outer: Scope | undefined, sameValue: boolean, callerNeeds = false) {
    this.#schema = schema;
    this.#value = value;
    this.#path = path;
    const budget = outer?.budget ?? { left: MAX_CHECKS };
    if (--budget.left < 0) throw new GoError(`the schema needs more than ${MAX_CHECKS} checks`);
    this.#scope = { schema, level: outer === undefined ? 0 : outer.level + (sameValue ? 0 : 1), depth: (outer?.depth ?? 0) + 1, budget, outer };
    const { keywords } = schema;
    this.#left = {
      properties: isDict(value) && (callerNeeds || 'unevaluatedProperties' in keywords) ? new Set(Object.keys(value)) : undefined,
      items: Array.isArray(value) && (callerNeeds || 'unevaluatedItems' in keywords) ? new Set(value.keys()) : undefined,
    };
  }

  get left(): Unevaluated {
    return this.#left;
  }

  run(): SchemaFault | undefined {
    const { always } = this.#schema;
    if (always !== undefined) return always ? undefined : this.#fault('false schema');
    if (this.#schema.metaOf !== undefined) return metaFault(this.#value, this.#schema.metaOf, undefined, this.#path);
    if (this.#scope.depth > MAX_DEPTH) return this.#fault('the schema refers to itself without end');
    const early = this.#checkScalarKeywords();
    if (early !== undefined) return early;
    if (this.#schema.draft < 2019 && typeof this.#schema.keywords['$ref'] === 'string') return this.#checkReference('$ref');
    this.#add(this.#checkReference('$ref'));
    if (isDict(this.#value)) this.#checkObject(this.#value);
    else if (Array.isArray(this.#value)) this.#checkList(this.#value);
    else if (typeof this.#value === 'string') this.#checkText(this.#value);
    else if (isNumber(this.#value)) this.#checkNumber(numberOf(this.#value));
    if (this.#schema.draft >= 2019) this.#checkDynamicReferences();
    this.#checkCombinations();
    if (this.#schema.draft >= 2019) this.#checkUnevaluated();
    if (this.#faults.length <= 1) return this.#faults[0];
    return { path: this.#path, kind: 'group', message: 'validation failed', causes: this.#faults };
  }

  /** `type`, `const`, `enum` and `format`: the first that fails ends the check. */
  #checkScalarKeywords(): SchemaFault | undefined {
    const { keywords, draft } = this.#schema;
    // Beside a reference, the older drafts leave out all keywords but this one.
    if (draft < 2019 && typeof keywords['$ref'] === 'string') return this.#checkConst();
    const types = typesOf(keywords['type']);
    if (types.length > 0 && !types.some((type) => hasType(this.#value, type))) {
      return this.#fault(`got ${typeName(this.#value)}, want ${types.join(' or ')}`);
    }
    const other = this.#checkConst();
    if (other !== undefined) return other;
    const allowed = keywords['enum'];
    if (Array.isArray(allowed) && !isAllowed(this.#value, allowed)) return this.#fault(enumMessage(allowed));
    const format = keywords['format'];
    if (draft >= 2019 || typeof format !== 'string' || typeof this.#value !== 'string') return undefined;
    const wrong = FORMATS.get(format)?.(this.#value);
    return wrong === undefined ? undefined : this.#fault(`${display(this.#value)} is not valid ${format}: ${wrong}`);
  }

  #checkConst(): SchemaFault | undefined {
    const { keywords, draft } = this.#schema;
    if (draft < 6 || !hasKey(keywords, 'const') || isSame(this.#value, keywords['const'])) return undefined;
    return this.#fault(isPrimitive(keywords['const']) ? `value must be ${display(keywords['const'])}` : "'const' failed");
  }

  #checkReference(keyword: string): SchemaFault | undefined {
    const target = this.#schema.reference(keyword);
    return target === undefined ? undefined : this.#checkTarget(target);
  }

  #checkTarget(target: Schema): SchemaFault | undefined {
    for (let scope: Scope | undefined = this.#scope; scope?.level === this.#scope.level; scope = scope.outer) {
      if (scope.schema === target) return this.#fault('the schema refers to itself without end');
    }
    const fault = this.#checkSelf(target);
    if (fault === undefined) return undefined;
    return { path: this.#path, kind: 'reference', message: 'validation failed', causes: fault.kind === 'group' ? fault.causes : [fault] };
  }

  #checkDynamicReferences(): void {
    const recursive = this.#schema.reference('$recursiveRef');
    if (recursive !== undefined) this.#add(this.#checkTarget(recursive.keywords['$recursiveAnchor'] === true ? this.#outermostRecursive(recursive) : recursive));
    const dynamic = this.#schema.draft < 2020 ? undefined : this.#schema.reference('$dynamicRef');
    if (dynamic === undefined) return;
    const anchor = String(this.#schema.keywords['$dynamicRef']).split('#')[1] ?? '';
    this.#add(this.#checkTarget(dynamic.keywords['$dynamicAnchor'] === anchor ? this.#outermostDynamic(anchor, dynamic) : dynamic));
  }

  #outermostRecursive(fallback: Schema): Schema {
    let found = fallback;
    for (let scope: Scope | undefined = this.#scope; scope !== undefined; scope = scope.outer) {
      if (scope.schema.keywords['$recursiveAnchor'] === true) found = scope.schema;
    }
    return found;
  }

  #outermostDynamic(anchor: string, fallback: Schema): Schema {
    let found = fallback;
    for (let scope: Scope | undefined = this.#scope; scope !== undefined; scope = scope.outer) found = scope.schema.dynamicAnchors.get(anchor) ?? found;
    return found;
  }

  #checkObject(object: Dict): void {
    const { keywords, draft } = this.#schema;
    const size = Object.keys(object).length;
    const atLeast = this.#count('minProperties');
    if (atLeast !== undefined && size < atLeast) this.#addFault(`minProperties: got ${countText(size)}, want ${countText(atLeast)}`);
    const atMost = this.#count('maxProperties');
    if (atMost !== undefined && size > atMost) this.#addFault(`maxProperties: got ${countText(size)}, want ${countText(atMost)}`);
    const missing = missingOf(object, keywords['required']);
    if (missing.length > 0) this.#addFault(missing.length === 1 ? `missing property ${quoteSingle(missing[0]!)}` : `missing properties ${quoteAll(missing)}`);
    this.#checkDependencies(object);
    this.#checkProperties(object);
    if (draft >= 6) this.#checkPropertyNames(object);
    if (draft >= 2019) this.#checkDependents(object);
  }

  #checkProperties(object: Dict): void {
    const properties = this.#schema.childMap('properties');
    const patterns = [...(this.#schema.childMap('patternProperties') ?? [])];
    const additional = this.#schema.child('additionalProperties');
    const refused: string[] = [];
    for (const name of Object.keys(object).sort()) {
      const value = object[name];
      const matching = patterns.filter(([pattern]) => this.#schema.pattern(pattern).matchString(name)).map(([, schema]) => schema);
      const own = properties?.get(name);
      const schemas = own === undefined ? matching : [own, ...matching];
      for (const schema of schemas) this.#add(this.#checkInner(schema, value, name));
      if (schemas.length === 0 && additional !== undefined) {
        if (additional.always === false) refused.push(name);
        else this.#add(this.#checkInner(additional, value, name));
      }
      if (schemas.length > 0 || additional !== undefined) this.#left.properties?.delete(name);
    }
    if (refused.length > 0) this.#addFault(`additional properties ${quoteAll(refused)} not allowed`);
  }

  #checkPropertyNames(object: Dict): void {
    const schema = this.#schema.child('propertyNames');
    if (schema === undefined) return;
    for (const name of Object.keys(object).sort()) {
      const causes = validate(schema, name);
      if (causes.length > 0) this.#faults.push({ path: [], kind: 'fault', message: `invalid propertyName ${quoteSingle(name)}`, causes });
    }
  }

  /** `dependencies` of the older drafts: names or a schema. */
  #checkDependencies(object: Dict): void {
    const dependencies = this.#schema.keywords['dependencies'];
    if (!isDict(dependencies)) return;
    for (const name of Object.keys(dependencies).sort()) {
      if (!hasKey(object, name)) continue;
      if (Array.isArray(dependencies[name])) this.#checkRequiredBy(object, name, dependencies[name]);
      else this.#addSelf(this.#schema.childMap('dependencies')?.get(name));
    }
  }

  #checkDependents(object: Dict): void {
    for (const [name, schema] of this.#schema.childMap('dependentSchemas') ?? []) if (hasKey(object, name)) this.#addSelf(schema);
    const required = this.#schema.keywords['dependentRequired'];
    if (!isDict(required)) return;
    for (const name of Object.keys(required).sort()) if (hasKey(object, name)) this.#checkRequiredBy(object, name, required[name]);
  }

  #checkRequiredBy(object: Dict, name: string, required: unknown): void {
    const missing = missingOf(object, required);
    if (missing.length > 0) this.#addFault(`properties ${quoteAll(missing)} required, if ${quoteSingle(name)} exists`);
  }

  #checkList(list: readonly unknown[]): void {
    const { keywords } = this.#schema;
    const atLeast = this.#count('minItems');
    if (atLeast !== undefined && list.length < atLeast) this.#addFault(`minItems: got ${countText(list.length)}, want ${countText(atLeast)}`);
    const atMost = this.#count('maxItems');
    if (atMost !== undefined && list.length > atMost) this.#addFault(`maxItems: got ${countText(list.length)}, want ${countText(atMost)}`);
    const equal = keywords['uniqueItems'] === true ? firstEqualPair(list) : undefined;
    if (equal !== undefined) this.#addFault(`items at ${countText(equal[0])} and ${countText(equal[1])} are equal`);
    this.#checkItems(list);
    this.#checkContains(list);
  }

  /** A keyword that is a whole number; the library leaves out what is none. */
  #count(keyword: string): number | undefined {
    const value = this.#schema.keywords[keyword];
    return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
  }

  #checkItems(list: readonly unknown[]): void {
    const modern = this.#schema.draft >= 2020;
    const first = this.#schema.children(modern ? 'prefixItems' : 'items') ?? [];
    const hasTuple = Array.isArray(this.#schema.keywords['items']);
    const rest = modern ? this.#schema.child('items') : hasTuple ? this.#schema.child('additionalItems') : this.#schema.child('items');
    const tuple = Math.min(first.length, list.length);
    if (!modern && hasTuple && rest?.always === false && list.length > tuple) this.#addFault(`last ${countText(list.length - tuple)} additionalItem(s) not allowed`);
    for (const [index, item] of list.entries()) {
      const schema = first[index] ?? rest;
      if (schema === undefined) break;
      this.#left.items?.delete(index);
      // The library counts what follows a tuple from 0 again.
      if (index < tuple || modern || !hasTuple || rest?.always !== false) this.#add(this.#checkInner(schema, item, String(index < tuple ? index : index - tuple)));
    }
  }

  #checkContains(list: readonly unknown[]): void {
    const { draft } = this.#schema;
    const schema = draft >= 6 ? this.#schema.child('contains') : undefined;
    if (schema === undefined) return;
    const causes: SchemaFault[] = [];
    const matched: number[] = [];
    for (const [index, item] of list.entries()) {
      const fault = this.#checkInner(schema, item, String(index));
      if (fault !== undefined) causes.push(fault);
      else {
        matched.push(index);
        if (draft >= 2020) this.#left.items?.delete(index);
      }
    }
    const atLeast = draft >= 2019 ? this.#count('minContains') : undefined;
    if (atLeast !== undefined) {
      const found = matched.length === 0 ? 'none matched' : `matched ${countText(matched.length)} items at ${matched.join(' ')}`;
      if (matched.length < atLeast) this.#addFault(`min ${countText(atLeast)} items required to match contains schema, but ${found}`, causes);
    } else if (matched.length === 0) this.#addFault('no items match contains schema', causes);
    const atMost = draft >= 2019 ? this.#count('maxContains') : undefined;
    if (atMost !== undefined && matched.length > atMost) {
      this.#addFault(`max ${countText(atMost)} items required to match contains schema, but matched ${countText(matched.length)} items at ${matched.join(' ')}`);
    }
  }

  #checkText(text: string): void {
    const { keywords } = this.#schema;
    const atLeast = this.#count('minLength');
    const atMost = this.#count('maxLength');
    if (atLeast !== undefined || atMost !== undefined) {
      const length = Array.from(text).length;
      if (atLeast !== undefined && length < atLeast) this.#addFault(`minLength: got ${countText(length)}, want ${countText(atLeast)}`);
      if (atMost !== undefined && length > atMost) this.#addFault(`maxLength: got ${countText(length)}, want ${countText(atMost)}`);
    }
    const pattern = keywords['pattern'];
    if (typeof pattern === 'string' && !this.#schema.pattern(pattern).matchString(text)) {
      this.#addFault(`${quoteSingle(text)} does not match pattern ${quoteSingle(pattern)}`);
    }
  }

  #checkNumber(value: number): void {
    const { keywords } = this.#schema;
    const compare = (keyword: string, bound: unknown, holds: (bound: number) => boolean): void => {
      if (typeof bound === 'number' && !holds(bound)) this.#addFault(`${keyword}: got ${floatText(value)}, want ${floatText(bound)}`);
    };
    // In draft 4 the exclusive forms are switches on the plain ones.
    const [low, high] = [keywords['minimum'], keywords['maximum']];
    const lowOpen = keywords['exclusiveMinimum'] === true ? low : keywords['exclusiveMinimum'];
    const highOpen = keywords['exclusiveMaximum'] === true ? high : keywords['exclusiveMaximum'];
    if (keywords['exclusiveMinimum'] !== true) compare('minimum', low, (bound) => value >= bound);
    if (keywords['exclusiveMaximum'] !== true) compare('maximum', high, (bound) => value <= bound);
    compare('exclusiveMinimum', lowOpen, (bound) => value > bound);
    compare('exclusiveMaximum', highOpen, (bound) => value < bound);
    compare('multipleOf', keywords['multipleOf'], (step) => isMultiple(value, step));
  }

  #checkCombinations(): void {
    const not = this.#schema.child('not');
    if (not !== undefined && this.#checkSelf(not) === undefined) this.#addFault("'not' failed");
    const all = (this.#schema.children('allOf') ?? []).map((schema) => this.#checkSelf(schema)).filter((fault) => fault !== undefined);
    if (all.length > 0) this.#addFault("'allOf' failed", all);
    this.#checkAnyOf();
    this.#checkOneOf();
    if (this.#schema.draft >= 7) this.#checkCondition();
  }

  #checkAnyOf(): void {
    const schemas = this.#schema.children('anyOf');
    if (schemas === undefined || schemas.length === 0) return;
    const faults = schemas.map((schema) => this.#checkSelf(schema));
    if (!faults.includes(undefined)) this.#addFault("'anyOf' failed", faults.filter((fault) => fault !== undefined));
  }

  #checkOneOf(): void {
    const schemas = this.#schema.children('oneOf');
    if (schemas === undefined || schemas.length === 0) return;
    const faults = schemas.map((schema) => this.#checkSelf(schema));
    const first = faults.indexOf(undefined);
    const second = first === -1 ? -1 : faults.indexOf(undefined, first + 1);
    if (first === -1) this.#addFault("'oneOf' failed, none matched", faults.filter((fault) => fault !== undefined));
    else if (second !== -1) this.#addFault(`'oneOf' failed, subschemas ${first}, ${second} matched`);
  }

  #checkCondition(): void {
    const condition = this.#schema.child('if');
    if (condition === undefined) return;
    this.#addSelf(this.#schema.child(this.#checkSelf(condition) === undefined ? 'then' : 'else'));
  }

  #checkUnevaluated(): void {
    const forProperties = this.#schema.child('unevaluatedProperties');
    if (isDict(this.#value) && forProperties !== undefined) {
      for (const name of [...(this.#left.properties ?? [])].sort()) this.#add(this.#checkInner(forProperties, this.#value[name], name));
      this.#left.properties = new Set();
    }
    const forItems = this.#schema.child('unevaluatedItems');
    if (Array.isArray(this.#value) && forItems !== undefined) {
      for (const index of this.#left.items ?? []) this.#add(this.#checkInner(forItems, this.#value[index], String(index)));
      this.#left.items = new Set();
    }
  }

  /** Checks the same value against another schema; what that one evaluates counts here, too. */
  #checkSelf(schema: Schema): SchemaFault | undefined {
    const needs = (this.#left.properties?.size ?? 0) + (this.#left.items?.size ?? 0) > 0;
    const check = new Check(schema, this.#value, this.#path, this.#scope, true, needs);
    const fault = check.run();
    if (fault !== undefined || !needs) return fault;
    for (const name of this.#left.properties ?? []) if (check.left.properties?.has(name) === false) this.#left.properties!.delete(name);
    for (const index of this.#left.items ?? []) if (check.left.items?.has(index) === false) this.#left.items!.delete(index);
    return undefined;
  }

  #checkInner(schema: Schema, value: unknown, key: string): SchemaFault | undefined {
    if (schema.always === true) return undefined;
    return new Check(schema, value, [...this.#path, key], this.#scope, false).run();
  }

  #addSelf(schema: Schema | undefined): void {
    if (schema !== undefined) this.#add(this.#checkSelf(schema));
  }

  #add(fault: SchemaFault | undefined): void {
    if (fault !== undefined) this.#faults.push(fault);
  }

  #addFault(message: string, causes: readonly SchemaFault[] = []): void {
    this.#faults.push(this.#fault(message, causes));
  }

  #fault(message: string, causes: readonly SchemaFault[] = []): SchemaFault {
    return { path: this.#path, kind: 'fault', message, causes };
  }
}

function typesOf(keyword: unknown): string[] {
  const list: readonly unknown[] = Array.isArray(keyword) ? keyword : [keyword];
  const wanted = new Set(list.filter((type) => typeof type === 'string'));
  // Messages name them in this order, whatever the schema's is.
  return ['null', 'boolean', 'number', 'integer', 'string', 'array', 'object'].filter((type) => wanted.has(type));
}

function hasType(value: unknown, type: string): boolean {
  return type === 'integer' ? isNumber(value) && Number.isInteger(numberOf(value)) : typeName(value) === type;
}

/** A value is one of those allowed only if one of them has its type. */
function isAllowed(value: unknown, allowed: readonly unknown[]): boolean {
  const type = typeName(value);
  return allowed.some((item) => typeName(item) === type) && allowed.some((item) => isSame(value, item));
}

function isPrimitive(value: unknown): boolean {
  return !Array.isArray(value) && !isDict(value);
}

function enumMessage(allowed: readonly unknown[]): string {
  if (!allowed.every(isPrimitive)) return "'enum' failed";
  return allowed.length === 1 ? `value must be ${display(allowed[0])}` : `value must be one of ${allowed.map(display).join(', ')}`;
}

function display(value: unknown): string {
  if (typeof value === 'string') return quoteSingle(value);
  // A number stands as it is written.
  return isNumber(value) ? String(numberOf(value)) : sprintf('%v', [value ?? null]);
}

function quoteAll(names: readonly string[]): string {
  return names.map(quoteSingle).join(', ');
}

function missingOf(object: Dict, required: unknown): string[] {
  return Array.isArray(required) ? required.filter((name): name is string => typeof name === 'string' && !hasKey(object, name)) : [];
}
