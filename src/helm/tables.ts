import { goTypeOf } from '../lang/govalue/index.ts';
import { hasKey, isDict, newDict, type Dict } from '../std/dict.ts';

/** Copies mappings and lists all the way down; scalars are shared. */
export function deepCopy<T>(value: T): T;
export function deepCopy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => deepCopy(item));
  if (!isDict(value)) return value;
  const out = newDict();
  // Neither a `Dict` nor a plain object inherits anything that this loop would see.
  for (const key in value) {
    const item = value[key];
    out[key] = typeof item === 'object' && item !== null ? deepCopy(item) : item;
  }
  return out;
}

/** The table at a dotted path, or the first step of the path that is missing or no table. */
export function findTable(values: Dict, path: string): { readonly table: Dict } | { readonly missing: string } {
  let table = values;
  for (const step of path.split('.')) {
    const next = hasKey(table, step) ? table[step] : undefined;
    if (!isDict(next)) return { missing: step };
    table = next;
  }
  return { table };
}

/** The table at a dotted path; undefined where a step is missing or no table. */
export function tableAt(values: Dict, path: string): Dict | undefined {
  const found = findTable(values, path);
  return 'table' in found ? found.table : undefined;
}

/** What lies at a dotted path and is no table, wrapped so that null differs from nothing; undefined where nothing is. A map of another type is no table to Helm. */
export function leafAt(values: Dict, path: string): { readonly value: unknown } | undefined {
  const dot = path.lastIndexOf('.');
  const table = dot === -1 ? values : tableAt(values, path.slice(0, dot));
  const key = path.slice(dot + 1);
  if (table === undefined || !hasKey(table, key) || goTypeOf(table[key]) === 'map[string]interface {}') return undefined;
  return { value: table[key] };
}

/** Wraps a table into nested tables along a dotted path; `.` is the table itself. */
export function nestTable(path: string, table: Dict): Dict {
  if (path === '.') return table;
  return path.split('.').reduceRight((inner, name) => {
    const outer = newDict();
    outer[name] = inner;
    return outer;
  }, table);
}

/**
 * Merges two mappings into a new one: `b` wins, tables are merged, everything else is replaced, null included.
 *
 * Tables that only one side has are shared with it, not copied: the order in which a Flux `targetPath` and inline values win depends on that.
 * Follows Helm 4.2.2 `loader.MergeMaps`; fluxcd/pkg chartutil v1.27.1 merge.go does the same.
 */
export function mergeMaps(a: Dict, b: Dict): Dict {
  const out = newDict();
  for (const key of Object.keys(a)) out[key] = a[key];
  for (const key of Object.keys(b)) {
    const value = b[key];
    const existing = out[key];
    out[key] = isDict(value) && isDict(existing) ? mergeMaps(existing, value) : value;
  }
  return out;
}
