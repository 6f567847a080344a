import { hasKey, newDict, type Dict } from '../../std/dict.ts';
import { compareUtf8 } from '../../std/compare.ts';
import { GoError, NIL_MAP, fn, goTypeOf, withoutTypeName, type GoFunction } from '../govalue/index.ts';
import { deepCopyGo } from './deep-copy-go.ts';
import { stringList } from './list-functions.ts';
import { mergeInto } from './merge.ts';
import { textOf } from './text-value.ts';
import { counted, metered, type WorkBudget } from './work-budget.ts';

/**
 * Mappings. `set`, `unset`, `merge` and `mergeOverwrite` change their first argument, for all who hold it.
 *
 * Follows sprig v3.3.0 dict.go. Where Go's order is random (`keys`, `values`), keys are sorted.
 */
export function dictFunctions(): Readonly<Record<string, GoFunction>> {
  const merge = metered('dict', '...dict')((meter, target, ...sources) => counted(meter, (budget) => mergeAll(target, sources, false, budget)));
  const mergeOverwrite = metered('dict', '...dict')((meter, target, ...sources) => counted(meter, (budget) => mergeAll(target, sources, true, budget)));
  const deepCopy = metered('any')((meter, value) => counted(meter, (budget) => deepCopyGo(value, budget)));
  return {
    dict: fn('...any')(makeDict),
    get: fn('dict', 'string')((dict, key) => (hasKey(dict, key) ? dict[key] : '')),
    set: fn('dict', 'string', 'any')(setKey),
    unset: fn('dict', 'string')(unsetKey),
    hasKey: fn('dict', 'string')(hasKey),
    pluck: fn('string', '...dict')((key, ...dicts) => dicts.filter((dict) => hasKey(dict, key)).map((dict) => dict[key])),
    keys: fn('...dict')((...dicts) => stringList(dicts.flatMap(sortedKeys))),
    values: fn('dict')((dict) => sortedKeys(dict).map((key) => dict[key])),
    pick: fn('dict', '...string')((dict, ...keys) => select(dict, keys.filter((key) => hasKey(dict, key)))),
    omit: fn('dict', '...string')((dict, ...keys) => select(dict, Object.keys(dict).filter((key) => !keys.includes(key)))),
    dig: fn('...any')(dig),
    merge, mustMerge: merge,
    mergeOverwrite, mustMergeOverwrite: mergeOverwrite,
    deepCopy, mustDeepCopy: deepCopy,
  };
}

function makeDict(...items: readonly unknown[]): Dict {
  const dict = newDict();
  for (let i = 0; i < items.length; i += 2) dict[textOf(items[i])] = i + 1 < items.length ? items[i + 1] : '';
  return dict;
}

function setKey(dict: Dict, key: string, value: unknown): Dict {
  if (dict === NIL_MAP) throw new GoError('assignment to entry in nil map');
  dict[key] = value;
  return withoutTypeName(dict);
}

function unsetKey(dict: Dict, key: string): Dict {
  if (dict !== NIL_MAP) delete dict[key];
  return withoutTypeName(dict);
}

function sortedKeys(dict: Dict): string[] {
  return Object.keys(dict).sort(compareUtf8);
}

function select(dict: Dict, keys: readonly string[]): Dict {
  const selected = newDict();
  for (const key of keys) selected[key] = dict[key];
  return selected;
}

function mergeAll(target: Dict, sources: readonly Dict[], overwrite: boolean, budget: WorkBudget): Dict {
  let merged = target;
  for (const source of sources) {
    if (merged === NIL_MAP && source !== NIL_MAP) merged = newDict();
    mergeInto(merged, source, overwrite, budget);
  }
  return withoutTypeName(merged);
}

/** `dig KEY... DEFAULT DICT`: the value under a path of keys, the default where one of them is missing. */
function dig(...args: readonly unknown[]): unknown {
  if (args.length < 3) throw new GoError('dig needs at least three arguments');
  let dict = asDict(args.at(-1));
  const keys = args.slice(0, -2).map(asString);
  for (const [i, key] of keys.entries()) {
    if (!hasKey(dict, key)) return args.at(-2);
    if (i === keys.length - 1) return dict[key];
    dict = asDict(dict[key]);
  }
  return null;
}

// Type assertions of Go look at the exact type: chart values, which have a type of their own, are refused.
function asDict(value: unknown): Dict {
  if (goTypeOf(value) !== 'map[string]interface {}') throw conversionError(value, 'map[string]interface {}');
  return value as Dict;
}

function asString(value: unknown): string {
  if (typeof value !== 'string') throw conversionError(value, 'string');
  return value;
}

function conversionError(value: unknown, type: string): GoError {
  const found = goTypeOf(value);
  return new GoError(`interface conversion: interface {} is ${found === '<nil>' ? 'nil' : found}, not ${type}`);
}
