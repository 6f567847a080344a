import type { K8sObject } from '../../manifest/index.ts';
import { OPERATOR_GROUP } from '../base/index.ts';

/** What annotations of the Flux Operator are about. */
export type OperatorAnnotation = 'checksum' | 'checksumFrom' | 'convertKubeConfigFrom' | 'copyFrom' | 'prune' | 'reconcile';

/** The key of an annotation: `fluxcd.controlplane.io/copyFrom`. */
export function annotationKey(name: OperatorAnnotation): string {
  return `${OPERATOR_GROUP}/${name}`;
}

/** The value of an annotation of the operator. */
export function annotationOf(object: K8sObject, name: OperatorAnnotation): string | undefined {
  return object.metadata.annotations?.[annotationKey(name)];
}

/** Whether an object says `reconcile: disabled`: a controller leaves it alone, a ResourceSet leaves it out. */
export function isDisabled(object: K8sObject): boolean {
  return annotationOf(object, 'reconcile') === 'disabled';
}
