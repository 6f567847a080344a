/**
 * From a Kustomization to the objects it applies: kustomization file, build, decryption, substitution, labels, inventory.
 *
 * Building is `kustomize/`'s work and expanding variables `lang/envsubst`'s; here is their order, and what Flux adds.
 *
 * @module
 */
export { createKustomizationController } from './kustomization-controller.ts';
export { inApplyOrder, inPruneOrder } from './apply-order.ts';
export { inventoryOf, type InventoryEntry } from './inventory.ts';
export { nearestPath } from './nearest-path.ts';
