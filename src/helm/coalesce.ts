import { EddyError } from '../diagnostics/index.ts';
import { formatValue, sprintf } from '../lang/gofmt/index.ts';
import { hasKey, isDict, newDict, toDict, type Dict } from '../std/dict.ts';
import type { ChartInstance } from './chart-instance.ts';
import { deepCopy } from './tables.ts';

/** Takes a line that Helm would log. */
export type Warn = (message: string) => unknown;

/**
 * Combines values for a chart with its defaults and those of its subcharts: what is given wins, tables are merged,
 * `global` is handed down, and null removes a default.
 *
 * The result is fresh: neither `values` nor the chart's defaults are changed by later writes to it.
 * Follows Helm 4.2.2 `pkg/chart/common/util/coalesce.go`, `CoalesceValues`.
 *
 * @throws EddyError HelmValuesInvalid when a subchart's values are no table.
 */
export function coalesceValues(chart: ChartInstance, values: Dict, warn: Warn): Dict {
  return coalesceChart(chart, deepCopy(values), { prefix: '', merge: false, warn });
}

/** As `coalesceValues`, but null stays null: for steps before the last one. Follows `MergeValues`. */
export function mergeChartValues(chart: ChartInstance, values: Dict, warn: Warn): Dict {
  return coalesceChart(chart, deepCopy(values), { prefix: '', merge: true, warn });
}

/** Merges `src` below `dst`, in place: `dst` wins, and a null in it stays. Returns `dst`. */
export function mergeTables(dst: Dict, src: Dict, warn: Warn): Dict {
  return coalesceInto(dst, src, { prefix: '', merge: true, warn });
}

interface Coalescing {
  /** The path of the table at hand, for messages. */
  readonly prefix: string;
  /** Whether nulls are kept. */
  readonly merge: boolean;
  readonly warn: Warn;
}

function coalesceChart(chart: ChartInstance, dest: Dict, how: Coalescing): Dict {
  coalesceDefaults(chart, dest, how);
  const prefix = join(how.prefix, chart.name);
  for (const sub of chart.dependencies) {
    const own = hasKey(dest, sub.name) ? dest[sub.name] : (dest[sub.name] = newDict());
    if (!isDict(own)) throw new EddyError('HelmValuesInvalid', sprintf('type mismatch on %s: %t', [sub.name, own]), { hint: `the values of subchart "${sub.name}" have to be a mapping` });
    coalesceGlobals(own, dest, { ...how, prefix });
    dest[sub.name] = coalesceChart(sub, own, { ...how, prefix });
  }
  return dest;
}

/** Puts the defaults of one chart, without its subcharts, below `dest`. */
function coalesceDefaults(chart: ChartInstance, dest: Dict, how: Coalescing): void {
  const prefix = join(how.prefix, chart.name);
  const defaults = chart.values;
  for (const key in defaults) {
    const value = defaults[key];
    if (hasKey(dest, key)) coalesceDefault(chart, dest, key, value, { ...how, prefix });
    else if (how.merge || value != null) dest[key] = copied(value, how);
  }
}

/** The values have something under the key of a default. */
function coalesceDefault(chart: ChartInstance, dest: Dict, key: string, value: unknown, how: Coalescing): void {
  const given = dest[key];
  if (given == null) {
    if (!how.merge) delete dest[key];
    return;
  }
  if (!isDict(given)) return;
  if (!isDict(value)) {
    if (value != null) how.warn(`warning: skipped value for ${how.prefix}.${key}: Not a table.`);
    return;
  }
  // A null for a subchart has to survive until the subchart's own defaults come in.
  const merge = how.merge || chart.dependencies.some((sub) => sub.name === key);
  coalesceCopy(given, value, { ...how, merge, prefix: join(how.prefix, key) });
}

/** Copies the globals of `src` into those of `dest`; the subchart's own tables lose against them. */
function coalesceGlobals(dest: Dict, src: Dict, how: Coalescing): void {
  const own = hasKey(dest, 'global') ? dest['global'] : newDict();
  if (!isDict(own)) {
    how.warn('warning: skipping globals because destination global is not a table.');
    return;
  }
  const outer = hasKey(src, 'global') ? src['global'] : newDict();
  if (!isDict(outer)) {
    how.warn('warning: skipping globals because source global is not a table.');
    return;
  }
  for (const key of Object.keys(outer)) own[key] = globalFor(own, key, outer[key], how);
  dest['global'] = own;
}

function globalFor(own: Dict, key: string, outer: unknown, how: Coalescing): unknown {
  const given = own[key];
  if (!isDict(outer)) {
    if (!isDict(given)) return outer;
    how.warn(`key ${key} is table. Skipping`);
    return given;
  }
  const copy = toDict(outer);
  if (!hasKey(own, key)) return copy;
  if (!isDict(given)) {
    how.warn(`Conflict: cannot merge map onto non-map for "${key}". Skipping.`);
    return given;
  }
  return coalesceInto(copy, given, { ...how, merge: true, prefix: join(how.prefix, key) });
}

/** As `coalesceInto`, with a source that stays as it is: what is taken from it is copied, without nulls unless they are kept. */
function coalesceCopy(dst: Dict, src: Dict, how: Coalescing): void {
  for (const key in src) {
    const value = src[key];
    if (value == null && !how.merge) continue;
    const given = dst[key];
    if (!hasKey(dst, key)) dst[key] = copied(value, how);
    else if (given == null) {
      // A null removes a default.
      if (!how.merge) delete dst[key];
    } else if (isDict(given) && isDict(value)) coalesceCopy(given, value, { ...how, prefix: join(how.prefix, key) });
    else coalesceEntry(given, copied(value, how), key, how);
  }
}

/** Merges `src` below `dst`, nulls kept; what is taken is shared. A null of `dst` becomes one of `src`. */
function coalesceInto(dst: Dict, src: Dict, how: Coalescing): Dict {
  for (const key of Object.keys(dst)) if (dst[key] == null) src[key] = null;
  for (const key of Object.keys(src)) {
    if (!hasKey(dst, key)) dst[key] = src[key];
    else coalesceEntry(dst[key], src[key], key, how);
  }
  return dst;
}

function coalesceEntry(given: unknown, value: unknown, key: string, how: Coalescing): void {
  const prefix = join(how.prefix, key);
  if (isDict(value)) {
    if (isDict(given)) coalesceInto(given, value, { ...how, prefix });
    else how.warn(`warning: cannot overwrite table with non table for ${prefix} (${formatValue(value)})`);
  } else if (isDict(given) && value != null) {
    how.warn(`warning: destination for ${prefix} is a table. Ignoring non-table value (${formatValue(value)})`);
  }
}

/** A copy of a default, with its nulls where they are kept. */
function copied(value: unknown, { merge }: Coalescing): unknown {
  return merge ? deepCopy(value) : copyWithoutNulls(value);
}

/** A copy without the null entries of mappings within mappings; what lies in lists is copied as it is. */
function copyWithoutNulls(value: unknown): unknown {
  if (!isDict(value)) return deepCopy(value);
  const out = newDict();
  for (const key in value) {
    const item = value[key];
    if (item != null) out[key] = typeof item === 'object' ? copyWithoutNulls(item) : item;
  }
  return out;
}

function join(prefix: string, name: string): string {
  return prefix === '' ? name : `${prefix}.${name}`;
}
