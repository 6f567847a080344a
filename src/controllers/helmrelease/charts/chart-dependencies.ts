import { isDict, newDict, toDict, type Dict } from '../../../std/dict.ts';
import { EddyError } from '../../../diagnostics/index.ts';
import { parseConstraint, parseVersion } from '../../../lang/semver/index.ts';
import { parseYaml, printYaml } from '../../../lang/yaml/index.ts';
import type { K8sObject } from '../../../manifest/index.ts';
import { memoryTree, overlayTree, subTree, tryCleanPath, type MemoryFile, type Tree } from '../../../tree/index.ts';
import { SOURCE_GROUP, sourceRef, type Context } from '../../base/index.ts';
import { ChartBuildError, buildErrorFrom } from './chart-build-error.ts';
import type { ChartBuild } from './chart-build.ts';
import { fetchFromRepository } from './repository-chart.ts';

interface Dependency {
  readonly name: string;
  readonly version: string;
  readonly repository: string;
  readonly alias: string;
}

/**
 * Puts the dependencies of a chart that lies in a source into its `charts/` folder, where they are not there already.
 *
 * `Chart.lock` counts more than `Chart.yaml`. `file://` leads to another folder of the source; other addresses are fetched,
 * through a HelmRepository of the same namespace with the same address where there is one.
 * Follows source-controller v1.9.4 internal/helm/chart/dependency_manager.go.
 *
 * @throws ChartBuildError
 */
export async function vendorDependencies(build: ChartBuild, source: K8sObject, context: Context): Promise<ChartBuild> {
  const missing = missingDependencies(build);
  let tree = build.tree;
  try {
    for (const dependency of missing) {
      const found = isLocal(dependency) ? localChart(build, dependency) : await remoteChart(dependency, source, context);
      const folder = `${build.path === '' ? '' : `${build.path}/`}charts/${dependency.alias || dependency.name}`;
      tree = overlayTree(tree, memoryTree(filesUnder(named(found, dependency), folder)));
    }
  } catch (error) {
    if (error instanceof ChartBuildError) error.build = build;
    throw error;
  }
  return missing.length === 0 ? build : { ...build, tree, dependencies: missing.length };
}

/** What is listed and not in `charts/`; nothing where there are as many charts as are listed. */
function missingDependencies({ tree, path }: ChartBuild): Dependency[] {
  const inChart = (file: string): string => (path === '' ? file : `${path}/${file}`);
  const listed = dependenciesOf(tree, inChart('Chart.lock')) ?? dependenciesOf(tree, inChart('Chart.yaml')) ?? [];
  const vendored = new Set<string>();
  for (const { name, kind } of tree.list(inChart('charts')) ?? []) {
    const chart = dependencyMetadata(tree, inChart(`charts/${name}/Chart.yaml`));
    if (typeof chart?.['name'] === 'string') vendored.add(chart['name']);
    else if (kind === 'file' && name.endsWith('.tgz')) vendored.add(name.replace(/-\d[^/]*\.tgz$/, ''));
  }
  return listed.length === vendored.size ? [] : listed.filter(({ name, alias }) => !vendored.has(alias || name));
}

function isLocal({ repository }: Dependency): boolean {
  return repository === '' || repository.startsWith('file://');
}

/** The chart under its alias, which is its name from here on. */
function named(chart: Tree, { alias }: Dependency): Tree {
  if (alias === '') return chart;
  const metadata = dependencyMetadata(chart, 'Chart.yaml') ?? newDict();
  return overlayTree(chart, memoryTree({ 'Chart.yaml': printYaml(toDict({ ...metadata, name: alias })) }));
}

function dependenciesOf(tree: Tree, file: string): Dependency[] | undefined {
  const listed = dependencyMetadata(tree, file)?.['dependencies'];
  if (!Array.isArray(listed)) return undefined;
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return listed.filter(isDict).map((entry) => ({
    name: text(entry['name']),
    version: text(entry['version']),
    repository: text(entry['repository']),
    alias: text(entry['alias']),
  }));
}

function dependencyMetadata(tree: Tree, file: string): Dict | undefined {
  const text = tree.readText(file);
  if (text === undefined) return undefined;
  try {
    const value = parseYaml(text, { file });
    return isDict(value) ? value : undefined;
  } catch (error) {
    throw buildErrorFrom('DependencyBuildError', error);
  }
}

function localChart({ tree, path }: ChartBuild, { name, version, repository }: Dependency): Tree {
  const fail = (problem: string): ChartBuildError => new ChartBuildError('DependencyBuildError', 'HelmDependencyMissing', `failed to add local dependency '${name}': ${problem}`);
  const folder = tryCleanPath(repository === '' ? `${path}/charts/${name}` : `${path}/${repository.slice('file://'.length)}`);
  if (folder === undefined || tree.kind(folder) === undefined) throw fail(`no chart found at '/${folder ?? ''}' (reference '${repository}')`);
  const found = dependencyMetadata(tree, `${folder}/Chart.yaml`);
  if (found === undefined) throw fail(`failed to load chart from '/${folder}' (reference '${repository}'): Chart.yaml file is missing`);
  let fits: boolean;
  try {
    fits = parseConstraint(version).check(parseVersion(String(found['version'])));
  } catch (error) {
    if (!(error instanceof EddyError)) throw error;
    throw fail(error.code === 'SemverConstraint' ? `invalid version/constraint format '${version}': ${error.message}` : error.message);
  }
  if (!fits) throw fail(`can't get a valid version for constraint '${version}'`);
  return subTree(tree, folder);
}

async function remoteChart(dependency: Dependency, source: K8sObject, context: Context): Promise<Tree> {
  const { namespace } = source.metadata;
  const repositories = await context.objects.list({ group: 'source.toolkit.fluxcd.io', kind: 'HelmRepository' });
  const url = normalUrl(dependency.repository);
  const known = repositories.find((repository) => repository.metadata.namespace === namespace && normalUrl(String((repository['spec'] as Dict)['url'])) === url);
  const repository = known ?? anonymousRepository(namespace, url);
  try {
    const index = url.startsWith('oci://') ? undefined : await indexArtifact(repository, known !== undefined, url, context);
    const unpacked = await fetchFromRepository(repository, index, dependency.name, dependency.version, context);
    const folder = unpacked.list('')?.find(({ kind }) => kind === 'dir')?.name ?? '';
    return subTree(unpacked, folder);
  } catch (error) {
    const fault = error instanceof ChartBuildError ? error.error : error;
    if (!(fault instanceof EddyError)) throw fault;
    const { code, hint } = fault;
    throw new ChartBuildError('DependencyBuildError', code, `failed to add remote dependency '${dependency.name}': ${remoteFault(fault.message, dependency)}`, { hint, cause: fault });
  }
}

/** What a fetch of a chart says of itself, in the words of a dependency. */
function remoteFault(message: string, { name, version, repository }: Dependency): string {
  const lookup = /failed to get chart version for remote reference: ([^]*)/.exec(message);
  if (lookup !== null) return `failed to get chart '${name}' version '${version}' from '${repository}': ${lookup[1]!}`;
  const download = /failed to download chart for remote reference: ([^]*)/.exec(message);
  return download === null ? message : `chart download of version '${version}' failed: ${download[1]!}`;
}

async function indexArtifact(repository: K8sObject, known: boolean, url: string, context: Context): Promise<{ readonly revision: string; readonly tree: Tree; readonly file: string }> {
  if (known) {
    const artifact = await context.artifact(sourceRef('HelmRepository', repository.metadata.namespace, repository.metadata.name));
    if (artifact !== undefined) return { ...artifact, file: artifact.file ?? 'index.yaml' };
  }
  const { helmIndex } = context.ports;
  if (helmIndex === undefined) throw new EddyError('SourceNotFetched', `nothing may fetch ${url}`);
  const bytes = await helmIndex.get({ url: `${url}/index.yaml`, timeoutMs: 60_000, maxBytes: 50 * 1024 * 1024 });
  return { revision: '', tree: memoryTree({ 'index.yaml': bytes }), file: 'index.yaml' };
}

function anonymousRepository(namespace: string | undefined, url: string): K8sObject {
  const metadata = { name: 'anonymous', ...(namespace === undefined ? {} : { namespace }) };
  return { apiVersion: `${SOURCE_GROUP}/v1`, kind: 'HelmRepository', metadata, spec: { url, type: url.startsWith('oci://') ? 'oci' : 'default' } };
}

function normalUrl(url: string): string {
  return url.replace(/\/+$/, '');
}

function filesUnder(tree: Tree, folder: string): Map<string, MemoryFile> {
  const files = new Map<string, MemoryFile>();
  const walk = (dir: string): void => {
    for (const { name, kind } of tree.list(dir) ?? []) {
      const path = dir === '' ? name : `${dir}/${name}`;
      if (kind === 'dir') walk(path);
      else if (kind === 'file') files.set(`${folder}/${path}`, tree.read(path)!);
    }
  };
  walk('');
  return files;
}
