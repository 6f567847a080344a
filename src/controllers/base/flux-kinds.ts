import { toDict } from '../../std/dict.ts';
import { groupOf, type ObjectRef } from '../../diagnostics/index.ts';
import type { K8sObject } from '../../manifest/index.ts';

/** The groups of Flux. */
export const SOURCE_GROUP = 'source.toolkit.fluxcd.io';
export const SOURCE_EXTENSIONS_GROUP = 'source.extensions.fluxcd.io';
export const KUSTOMIZE_GROUP = 'kustomize.toolkit.fluxcd.io';
export const HELM_GROUP = 'helm.toolkit.fluxcd.io';
export const OPERATOR_GROUP = 'fluxcd.controlplane.io';

/** The kinds whose objects have an artifact. */
export type SourceKind = 'GitRepository' | 'OCIRepository' | 'HelmRepository' | 'HelmChart' | 'Bucket' | 'ExternalArtifact';

/** The version of each group that Flux 2.9 serves. */
export const SERVED: Readonly<Record<string, string>> = {
  [SOURCE_GROUP]: 'v1',
  [KUSTOMIZE_GROUP]: 'v1',
  [HELM_GROUP]: 'v2',
  [OPERATOR_GROUP]: 'v1',
};

/** The name of a source. */
export function sourceRef(kind: string, namespace: string | undefined, name: string): ObjectRef {
  return { apiVersion: `${SOURCE_GROUP}/v1`, kind, namespace, name };
}

/** What Flux 2.9 serves in place of a version that it no longer does; undefined where the version is served, or not Flux's. */
export function supersededBy(apiVersion: string): string | undefined {
  const group = groupOf(apiVersion);
  const served = Object.hasOwn(SERVED, group) ? SERVED[group] : undefined;
  return served === undefined || apiVersion === `${group}/${served}` ? undefined : `${group}/${served}`;
}

/** A Flux object as an API server keeps it: until its controller has spoken, its status says that no generation was seen. */
export function withStatusDefault(object: K8sObject): K8sObject {
  const hasDefault = [SOURCE_GROUP, KUSTOMIZE_GROUP, HELM_GROUP].includes(groupOf(object.apiVersion)) && object.kind !== 'ExternalArtifact';
  return hasDefault && object['status'] === undefined ? { ...object, status: toDict({ observedGeneration: -1 }) } : object;
}
