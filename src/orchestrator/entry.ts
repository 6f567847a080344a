import { isDict, toDict, type Dict } from '../std/dict.ts';
import { EddyError, groupOf, type ObjectRef } from '../diagnostics/index.ts';
import { parseYamlStream } from '../lang/yaml/index.ts';
import type { K8sObject } from '../manifest/index.ts';
import { baseName, cleanPath, tryCleanPath, type Tree } from '../tree/index.ts';
import { KUSTOMIZE_GROUP, OPERATOR_GROUP, readSpec, SOURCE_GROUP, sourceRef } from '../controllers/base/index.ts';
import { nearestPath } from '../controllers/kustomization/index.ts';
import { instanceSync } from '../controllers/operator/index.ts';

/** Where a fleet starts: the objects that exist before anything is rendered. */
export interface Entry {
  /** The Kustomization that bootstrap made. */
  readonly kustomization: K8sObject;
  /** Its source: this repository. */
  readonly source: K8sObject;
  /** The FluxInstance that makes the two of them, where one does. */
  readonly instance?: K8sObject | undefined;
  /** How it was found. */
  readonly notice: string;
}

const SYNC_FILE = 'gotk-sync.yaml';
const MAX_DEPTH = 32;

/**
 * Finds the entry: bootstrap's sync file or a FluxInstance below `path`, or else the Kustomization that bootstrap would create for `path`.
 *
 * This is the one place where files of a fleet are taken for objects before anything has rendered them.
 *
 * @throws EddyError EntryNotFound, EntryAmbiguous
 */
export function findEntry(tree: Tree, path: string | undefined): Entry {
  const folder = path === undefined ? '' : folderOf(tree, path);
  const syncs = filesNamed(tree, folder, (name) => name === SYNC_FILE).flatMap((file) => entriesOfSync(tree, file));
  if (syncs.length > 1) throw ambiguous(syncs);
  if (syncs[0] !== undefined) return syncs[0];
  const instances = path === undefined ? instanceEntries(tree, folder) : instanceEntries(tree, folder).filter((entry) => pathOf(entry.kustomization) === folder);
  if (instances.length > 1) throw ambiguous(instances);
  if (instances[0] !== undefined) return instances[0];
  if (path !== undefined) return bootstrapEntry(folder);
  throw new EddyError('EntryNotFound', `nothing to start from: there is no ${SYNC_FILE} and no FluxInstance`, {
    hint: 'name the folder that the first Kustomization of the cluster points at',
  });
}

function folderOf(tree: Tree, path: string): string {
  const folder = tryCleanPath(path);
  if (folder !== undefined && tree.kind(folder) === 'dir') return folder;
  throw new EddyError('EntryNotFound', `there is no folder "${path}"`, { hint: folder === undefined ? undefined : nearestPath(tree, folder) });
}

function ambiguous(entries: readonly Entry[]): EddyError {
  const paths = entries.map(({ kustomization }) => `"${pathOf(kustomization)}"`).sort();
  return new EddyError('EntryAmbiguous', `there are ${String(entries.length)} clusters to start from: ${paths.join(', ')}`, { hint: 'name one of these folders' });
}

/** The path of a Kustomization, clean. */
export function pathOf(kustomization: K8sObject): string {
  return tryCleanPath(readSpec(kustomization).string('path') ?? '') ?? '';
}

/** The Kustomization and source of a sync file that bootstrap wrote. */
function entriesOfSync(tree: Tree, file: string): Entry[] {
  const objects = objectsIn(tree, file);
  const kustomization = objects.find(({ apiVersion, kind }) => kind === 'Kustomization' && groupOf(apiVersion) === KUSTOMIZE_GROUP);
  if (kustomization === undefined) return [];
  const source = readSpec(kustomization).child('sourceRef');
  const [kind, name] = [source.string('kind'), source.string('name')];
  const own = objects.find((object) => groupOf(object.apiVersion) === SOURCE_GROUP && object.kind === kind && object.metadata.name === name);
  if (own === undefined) return [];
  return [{ kustomization, source: own, notice: `starting from ${file}` }];
}

/** What flux-operator would create for the FluxInstances in the manifests below a folder. */
function instanceEntries(tree: Tree, folder: string): Entry[] {
  const files = filesNamed(tree, folder, (name) => /\.ya?ml$/.test(name));
  return files.filter((file) => tree.readText(file)?.includes('kind: FluxInstance') === true).flatMap((file) => entriesOfInstance(tree, file));
}

function entriesOfInstance(tree: Tree, file: string): Entry[] {
  return manifestsIn(tree, file).flatMap((object) => {
    if (object.kind !== 'FluxInstance' || groupOf(object.apiVersion) !== OPERATOR_GROUP) return [];
    const { namespace = 'flux-system' } = object.metadata;
    const instance = { ...object, metadata: { ...object.metadata, namespace } };
    const sync = instanceSync(instance);
    return sync === undefined ? [] : [{ ...sync, instance, notice: `starting from the sync of the FluxInstance in ${file}: ${pathOf(sync.kustomization)}` }];
  });
}

function bootstrapEntry(folder: string): Entry {
  const path = `./${folder}`;
  const names = { name: 'flux-system', namespace: 'flux-system' };
  return { ...entryObjects('GitRepository', names, path), notice: `starting from ${path}, as a Kustomization flux-system/flux-system` };
}

function entryObjects(kind: string, names: { readonly name: string; readonly namespace: string }, path: string): Pick<Entry, 'kustomization' | 'source'> {
  const source = aliasSource(sourceRef(kind, names.namespace, names.name));
  const spec = toDict({ interval: '10m', path, prune: true, sourceRef: toDict({ kind, name: names.name }) });
  return { source, kustomization: { apiVersion: `${KUSTOMIZE_GROUP}/v1`, kind: 'Kustomization', metadata: { ...names }, spec } };
}

/** A source that stands for files at hand. */
export function aliasSource(ref: ObjectRef): K8sObject {
  const { apiVersion, kind, name, namespace } = ref;
  return { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) }, spec: toDict({ interval: '1m' }) };
}

function objectsIn(tree: Tree, file: string): K8sObject[] {
  return parseYamlStream(tree.readText(file) ?? '', { file })
    .map(({ value }) => value)
    .filter(isObject);
}

/** The objects of a file that may be no manifest at all, such as the template of a chart. */
function manifestsIn(tree: Tree, file: string): K8sObject[] {
  try {
    return objectsIn(tree, file);
  } catch (error) {
    if (error instanceof EddyError) return [];
    throw error;
  }
}

function isObject(value: unknown): value is K8sObject & Dict {
  return isDict(value) && typeof value['apiVersion'] === 'string' && typeof value['kind'] === 'string' && isDict(value['metadata']) && typeof value['metadata']['name'] === 'string';
}

/** The files below a folder whose names fit, in order of their paths; hidden folders are left out. */
function filesNamed(tree: Tree, folder: string, fits: (name: string) => boolean, depth = 0): string[] {
  if (depth > MAX_DEPTH) return [];
  return (tree.list(folder) ?? []).flatMap(({ name, kind }) => {
    const path = cleanPath(`${folder}/${name}`);
    if (kind === 'dir') return name.startsWith('.') ? [] : filesNamed(tree, path, fits, depth + 1);
    return kind === 'file' && fits(baseName(path)) ? [path] : [];
  });
}
