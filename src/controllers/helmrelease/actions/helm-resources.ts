import { deepEqual } from '../../../std/deep-equal.ts';
import { isDict, newDict, toDict, type Dict } from '../../../std/dict.ts';
import { EddyError, refKey } from '../../../diagnostics/index.ts';
import { parseYamlStream } from '../../../lang/yaml/index.ts';
import { refOf, type K8sObject } from '../../../manifest/index.ts';
import { ApiRefusal, builtInKind } from '../../../schema/index.ts';
import type { ObjectPatch } from '../../../store/index.ts';
import type { ClusterClient, DeletionPropagation } from './cluster-client.ts';
import { fieldManagerPatch } from './field-manager.ts';
import type { HelmLog } from './helm-log.ts';
import type { KindDiscovery } from './kind-discovery.ts';
import type { ApplyMethod } from '../storage/release-record.ts';

/** Where Helm's writes go, and how. */
export interface ResourceWriter {
  readonly cluster: ClusterClient;
  readonly log: HelmLog;
}

/** How existing objects are changed. */
export interface UpdateOptions {
  readonly method: ApplyMethod;
  /** Replace objects as a whole; with client-side apply only. */
  readonly forceReplace: boolean;
  /** Whether what Helm wrote by client-side apply comes to count as applied; server-side apply only. */
  readonly takesOverFields?: boolean | undefined;
  /** Whether changes of custom resources look at the live object as well; client-side apply only. */
  readonly threeWayForCustom?: boolean | undefined;
}

/**
 * The objects of a manifest, in its order, in their namespaces.
 *
 * Follows Helm 4.2.4 pkg/kube/client.go (Build).
 *
 * @throws EddyError HelmManifestInvalid where the cluster does not serve a kind.
 */
export function buildResources(manifest: string, namespace: string, kinds: KindDiscovery): K8sObject[] {
  const objects = parseYamlStream(manifest).map(({ value }) => value).filter(isDict) as unknown as K8sObject[];
  const unknown = objects.filter((object) => !kinds.isServed(object)).map(unservedText);
  if (unknown.length > 0) throw new EddyError('HelmManifestInvalid', unknown.length === 1 ? unknown[0]! : `[${unknown.join(', ')}]`);
  return objects.map((object) => (kinds.isNamespaced(object) && !object.metadata.namespace ? { ...object, metadata: { ...object.metadata, namespace } } : object));
}

function unservedText({ apiVersion, kind, metadata }: K8sObject): string {
  const what = `resource mapping not found for name: "${metadata.name}" namespace: "${metadata.namespace ?? ''}" from ""`;
  return `${what}: no matches for kind "${kind}" in version "${apiVersion}"\nensure CRDs are installed first`;
}

/** What Helm adds to an object before it sends it. */
export function withOwnership(object: K8sObject, release: string, namespace: string): K8sObject {
  const labels = toDict({ ...object.metadata.labels, 'app.kubernetes.io/managed-by': 'Helm' });
  const annotations = toDict({ ...object.metadata.annotations, 'meta.helm.sh/release-name': release, 'meta.helm.sh/release-namespace': namespace });
  return { ...object, metadata: { ...object.metadata, labels, annotations } as K8sObject['metadata'] };
}

/**
 * Creates objects. One that is refused does not keep the others from being sent.
 *
 * @throws EddyError ApplyFailed with all refusals.
 */
export async function createResources(objects: readonly K8sObject[], method: ApplyMethod, { cluster, log }: ResourceWriter): Promise<void> {
  log.add(`creating resource(s): {"resources":${String(objects.length)}}`);
  const faults: ApiRefusal[] = [];
  const texts: string[] = [];
  for (const object of objects) {
    try {
      await createOne(object, method, cluster);
    } catch (error) {
      const refusal = refusalIn(error);
      faults.push(refusal);
      texts.push(errorText(error));
    }
  }
  if (faults.length > 0) throw new EddyError('ApplyFailed', texts.join('\n'), { cause: faults[0] });
}

async function createOne(object: K8sObject, method: ApplyMethod, cluster: ClusterClient): Promise<void> {
  if (method === 'csa') await cluster.create(object);
  else await serverSideApply(object, cluster);
}

async function serverSideApply(object: K8sObject, cluster: ClusterClient): Promise<void> {
  try {
    await cluster.apply(object);
  } catch (error) {
    const refusal = refusalIn(error);
    const { apiVersion, kind, metadata } = object;
    const id = `${metadata.namespace ?? ''}/${metadata.name} ${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kind}`;
    const what = refusal.code === 409 ? 'conflict occurred while applying object' : 'server-side apply failed for object';
    throw new EddyError('ApplyFailed', `${what} ${id}: ${refusal.message}`, { cause: refusal });
  }
}

/** What came of an update. */
export interface UpdateResult {
  readonly created: readonly K8sObject[];
  readonly fault: EddyError | undefined;
}

/**
 * Turns the objects of one revision into those of another: what is missing is created, what is there is changed, what left is deleted.
 *
 * A failed creation ends it; other failures are collected, and nothing is deleted then.
 * Follows Helm 4.2.4 pkg/kube/client.go (Update).
 */
export async function updateResources(originals: readonly K8sObject[], targets: readonly K8sObject[], options: UpdateOptions, writer: ResourceWriter): Promise<UpdateResult> {
  const { cluster, log } = writer;
  log.add(`checking resources for changes: {"resources":${String(targets.length)}}`);
  const before = new Map(originals.map((object) => [refKey(refOf(object)), object]));
  const created: K8sObject[] = [];
  const faults: EddyError[] = [];
  for (const target of targets) {
    const live = await cluster.get(refOf(target));
    try {
      if (live === undefined) {
        created.push(target);
        await createOne(target, options.method, cluster);
      } else await updateOne(before.get(refKey(refOf(target))) ?? live, target, live, options, cluster);
    } catch (error) {
      const fault = asFault(error);
      if (live === undefined) return { created, fault: new EddyError(fault.code, `failed to create resource: ${fault.message}`, { cause: fault.cause ?? fault }) };
      faults.push(fault);
    }
  }
  if (faults.length > 0) return { created, fault: new EddyError('ApplyFailed', faults.map(({ message }) => message).join(' && '), { cause: faults[0]!.cause }) };
  const kept = new Set(targets.map((object) => refKey(refOf(object))));
  for (const object of originals) if (!kept.has(refKey(refOf(object)))) await deleteUnlessKept(object, cluster);
  return { created, fault: undefined };
}

async function deleteUnlessKept(object: K8sObject, cluster: ClusterClient): Promise<void> {
  const live = await cluster.get(refOf(object));
  if (live !== undefined && !isKept(live)) await cluster.delete(refOf(object), 'background');
}

/** Whether an object stays when its release goes. */
export function isKept({ metadata }: K8sObject): boolean {
  return metadata.annotations?.['helm.sh/resource-policy']?.trim().toLowerCase() === 'keep';
}

async function updateOne(original: K8sObject, target: K8sObject, live: K8sObject, options: UpdateOptions, cluster: ClusterClient): Promise<void> {
  if (options.forceReplace) {
    await cluster.replace(target);
    return;
  }
  if (options.method === 'ssa') {
    const takeover = options.takesOverFields === true ? fieldManagerPatch(live) : undefined;
    if (takeover !== undefined) await cluster.patch(refOf(live), { type: 'json', operations: takeover });
    await serverSideApply(target, cluster);
    return;
  }
  const patch = clientSidePatch(original, target, live, options.threeWayForCustom === true);
  if (Object.keys(patch.patch).length === 0) return;
  try {
    await cluster.patch(refOf(target), patch);
  } catch (error) {
    throw new EddyError('ApplyFailed', `cannot patch "${target.metadata.name}" with kind ${target.kind}: ${errorText(error)}`, { cause: error });
  }
}

/**
 * The patch of a client-side apply: what the new revision wants and the live object does not have, and what only the old revision wanted, as null.
 *
 * Lists are taken as a whole. Custom resources are compared between the revisions only, unless `threeWay` is set.
 * Follows Helm 4.2.4 pkg/kube/client.go (createPatch).
 */
export function clientSidePatch(original: K8sObject, target: K8sObject, live: K8sObject, threeWay: boolean): Exclude<ObjectPatch, { readonly type: 'json' }> {
  const isBuiltIn = builtInKind(target.apiVersion, target.kind) !== undefined;
  const base = isBuiltIn || threeWay ? live : original;
  return { type: isBuiltIn ? 'strategic' : 'merge', patch: mergePatchBetween(toDict(original), toDict(target), toDict(base)) };
}

function mergePatchBetween(original: Dict, target: Dict, base: Dict): Dict {
  const patch = newDict();
  for (const key of Object.keys(target)) {
    const [want, have, old] = [target[key], own(base, key), own(original, key)];
    if (isDict(want) && isDict(have)) {
      const inner = mergePatchBetween(isDict(old) ? old : newDict(), want, have);
      if (Object.keys(inner).length > 0) patch[key] = inner;
    } else if (!deepEqual(want, have)) patch[key] = want;
  }
  for (const key of Object.keys(original)) if (!Object.hasOwn(target, key) && own(base, key) !== undefined) patch[key] = null;
  return patch;
}

function own(dict: Dict, key: string): unknown {
  return Object.hasOwn(dict, key) ? dict[key] : undefined;
}

/** Deletes objects in the order given; one that is not there counts as deleted. */
export async function deleteResources(objects: readonly K8sObject[], propagation: DeletionPropagation, { cluster }: ResourceWriter): Promise<void> {
  for (const object of objects) await cluster.delete(refOf(object), propagation);
}

/** A write that failed, as the action reports it. Anything but an answer of the API server is a defect, and passes through. */
export function asFault(error: unknown): EddyError {
  if (error instanceof EddyError) return error;
  if (error instanceof ApiRefusal) return new EddyError('ApplyFailed', error.message, { cause: error });
  throw error;
}

function refusalIn(error: unknown): ApiRefusal {
  if (error instanceof ApiRefusal) return error;
  if (error instanceof EddyError && error.cause instanceof ApiRefusal) return error.cause;
  if (error instanceof EddyError) return new ApiRefusal(500, undefined, error.message, { apiVersion: '', kind: '', namespace: undefined, name: '' });
  throw error;
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
