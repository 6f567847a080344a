import { EddyError, refKey, refText, type ObjectRef } from '../diagnostics/index.ts';
import { refOf, type K8sObject } from '../manifest/index.ts';
import type { SyncStore } from '../store/index.ts';
import type { AppliedChild, ChildOptions, ChildTable, ProducedObject, StagedResult } from '../controllers/base/index.ts';
import { inPruneOrder } from '../controllers/kustomization/index.ts';
import type { ChildWriter } from './child-writer.ts';
import { applyStages } from './staged-apply.ts';

/** What came of deleting: in the order of deleting, and who is still there. */
interface Pruned {
  readonly entries: readonly AppliedChild[];
  readonly survivors: StagedResult['survivors'];
}

/**
 * For clusters: who applies last has the object; what a producer applied stays when it fails, and is deleted only as its options allow.
 *
 * Follows fluxcd/pkg ssa v0.76.1 manager_delete.go: deletes run in reverse order, and look at the live object first.
 *
 * @param now in milliseconds since 1970: some objects fail with time.
 */
export function clusterWriter(table: ChildTable, store: SyncStore, now: () => number): ChildWriter {
  const known = new Map<string, ChildOptions>();
  const refsOf = (producer: ObjectRef): ObjectRef[] => table.childrenOf(producer).map(({ object }) => refOf(object));
  /** What was in the set and is not among these. */
  const leftOut = (producer: ObjectRef, objects: readonly ProducedObject[]): ObjectRef[] => {
    const kept = new Set(objects.map(({ object }) => keyIn(store, refOf(object))));
    return refsOf(producer).filter((ref) => !kept.has(keyIn(store, ref)));
  };
  return {
    set: (producer, objects, options) => {
      const stale = leftOut(producer, objects);
      table.replace(producer, objects);
      known.set(refKey(producer), options);
      const applied = objects.map(({ object, payload }) => ({
        ref: refOf(object),
        action: store.apply(payload ?? object, { fieldManager: options.fieldManager, force: true }).action,
      }));
      if (options.prune) prune(store, stale.reverse(), options.mayPrune);
      return applied;
    },
    applyStaged: async (producer, stages, options) => {
      const result = await applyStages(store, stages, options, now());
      if (result.error !== undefined || result.pending !== undefined) return { ...result, pruned: [] };
      const objects = stages.flat();
      const stale = leftOut(producer, objects);
      const { entries, survivors } = options.prune ? prune(store, inPruneOrder(stale), options.mayPrune) : { entries: [], survivors: undefined };
      const lost = new Set(survivors?.refs.map(refKey));
      table.replace(producer, [...objects, ...table.childrenOf(producer).filter(({ object }) => lost.has(refKey(refOf(object))))]);
      known.set(refKey(producer), options);
      return { applied: result.applied, pruned: entries, survivors };
    },
    fail: () => undefined,
    remove: (producer, options) => {
      const last = known.get(refKey(producer));
      const refs = refsOf(producer);
      table.replace(producer, []);
      known.delete(refKey(producer));
      const { prune: deletes, mayPrune } = options ?? { prune: last?.pruneOnDelete ?? last?.prune ?? false, mayPrune: last?.mayPrune };
      return deletes ? prune(store, options === undefined ? refs.reverse() : inPruneOrder(refs), mayPrune).entries : [];
    },
  };
}

/** The key of an object under which the store has it: a namespace that its kind does not have is not part of it. */
function keyIn(store: SyncStore, ref: ObjectRef): string {
  const live = store.get(ref);
  return refKey(live === undefined ? ref : refOf(live));
}

/** Deletes objects in the order given. One that is not there counts as deleted, one that may not be deleted as skipped. */
function prune(store: SyncStore, refs: readonly ObjectRef[], mayPrune: ((live: K8sObject) => boolean) | undefined): Pruned {
  const entries: AppliedChild[] = [];
  const survivors: ObjectRef[] = [];
  let faults = '';
  for (const ref of refs) {
    const live = store.get(ref);
    if (live !== undefined && mayPrune?.(live) === false) {
      entries.push({ ref, action: 'skipped' });
      continue;
    }
    try {
      if (live !== undefined) store.delete(ref);
      entries.push({ ref, action: 'deleted' });
    } catch (thrown) {
      if (!(thrown instanceof Error)) throw thrown;
      faults += `${refText(ref)} delete failed: ${thrown.message};`;
      survivors.push(ref);
    }
  }
  if (survivors.length === 0) return { entries, survivors: undefined };
  return { entries, survivors: { refs: survivors, error: new EddyError('PruneFailed', `delete failed, errors: ${faults}`) } };
}
