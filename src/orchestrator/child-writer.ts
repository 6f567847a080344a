import { refKey, type ObjectRef } from '../diagnostics/index.ts';
import { refOf } from '../manifest/index.ts';
import type { SyncStore } from '../store/index.ts';
import type { AppliedChild, ChildOptions, ChildTable, ProducedObject } from '../controllers/base/index.ts';

/** How what producers render gets into the store, and out of it again. */
export interface ChildWriter {
  /** Makes `objects` the whole set of a producer. */
  set(producer: ObjectRef, objects: readonly ProducedObject[], options: ChildOptions): readonly AppliedChild[];
  /** The producer did not succeed this time. */
  fail(producer: ObjectRef): void;
  /** The producer is gone. */
  remove(producer: ObjectRef): void;
}

const BUILD = 'eddy';

/**
 * For builds: the store holds what the producers render now, and nothing else.
 *
 * Of several versions of an object the one in force is stored (`ChildTable`), whoever wrote last.
 */
export function buildWriter(table: ChildTable, store: SyncStore): ChildWriter {
  const write = (producer: ObjectRef, objects: readonly ProducedObject[]): readonly AppliedChild[] => {
    const { apply, remove } = table.replace(producer, objects);
    const actions = new Map<string, AppliedChild['action']>();
    for (const { object, payload } of apply) actions.set(refKey(refOf(object)), store.apply(payload ?? object, { fieldManager: BUILD, force: true }).action);
    for (const ref of remove) store.delete(ref);
    return objects.map(({ object }) => ({ ref: refOf(object), action: actions.get(refKey(refOf(object))) ?? 'unchanged' }));
  };
  return {
    set: write,
    // What only serves the producer's own work is not taken from it.
    fail: (producer) => {
      write(producer, table.childrenOf(producer).filter(({ internal }) => internal === true));
    },
    remove: (producer) => {
      write(producer, []);
    },
  };
}

/**
 * For clusters: who applies last has the object; what a producer applied stays when it fails, and is deleted only as its options allow.
 *
 * Follows fluxcd/pkg ssa v0.76.1 manager_delete.go: deletes run in reverse order, and look at the live object first.
 */
export function clusterWriter(table: ChildTable, store: SyncStore): ChildWriter {
  const known = new Map<string, ChildOptions>();
  const prune = (refs: readonly ObjectRef[], mayPrune: ChildOptions['mayPrune']): void => {
    for (const ref of [...refs].reverse()) {
      const live = store.get(ref);
      if (live !== undefined && mayPrune?.(live) !== false) store.delete(ref);
    }
  };
  const refsOf = (producer: ObjectRef): ObjectRef[] => table.childrenOf(producer).map(({ object }) => refOf(object));
  return {
    set: (producer, objects, options) => {
      const before = refsOf(producer);
      const now = new Set(objects.map(({ object }) => refKey(refOf(object))));
      table.replace(producer, objects);
      known.set(refKey(producer), options);
      const applied = objects.map(({ object, payload }) => ({
        ref: refOf(object),
        action: store.apply(payload ?? object, { fieldManager: options.fieldManager, force: true }).action,
      }));
      if (options.prune) prune(before.filter((ref) => !now.has(refKey(ref))), options.mayPrune);
      return applied;
    },
    fail: () => undefined,
    remove: (producer) => {
      const options = known.get(refKey(producer));
      const refs = refsOf(producer);
      table.replace(producer, []);
      known.delete(refKey(producer));
      if (options !== undefined && (options.pruneOnDelete ?? options.prune)) prune(refs, options.mayPrune);
    },
  };
}
