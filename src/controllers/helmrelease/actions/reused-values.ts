import { isDict, newDict, toDict, type Dict } from '../../../std/dict.ts';
import type { ReleaseRecord } from '../storage/release-record.ts';

/** The values of an upgrade, and what stands in place of the chart's own. */
export interface ReusedValues {
  readonly values: Dict;
  readonly defaults: Dict;
}

/**
 * Values for an upgrade that keeps those of the release: the new ones over the old, and over the defaults of the old chart.
 *
 * Follows Helm 4.2.4 pkg/action/upgrade.go (reuseValues).
 */
export function reusedValues({ chart, config }: ReleaseRecord, values: Dict): ReusedValues {
  const before = isDict(chart['values']) ? chart['values'] : newDict();
  return { values: below(values, config), defaults: below(config, before) };
}

/** Fills in what a table does not have; a null in it removes what it would get. */
function below(table: Dict, filler: Dict): Dict {
  const out = toDict(filler);
  for (const key of Object.keys(table)) {
    const [value, other] = [table[key], out[key]];
    if (value === null && other !== undefined && other !== null) delete out[key];
    else out[key] = isDict(value) && isDict(other) ? below(value, other) : value;
  }
  return out;
}
