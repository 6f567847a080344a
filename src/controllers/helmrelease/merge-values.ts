import { isDict, toDict, type Dict } from '../../std/dict.ts';

/**
 * Lays `over` on `base`: mappings are merged, everything else (lists too) is replaced, and null stays.
 *
 * What `base` lacks is taken from `over` as it is, not copied. The order in which targetPath and inline values win depends on that.
 * Follows fluxcd/pkg chartutil v1.27.1 merge.go.
 */
export function mergeValues(base: Dict, over: Dict): Dict {
  const out = toDict(base);
  for (const key of Object.keys(over)) {
    const value = over[key];
    const known = Object.hasOwn(out, key) ? out[key] : undefined;
    out[key] = isDict(value) && isDict(known) ? mergeValues(known, value) : value;
  }
  return out;
}
