import { isDict, type Dict } from '../../../std/dict.ts';
import { EddyError, nearest } from '../../../diagnostics/index.ts';
import { compareVersions, parseConstraint, type Constraint, type Version } from '../../../lang/semver/index.ts';
import { fluxVersion } from '../../base/index.ts';

/** A chart version as the index of a Helm repository lists it. */
export interface IndexEntry {
  readonly name: string;
  readonly version: string;
  /** The first address; undefined where the entry has none. */
  readonly url: string | undefined;
  readonly created: string;
}

/**
 * Picks the chart version that a range asks for: one that is written exactly so, else the highest in the range, the newest of equal ones.
 *
 * `*` and the empty range leave pre-releases out.
 * Follows source-controller v1.9.1 internal/helm/repository/chart_repository.go.
 *
 * @throws EddyError HelmChartNotFound, SemverConstraint
 */
export function pickFromIndex(index: Dict, name: string, range: string): IndexEntry {
  const charts = isDict(index['entries']) ? index['entries'] : {};
  const listed = Object.hasOwn(charts, name) ? charts[name] : undefined;
  if (!Array.isArray(listed)) {
    const close = nearest(name, Object.keys(charts));
    throw new EddyError('HelmChartNotFound', 'no chart name found', { hint: close.length === 0 ? undefined : `the repository has ${close.join(', ')}` });
  }
  const entries = listed.filter(isDict).map((entry) => readEntry(name, entry));
  if (entries.length === 0) throw new EddyError('HelmChartNotFound', 'no chart version found');
  const exact = entries.find(({ version }) => version === range);
  if (exact !== undefined) return exact;
  const found = newestInRange(entries, range);
  if (found !== undefined) return found;
  throw new EddyError('HelmChartNotFound', `no '${name}' chart with version matching '${range}' found`, {
    hint: `the repository has ${entries.slice(0, 5).map(({ version }) => version).join(', ')}`,
  });
}

/** The highest tag in a range; tags write `_` for the `+` of a version. Undefined where none is. */
export function pickTag(tags: readonly string[], range: string): string | undefined {
  const entries = tags.map((tag) => ({ name: '', version: tag.replaceAll('_', '+'), url: tag, created: '' }));
  return newestInRange(entries, range)?.version;
}

function newestInRange(entries: readonly IndexEntry[], range: string): IndexEntry | undefined {
  const constraint: Constraint = parseConstraint(range === '' ? '*' : range);
  let best: { readonly entry: IndexEntry; readonly version: Version } | undefined;
  for (const entry of entries) {
    const version = fluxVersion(entry.version);
    if (version === undefined || !constraint.check(version)) continue;
    const order = best === undefined ? 1 : compareVersions(version, best.version);
    if (order > 0 || (order === 0 && entry.created >= best!.entry.created)) best = { entry, version };
  }
  return best?.entry;
}

function readEntry(name: string, entry: Dict): IndexEntry {
  const urls = Array.isArray(entry['urls']) ? entry['urls'] : [];
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  return { name, version: text(entry['version']) ?? '', url: text(urls[0]), created: text(entry['created']) ?? '' };
}
