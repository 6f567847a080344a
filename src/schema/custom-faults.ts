import { deepEqual } from '../std/deep-equal.ts';
import { isDict, type Dict } from '../std/dict.ts';
import { compileRegexp, type Regexp } from '../lang/regexp/index.ts';
import { duplicate, invalid, required, tooLong, tooMany, unsupported } from './field-fault.ts';
import { additionalOf, itemBefore, itemsSchemaOf, propertiesOf, propertyOf, type StructuralSchema } from './json-schema.ts';

/** What a value has against it; a blocking one keeps rules from being looked at. */
export interface CustomFault {
  readonly text: string;
  readonly blocking: boolean;
}

/**
 * What keeps a value from being as its schema has it, in the order of the fields. What is as it was before (`old`) is not looked at again.
 *
 * Follows kube-openapi pkg/validation/validate and apiextensions-apiserver v0.36 pkg/apiserver/validation/validation.go.
 */
export function schemaFaults(schema: StructuralSchema, value: unknown, old: unknown, path: string): readonly CustomFault[] {
  const out: CustomFault[] = [];
  check(schema, value, old, path, out);
  return out;
}

function check(schema: StructuralSchema, value: unknown, old: unknown, path: string, out: CustomFault[]): void {
  if (old !== undefined && deepEqual(old, value)) return;
  if (value === null) {
    if (schema['nullable'] !== true && schema['type'] !== undefined) out.push(blocking(typeFault(path, typeName(schema), 'null')));
    return;
  }
  if (!hasType(schema, value)) {
    out.push(blocking(typeFault(path, typeName(schema), jsonType(value))));
    return;
  }
  checkEnum(schema, value, path, out);
  if (typeof value === 'string') checkString(schema, value, path, out);
  else if (typeof value === 'number') checkNumber(schema, value, path, out);
  else if (Array.isArray(value)) checkList(schema, value, old, path, out);
  else if (isDict(value)) checkMap(schema, value, old, path, out);
  checkCombinations(schema, value, path, out);
}

function typeFault(path: string, type: string, found: string): string {
  return invalid(path, found, `${shown(path)} must be of type ${type}: ${JSON.stringify(found)}`);
}

/** Where a path is none, the whole object is meant. */
function shown(path: string): string {
  return path === '' ? '<nil>' : `${path} in body`;
}

function typeName(schema: StructuralSchema): string {
  if (schema['x-kubernetes-int-or-string'] === true) return 'integer,string';
  return typeof schema['type'] === 'string' ? schema['type'] : 'object';
}

function hasType(schema: StructuralSchema, value: unknown): boolean {
  if (schema['x-kubernetes-int-or-string'] === true) return typeof value === 'string' || Number.isInteger(value);
  switch (schema['type']) {
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isDict(value);
    default:
      return true;
  }
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value === 'object' ? 'object' : typeof value;
}

function checkEnum(schema: StructuralSchema, value: unknown, path: string, out: CustomFault[]): void {
  const allowed = schema['enum'];
  if (!Array.isArray(allowed) || allowed.some((each) => deepEqual(each, value))) return;
  const texts = allowed.map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
  out.push(blocking(unsupported(path, value, texts)));
}

function checkString(schema: StructuralSchema, value: string, path: string, out: CustomFault[]): void {
  const { maxLength, minLength, pattern, format } = schema;
  const length = codePoints(value);
  if (typeof maxLength === 'number' && length > maxLength) out.push(blocking(tooLong(path, maxLength)));
  if (typeof minLength === 'number' && length < minLength) out.push(other(invalid(path, value, `${shown(path)} should be at least ${String(minLength)} chars long`)));
  if (typeof pattern === 'string' && !matchesPattern(schema, pattern, value)) out.push(other(invalid(path, value, `${shown(path)} should match '${pattern}'`)));
  if (format === 'date-time' && !DATE_TIME.test(value)) out.push(other(invalid(path, value, `${shown(path)} must be of type date-time: ${JSON.stringify(value)}`)));
}

/** Lengths are counted in code points. */
function codePoints(text: string): number {
  return Array.from(text).length;
}

const regexps = new WeakMap<StructuralSchema, Regexp>();

function regexpOf(schema: StructuralSchema, pattern: string): Regexp {
  let regexp = regexps.get(schema);
  if (regexp === undefined) regexps.set(schema, (regexp = compileRegexp(pattern)));
  return regexp;
}

/** Matches a pattern. JavaScript's own engine does short texts, where it cannot take long, if the pattern means the same to it. */
function matchesPattern(schema: StructuralSchema, pattern: string, text: string): boolean {
  if (text.length > MAX_NATIVE || !PLAIN_PATTERN.test(pattern)) return regexpOf(schema, pattern).matchString(text);
  let native = natives.get(schema);
  if (native === undefined) natives.set(schema, (native = new RegExp(pattern)));
  return native.test(text);
}

const MAX_NATIVE = 16;
/** Groups, classes, repetitions and escaped signs only. */
const PLAIN_PATTERN = /^(?:\\[./\-_\\]|[\w\s^$()[\]*+|@=:/-]|\((?!\?)|\.|(?<=[)\]])[+*?])*$/;
const natives = new WeakMap<StructuralSchema, RegExp>();

const DATE_TIME = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

function checkNumber(schema: StructuralSchema, value: number, path: string, out: CustomFault[]): void {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const complain = (text: string): void => {
    out.push(other(invalid(path, value, `${shown(path)} should be ${text}`)));
  };
  if (typeof maximum === 'number') {
    if (exclusiveMaximum === true ? value >= maximum : value > maximum) complain(`less than ${exclusiveMaximum === true ? '' : 'or equal to '}${String(maximum)}`);
  }
  if (typeof minimum === 'number') {
    if (exclusiveMinimum === true ? value <= minimum : value < minimum) complain(`greater than ${exclusiveMinimum === true ? '' : 'or equal to '}${String(minimum)}`);
  }
  if (typeof multipleOf === 'number' && value % multipleOf !== 0) complain(`a multiple of ${String(multipleOf)}`);
}

function checkList(schema: StructuralSchema, list: readonly unknown[], old: unknown, path: string, out: CustomFault[]): void {
  const { maxItems, minItems } = schema;
  if (typeof maxItems === 'number' && list.length > maxItems) out.push(blocking(tooMany(path, list.length, maxItems)));
  if (typeof minItems === 'number' && list.length < minItems) out.push(other(invalid(path, list.length, `${shown(path)} should have at least ${String(minItems)} items`)));
  const items = itemsSchemaOf(schema);
  if (items !== undefined) for (const [i, item] of list.entries()) check(items, item, itemBefore(schema, item, old), `${path}[${String(i)}]`, out);
  checkUnique(schema, list, path, out);
}

/** Items of sets and of lists with keys are there once. */
function checkUnique(schema: StructuralSchema, list: readonly unknown[], path: string, out: CustomFault[]): void {
  const relation = schema['x-kubernetes-list-type'];
  if (relation !== 'set' && relation !== 'map') return;
  const names = Array.isArray(schema['x-kubernetes-list-map-keys']) ? (schema['x-kubernetes-list-map-keys'] as string[]) : [];
  const seen = new Set<string>();
  for (const [i, item] of list.entries()) {
    const key: unknown = relation === 'set' ? item : isDict(item) ? Object.fromEntries(names.map((name) => [name, item[name]])) : item;
    const text = JSON.stringify(key);
    if (seen.has(text)) out.push(other(duplicate(`${path}[${String(i)}]`, key)));
    seen.add(text);
  }
}

function checkMap(schema: StructuralSchema, map: Dict, old: unknown, path: string, out: CustomFault[]): void {
  const { maxProperties, minProperties } = schema;
  const below = (name: string): string => (path === '' ? name : `${path}.${name}`);
  const count = Object.keys(map).length;
  if (typeof maxProperties === 'number' && count > maxProperties) out.push(blocking(tooMany(path, count, maxProperties)));
  if (typeof minProperties === 'number' && count < minProperties) {
    out.push(other(invalid(path, count, `${shown(path)} should have at least ${String(minProperties)} properties`)));
  }
  for (const name of Array.isArray(schema['required']) ? (schema['required'] as string[]) : []) {
    if (!Object.hasOwn(map, name)) out.push(blocking(required(below(name))));
  }
  const additional = additionalOf(schema);
  const properties = propertiesOf(schema);
  for (const name of Object.keys(map).sort()) {
    if (path === '' && (name === 'metadata' || name === 'apiVersion' || name === 'kind')) continue;
    const property = Object.hasOwn(properties, name) ? propertyOf(schema, name) : undefined;
    const before = isDict(old) ? old[name] : undefined;
    if (property !== undefined) check(property, map[name], before, below(name), out);
    else if (typeof additional === 'object') check(additional, map[name], before, below(name), out);
  }
}

function checkCombinations(schema: StructuralSchema, value: unknown, path: string, out: CustomFault[]): void {
  const { anyOf, oneOf, allOf, not } = schema;
  if (anyOf === undefined && oneOf === undefined && allOf === undefined && not === undefined) return;
  const passing = (list: unknown): number | undefined =>
    Array.isArray(list) ? list.filter((each) => isDict(each) && schemaFaults(each, value, undefined, path).length === 0).length : undefined;
  const complain = (text: string): void => {
    out.push(other(invalid(path === '' ? '<nil>' : path, '', `${JSON.stringify(path)} must ${text}`)));
  };
  if (passing(anyOf) === 0) complain('validate at least one schema (anyOf)');
  const one = passing(oneOf);
  if (one !== undefined && one !== 1) complain(`validate one and only one schema (oneOf). ${one === 0 ? 'Found none valid' : `Found ${String(one)} valid alternatives`}`);
  if (Array.isArray(allOf)) for (const each of allOf) if (isDict(each)) out.push(...schemaFaults(each, value, undefined, path));
  if (isDict(not) && schemaFaults(not, value, undefined, path).length === 0) complain('not validate the schema (not)');
}

function blocking(text: string): CustomFault {
  return { text, blocking: true };
}

function other(text: string): CustomFault {
  return { text, blocking: false };
}
