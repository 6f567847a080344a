import { fn, GoError, goParam, goTypeOf, withGoType, type GoMethod, type MapType } from '../lang/govalue/index.ts';
import { quote } from '../lang/gofmt/index.ts';
import { printYaml } from '../lang/yaml/index.ts';
import { hasKey, isDict, newDict, type Dict } from '../std/dict.ts';
import { toPlain } from './plain-value.ts';

/**
 * The type that Helm gives the values of a chart, and the dot itself: a mapping with methods, of which charts call `.Values.AsMap`.
 *
 * Follows Helm 4.2.2 `pkg/chart/common/values.go`.
 */
export const VALUES_TYPE: MapType = { name: 'common.Values', method };

/** Nothing that a template has is a writer. */
const WRITER = goParam<null>('io.Writer', () => false, { value: null });

function method(values: Dict, name: string): GoMethod | undefined {
  switch (name) {
    case 'AsMap':
      return fn()(() => (Object.keys(values).length === 0 ? newDict() : sameMap(values)));
    case 'Table':
      return fn('string')((path) => withGoType(sameMap(tableOf(values, path.split('.'))), VALUES_TYPE));
    case 'PathValue':
      return fn('string')((path) => leafOf(values, path));
    case 'YAML':
      return fn()(() => printYaml(toPlain(values)));
    case 'Encode':
      return fn(WRITER)(() => {
        throw new GoError('runtime error: invalid memory address or nil pointer dereference');
      });
    default:
      return undefined;
  }
}

/** The same map under another type: what is written to one is seen in the other. */
function sameMap(map: Dict): Dict {
  return new Proxy(map, {});
}

function tableOf(values: Dict, path: readonly string[]): Dict {
  let table = values;
  for (const name of path) {
    const next = hasKey(table, name) ? table[name] : undefined;
    if (!isDict(next)) throw new GoError(`${quote(name)} is not a table`);
    table = next;
  }
  return table;
}

function leafOf(values: Dict, path: string): unknown {
  if (path === '') throw new GoError('YAML path cannot be empty');
  const parents = path.split('.');
  const key = parents.pop()!;
  const missing = new GoError(`${quote(key)} is not a value`);
  let table: Dict;
  try {
    table = tableOf(values, parents);
  } catch {
    throw missing;
  }
  if (!hasKey(table, key) || goTypeOf(table[key]) === 'map[string]interface {}') throw missing;
  return table[key] ?? null;
}
