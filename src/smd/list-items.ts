import { compareStrings } from '../std/compare.ts';
import { isDict } from '../std/dict.ts';
import type { ListType } from '../schema/index.ts';

/** The path element of an item of a list that merges item by item, or why it has none. */
export function itemElement(type: ListType, item: unknown): { readonly element: string } | { readonly fault: string } {
  return type.relation === 'map' ? keyedElement(type, item) : setElement(item);
}

function keyedElement({ keys }: ListType, item: unknown): { readonly element: string } | { readonly fault: string } {
  if (item === null || item === undefined) return { fault: 'associative list with keys may not have a null element' };
  if (!isDict(item)) return { fault: 'associative list with keys may not have non-map elements' };
  const found: [string, unknown][] = [];
  for (const { name, default: fallback } of keys) {
    const value = Object.hasOwn(item, name) ? item[name] : fallback;
    if (value !== undefined) found.push([name, value]);
  }
  if (found.length === 0) {
    const names = keys.map(({ name }) => JSON.stringify(name)).join(' ');
    return { fault: `associative list with keys has an element that omits all key fields [${names}] (and doesn't have default values for any key fields)` };
  }
  found.sort(([a], [b]) => compareStrings(a, b));
  return { element: `k:{${found.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}` };
}

function setElement(item: unknown): { readonly element: string } | { readonly fault: string } {
  if (isDict(item)) return { fault: "associative list without keys has an element that's a map type" };
  if (Array.isArray(item)) return { fault: 'not supported: associative list with lists as elements' };
  if (item === null || item === undefined) return { fault: "associative list without keys has an element that's an explicit null" };
  return { element: `v:${JSON.stringify(item)}` };
}

/** The items of a list with their path elements. Items without one (a stored object may have been made without a schema) are left out. */
export function itemsOf(type: ListType, list: readonly unknown[]): { readonly element: string; readonly item: unknown }[] {
  const out: { element: string; item: unknown }[] = [];
  for (const item of list) {
    const key = itemElement(type, item);
    if ('element' in key) out.push({ element: key.element, item });
  }
  return out;
}
