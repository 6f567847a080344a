import { isDict, newDict } from '../std/dict.ts';
import type { ListType, MapType, MergeType } from '../schema/index.ts';
import { own, unionOfKeys } from './field-walks.ts';
import { itemsOf } from './list-items.ts';
import { entryType, shapeOf } from './shape.ts';

/**
 * A value with what another one says put over it: mappings and lists merge as their type has it, all else is replaced.
 *
 * `undefined` stands for a value that is not there. A null mapping or list says nothing. The result shares parts of both.
 * Follows structured-merge-diff v6 typed/merge.go.
 */
export function mergeValues(type: MergeType, base: unknown, over: unknown): unknown {
  if (over === undefined) return base;
  const shape = shapeOf(type, over);
  if (shape.kind === 'map') return mergeMaps(shape, base, over);
  if (shape.kind === 'list') return mergeLists(shape, base, over);
  return over;
}

function mergeMaps(type: MapType, base: unknown, over: unknown): unknown {
  const a = isDict(base) ? base : newDict();
  const b = isDict(over) ? over : newDict();
  if (type.atomic || (Object.keys(a).length === 0 && Object.keys(b).length === 0)) return over;
  const out = newDict();
  for (const key of unionOfKeys(a, b)) out[key] = mergeValues(entryType(type, key), own(a, key), own(b, key));
  return out;
}

/**
 * Items that both have come in the order of `over`; those of `base` alone stay where they are between them.
 */
function mergeLists(type: ListType, base: unknown, over: unknown): unknown {
  const left = Array.isArray(base) ? itemsOf(type, base) : [];
  const right = Array.isArray(over) ? itemsOf(type, over) : [];
  if (type.relation === 'atomic' || (left.length === 0 && right.length === 0)) return over;
  const inLeft = new Map(left.map(({ element, item }) => [element, item]));
  const inRight = new Map(right.map(({ element, item }) => [element, item]));
  const shared = right.filter(({ element }) => inLeft.has(element)).map(({ element }) => element);
  const merged = new Set<string>();
  const out: unknown[] = [];
  const take = (element: string): void => {
    merged.add(element);
    out.push(mergeValues(type.element, inLeft.get(element), inRight.get(element)));
    if (shared[0] === element) shared.shift();
  };
  for (let l = 0, r = 0; l < left.length || r < right.length; ) {
    const mine = left[l]?.element;
    const theirs = right[r]?.element;
    if (mine !== undefined && theirs !== undefined) {
      if (mine === theirs) {
        take(mine);
        l++;
        r++;
        continue;
      }
      // An item that `over` puts elsewhere waits for its turn there.
      if (inRight.has(mine) && shared.length > 0 && shared[0] !== mine) {
        l++;
        continue;
      }
    }
    if (mine !== undefined) {
      if (!inRight.has(mine)) {
        out.push(left[l]!.item);
        l++;
        continue;
      }
      if (merged.has(mine)) l++;
    }
    if (theirs !== undefined) {
      take(theirs);
      r++;
    }
  }
  return out;
}
