import { quote } from '../gofmt/index.ts';
import { compareIdentifiers, compareVersions, versionText, type Version } from './version.ts';

/** The version of a comparison. `1.2.x` and `1.2` leave the patch open, `1.x` the minor number, `*` all three. */
export interface Bound {
  readonly version: Version;
  /** As written, for messages. */
  readonly text: string;
  readonly open: 'none' | 'patch' | 'minor' | 'major';
}

/** Answers undefined when the version fits, and otherwise the reason in words. Pre-releases are the group's concern. */
export type Comparator = (version: Version, bound: Bound) => string | undefined;

/** The comparisons by operator. Follows Masterminds/semver v3.5.0 constraints.go. */
export const COMPARATORS: ReadonlyMap<string, Comparator> = new Map<string, Comparator>([
  ['', equalOrTilde],
  ['=', equalOrTilde],
  ['!=', notEqual],
  ['>', greaterThan],
  ['<', (version, bound) => fail(compareVersions(version, bound.version) < 0, version, 'is greater than or equal to', bound)],
  ['>=', atLeast],
  ['=>', atLeast],
  ['<=', atMost],
  ['=<', atMost],
  ['~', tilde],
  ['~>', tilde],
  ['^', caret],
]);

function equalOrTilde(version: Version, bound: Bound): string | undefined {
  if (bound.open !== 'none') return tilde(version, bound);
  return fail(compareVersions(version, bound.version) === 0, version, 'is not equal to', bound);
}

function notEqual(version: Version, bound: Bound): string | undefined {
  return fail(differs(version, bound), version, 'is equal to', bound);
}

function differs(version: Version, { version: other, open }: Bound): boolean {
  if (open === 'none') return compareVersions(version, other) !== 0;
  if (version.major !== other.major) return true;
  if (open === 'minor') return false;
  if (version.minor !== other.minor) return true;
  if (open === 'patch') return compareIdentifiers(version.prerelease, other.prerelease) !== 0;
  return version.patch !== other.patch || compareVersions(version, other) !== 0;
}

function greaterThan(version: Version, bound: Bound): string | undefined {
  return fail(exceeds(version, bound), version, 'is less than or equal to', bound);
}

/** `>11` starts at 12.0.0 and `>11.1` at 11.2.0. */
function exceeds(version: Version, { version: other, open }: Bound): boolean {
  if (open === 'none' || version.major === other.major) {
    if (open === 'minor') return false;
    if (open === 'patch') return version.minor > other.minor;
    return compareVersions(version, other) > 0;
  }
  return version.major > other.major;
}

function atLeast(version: Version, bound: Bound): string | undefined {
  return fail(compareVersions(version, bound.version) >= 0, version, 'is less than', bound);
}

function atMost(version: Version, bound: Bound): string | undefined {
  return fail(fitsUnder(version, bound), version, 'is greater than', bound);
}

/** `<=11` includes all of 11, and `<=11.1` all of 11.1. */
function fitsUnder(version: Version, { version: other, open }: Bound): boolean {
  if (open === 'none') return compareVersions(version, other) <= 0;
  if (version.major !== other.major) return version.major < other.major;
  return open === 'minor' || version.minor <= other.minor;
}

/** `~1.2.3` allows patches, `~1` minor versions too, and `~0.0.0` or `~*` everything. */
function tilde(version: Version, bound: Bound): string | undefined {
  const { version: other, open } = bound;
  if (compareVersions(version, other) < 0) return reason(version, 'is less than', bound);
  const isZero = other.major === 0n && other.minor === 0n && other.patch === 0n;
  if (isZero && (open === 'none' || open === 'major')) return undefined;
  if (version.major !== other.major) return reason(version, 'does not have same major version as', bound);
  return fail(open === 'minor' || version.minor === other.minor, version, 'does not have same major and minor version as', bound);
}

/** `^1.2.3` keeps the left-most number that is not zero; `^0.0` keeps the minor number. */
function caret(version: Version, bound: Bound): string | undefined {
  const { version: other, open } = bound;
  if (compareVersions(version, other) < 0) return reason(version, 'is less than', bound);
  if (version.major !== other.major && (other.major > 0n || open === 'minor' || version.major > 0n)) {
    return reason(version, 'does not have same major version as', bound);
  }
  if (other.major > 0n || open === 'minor') return undefined;
  if (other.minor > 0n || open === 'patch') {
    if (version.minor === other.minor) return undefined;
    return `${reason(version, 'does not have same minor version as', bound)}. Expected minor versions to match when constraint major version is 0`;
  }
  if (version.minor > 0n) return reason(version, 'does not have same minor version as', bound);
  if (version.patch === other.patch) return undefined;
  return `${reason(version, 'does not equal', bound)}. Expect version and constraint to equal when major and minor versions are 0`;
}

function fail(fits: boolean, version: Version, relation: string, bound: Bound): string | undefined {
  return fits ? undefined : reason(version, relation, bound);
}

function reason(version: Version, relation: string, bound: Bound): string {
  return `${quote(versionText(version))} ${relation} ${quote(bound.text)}`;
}
