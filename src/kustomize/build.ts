import type { Dict } from '../std/dict.ts';
import type { Tree } from '../tree/index.ts';
import type { Accumulator } from './accumulator.ts';
import { BuildContext } from './build-context.ts';
import type { GitUrl } from './git-url.ts';
import { attempt, prefixed, reworded } from './kustomize-error.ts';
import { Loader } from './loader.ts';
import { objectSyntax, objectValue } from './object-value.ts';
import { loadOpenApi } from './open-api.ts';
import type { BuildOptions, BuildResult, BuiltObject } from './options.ts';
import { clearTransformations, setOrigin } from './origin.ts';
import { checkMetadata } from './read-resources.ts';
import type { Resource } from './resource.ts';
import { KustomizationTarget } from './target.ts';
import { addHashes } from './transformers/hash.ts';
import { addTexts } from './transformers/labels.ts';
import { fixNameReferences } from './transformers/name-references.ts';
import { sortObjects } from './transformers/sort-order.ts';
import { resolveVars } from './transformers/vars.ts';

const MANAGED_BY = 'app.kubernetes.io/managed-by';
const VERSION = 'v5.8.1';
const LOCAL_CONFIG = 'config.kubernetes.io/local-config';

/**
 * Builds the kustomization of a folder, as `kustomize build` v5.8.1 does.
 *
 * Pure and synchronous: everything is read through the tree, so that a recording tree sees all of it.
 * Follows kustomize api v0.21.1 krusty/kustomizer.go.
 *
 * @throws EddyError with kustomize's own message; the codes begin with `Kustomize`, `JsonPatch`, `Yaml` and `Regexp`
 * @throws Needed when a pattern needs the full engine of regular expressions, or something remote is not at hand yet
 */
export function build(tree: Tree, path: string, options: BuildOptions = {}): BuildResult {
  const context = new BuildContext(options);
  return run(Loader.open(tree, path === '' ? '.' : path, context.loaderOptions), context, options);
}

/** Builds a kustomization of a Git repository, which `options.remote` finds. @throws as `build` does */
export function buildRemote(url: GitUrl, options: BuildOptions): BuildResult {
  const context = new BuildContext(options);
  return run(Loader.openRemote(url, context.loaderOptions), context, options);
}

function run(loader: Loader, context: BuildContext, options: BuildOptions): BuildResult {
  const target = new KustomizationTarget(loader, context, undefined);
  loadOpenApi(context, loader, target.file.openapi, true);
  const accumulator = target.accumulate();
  finishNames(accumulator, context);
  dropLocal(accumulator);
  sort(accumulator, target, options, context);
  label(accumulator, target, options);
  return { objects: finished(accumulator, target), warnings: context.warnings };
}

/** Steps that look at the whole build: hashes, references to names, and vars. */
function finishNames(accumulator: Accumulator, context: BuildContext): void {
  addHashes(accumulator.resources);
  fixNameReferences(accumulator.resources, accumulator.config.nameReference);
  const unused = resolveVars(accumulator);
  if (unused.length > 0) context.warn(`well-defined vars that were never replaced: ${unused.join(',')}`);
}

/** Drops objects that only serve other objects of the build. */
function dropLocal(accumulator: Accumulator): void {
  const { resources } = accumulator;
  for (const { node, source } of resources.all) checkMetadata(node, source?.file ?? '', source?.line ?? 1);
  const isLocal = (resource: Resource): boolean => {
    const value = resource.annotation(LOCAL_CONFIG);
    return value !== undefined && value !== 'false';
  };
  if (resources.all.some(isLocal)) resources.reset(resources.all.filter((resource) => !isLocal(resource)));
}

function sort(accumulator: Accumulator, { file }: KustomizationTarget, { reorder = 'unspecified' }: BuildOptions, context: BuildContext): void {
  const { sortOptions } = file;
  if (sortOptions !== undefined) {
    if (reorder !== 'unspecified') {
      context.warn("Warning: Sorting order is set both in 'kustomization.yaml' ('sortOptions') and in a CLI flag ('--reorder'). Using the kustomization file over the CLI flag.");
    }
    sortObjects(accumulator.resources, sortOptions);
  } else if (reorder !== 'none') {
    sortObjects(accumulator.resources, { order: 'legacy' });
  }
}

function label(accumulator: Accumulator, { file }: KustomizationTarget, { addManagedByLabel = false, version = VERSION }: BuildOptions): void {
  if (!addManagedByLabel && file.buildMetadata?.includes('managedByLabel') !== true) return;
  addTexts(accumulator.resources.all, { [MANAGED_BY]: `kustomize-${version}` }, [{ path: 'metadata/labels', create: true }]);
}

/** @throws EddyError KustomizeValueInvalid, KustomizeResourceInvalid; they name the object and its place */
function valueOf(resource: Resource, { keepsText }: BuildContext): Dict {
  const { value, error } = attempt(() => objectValue(resource.node, keepsText));
  if (error === undefined) return value;
  const { apiVersion, kind, name, namespace, source } = resource;
  const object = { apiVersion, kind, name, ...(namespace === '' ? {} : { namespace }) };
  const at = source === undefined ? undefined : { file: source.file, line: source.line, col: 1 };
  throw reworded(error, `${objectSyntax(resource.node)}: ${error.message}`).in({ object, at });
}

function finished(accumulator: Accumulator, { file, context }: KustomizationTarget): BuiltObject[] {
  const metadata = file.buildMetadata ?? [];
  const { all } = accumulator.resources;
  for (const resource of all) resource.removeBuildAnnotations();
  if (!metadata.includes('originAnnotations')) prefixed('failed to clean up origin tracking annotations', () => {
    for (const resource of all) setOrigin(resource, undefined);
  });
  if (!metadata.includes('transformerAnnotations')) prefixed('failed to clean up transformer annotations', () => {
    for (const resource of all) clearTransformations(resource);
  });
  return all.map((resource) => {
    const { clusterScoped } = resource.currentId();
    return { value: valueOf(resource, context), clusterScoped, ...(resource.source === undefined ? {} : { origin: resource.source }) };
  });
}
