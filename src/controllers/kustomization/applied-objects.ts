import { EddyError, groupOf, refText } from '../../diagnostics/index.ts';
import { refOf, type K8sObject } from '../../manifest/index.ts';
import { builtInKind, normalizeNative, refusalOf } from '../../schema/index.ts';
import { isDict } from '../../std/dict.ts';
import { KUSTOMIZE_GROUP, type Context, type ProducedObject } from '../base/index.ts';
import type { KustomizationSpec } from './kustomization-spec.ts';
import type { RenderedObject } from './render.ts';

/** The object as it is applied: owner labels, then common metadata, which may override them. */
export function decorate({ object, origin }: RenderedObject, owner: K8sObject, spec: KustomizationSpec): ProducedObject {
  const { name, namespace = '' } = owner.metadata;
  const owned = withMetadata(object, { [`${KUSTOMIZE_GROUP}/name`]: name, [`${KUSTOMIZE_GROUP}/namespace`]: namespace }, {});
  const finish = (applied: K8sObject): K8sObject => withMetadata(applied, spec.commonLabels, spec.commonAnnotations);
  return { object: finish(owned), payload: finish(normalizeNative(owned)), origin };
}

function withMetadata(object: K8sObject, labels: Readonly<Record<string, string>>, annotations: Readonly<Record<string, string>>): K8sObject {
  const hasLabels = Object.keys(labels).length > 0;
  const hasAnnotations = Object.keys(annotations).length > 0;
  if (!hasLabels && !hasAnnotations) return object;
  return {
    ...object,
    metadata: {
      ...object.metadata,
      ...(hasLabels ? { labels: { ...object.metadata.labels, ...labels } } : {}),
      ...(hasAnnotations ? { annotations: { ...object.metadata.annotations, ...annotations } } : {}),
    },
  };
}

/** Whether an object says that it is not to be applied; it stays in the inventory. Values count in any case. */
export function isSkipped(object: K8sObject): boolean {
  return says(object, 'ssa', 'ignore') || says(object, 'reconcile', 'disabled');
}

/** Whether a live object says that it is not to be deleted. */
export function refusesPruning(live: K8sObject): boolean {
  return says(live, 'prune', 'disabled') || isSkipped(live);
}

/** Whether a live object carries both labels of an owner; without them it is somebody else's. */
export function isOwnedBy({ metadata: { labels } }: K8sObject, { metadata: { name, namespace = '' } }: K8sObject): boolean {
  return labels?.[`${KUSTOMIZE_GROUP}/name`] === name && labels[`${KUSTOMIZE_GROUP}/namespace`] === namespace;
}

function says({ metadata }: K8sObject, key: string, value: string): boolean {
  return [metadata.labels, metadata.annotations].some((map) => map?.[`${KUSTOMIZE_GROUP}/${key}`]?.toLowerCase() === value);
}

/**
 * Refuses what an API server would refuse for lack of a namespace.
 *
 * @throws EddyError ApplyFailed
 */
export async function checkNamespaces(objects: readonly K8sObject[], context: Context): Promise<void> {
  if (!context.policy.requireNamespace) return;
  for (const object of objects) {
    if (object.metadata.namespace !== undefined || !(await isNamespaced(object, context))) continue;
    const resource = builtInKind(object.apiVersion, object.kind) === undefined ? ` (patch ${await resourceOf(object, context)} ${object.metadata.name})` : '';
    throw new EddyError('ApplyFailed', `${refText(refOf(object))} namespace not specified: the server could not find the requested resource${resource}\n`, {
      hint: 'set metadata.namespace, or spec.targetNamespace of the Kustomization',
    });
  }
}

/**
 * Refuses what an API server would refuse for its types, labels or keys.
 *
 * @throws EddyError ApplyFailed
 */
export function checkTypes(objects: readonly ProducedObject[], { policy }: Context): void {
  if (!policy.serverChecks) return;
  for (const { object, payload = object } of objects) {
    const refusal = refusalOf(payload);
    if (refusal === undefined) continue;
    const reason = refusal.reason === undefined ? '' : ` (${refusal.reason})`;
    throw new EddyError('ApplyFailed', `${refText(refOf(payload))} dry-run failed${reason}: ${refusal.message}\n`, { cause: refusal });
  }
}

async function isNamespaced(object: K8sObject, context: Context): Promise<boolean> {
  const builtIn = builtInKind(object.apiVersion, object.kind);
  if (builtIn !== undefined) return builtIn.scope === 'Namespaced';
  const spec = (await definitionOf(object, context))?.['spec'];
  return isDict(spec) && spec['scope'] === 'Namespaced';
}

async function resourceOf(object: K8sObject, context: Context): Promise<string> {
  return (await definitionOf(object, context))?.metadata.name ?? '';
}

/** The CRD of a custom resource, where the fleet has it. */
async function definitionOf({ apiVersion, kind }: K8sObject, context: Context): Promise<K8sObject | undefined> {
  const group = groupOf(apiVersion);
  if (group === '') return undefined;
  const definitions = await context.objects.list({ group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition' });
  return definitions.find(({ spec }) => isDict(spec) && spec['group'] === group && isDict(spec['names']) && spec['names']['kind'] === kind);
}
