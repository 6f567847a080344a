import { compareUtf8 } from '../../std/compare.ts';
import { fault } from '../kustomize-error.ts';
import type { SortOptions } from '../kustomization-file.ts';
import { gvkEquals, gvkSortText, gvkText, kindRanks, LEGACY_ORDER, type ResId } from '../res-id.ts';
import type { ResourceSet } from '../resource-set.ts';

/**
 * Puts objects into the order of the options.
 *
 * Follows kustomize api v0.21.1 internal/builtins/SortOrderTransformer.go.
 *
 * @throws EddyError KustomizeInvalid for options that do not fit together, KustomizeIdConflict for two objects of one id
 */
export function sortObjects(set: ResourceSet, options: SortOptions): void {
  const { order = '', legacySortOptions: legacy } = options;
  if (order !== 'fifo' && order !== 'legacy') throw fault('KustomizeInvalid', "the field 'sortOptions.order' must be one of [fifo, legacy]");
  if (order === 'fifo') {
    if (legacy === undefined) return;
    throw fault('KustomizeInvalid', "the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy'");
  }
  const ranks = legacy === undefined ? kindRanks(LEGACY_ORDER.first, LEGACY_ORDER.last) : kindRanks(legacy.orderFirst ?? [], legacy.orderLast ?? []);
  const keyed = set.all.map((resource) => ({ resource, key: sortKey(resource.currentId(), ranks) }));
  keyed.sort((a, b) => compare(a.key, b.key));
  set.rebuild(keyed.map(({ resource }) => resource));
}

interface SortKey {
  readonly id: ResId;
  readonly rank: number;
  readonly gvk: string;
  readonly text: string;
}

function sortKey(id: ResId, ranks: ReadonlyMap<string, number>): SortKey {
  const text = `${gvkText(id)}|${id.namespace === '' ? '~X' : id.namespace}|${id.name === '' ? '~N' : id.name}`;
  return { id, rank: ranks.get(id.kind) ?? 0, gvk: gvkSortText(id), text };
}

function compare(a: SortKey, b: SortKey): number {
  if (gvkEquals(a.id, b.id)) return compareUtf8(a.text, b.text);
  if (a.rank !== b.rank) return a.rank - b.rank;
  const byType = compareUtf8(a.gvk, b.gvk);
  // The core Namespace comes before the namespaces of other groups.
  return a.id.kind === 'Namespace' && b.id.kind === 'Namespace' && (a.id.group === '' || b.id.group === '') ? -byType : byType;
}
