import { newDict } from '../../std/dict.ts';
import { GoError, NIL_LIST, NIL_MAP, goTypeOf, isMap, withGoType } from '../govalue/index.ts';

const MAX_DEPTH = 1000;

/** A copy of lists and mappings all the way down, types kept; all else is shared. @throws GoError where they nest too deep, such as in themselves */
export function deepCopyGo(value: unknown): unknown {
  return copy(value, 0);
}

function copy(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new GoError('value nests too deep to be copied');
  if (value === NIL_LIST || value === NIL_MAP) return value;
  if (Array.isArray(value)) return typed(value.map((item) => copy(item, depth + 1)), value);
  if (value instanceof Uint8Array) return value.slice();
  if (!isMap(value)) return value;
  const out = newDict();
  for (const key of Object.keys(value)) out[key] = copy(value[key], depth + 1);
  return typed(out, value);
}

/** Gives a copy the type of its original. Named types are marks in a side table, which only those that differ from the plain shape need. */
function typed<T extends object>(copied: T, original: object): T {
  const type = goTypeOf(original);
  return type === '[]interface {}' || type === 'map[string]interface {}' ? copied : withGoType(copied, type);
}
