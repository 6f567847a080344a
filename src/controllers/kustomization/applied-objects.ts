import { isDict } from '../../std/dict.ts';
import type { K8sObject } from '../../manifest/index.ts';
import { normalizeNative } from '../../schema/index.ts';
import { KUSTOMIZE_GROUP, type ProducedObject } from '../base/index.ts';
import type { KustomizationSpec } from './kustomization-spec.ts';
import type { RenderedObject } from './render.ts';

/** The object as it is applied: owner labels, then common metadata, which may override them. */
export function decorate({ object, origin }: RenderedObject, owner: K8sObject, spec: KustomizationSpec): ProducedObject {
  const { name, namespace = '' } = owner.metadata;
  const owned = withMetadata(object, { [`${KUSTOMIZE_GROUP}/name`]: name, [`${KUSTOMIZE_GROUP}/namespace`]: namespace }, {});
  const finish = (applied: K8sObject): K8sObject => withMetadata(applied, spec.commonLabels, spec.commonAnnotations);
  return { object: finish(withoutSops(owned)), payload: finish(normalizeNative(owned)), origin };
}

/** What SOPS wrote about an encrypted object is no part of it; the ciphertext stays where nothing decrypts it. */
function withoutSops(object: K8sObject): K8sObject {
  if (!isDict(object['sops']) || !('mac' in object['sops'])) return object;
  const { sops: _metadata, ...rest } = object;
  return rest;
}

function withMetadata(object: K8sObject, labels: Readonly<Record<string, string>>, annotations: Readonly<Record<string, string>>): K8sObject {
  const hasLabels = Object.keys(labels).length > 0;
  const hasAnnotations = Object.keys(annotations).length > 0;
  if (!hasLabels && !hasAnnotations) return object;
  return {
    ...object,
    metadata: {
      ...object.metadata,
      ...(hasLabels ? { labels: { ...texts(object.metadata.labels), ...labels } } : {}),
      ...(hasAnnotations ? { annotations: { ...texts(object.metadata.annotations), ...annotations } } : {}),
    },
  };
}

/** A map as Go reads it: one that holds anything but texts counts as empty. */
function texts(map: Readonly<Record<string, unknown>> | undefined): Readonly<Record<string, string>> {
  return Object.values(map ?? {}).every((value) => typeof value === 'string') ? (map as Record<string, string>) : {};
}

/** Whether an object says that it is not to be applied; it stays in the inventory. Values count in any case. */
export function isSkipped(object: K8sObject): boolean {
  return says(object, 'ssa', 'ignore') || says(object, 'reconcile', 'disabled');
}

/** Whether an object that exists is left as it is, because what is wanted says so. */
export function isKeptAsIs(desired: K8sObject): boolean {
  return says(desired, 'ssa', 'ifnotpresent');
}

/** Whether an object may be made anew where it cannot be changed. */
export function allowsForce(object: K8sObject): boolean {
  return says(object, 'force', 'enabled');
}

/** Whether fields that others own are left to them. */
export function isMerged(object: K8sObject): boolean {
  return says(object, 'ssa', 'merge');
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
