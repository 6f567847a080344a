import { deepEqual } from '../std/deep-equal.ts';
import { isDict, type Dict } from '../std/dict.ts';
import { withLibraries } from '../std/lazy-library.ts';
import { evaluateHealthExpr } from '../lang/cel/index.ts';
import { compileRegexp } from '../lang/regexp/index.ts';
import { duplicate, forbidden, invalid, invalidUnseen, required } from './field-fault.ts';
import { additionalOf, itemBefore, itemsSchemaOf, propertiesOf, propertyOf, type StructuralSchema } from './json-schema.ts';

/** Whether a schema has rules anywhere. */
export function hasRules(schema: StructuralSchema): boolean {
  if (rulesOf(schema).length > 0) return true;
  const additional = additionalOf(schema);
  const items = itemsSchemaOf(schema);
  const below = [...Object.values(propertiesOf(schema)), ...(typeof additional === 'object' ? [additional] : []), ...(items === undefined ? [] : [items])];
  return below.some((each) => isDict(each) && hasRules(each));
}

// Of the kind that runs on the library of regular expressions.
const HEAVY_PATTERN = String.raw`^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$`;

/** Brings what judging custom resources needs (the libraries of CEL and of regular expressions), for who cannot wait there. */
export async function prepareRules(): Promise<void> {
  await withLibraries(() => evaluateHealthExpr('true', {}));
  await withLibraries(() => compileRegexp(HEAVY_PATTERN).matchString(''));
}

/**
 * The rules of a schema (`x-kubernetes-validations`) that a value breaks; one about `oldSelf` holds where there was nothing before.
 *
 * Follows apiextensions-apiserver v0.36 pkg/apiserver/schema/cel/validation.go.
 *
 * @throws LibraryNeeded the first time that a value meets a rule.
 */
export function ruleFaults(schema: StructuralSchema, value: unknown, old: unknown, path: string): readonly string[] {
  const out: string[] = [];
  walk(schema, value, old, path, out);
  return out;
}

function walk(schema: StructuralSchema, value: unknown, old: unknown, path: string, out: string[]): void {
  // What is as it was before is not looked at again.
  if (value === undefined || value === null || (old !== undefined && deepEqual(old, value))) return;
  for (const rule of rulesOf(schema)) {
    const fault = faultOf(rule, schema, value, old, path);
    if (fault !== undefined) out.push(fault);
  }
  if (Array.isArray(value)) {
    const items = itemsSchemaOf(schema);
    if (items !== undefined) for (const [i, item] of value.entries()) walk(items, item, itemBefore(schema, item, old), `${path}[${String(i)}]`, out);
    return;
  }
  if (!isDict(value)) return;
  const additional = additionalOf(schema);
  for (const name of Object.keys(value).sort()) {
    const property = propertyOf(schema, name) ?? (typeof additional === 'object' ? additional : undefined);
    if (property !== undefined) walk(property, value[name], isDict(old) ? old[name] : undefined, path === '' ? name : `${path}.${name}`, out);
  }
}

function rulesOf(schema: StructuralSchema): readonly Dict[] {
  const rules = schema['x-kubernetes-validations'];
  return Array.isArray(rules) ? rules.filter(isDict) : [];
}

function faultOf(rule: Dict, schema: StructuralSchema, value: unknown, old: unknown, path: string): string | undefined {
  const expression = String(rule['rule']);
  if (old === undefined && rule['optionalOldSelf'] !== true && /\boldSelf\b/.test(expression)) return undefined;
  const answer = evaluateHealthExpr(expression, { self: value, oldSelf: old ?? null });
  if (answer.type === 'value' && answer.value) return undefined;
  const detail = answer.type === 'value' ? messageOf(rule, expression) : `rule evaluation error: ${answer.message}`;
  const at = typeof rule['fieldPath'] === 'string' ? `${path}${rule['fieldPath']}` : path;
  return faultText(rule['reason'], at === '' ? '<nil>' : at, schema, value, detail);
}

function messageOf(rule: Dict, expression: string): string {
  return typeof rule['message'] === 'string' && rule['message'] !== '' ? rule['message'].trim() : `failed rule: ${expression.trim()}`;
}

function faultText(reason: unknown, path: string, schema: StructuralSchema, value: unknown, detail: string): string {
  switch (reason) {
    case 'FieldValueForbidden':
      return forbidden(path, detail);
    case 'FieldValueRequired':
      return required(path, detail);
    case 'FieldValueDuplicate':
      return duplicate(path, value);
    default:
      return schema['type'] === 'object' || schema['type'] === 'array' ? invalidUnseen(path, detail) : invalid(path, value, detail);
  }
}
