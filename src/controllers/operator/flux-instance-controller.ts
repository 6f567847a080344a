import { toDict } from '../../std/dict.ts';
import { withLibraries } from '../../std/lazy-library.ts';
import { refOf, type K8sObject } from '../../manifest/index.ts';
import { OPERATOR_GROUP, type Outcome, type Reconciler } from '../base/index.ts';
import { inventoryOf } from '../kustomization/index.ts';
import { isDisabled } from './annotations.ts';
import { instanceSync, type InstanceSync } from './flux-instance-sync.ts';

/** What the controller of FluxInstances is given. */
export interface FluxInstanceOptions {
  /** Told of the sync before it is applied, so that its source can be mapped to files at hand. False keeps it from being applied. */
  readonly onSync?: ((instance: K8sObject, sync: InstanceSync) => boolean) | undefined;
}

/**
 * Reconciles FluxInstances: the source and the Kustomization of `spec.sync`.
 *
 * The controllers that it installs come from an artifact that is not fetched, and have no part in what a fleet renders.
 */
export function createFluxInstanceController({ onSync = () => true }: FluxInstanceOptions = {}): Reconciler {
  return {
    kinds: [{ group: OPERATOR_GROUP, kind: 'FluxInstance' }],
    reconcile: async (ref, context): Promise<Outcome> => {
      const instance = await context.objects.get(ref);
      if (instance === undefined || isDisabled(instance)) return { type: 'Suspended' };
      const sync = await withLibraries(() => instanceSync(instance));
      const objects = sync !== undefined && onSync(instance, sync) ? [sync.source, sync.kustomization] : [];
      await context.children.setChildren(objects.map((object) => ({ object })), { fieldManager: 'flux-operator', prune: true });
      const entries = inventoryOf(objects.map(refOf), objects).map((entry) => toDict({ ...entry }));
      return { type: 'Ready', message: 'Reconciliation finished', status: toDict({ inventory: toDict({ entries }) }) };
    },
  };
}
