import { EddyError } from '../diagnostics/index.ts';
import { tryParseVersion } from '../lang/semver/index.ts';
import { quote } from '../lang/gofmt/index.ts';
import { isDict, type Dict } from '../std/dict.ts';
import { fitStruct, StructMismatch, type StructType } from './go-struct.ts';

/** A chart that a chart depends on, as `Chart.yaml` or `requirements.yaml` lists it. */
export interface ChartDependency {
  readonly name: string;
  /** A version range. */
  readonly version: string;
  readonly repository: string;
  /** Value paths, separated by commas; the first that leads to a boolean decides. */
  readonly condition: string;
  readonly tags: readonly string[];
  readonly enabled: boolean;
  /** Strings, or mappings with `child` and `parent`. */
  readonly importValues: readonly unknown[];
  readonly alias: string;
}

/** A person behind a chart. */
export interface ChartMaintainer {
  readonly name: string;
  readonly email: string;
  readonly url: string;
}

/** The content of `Chart.yaml`. A string that is absent is empty, as in Helm. */
export interface ChartMetadata {
  readonly name: string;
  readonly home: string;
  readonly sources: readonly string[];
  readonly version: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly maintainers: readonly ChartMaintainer[];
  readonly icon: string;
  readonly apiVersion: string;
  readonly condition: string;
  readonly tags: string;
  readonly appVersion: string;
  readonly deprecated: boolean;
  readonly annotations: Readonly<Record<string, string>> | undefined;
  readonly kubeVersion: string;
  /** Undefined where the chart lists none: Helm then leaves the vendored charts alone. */
  readonly dependencies: readonly ChartDependency[] | undefined;
  readonly type: string;
}

const MAINTAINER: StructType = { name: 'Maintainer', qualified: 'v2.Maintainer', fields: { name: 'string', email: 'string', url: 'string' } };
const DEPENDENCY: StructType = {
  name: 'Dependency',
  qualified: 'v2.Dependency',
  fields: {
    name: 'string', version: 'string', repository: 'string', condition: 'string', tags: { listOf: 'string' },
    enabled: 'bool', 'import-values': { listOf: 'any' }, alias: 'string',
  },
};
const METADATA: StructType = {
  name: 'Metadata',
  qualified: 'v2.Metadata',
  fields: {
    name: 'string', home: 'string', sources: { listOf: 'string' }, version: 'string', description: 'string', keywords: { listOf: 'string' },
    maintainers: { listOf: MAINTAINER }, icon: 'string', apiVersion: 'string', condition: 'string', tags: 'string', appVersion: 'string',
    deprecated: 'bool', annotations: { mapOf: 'string' }, kubeVersion: 'string', dependencies: { listOf: DEPENDENCY }, type: 'string',
  },
};

const LOCK: StructType = { name: 'Lock', qualified: 'v2.Lock', fields: { generated: 'time', digest: 'string', dependencies: { listOf: DEPENDENCY } } };

const CHART_BASE: StructType = { name: 'chartBase', qualified: 'loader.chartBase', fields: { apiVersion: 'string' } };

/**
 * Makes sure that a parsed `Chart.yaml` is of a format that is known here; without a word about it, it is of the first.
 *
 * @throws EddyError HelmChartInvalid when it is not.
 */
export function checkChartFormat(value: unknown): void {
  const format = textField(fit(CHART_BASE, 'Chart.yaml', value), 'apiVersion') || 'v1';
  if (format === 'v1' || format === 'v2') return;
  throw new EddyError('HelmChartInvalid', format === 'v3' ? 'invalid chart apiVersion' : 'unsupported chart version', {
    at: { file: 'Chart.yaml', line: 1, col: 1 },
    hint: 'apiVersion has to be v1 or v2',
  });
}

/** Makes sure that the parsed text of a `Chart.lock` or `requirements.lock` is one; what it locks is of no interest. @throws EddyError HelmChartInvalid when it is not. */
export function checkLock(file: string, value: unknown): void {
  fit(LOCK, file, value);
}

function fit(type: StructType, file: string, value: unknown): Dict {
  try {
    return fitStruct(type, value);
  } catch (error) {
    if (!(error instanceof StructMismatch)) throw error;
    throw new EddyError('HelmChartInvalid', `cannot load ${file}: ${error.message}`, { at: { file, line: 1, col: 1 } });
  }
}

/** The fields of metadata that a parsed file sets (`Chart.yaml`, `requirements.yaml`). @throws EddyError HelmChartInvalid when one has a wrong type. */
export function fitMetadata(file: string, value: unknown): Dict {
  return fit(METADATA, file, value);
}

/**
 * Makes metadata of the fields that files set.
 *
 * Follows Helm 4.2.2 `pkg/chart/v2/metadata.go` and `pkg/chart/v2/loader/load.go`.
 *
 * @throws EddyError HelmChartInvalid when a field has a wrong value.
 */
export function readMetadata(fields: Readonly<Dict>): ChartMetadata {
  const metadata: ChartMetadata = {
    name: cleanField(fields, 'name'),
    home: cleanField(fields, 'home'),
    sources: listField(fields, 'sources').map((source) => clean(String(source))),
    version: textField(fields, 'version'),
    description: cleanField(fields, 'description'),
    keywords: listField(fields, 'keywords').map((keyword) => clean(String(keyword))),
    maintainers: listField(fields, 'maintainers').map(readMaintainer),
    icon: cleanField(fields, 'icon'),
    apiVersion: textField(fields, 'apiVersion'),
    condition: cleanField(fields, 'condition'),
    tags: cleanField(fields, 'tags'),
    appVersion: cleanField(fields, 'appVersion'),
    deprecated: fields['deprecated'] === true,
    annotations: fields['annotations'] as Record<string, string> | undefined,
    kubeVersion: cleanField(fields, 'kubeVersion'),
    dependencies: fields['dependencies'] === undefined ? undefined : listField(fields, 'dependencies').map(readDependency),
    type: textField(fields, 'type'),
  };
  validate(metadata);
  return metadata;
}

function readMaintainer(item: unknown): ChartMaintainer {
  if (!isDict(item)) throw invalid('maintainers must not contain empty or null nodes');
  return { name: cleanField(item, 'name'), email: cleanField(item, 'email'), url: cleanField(item, 'url') };
}

function readDependency(item: unknown): ChartDependency {
  if (!isDict(item)) throw invalid('dependencies must not contain empty or null nodes');
  return {
    name: cleanField(item, 'name'),
    version: cleanField(item, 'version'),
    repository: cleanField(item, 'repository'),
    condition: cleanField(item, 'condition'),
    tags: listField(item, 'tags').map((tag) => clean(String(tag))),
    enabled: item['enabled'] === true,
    importValues: listField(item, 'import-values'),
    alias: textField(item, 'alias'),
  };
}

function validate(metadata: ChartMetadata): void {
  const { name, version } = metadata;
  if (metadata.apiVersion === '') throw invalid('chart.metadata.apiVersion is required');
  if (name === '') throw invalid('chart.metadata.name is required');
  if (name === '.' || name === '..') throw invalid(`chart.metadata.name ${quote(name)} is not allowed`);
  if (name.includes('/')) throw invalid(`chart.metadata.name ${quote(name)} is invalid`);
  if (version === '') throw invalid('chart.metadata.version is required');
  if (tryParseVersion(version) === undefined) throw invalid(`chart.metadata.version ${quote(version)} is invalid`);
  if (!['', 'application', 'library'].includes(metadata.type)) throw invalid('chart.metadata.type must be application or library');
  const seen = new Set<string>();
  for (const { name: dependency, alias } of metadata.dependencies ?? []) {
    if (alias !== '' && !/^[a-zA-Z0-9_-]+$/.test(alias)) throw invalid(`dependency ${quote(dependency)} has disallowed characters in the alias`);
    const key = alias === '' ? dependency : alias;
    if (seen.has(key)) throw invalid(`more than one dependency with name or alias ${quote(key)}`);
    seen.add(key);
  }
}

function invalid(message: string): EddyError {
  return new EddyError('HelmChartInvalid', `validation: ${message}`);
}

function textField(fields: Readonly<Dict>, key: string): string {
  const value = fields[key];
  return typeof value === 'string' ? value : '';
}

function cleanField(fields: Readonly<Dict>, key: string): string {
  return clean(textField(fields, key));
}

function listField(fields: Readonly<Dict>, key: string): readonly unknown[] {
  const value = fields[key];
  return Array.isArray(value) ? value : [];
}

/** Turns every kind of space into one space and drops what does not print. */
function clean(text: string): string {
  // The classes of all that does not print take V8 longer to compile than a chart's metadata to read.
  if (/^[ -~]*$/.test(text)) return text;
  return text.replace(/[\s\u0085]/gu, ' ').replace(/[\p{C}\p{Z}]/gu, (char) => (char === ' ' ? ' ' : ''));
}
