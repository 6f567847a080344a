import { isDict, newDict, toDict, type Dict } from '../../std/dict.ts';
import { refKey, type ObjectRef } from '../../diagnostics/index.ts';
import { refOf, type K8sObject } from '../../manifest/index.ts';
import { isClusterScoped } from '../../schema/index.ts';
import type { ProducedObject } from '../base/index.ts';
import { originLabels } from './charts/helm-chart-object.ts';
import type { ReleaseDocument } from './post-render.ts';
import { releaseNamespace } from './release-name.ts';
import { fileInSource, type RenderedRelease } from './release-render.ts';
import type { ActionSpec, HelmReleaseSpec } from './spec.ts';

/** Which hooks become objects: those of an event, or all but tests where nothing is ever upgraded or deleted. */
export type HookSelection = 'install' | 'upgrade' | 'all';

/** Where the chart of a release lies: its name, which Helm puts in front of its files, and its folder in the source. */
export interface ChartPlace {
  readonly name: string;
  readonly path: string;
}

/** The objects of a rendered release in the order in which Helm writes them, with its own labels on what it sends. */
export function releaseObjects(release: HelmReleaseSpec, name: string, rendered: RenderedRelease, action: ActionSpec, hooks: HookSelection, place: ChartPlace): ProducedObject[] {
  const namespace = releaseNamespace(release.naming);
  const crds = action.crds === 'Skip' ? [] : rendered.crds.filter(({ value }) => value['kind'] === 'CustomResourceDefinition').map((document) => crdObject(release, document));
  const own = action.createNamespace && release.naming.targetNamespace !== undefined && hooks !== 'upgrade' ? [namespaceObject(namespace)] : [];
  const manifests = rendered.documents.filter(({ hook }) => hook === undefined).map((document) => manifestObject(document, name, namespace));
  const hooked = action.disableHooks ? [] : rendered.documents.filter((document) => isSelected(document, hooks)).map((document) => hookObject(release, document, namespace));
  const before = hooked.filter(({ early }) => early).map(({ produced }) => produced);
  const after = hooked.filter(({ early }) => !early).map(({ produced }) => produced);
  return lastOfEach([...own, ...crds, ...before, ...manifests, ...after]).map((produced) => placed(produced, place));
}

/** The hooks that go as soon as they have run. */
export function passingHooks(release: HelmReleaseSpec, rendered: RenderedRelease): ReadonlySet<string> {
  const namespace = releaseNamespace(release.naming);
  const passing = rendered.documents.filter(({ hook }) => hook?.deletePolicies.includes('hook-succeeded') === true);
  return new Set(passing.map(({ value }) => refKey(refOf(inNamespace(value, namespace)))));
}

/** An entry of `status.inventory`. */
export interface InventoryEntry {
  readonly id: string;
  readonly v: string;
}

/** What the release consists of: its manifests and CRDs, without hooks. */
export function inventoryOf(release: HelmReleaseSpec, documents: readonly ReleaseDocument[], crds: readonly ReleaseDocument[]): { readonly entries: readonly InventoryEntry[] } {
  const namespace = releaseNamespace(release.naming);
  const plain = documents.filter(({ hook }) => hook === undefined).map(({ value }) => inNamespace(value, namespace));
  return { entries: [...plain, ...crds.map(({ value }) => value as unknown as K8sObject)].map((object) => inventoryEntry(refOf(object))) };
}

function inventoryEntry({ apiVersion, kind, namespace, name }: ObjectRef): InventoryEntry {
  const slash = apiVersion.indexOf('/');
  const group = apiVersion.slice(0, Math.max(0, slash));
  const shown = group === 'rbac.authorization.k8s.io' ? name.replaceAll(':', '__') : name;
  return { id: `${namespace ?? ''}_${shown}_${group}_${kind}`, v: apiVersion.slice(slash + 1) };
}

function isSelected({ hook }: ReleaseDocument, selection: HookSelection): boolean {
  if (hook === undefined) return false;
  if (selection === 'all') return hook.events.some((event) => event !== 'test');
  return hook.events.includes(`pre-${selection}`) || hook.events.includes(`post-${selection}`);
}

function manifestObject({ source, value }: ReleaseDocument, name: string, namespace: string): ProducedObject {
  const object = inNamespace(value, namespace);
  return { object, payload: withHelmMetadata(object, name, namespace), origin: { file: source } };
}

/** A hook is sent with the origin labels, but shown as its chart wrote it: it is run, not kept, and other tools show it so. */
function hookObject(release: HelmReleaseSpec, { source, value, hook }: ReleaseDocument, namespace: string): { readonly early: boolean; readonly produced: ProducedObject } {
  const early = hook!.events.some((event) => event.startsWith('pre-'));
  const payload = inNamespace(value, namespace);
  return { early, produced: { object: withoutLabels(payload, Object.keys(originLabels(release))), payload, origin: { file: source } } };
}

function placed(produced: ProducedObject, { name, path }: ChartPlace): ProducedObject {
  return produced.origin === undefined ? produced : { ...produced, origin: { file: fileInSource(produced.origin.file, name, path) } };
}

function withoutLabels(object: K8sObject, keys: readonly string[]): K8sObject {
  const { labels, ...metadata } = object.metadata;
  const left = Object.entries(labels ?? {}).filter(([key]) => !keys.includes(key));
  return { ...object, metadata: left.length === 0 ? metadata : { ...metadata, labels: Object.fromEntries(left) } };
}

function crdObject(release: HelmReleaseSpec, { source, value }: ReleaseDocument): ProducedObject {
  const object = withMetadata(value as unknown as K8sObject, { labels: originLabels(release), annotations: newDict() });
  return { object, origin: { file: source } };
}

function namespaceObject(name: string): ProducedObject {
  return { object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { name } } } };
}

/** The object with the release namespace filled in, where it is namespaced and names none. */
function inNamespace(value: Dict, namespace: string): K8sObject {
  const object = value as unknown as K8sObject;
  const clusterScoped = isClusterScoped(object.apiVersion, object.kind);
  if (clusterScoped || (object.metadata.namespace !== undefined && object.metadata.namespace !== '')) return object;
  return { ...object, metadata: { ...object.metadata, namespace } };
}

/** What Helm adds to an object before it sends it. */
function withHelmMetadata(object: K8sObject, name: string, namespace: string): K8sObject {
  return withMetadata(object, {
    labels: toDict({ 'app.kubernetes.io/managed-by': 'Helm' }),
    annotations: toDict({ 'meta.helm.sh/release-name': name, 'meta.helm.sh/release-namespace': namespace }),
  });
}

function withMetadata(object: K8sObject, added: { readonly labels: Dict; readonly annotations: Dict }): K8sObject {
  const metadata = toDict(object.metadata);
  for (const field of ['labels', 'annotations'] as const) {
    if (Object.keys(added[field]).length === 0) continue;
    metadata[field] = toDict({ ...(isDict(metadata[field]) ? metadata[field] : {}), ...added[field] });
  }
  return { ...object, metadata: metadata as unknown as K8sObject['metadata'] };
}

/** A release may write an object twice (a hook and a manifest); the last one stays. */
function lastOfEach(objects: readonly ProducedObject[]): ProducedObject[] {
  const last = new Map(objects.map((produced) => [refKey(refOf(produced.object)), produced]));
  return objects.filter((produced) => last.get(refKey(refOf(produced.object))) === produced);
}
