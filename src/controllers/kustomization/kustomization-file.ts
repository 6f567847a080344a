import { toDict, type Dict } from '../../std/dict.ts';
import { EddyError } from '../../diagnostics/index.ts';
import { checkResources, decodeKustomization, KUSTOMIZATION_FILE_NAMES } from '../../kustomize/index.ts';
import { joinPath, memoryTree, overlayTree, tryCleanPath, type Tree } from '../../tree/index.ts';
import type { FileEdits } from './kustomization-spec.ts';

type Image = FileEdits['images'][number];

/**
 * The tree with the kustomization file that Flux would write at `path`: the file that is there, or one that lists what a walk finds,
 * edited as the spec asks.
 *
 * Follows fluxcd/pkg kustomize v1.35.4 kustomize_generator.go.
 *
 * @param buildRoot what stands in front of paths in messages.
 * @throws EddyError KustomizeBuildFailed with the texts of the controller.
 */
export function withKustomizationFile(tree: Tree, path: string, edits: FileEdits, buildRoot: string): Tree {
  const existing = existingFile(tree, path);
  const file = existing === undefined ? generatedFile(tree, path, buildRoot) : decodeFile(tree, existing);
  const kustomization = toDict({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', ...file });
  if (existing !== undefined && listOf(file, 'resources').length === 0) kustomization['buildMetadata'] = ['originAnnotations'];
  applyEdits(kustomization, edits, (component) => tree.kind(tryCleanPath(`${path}/${component}`) ?? '..') !== undefined);
  // JSON is YAML, and needs no quoting rules.
  return overlayTree(tree, memoryTree({ [existing ?? joinPath(path, 'kustomization.yaml')]: JSON.stringify(kustomization) }));
}

function existingFile(tree: Tree, path: string): string | undefined {
  return KUSTOMIZATION_FILE_NAMES.map((name) => joinPath(path, name)).find((file) => tree.kind(file) === 'file');
}

/** Reads the file without complaining about fields it does not know; they are lost when it is written back. */
function decodeFile(tree: Tree, file: string): Dict {
  try {
    return decodeKustomization(tree.readText(file)!, file);
  } catch (thrown) {
    if (!(thrown instanceof EddyError)) throw thrown;
    const prefix = thrown.message.startsWith('json:') ? 'error unmarshaling JSON: while decoding JSON: ' : thrown.message.startsWith('yaml:') ? 'error converting YAML to JSON: ' : '';
    throw new EddyError(thrown.code, `${prefix}${thrown.message}`, { at: thrown.at ?? { file, line: 1, col: 1 }, hint: thrown.hint, cause: thrown });
  }
}

function generatedFile(tree: Tree, path: string, buildRoot: string): Dict {
  const resources = scanManifests(tree, path, '.', buildRoot);
  // Without resources, a namespace keeps the file from being refused as empty.
  return toDict(resources.length === 0 ? { namespace: '_placeholder' } : { resources });
}

/** All manifests below a folder in lexical order; a folder with a kustomization file of its own stands for what is in it. */
function scanManifests(tree: Tree, folder: string, shown: string, buildRoot: string): string[] {
  const found: string[] = [];
  for (const { name, kind } of tree.list(folder) ?? []) {
    const path = joinPath(folder, name);
    const entry = `${shown}/${name}`;
    if (kind === 'dir' && existingFile(tree, path) === undefined) found.push(...scanManifests(tree, path, entry, buildRoot));
    else if (kind === 'dir') found.push(entry);
    else if (kind === 'file' && /\.ya?ml$/.test(name)) {
      checkManifest(tree, path, buildRoot);
      found.push(entry);
    }
  }
  return found;
}

function checkManifest(tree: Tree, path: string, buildRoot: string): void {
  try {
    checkResources(tree.readText(path)!, path);
  } catch (thrown) {
    if (!(thrown instanceof EddyError)) throw thrown;
    const shown = buildRoot === '' ? path : `${buildRoot}/${path}`;
    throw new EddyError(thrown.code === 'YamlSyntax' ? thrown.code : 'ManifestInvalid', `failed to decode Kubernetes YAML from ${shown}: ${thrown.message}`, {
      at: thrown.at ?? { file: path, line: 1, col: 1 },
      hint: thrown.hint ?? 'without a kustomization.yaml, every YAML file of the folder must be a manifest; add one that lists what to apply',
      cause: thrown,
    });
  }
}

function applyEdits(kustomization: Dict, edits: FileEdits, exists: (component: string) => boolean): void {
  if (edits.targetNamespace !== undefined) kustomization['namespace'] = edits.targetNamespace;
  if (edits.namePrefix !== undefined) kustomization['namePrefix'] = edits.namePrefix;
  if (edits.nameSuffix !== undefined) kustomization['nameSuffix'] = edits.nameSuffix;
  append(kustomization, 'patches', edits.patches.map(({ patch, target }) => toDict(target === undefined ? { patch } : { patch, target: selector(target) })));
  const components = edits.components.map(localComponent).filter((component) => !edits.ignoreMissingComponents || exists(component));
  append(kustomization, 'components', components);
  if (edits.images.length > 0) kustomization['images'] = edits.images.reduce(mergeImage, listOf(kustomization, 'images') as Dict[]);
  if (edits.buildMetadata.length > 0) kustomization['buildMetadata'] = edits.buildMetadata;
}

function selector(target: Dict): Dict {
  const fields = ['group', 'version', 'kind', 'name', 'namespace', 'labelSelector', 'annotationSelector'];
  return toDict(Object.fromEntries(fields.filter((field) => target[field] != null).map((field) => [field, target[field]])));
}

function localComponent(component: string): string {
  const remote = component.startsWith('/') || /^(git::|gh:|ssh:\/\/|https?:\/\/|git@|github\.com[:/])/.test(component) || component.includes('://');
  if (remote) throw new EddyError('KustomizeInvalid', `component path '${component}' must be local and relative`);
  return component;
}

/** Merges an image into those of the file by name. Tag and digest are one thing: setting one of them takes the other away. */
function mergeImage(images: readonly Dict[], image: Image): Dict[] {
  const { name, newName, newTag, digest } = image;
  const set = (entry: Dict): Dict => {
    const merged = toDict(entry);
    if (newName !== '') merged['newName'] = newName;
    if (newTag !== '' || digest !== '') {
      merged['newTag'] = newTag;
      merged['digest'] = digest;
    }
    return merged;
  };
  const at = images.findIndex((entry) => (entry['name'] ?? '') === name);
  if (at === -1) return [...images, set(toDict({ name }))];
  return images.map((entry, i) => (i === at ? set(entry) : entry));
}

function append(kustomization: Dict, field: string, items: readonly unknown[]): void {
  if (items.length > 0) kustomization[field] = [...listOf(kustomization, field), ...items];
}

function listOf(file: Dict, field: string): readonly unknown[] {
  const list = file[field];
  return Array.isArray(list) ? (list as unknown[]) : [];
}
