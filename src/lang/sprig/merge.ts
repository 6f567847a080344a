import { hasKey, type Dict } from '../../std/dict.ts';
import { GoError, goTypeOf, isList, isMap, isNil } from '../govalue/index.ts';
import { isEmpty } from './default-functions.ts';
import type { WorkBudget } from './work-budget.ts';

const MAX_DEPTH = 1000;
const TEXTS = 'map[string]string';

/**
 * Merges the entries of `source` into `target`, mappings key by key. Changes `target`, and shares what it takes over.
 *
 * An empty value of the target (0, false, "", an empty list) counts as missing. Without `overwrite`, all others stay; with it, they yield to
 * any entry of the source. Follows dario.cat/mergo v1.0.1 for `map[string]interface{}`.
 * @throws GoError where mappings nest too deep, such as in themselves, or where one of texts would take in another value
 */
export function mergeInto(target: Dict, source: Dict, overwrite: boolean, budget: WorkBudget): void {
  mergeMaps(target, source, overwrite, 0, budget);
}

function mergeMaps(target: Dict, source: Dict, overwrite: boolean, depth: number, budget: WorkBudget): void {
  if (depth > MAX_DEPTH) throw new GoError('mappings nest too deep to be merged');
  // Where a function such as split made the target, it takes in nothing but texts.
  const takesTexts = goTypeOf(target) === TEXTS && goTypeOf(source) !== TEXTS;
  for (const key of Object.keys(source)) {
    budget.spend();
    const theirs = source[key];
    if (isNil(theirs)) {
      if (!overwrite) continue;
      if (takesTexts) throw notAssignable();
      target[key] = null;
      continue;
    }
    // Lists are put in before anything else is looked at.
    if (takesTexts && isSlice(theirs)) throw hasKey(target, key) ? new GoError('reflect: call of reflect.Value.IsNil on string Value') : notAssignable(goTypeOf(theirs));
    const ours = hasKey(target, key) ? target[key] : undefined;
    if (isMap(theirs) && isMap(ours)) {
      mergeMaps(ours, theirs, overwrite, depth + 1, budget);
      if (!isEmpty(ours)) continue;
    }
    if (!overwrite && !isEmpty(ours)) continue;
    if (takesTexts) throw notAssignable();
    target[key] = theirs;
  }
}

function isSlice(value: unknown): boolean {
  return isList(value) || value instanceof Uint8Array;
}

function notAssignable(type = 'interface {}'): GoError {
  return new GoError(`reflect.Value.SetMapIndex: value of type ${type} is not assignable to type string`);
}
