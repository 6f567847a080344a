import { refKey, type ObjectRef } from '../diagnostics/index.ts';
import { refOf } from '../manifest/index.ts';
import type { SyncStore } from '../store/index.ts';
import type { AppliedChild, ChildOptions, ChildTable, ProducedObject, StagedOptions, StagedResult } from '../controllers/base/index.ts';

/** How what producers render gets into the store, and out of it again. */
export interface ChildWriter {
  /** Makes `objects` the whole set of a producer. */
  set(producer: ObjectRef, objects: readonly ProducedObject[], options: ChildOptions): readonly AppliedChild[];
  /** Makes the objects of all stages the whole set of a producer, stage by stage. */
  applyStaged(producer: ObjectRef, stages: readonly (readonly ProducedObject[])[], options: StagedOptions): Promise<StagedResult>;
  /** The producer did not succeed this time. */
  fail(producer: ObjectRef): void;
  /** The producer is gone. Without options, what it applied is deleted as the options of its last set say. */
  remove(producer: ObjectRef, options?: Pick<ChildOptions, 'prune' | 'mayPrune'>): readonly AppliedChild[];
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
    applyStaged: (producer, stages, { skips }) => {
      const objects = stages.flat();
      const kept = objects.filter(({ object }) => !skips(object, undefined));
      const applied = write(producer, kept);
      const skipped = objects.length === kept.length ? [] : objects.filter(({ object }) => skips(object, undefined));
      return Promise.resolve({ applied: [...applied, ...skipped.map(({ object }) => ({ ref: refOf(object), action: 'skipped' as const }))], pruned: [] });
    },
    // What only serves the producer's own work is not taken from it.
    fail: (producer) => {
      write(producer, table.childrenOf(producer).filter(({ internal }) => internal === true));
    },
    remove: (producer) => {
      write(producer, []);
      return [];
    },
  };
}
