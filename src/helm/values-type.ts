import { fn, GoError, goParam, sameMap, withGoType, type GoMethod, type MapType } from '../lang/govalue/index.ts';
import { quote } from '../lang/gofmt/index.ts';
import { newDict, type Dict } from '../std/dict.ts';
import { toPlain } from './plain-value.ts';
import { writeYaml } from './yaml-text.ts';
import { findTable, leafAt } from './tables.ts';

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
      return fn('string')((path) => withGoType(sameMap(tableOf(values, path)), VALUES_TYPE));
    case 'PathValue':
      return fn('string')((path) => leafOf(values, path));
    case 'YAML':
      return fn()(() => writeYaml(toPlain(values)));
    case 'Encode':
      return fn(WRITER)(() => {
        throw new GoError('runtime error: invalid memory address or nil pointer dereference');
      });
    default:
      return undefined;
  }
}

function tableOf(values: Dict, path: string): Dict {
  const found = findTable(values, path);
  if ('missing' in found) throw new GoError(`${quote(found.missing)} is not a table`);
  return found.table;
}

function leafOf(values: Dict, path: string): unknown {
  if (path === '') throw new GoError('YAML path cannot be empty');
  const leaf = leafAt(values, path);
  if (leaf === undefined) throw new GoError(`${quote(path.slice(path.lastIndexOf('.') + 1))} is not a value`);
  return leaf.value ?? null;
}
