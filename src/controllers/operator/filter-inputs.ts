import { compareStrings } from '../../std/compare.ts';
import { newDict, toDict, type Dict } from '../../std/dict.ts';
import { compileRegexp, type Regexp } from '../../lang/regexp/index.ts';
import { compareVersions, parseConstraint, tryParseVersion } from '../../lang/semver/index.ts';
import { EddyError } from '../../diagnostics/index.ts';
import type { InputProviderSpec, InputSubject } from './input-provider-spec.ts';
import { inputId } from './inputs.ts';

/** The field of a listed item that has the name which filters look at and ids are made of. */
const NAME_FIELD: Readonly<Record<InputSubject, string | undefined>> = {
  static: undefined,
  branch: 'branch',
  tag: 'tag',
  change: 'branch',
  environment: 'slug',
  artifactTag: 'tag',
  service: undefined,
  artifact: 'name',
};

/**
 * What a provider would export of what its service lists: filtered, in the service's order (tags newest first), up to the limit,
 * each with an `id` and with the default values for what it lacks.
 *
 * `labels` of an item serve the filters only. An item that `skip.labels` holds back keeps what was exported of it before: it comes from `before`, or not at all.
 *
 * @throws EddyError InputsInvalid, RegexpSyntax, SemverConstraint
 * @throws LibraryNeeded
 */
export function filterInputs(spec: InputProviderSpec, listed: readonly Dict[], before: readonly Dict[] = []): readonly Dict[] {
  const known = new Map(before.map((set) => [set['id'], set]));
  return selectItems(spec, listed)
    .slice(0, spec.filter.limit)
    .flatMap((item) => {
      const id = idOf(spec, item);
      const isHeld = spec.subject === 'change' && holds(spec.skipLabels, labelsOf(item));
      if (!isHeld) return [exported(spec, item, id)];
      const last = known.get(id);
      return last === undefined ? [] : [last];
    });
}

function selectItems(spec: InputProviderSpec, listed: readonly Dict[]): readonly Dict[] {
  const { subject, filter } = spec;
  const named = listed.filter(nameFilter(spec));
  if (subject === 'change') return named.filter((item) => filter.labels.every((label) => labelsOf(item).includes(label)));
  if (subject !== 'tag' && subject !== 'artifactTag') return named;
  return filter.semver === undefined ? [...named].sort((a, b) => compareStrings(text(b, 'tag'), text(a, 'tag'))) : inRange(named, filter.semver);
}

function nameFilter(spec: InputProviderSpec): (item: Dict) => boolean {
  const field = NAME_FIELD[spec.subject];
  if (field === undefined) return () => true;
  const [include, exclude] = [spec.filter.include, spec.filter.exclude].map((pattern): Regexp | undefined => (pattern === undefined ? undefined : compileRegexp(pattern)));
  return (item) => {
    const name = text(item, field);
    return include?.matchString(name) !== false && exclude?.matchString(name) !== true;
  };
}

/** The tags that are versions in a range, newest first. */
function inRange(items: readonly Dict[], range: string): readonly Dict[] {
  const constraint = parseConstraint(range);
  const versioned = items.flatMap((item) => {
    const version = tryParseVersion(text(item, 'tag'));
    return version !== undefined && constraint.check(version) ? [{ item, version }] : [];
  });
  return versioned.sort((a, b) => compareVersions(b.version, a.version) || compareStrings(text(b.item, 'tag'), text(a.item, 'tag'))).map(({ item }) => item);
}

/** `label` holds an item that has it, `!label` one that does not. */
function holds(conditions: readonly string[], labels: readonly string[]): boolean {
  return conditions.some((condition) => (condition.startsWith('!') ? !labels.includes(condition.slice(1)) : labels.includes(condition)));
}

function exported({ defaults }: InputProviderSpec, item: Dict, id: string): Dict {
  const set = newDict();
  for (const [key, value] of [...Object.entries(defaults), ...Object.entries(item)]) if (key !== 'labels' || item['labels'] !== value) set[key] = value;
  set['id'] = id;
  return set;
}

/** The number of a change, the checksum of a name; an external service gives its own. */
function idOf({ object, subject }: InputProviderSpec, item: Dict): string {
  const given = item['id'];
  if (typeof given === 'string' || typeof given === 'number') return String(given);
  if (subject === 'artifact') return inputId(`${text(item, 'namespace')}/${text(item, 'name')}`);
  const field = NAME_FIELD[subject];
  if (field === undefined || subject === 'change') {
    throw new EddyError('InputsInvalid', `an input that was given for ${object.namespace ?? ''}/${object.name} has no id`, { hint: 'the id of a pull or merge request is its number' });
  }
  return inputId(text(item, field));
}

function text(item: Dict, field: string): string {
  const value = item[field];
  if (typeof value === 'string') return value;
  throw new EddyError('InputsInvalid', `an input has no text "${field}": ${JSON.stringify(toDict(item))}`);
}

function labelsOf(item: Dict): readonly string[] {
  const labels = item['labels'];
  return Array.isArray(labels) ? labels.filter((label) => typeof label === 'string') : [];
}
