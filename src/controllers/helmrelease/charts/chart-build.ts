import { isDict, newDict, toDict, type Dict } from '../../../std/dict.ts';
import { EddyError } from '../../../diagnostics/index.ts';
import { mergeMaps } from '../../../helm/index.ts';
import { parseVersion, versionText, withMetadata } from '../../../lang/semver/index.ts';
import { parseYaml, printYaml } from '../../../lang/yaml/index.ts';
import { baseName, confinedPath, memoryTree, overlayTree, tryCleanPath, type MemoryFile, type Tree } from '../../../tree/index.ts';
import { ChartBuildError, buildErrorFrom } from './chart-build-error.ts';

/** A chart that is ready to be rendered: a folder, or an archive, in a tree. */
export interface ChartBuild {
  readonly name: string;
  readonly version: string;
  readonly tree: Tree;
  /** Of the chart in the tree. */
  readonly path: string;
  /** Whether Flux had to pack it, or took it as it was. */
  readonly packaged: boolean;
  /** The values files that were merged into the chart's own. */
  readonly valuesFiles: readonly string[];
  /** How many dependencies were fetched for it. */
  readonly dependencies: number;
}

/** What a build changes in a chart. */
export interface ChartBuildOptions {
  readonly valuesFiles: readonly string[];
  readonly ignoreMissingValuesFiles: boolean;
  /** Build metadata to append to the version; empty for none. */
  readonly versionMetadata: string;
}

/** What Flux says of a build: `pulled 'podinfo' chart with version '6.1.0'`. */
export function buildSummary({ name, version, packaged, valuesFiles }: ChartBuild): string {
  const merged = valuesFiles.length === 0 ? '' : ` and merged values files [${valuesFiles.join(' ')}]`;
  return `${packaged ? 'packaged' : 'pulled'} '${name}' chart with version '${version}'${merged}`;
}

/**
 * Builds a chart that lies in a source (GitRepository, Bucket). Values files are looked up from the root of the source.
 *
 * Follows source-controller v1.9.1 internal/helm/chart/builder_local.go.
 *
 * @throws ChartBuildError
 */
export function buildFromSource(source: Tree, chart: string, options: ChartBuildOptions): ChartBuild {
  const path = confinedPath(chart);
  const metadata = readMetadata(source, path, chart);
  const version = versionOf(metadata, options.versionMetadata);
  const changes = new Map<string, MemoryFile>();
  if (options.versionMetadata !== '') changes.set(inChart(path, 'Chart.yaml'), withVersion(metadata, version));
  const valuesFiles: string[] = [];
  if (options.valuesFiles.length > 0) {
    const read = (file: string): string | undefined => source.readText(confinedPath(file));
    const missing = (file: string): string => `no values file found at path '/${confinedPath(file)}' (reference '${file}')`;
    const values = knowing({ name: String(metadata['name']), version }, () => mergeFiles(options, read, missing, valuesFiles));
    changes.set(inChart(path, 'values.yaml'), printYaml(values));
  }
  const tree = changes.size === 0 ? source : overlayTree(source, memoryTree(changes));
  return { name: String(metadata['name']), version, tree, path, packaged: true, valuesFiles, dependencies: 0 };
}

/**
 * Builds a chart that was fetched and unpacked. Values files are looked up from the root of the chart.
 *
 * Follows source-controller v1.9.1 internal/helm/chart/builder_remote.go.
 *
 * @throws ChartBuildError
 */
export function buildFromArchive(unpacked: Tree, options: ChartBuildOptions): ChartBuild {
  const path = chartFolder(unpacked);
  const metadata = readMetadata(unpacked, path, path);
  const version = versionOf(metadata, options.versionMetadata);
  const name = String(metadata['name']);
  if (options.versionMetadata === '' && options.valuesFiles.length === 0) return { name, version, tree: unpacked, path, packaged: false, valuesFiles: [], dependencies: 0 };
  const valuesFiles: string[] = [];
  const read = (file: string): string | undefined => {
    const clean = tryCleanPath(file);
    return clean === undefined ? undefined : unpacked.readText(inChart(path, clean));
  };
  const values = knowing({ name, version }, () => mergeFiles(options, read, (file) => `failed to merge chart values: no values file found at path '${file}'`, valuesFiles));
  const changes = memoryTree({ [inChart(path, 'Chart.yaml')]: withVersion(metadata, version), [inChart(path, 'values.yaml')]: printYaml(values) });
  return { name, version, tree: overlayTree(unpacked, changes), path, packaged: true, valuesFiles, dependencies: 0 };
}

/** Tells which chart a step failed for. */
export function knowing<T>(build: { readonly name: string; readonly version: string }, step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (error instanceof ChartBuildError) error.build = build;
    throw error;
  }
}

function mergeFiles(options: ChartBuildOptions, read: (file: string) => string | undefined, missing: (file: string) => string, merged: string[]): Dict {
  let values = newDict();
  for (const file of options.valuesFiles) {
    const text = read(file);
    if (text === undefined) {
      if (options.ignoreMissingValuesFiles) continue;
      throw new ChartBuildError('ValuesFilesError', 'HelmValuesInvalid', missing(file));
    }
    values = mergeMaps(values, readValues(text, file));
    merged.push(file);
  }
  return values;
}

function readValues(text: string, file: string): Dict {
  try {
    const values = parseYaml(text, { file });
    if (values === null) return newDict();
    if (isDict(values)) return values;
  } catch (error) {
    throw buildErrorFrom('ValuesFilesError', error, `unmarshaling values from '${file}' failed: `);
  }
  throw new ChartBuildError('ValuesFilesError', 'HelmValuesInvalid', `unmarshaling values from '${file}' failed: values have to be a mapping`);
}

function readMetadata(tree: Tree, path: string, reference: string): Dict {
  const file = inChart(path, 'Chart.yaml');
  const text = tree.readText(file);
  if (text === undefined) {
    throw new ChartBuildError('InvalidChartReference', 'HelmChartNotFound', `open ${file}: no such file or directory`, {
      hint: tree.kind(path) === undefined ? `nothing lies at "${reference}" in the source` : undefined,
    });
  }
  try {
    const metadata = parseYaml(text, { file });
    if (isDict(metadata)) return checkMetadata(metadata);
  } catch (error) {
    throw error instanceof ChartBuildError ? error : buildErrorFrom('InvalidChartReference', error);
  }
  throw new ChartBuildError('InvalidChartReference', 'HelmChartInvalid', `${file} is no mapping`);
}

function checkMetadata(metadata: Dict): Dict {
  const lacks = ['apiVersion', 'name', 'version'].find((field) => typeof metadata[field] !== 'string' || metadata[field] === '');
  if (lacks === undefined) return metadata;
  throw new ChartBuildError('InvalidChartReference', 'HelmChartInvalid', `validation: chart.metadata.${lacks} is required`);
}

function versionOf(metadata: Dict, versionMetadata: string): string {
  const version = String(metadata['version']);
  if (versionMetadata === '') return version;
  try {
    return versionText(withMetadata(parseVersion(version), versionMetadata));
  } catch (error) {
    throw buildErrorFrom('MetadataPatchError', error, 'failed to parse version from chart metadata as SemVer: ');
  }
}

function withVersion(metadata: Dict, version: string): string {
  const patched = toDict(metadata);
  patched['version'] = version;
  return printYaml(patched);
}

/** The folder of a chart that was packed: an archive holds one, named after the chart. Undefined where no chart is. */
export function unpackedChartPath(tree: Tree): string | undefined {
  if (tree.kind('Chart.yaml') === 'file') return '';
  return tree.list('')?.find(({ name, kind }) => kind === 'dir' && tree.kind(`${name}/Chart.yaml`) === 'file')?.name;
}

function chartFolder(tree: Tree): string {
  const folder = unpackedChartPath(tree);
  if (folder !== undefined) return folder;
  throw buildErrorFrom('ChartPullError', new EddyError('HelmChartInvalid', 'failed to load chart metadata from written chart: no Chart.yaml in the archive'));
}

function inChart(path: string, file: string): string {
  return path === '' ? file : `${path}/${file}`;
}

/** Whether the path in a source names a packed chart. */
export function isPackedChart(source: Tree, chart: string): boolean {
  const path = confinedPath(chart);
  return source.kind(path) === 'file' && baseName(path).endsWith('.tgz');
}

/** The bytes of a packed chart in a source. */
export function packedChart(source: Tree, chart: string): Uint8Array | undefined {
  return source.read(confinedPath(chart));
}
