import { EddyError } from '../diagnostics/index.ts';
import { isCompatible } from './version-range.ts';
import type { ChartInstance} from './chart-instance.ts';
import { copyMetadata, type InstanceDependency } from './chart-instance.ts';
import { coalesceValues, mergeChartValues, mergeTables, type Warn } from './coalesce.ts';
import { failed, interim, warning, type Log, type LogLine } from './log-line.ts';
import { formatValue, quote } from '../lang/gofmt/index.ts';
import { goTypeOf, withGoType } from '../lang/govalue/index.ts';
import { isDict, newDict, toDict, type Dict } from '../std/dict.ts';
import { deepCopy, findTable, leafAt, nestTable, tableAt } from './tables.ts';

/**
 * Applies what `Chart.yaml` says of the dependencies: aliases, `condition`, `tags`, and `import-values`. The instance is changed in place.
 *
 * A vendored chart that no entry names stays; one whose version is out of its entry's range stays as well, without the alias.
 * Follows Helm 4.2.2 `pkg/chart/v2/util/dependencies.go`.
 *
 * @throws EddyError HelmValuesInvalid when the values of a subchart are no table.
 */
export function processDependencies(chart: ChartInstance, values: Dict, log: Log): void {
  try {
    enableDependencies(chart, values, '', log);
    importAll(chart, (message) => log(interim(message)), log);
  } catch (error) {
    if (!(error instanceof EddyError)) throw error;
    log(failed('chart dependencies processing failed', error.message));
    throw error.with({ message: `chart dependencies processing failed: ${error.message}`, cause: error });
  }
}

function enableDependencies(chart: ChartInstance, values: Dict, path: string, log: Log): void {
  const entries = chart.metadata.dependencies;
  if (entries === undefined) return;
  chart.setDependencies(resolveEntries(chart, entries));
  for (const entry of entries) entry.enabled = true;
  const combined = coalesceValues(chart, values, (message) => log(interim(message)));
  applyTags(entries, combined, log);
  applyConditions(entries, combined, path, log);
  const disabled = new Set(entries.filter((entry) => !entry.enabled).map((entry) => entry.name));
  const kept = chart.dependencies.filter((dependency) => !disabled.has(dependency.name));
  for (const dependency of kept) enableDependencies(dependency, combined, `${path}${dependency.name}.`, log);
  const keptEntries = entries.filter((entry) => !disabled.has(entry.name));
  chart.metadata.dependencies = keptEntries.length === 0 ? undefined : keptEntries;
  chart.setDependencies(kept);
}

/** The vendored charts that no entry names, then one copy per entry. Entries take the name of their alias. */
function resolveEntries(chart: ChartInstance, entries: readonly InstanceDependency[]): ChartInstance[] {
  const fits = (entry: InstanceDependency, vendored: ChartInstance): boolean =>
    vendored.name === entry.name && isCompatible(entry.version, vendored.metadata.version);
  const resolved = chart.dependencies.filter((vendored) => !entries.some((entry) => fits(entry, vendored)));
  for (const entry of entries) {
    const vendored = chart.dependencies.find((candidate) => fits(entry, candidate));
    if (vendored !== undefined) resolved.push(copyFor(vendored, entry));
    if (entry.alias !== '') entry.name = entry.alias;
  }
  return resolved;
}

/** One chart may stand under several aliases, so each gets its own copy, and copies of the charts below. */
function copyFor(vendored: ChartInstance, entry: InstanceDependency): ChartInstance {
  const copy = vendored.shallowCopy(copyMetadata(vendored.metadata));
  copy.setDependencies(vendored.dependencies.map((dependency) => dependency.shallowCopy()));
  if (entry.alias !== '') copy.metadata.name = entry.alias;
  return copy;
}

function applyTags(entries: readonly InstanceDependency[], values: Dict, log: Log): void {
  const tags = tableAt(values, 'tags');
  if (tags === undefined) return;
  for (const entry of entries) {
    const answers = entry.tags.filter((tag) => Object.hasOwn(tags, tag)).map((tag) => ({ tag, value: tags[tag] }));
    for (const { tag, value } of answers) {
      if (typeof value !== 'boolean') log(warning('returned non-bool value', { tag, chart: entry.name }));
    }
    const booleans = answers.map(({ value }) => value).filter((value) => typeof value === 'boolean');
    entry.enabled = booleans.includes(true) || !booleans.includes(false);
  }
}

function applyConditions(entries: readonly InstanceDependency[], values: Dict, path: string, log: Log): void {
  for (const entry of entries) {
    for (const condition of entry.condition.trim().split(',')) {
      const leaf = condition === '' ? undefined : leafAt(values, path + condition);
      if (leaf === undefined) continue;
      if (typeof leaf.value === 'boolean') {
        entry.enabled = leaf.value;
        break;
      }
      log(warning('returned non-bool value', { path: condition, chart: entry.name }));
    }
  }
}

/** The Go type of an import after processing. */
const RESOLVED_IMPORT = 'map[string]string';

/** Subcharts first, so that a value can travel up more than one level. */
function importAll(chart: ChartInstance, combining: Warn, log: Log): void {
  for (const dependency of chart.dependencies) importAll(dependency, combining, log);
  importValues(chart, combining, log);
}

function importValues(chart: ChartInstance, combining: Warn, log: Log): void {
  const entries = chart.metadata.dependencies;
  if (entries === undefined) return;
  const combined = mergeChartValues(chart, newDict(), combining);
  if (entries.every((entry) => entry.importValues.length === 0)) {
    chart.values = combined;
    return;
  }
  let imported = newDict();
  for (const entry of entries) {
    const wanted = entry.importValues.map(importOf).filter((item) => item !== undefined);
    for (const { child, parent } of wanted) {
      const found = findTable(combined, `${entry.name}.${child}`);
      if ('missing' in found) log(noTable(found.missing, entry, child));
      else imported = mergeTables(imported, nestTable(parent, found.table), combining);
    }
    entry.importValues = wanted.map((item) => withGoType(toDict({ ...item }), RESOLVED_IMPORT));
  }
  // What the parent says itself wins over what it imports. The copy keeps the two apart: imported tables are parts of the combined ones.
  chart.values = mergeTables(deepCopy(combined), imported, combining);
}

/** What is said of an import that leads to no table. `missing` is the step of its path that is none. */
function noTable(missing: string, { name, importValues }: InstanceDependency, child: string): LogLine {
  const error = `${quote(missing)} is not a table`;
  const isShort = importValues.some((item) => typeof item === 'string' && child === `exports.${item}`);
  return isShort ? warning('ImportValues missing table', { error }) : warning('ImportValues missing table from chart', { chart: name, error });
}

/**
 * Where an import comes from and goes to. Instances that share their metadata are processed one after the other, and Helm does not
 * recognise what the first of them has left there: the others import nothing.
 */
function importOf(item: unknown): { readonly child: string; readonly parent: string } | undefined {
  if (typeof item === 'string') return { child: `exports.${item}`, parent: '.' };
  return isDict(item) && goTypeOf(item) !== RESOLVED_IMPORT ? { child: formatValue(item['child']), parent: formatValue(item['parent']) } : undefined;
}
