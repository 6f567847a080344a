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
export function typeFaults(type: MergeType, value: unknown, duplicates: 'refused' | 'allowed' = 'refused'): readonly string[] {
  const faults: Faults = { found: [], duplicates };
  check(type, value, '', faults);
  return faults.found;
}

interface Faults {
  readonly found: string[];
  /** Whether a list may have an item twice: what is stored may, what is applied may not. */
  readonly duplicates: 'refused' | 'allowed';
}

function check(type: MergeType, value: unknown, path: string, out: Faults): void {
  const shape = shapeOf(type, value);
  if (value === null || value === undefined) return;
  switch (shape.kind) {
    case 'map':
      if (isDict(value)) checkEntries(shape, value, path, out);
      else out.found.push(`${path}: expected map, got &{${goText(value)}}`);
      return;
    case 'list':
      if (Array.isArray(value)) checkItems(shape, value, path, out);
      else out.found.push(`${path}: expected list, got &{${goText(value)}}`);
      return;
    case 'scalar':
      checkScalar(shape.scalar, value, path, out);
  }
}

function checkEntries(type: MapType, value: Readonly<Record<string, unknown>>, path: string, out: Faults): void {
  for (const key of Object.keys(value).sort()) {
    const entry = type.field(key) ?? type.element;
    if (entry === undefined) {
      out.found.push(`${path}.${key}: field not declared in schema`);
      return;
    }
    check(entry, value[key], `${path}.${key}`, out);
  }
}

function checkItems(type: ListType, list: readonly unknown[], path: string, out: Faults): void {
  const seen = new Set<string>();
  for (const [i, item] of list.entries()) {
    let text = `[${String(i)}]`;
    if (type.relation !== 'atomic') {
      const key = itemElement(type, item);
      if ('fault' in key) {
        out.found.push(`${path}: element ${String(i)}: ${key.fault}`);
        return;
      }
      text = elementText(key.element);
      if (seen.has(key.element) && out.duplicates === 'refused') out.found.push(`${path}: duplicate entries for key ${text}`);
      seen.add(key.element);
    }
    check(type.element, item, path + text, out);
  }
}

function checkScalar(scalar: string, value: unknown, path: string, out: Faults): void {
  switch (scalar) {
    case 'string':
      if (typeof value !== 'string') out.found.push(`${path}: expected string, got &value.valueUnstructured{Value:${goLiteral(value)}}`);
      return;
    case 'boolean':
      if (typeof value !== 'boolean') out.found.push(`${path}: expected boolean, got &{${goText(value)}}`);
      return;
    case 'numeric':
      if (typeof value !== 'number') out.found.push(`${path}: expected numeric (int or float), got ${goTypeName(value)}`);
      return;
    default:
      if (isDict(value) || Array.isArray(value)) out.found.push(`${path}: expected any scalar, got &{${goText(value)}}`);
  }
}
