import { EddyError } from '../../diagnostics/index.ts';
import { remembered } from '../../std/remembered.ts';
import { quote } from '../gofmt/index.ts';
import { byteLength } from '../govalue/index.ts';
import { COMPARATORS, type Bound, type Comparator } from './comparators.ts';
import { tryParseVersion, versionText, type Version } from './version.ts';

/** A range of versions: groups joined by `||`, each a list of comparisons that must all hold. */
export interface Constraint {
  /** Whether a version lies in the range. A pre-release does only where a comparison of its group names one. */
  check(version: Version): boolean;
  /** Why a version does not lie in the range: one message for each comparison that fails. Empty when it does. */
  validate(version: Version): string[];
  /** The range in canonical form. */
  readonly text: string;
}

interface Comparison {
  readonly operator: string;
  readonly compare: Comparator;
  readonly bound: Bound;
}

interface Group {
  readonly comparisons: readonly Comparison[];
  readonly allowsPrerelease: boolean;
}

const MAX_CONSTRAINT_BYTES = 512;
const MAX_GROUPS = 32;
/** A chart asks for the same few in each of its templates. */
const MAX_REMEMBERED = 100;

// The grammar of one version in a constraint; `|` belongs to it upstream, too.
const NUMBER = '[0-9|xX*]+';
const IDENTIFIERS = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*';
const VERSION = `v?${NUMBER}(?:\\.${NUMBER})?(?:\\.${NUMBER})?(?:-${IDENTIFIERS})?(?:\\+${IDENTIFIERS})?`;
const SPACE = '[\\t\\n\\f\\r ]';
const RANGE = new RegExp(`${SPACE}*(${VERSION})${SPACE}+-${SPACE}+(${VERSION})${SPACE}*`, 'g');
const COMPARISON = new RegExp(`(=>|=<|=|!=|>=|<=|>|<|~>|~|\\^|)${SPACE}*(${VERSION})`, 'y');
const SEPARATOR = new RegExp(`${SPACE}*(,?)${SPACE}*`, 'y');
const PARTS = new RegExp(`^v?(${NUMBER})(?:\\.(${NUMBER}))?(?:\\.(${NUMBER}))?(-${IDENTIFIERS})?`);

/**
 * Reads a range such as `>=1.2 <3 || ~4.1`, `1.x`, `^0.2.3` or `1.2 - 2.0`.
 *
 * Follows Masterminds/semver v3.5.0 `NewConstraint`.
 * @throws EddyError `SemverConstraint`
 */
export const parseConstraint: (text: string) => Constraint = remembered(MAX_REMEMBERED, (text) => {
  if (byteLength(text) > MAX_CONSTRAINT_BYTES) throw invalid(`constraint string is too long (max ${MAX_CONSTRAINT_BYTES} bytes)`);
  const parts = rewriteRanges(text).split('||');
  if (parts.length > MAX_GROUPS) throw invalid(`too many constraint groups (max ${MAX_GROUPS})`);
  const groups = parts.map(parseGroup);
  return {
    check: (version) => groups.some((group) => admits(group, version)),
    validate: (version) => reasons(groups, version),
    text: groups.map(groupText).join(' || '),
  };
});

/** `a - b` means `>= a, <= b`. Each range found is replaced where its text first occurs, as upstream does. */
function rewriteRanges(text: string): string {
  let out = text;
  if (!text.includes('-')) return out;
  for (const [found, from, to] of text.matchAll(RANGE)) out = out.replace(found, () => `>= ${from!}, <= ${to!} `);
  return out;
}

function parseGroup(text: string): Group {
  const comparisons = splitComparisons(text).map(([operator, version]) => parseComparison(operator, version));
  return { comparisons, allowsPrerelease: comparisons.some(({ bound }) => bound.version.prerelease !== '') };
}

/** Group = Comparison { ( space | "," ) Comparison } . Spaces are free around each. */
function splitComparisons(text: string): [operator: string, version: string][] {
  const found: [string, string][] = [];
  let at = skipSpace(text);
  for (;;) {
    COMPARISON.lastIndex = at;
    const match = COMPARISON.exec(text);
    if (match === null) throw invalid(`improper constraint: ${quote(text)}`);
    found.push([match[1]!, match[2]!]);
    SEPARATOR.lastIndex = at = COMPARISON.lastIndex;
    const [gap, comma] = SEPARATOR.exec(text)!;
    at += gap.length;
    if (at === text.length && comma === '') return found;
    if (gap === '') throw invalid(`improper constraint: ${quote(text)}`);
  }
}

function skipSpace(text: string): number {
  let at = 0;
  while (at < text.length && '\t\n\f\r '.includes(text[at]!)) at++;
  return at;
}

function parseComparison(operator: string, text: string): Comparison {
  const [, major = '', minor = '', patch = '', prerelease = ''] = PARTS.exec(text)!;
  let open: Bound['open'] = 'none';
  let closed = text;
  if (isWildcard(major)) [open, closed] = ['major', `0.0.0${prerelease}`];
  else if (isWildcard(minor)) [open, closed] = ['minor', `${major}.0.0${prerelease}`];
  else if (isWildcard(patch)) [open, closed] = ['patch', `${major}.${minor}.0${prerelease}`];
  const version = tryParseVersion(closed);
  if (version === undefined) throw invalid('constraint parser error');
  return { operator, compare: COMPARATORS.get(operator)!, bound: { version, text, open } };
}

function isWildcard(number: string): boolean {
  return number === '' || number === 'x' || number === 'X' || number === '*';
}

function admits({ comparisons, allowsPrerelease }: Group, version: Version): boolean {
  if (version.prerelease !== '' && !allowsPrerelease) return false;
  return comparisons.every(({ compare, bound }) => compare(version, bound) === undefined);
}

function reasons(groups: readonly Group[], version: Version): string[] {
  const found: string[] = [];
  let saidPrerelease = false;
  for (const group of groups) {
    if (admits(group, version)) return [];
    if (version.prerelease !== '' && !group.allowsPrerelease) {
      if (!saidPrerelease) found.push(`${quote(versionText(version))} is a prerelease version and the constraint is only looking for release versions`);
      saidPrerelease = true;
      continue;
    }
    for (const { compare, bound } of group.comparisons) {
      const reason = compare(version, bound);
      if (reason !== undefined) found.push(reason);
    }
  }
  return found;
}

function groupText({ comparisons }: Group): string {
  return comparisons.map(({ operator, bound }) => operator + bound.text).join(' ');
}

function invalid(message: string): EddyError {
  return new EddyError('SemverConstraint', message);
}
