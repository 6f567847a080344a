import { newDict } from '../../std/dict.ts';
import { GoError, goTypeOf, isMap, isNil, isNilCollection, withGoType } from '../govalue/index.ts';
import { GoVersion } from './semver-functions.ts';
import type { WorkBudget } from './work-budget.ts';

const MAX_DEPTH = 1000;

/** A copy of lists and mappings all the way down, types kept; all else is shared. @throws GoError where they nest too deep, such as in themselves */
export function deepCopyGo(value: unknown, budget: WorkBudget): unknown {
  if (isNil(value)) throw new GoError('reflect: call of reflect.Value.Type on zero Value');
  return copy(value, 0, budget);
}

function copy(value: unknown, depth: number, budget: WorkBudget): unknown {
  budget.spend();
  if (depth > MAX_DEPTH) throw new GoError('value nests too deep to be copied');
  if (typeof value !== 'object' || value === null || isNilCollection(value)) return value;
  if (Array.isArray(value)) return typed(value.map((item) => copy(item, depth + 1, budget)), value);
  if (value instanceof Uint8Array) return value.slice();
  // Upstream copies exported fields only, and a version has none.
  if (value instanceof GoVersion) return value.zero();
  if (!isMap(value)) return value;
  const out = newDict();
  for (const key of Object.keys(value)) out[key] = copy(value[key], depth + 1, budget);
  return typed(out, value);
}

/** Gives a copy the type of its original. Named types are marks in a side table, which only those that differ from the plain shape need. */
function typed<T extends object>(copied: T, original: object): T {
  const type = goTypeOf(original);
  return type === '[]interface {}' || type === 'map[string]interface {}' ? copied : withGoType(copied, type);
}
