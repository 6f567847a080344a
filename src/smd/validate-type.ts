import { isDict } from '../std/dict.ts';
import type { ListType, MapType, MergeType } from '../schema/index.ts';
import { elementText } from './field-set.ts';
import { goLiteral, goText, goTypeName } from './go-text.ts';
import { itemElement } from './list-items.ts';
import { shapeOf } from './shape.ts';

/**
 * What keeps a value from being of a type, as the server words it (`.spec.bogus: field not declared in schema`); empty for a value that is.
 *
 * Where Go's order of a mapping is random, the order is that of the keys.
 * Follows structured-merge-diff v6 typed/validate.go.
 */
export function typeFaults(type: MergeType, value: unknown): readonly string[] {
  const out: string[] = [];
  check(type, value, '', out);
  return out;
}

function check(type: MergeType, value: unknown, path: string, out: string[]): void {
  const shape = shapeOf(type, value);
  if (value === null || value === undefined) return;
  switch (shape.kind) {
    case 'map':
      if (isDict(value)) checkEntries(shape, value, path, out);
      else out.push(`${path}: expected map, got &{${goText(value)}}`);
      return;
    case 'list':
      if (Array.isArray(value)) checkItems(shape, value, path, out);
      else out.push(`${path}: expected list, got &{${goText(value)}}`);
      return;
    case 'scalar':
      checkScalar(shape.scalar, value, path, out);
  }
}

function checkEntries(type: MapType, value: Readonly<Record<string, unknown>>, path: string, out: string[]): void {
  for (const key of Object.keys(value).sort()) {
    const entry = type.field(key) ?? type.element;
    if (entry === undefined) {
      out.push(`${path}.${key}: field not declared in schema`);
      return;
    }
    check(entry, value[key], `${path}.${key}`, out);
  }
}

function checkItems(type: ListType, list: readonly unknown[], path: string, out: string[]): void {
  const seen = new Set<string>();
  for (const [i, item] of list.entries()) {
    let text = `[${String(i)}]`;
    if (type.relation !== 'atomic') {
      const key = itemElement(type, item);
      if ('fault' in key) {
        out.push(`${path}: element ${String(i)}: ${key.fault}`);
        return;
      }
      text = elementText(key.element);
      if (seen.has(key.element)) out.push(`${path}: duplicate entries for key ${text}`);
      seen.add(key.element);
    }
    check(type.element, item, path + text, out);
  }
}

function checkScalar(scalar: string, value: unknown, path: string, out: string[]): void {
  switch (scalar) {
    case 'string':
      if (typeof value !== 'string') out.push(`${path}: expected string, got &value.valueUnstructured{Value:${goLiteral(value)}}`);
      return;
    case 'boolean':
      if (typeof value !== 'boolean') out.push(`${path}: expected boolean, got &{${goText(value)}}`);
      return;
    case 'numeric':
      if (typeof value !== 'number') out.push(`${path}: expected numeric (int or float), got ${goTypeName(value)}`);
      return;
    default:
      if (isDict(value) || Array.isArray(value)) out.push(`${path}: expected any scalar, got &{${goText(value)}}`);
  }
}
