/**
 * The kinds of the Flux Operator: FluxInstance, ResourceSet, ResourceSetInputProvider.
 *
 * Written from the operator's documentation, which says what it does; its code is not known here.
 * No service is asked for inputs: those of any provider but a Static one are given to the run.
 *
 * @module
 */
import type { Reconciler } from '../base/index.ts';
import { createFluxInstanceController, type FluxInstanceOptions } from './flux-instance-controller.ts';
import { createInputProviderController } from './input-provider-controller.ts';
import { createResourceSetController } from './resource-set-controller.ts';

export type { FluxInstanceOptions } from './flux-instance-controller.ts';
export { instanceSync, type InstanceSync } from './flux-instance-sync.ts';

/** One controller per kind. */
export function createOperatorControllers(options: FluxInstanceOptions = {}): readonly Reconciler[] {
  return [createFluxInstanceController(options), createInputProviderController(), createResourceSetController()];
}
