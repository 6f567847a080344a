/**
 * A map with string keys that is safe for any key: `__proto__` and `constructor` are ordinary keys in it.
 *
 * Every mapping that comes out of YAML, JSON or a template is a `Dict`. Its key order carries no meaning
 * (JavaScript reorders keys that look like integers); printers sort.
 */
export interface Dict {
  [key: string]: unknown;
}

// An instance of a function whose prototype inherits from nothing keeps V8's fast object layout, which Object.create(null) loses.
const Empty = function () { /* no own fields */ } as unknown as new () => Dict;
Empty.prototype = Object.create(null) as object;

/** Makes an empty `Dict`. */
export function newDict(): Dict {
  return new Empty();
}

/** Copies the own entries of `source` into a new `Dict`, one level deep. */
export function toDict(source: Readonly<Record<string, unknown>>): Dict {
  const out = newDict();
  for (const key of Object.keys(source)) out[key] = source[key];
  return out;
}

/** Whether a value is a mapping: a `Dict` or a plain object, never an array or an instance of a class. */
export function isDict(value: unknown): value is Dict {
  if (typeof value !== 'object' || value === null) return false;
  const proto: unknown = Object.getPrototypeOf(value);
  return proto === Empty.prototype || proto === Object.prototype || proto === null;
}

/** Whether `dict` has `key` as an entry of its own (also right for plain objects). */
export function hasKey(dict: Readonly<Dict>, key: string): boolean {
  return Object.hasOwn(dict, key);
}
