/**
 * Kubernetes and Flux objects as typed plain data.
 *
 * Reading them from YAML and printing them is here too; what a kind means is `controllers/`'s work.
 *
 * @module
 */
export { refOf, type K8sObject, type ObjectMeta } from './k8s-object.ts';
