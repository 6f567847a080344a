import { EddyError } from '../../diagnostics/index.ts';
import { remembered } from '../../std/remembered.ts';
import { quote } from '../gofmt/index.ts';
import { byteLength } from '../govalue/index.ts';

/** A semantic version. The three numbers are unsigned 64-bit integers. */
export interface Version {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  /** Dot-separated identifiers without the `-`; empty for a release. */
  readonly prerelease: string;
  /** Build metadata without the `+`. It has no part in comparisons. */
  readonly metadata: string;
  /** The text it was read from. */
  readonly original: string;
}

/** The longest version that is read, in bytes of UTF-8. */
const MAX_VERSION_BYTES = 256;
/** A chart asks for the same few in each of its templates. */
const MAX_REMEMBERED = 100;
const MAX_UINT64 = 0xffff_ffff_ffff_ffffn;
const LOOSE = /^v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;
const DIGITS = /^[0-9]*$/;
const IDENTIFIER = /^[0-9A-Za-z-]+$/;

/**
 * Reads a version as people write it: a leading `v`, missing minor and patch numbers and leading zeros are fine.
 *
 * Follows Masterminds/semver v3.5.0 `NewVersion`.
 * @throws EddyError `SemverVersion`
 */
export const parseVersion: (text: string) => Version = remembered(MAX_REMEMBERED, (text) => {
  if (byteLength(text) > MAX_VERSION_BYTES) throw tooLong();
  const match = LOOSE.exec(text);
  if (match === null) throw invalid('invalid semantic version');
  const [, major = '', minor = '0', patch = '0', prerelease = '', metadata = ''] = match;
  const segment = (digits: string): bigint => parseUint(digits, 'error parsing version segment: ');
  const version = { major: segment(major), minor: segment(minor), patch: segment(patch), prerelease, metadata, original: text };
  if (prerelease !== '') checkPrerelease(prerelease);
  return version;
});

/** Reads a version as `parseVersion` does; undefined for what is none. */
export function tryParseVersion(text: string): Version | undefined {
  try {
    return parseVersion(text);
  } catch (error) {
    if (error instanceof EddyError) return undefined;
    throw error;
  }
}

/**
 * Reads a version in the exact form of semver.org: three numbers, no `v`, no leading zeros.
 *
 * Follows Masterminds/semver v3.5.0 `StrictNewVersion`.
 * @throws EddyError `SemverVersion`
 */
export function parseStrictVersion(text: string): Version {
  if (text === '') throw invalid('version string empty');
  if (byteLength(text) > MAX_VERSION_BYTES) throw tooLong();
  const [major, minor, ...more] = text.split('.');
  if (major === undefined || minor === undefined || more.length === 0) throw invalid('invalid semantic version');
  const [untilMetadata, metadata] = cut(more.join('.'), '+');
  if (metadata !== undefined) checkMetadata(metadata);
  const [patch, prerelease] = cut(untilMetadata, '-');
  if (prerelease !== undefined) checkPrerelease(prerelease);
  const segments = [major, minor, patch];
  for (const segment of segments) {
    if (!DIGITS.test(segment)) throw invalid('invalid characters in version');
    if (hasLeadingZero(segment)) throw invalid('version segment starts with 0');
  }
  const [first, second, third] = segments.map((segment) => parseUint(segment, ''));
  return { major: first!, minor: second!, patch: third!, prerelease: prerelease ?? '', metadata: metadata ?? '', original: text };
}

/** The version in canonical form: all three numbers, no `v`. */
export function versionText(version: Version): string {
  const { major, minor, patch, prerelease, metadata } = version;
  const tail = (prerelease === '' ? '' : `-${prerelease}`) + (metadata === '' ? '' : `+${metadata}`);
  return `${String(major)}.${String(minor)}.${String(patch)}${tail}`;
}

/** Orders two versions by precedence: negative, zero or positive. Metadata does not count. */
export function compareVersions(a: Version, b: Version): number {
  return (
    compareNumbers(a.major, b.major) ||
    compareNumbers(a.minor, b.minor) ||
    compareNumbers(a.patch, b.patch) ||
    comparePrereleases(a.prerelease, b.prerelease)
  );
}

/** Orders two pre-release strings; none at all (a release) comes last. */
function comparePrereleases(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '') return 1;
  if (b === '') return -1;
  return compareIdentifiers(a, b);
}

/** Orders two pre-release strings part by part, where an empty one comes first. */
export function compareIdentifiers(a: string, b: string): number {
  const ours = a.split('.');
  const theirs = b.split('.');
  const length = Math.max(ours.length, theirs.length);
  for (let i = 0; i < length; i++) {
    const order = compareIdentifier(ours[i] ?? '', theirs[i] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

/** The next version of a kind: the number goes up, all that is less significant is dropped. The next patch of a pre-release is its release. */
export function nextVersion(version: Version, part: 'major' | 'minor' | 'patch'): Version {
  const { major, minor, patch } = version;
  if (part === 'major') return renamed(version, { major: increment(major, part), minor: 0n, patch: 0n, prerelease: '', metadata: '' });
  if (part === 'minor') return renamed(version, { minor: increment(minor, part), patch: 0n, prerelease: '', metadata: '' });
  return renamed(version, { patch: version.prerelease === '' ? increment(patch, part) : patch, prerelease: '', metadata: '' });
}

/** The version with another pre-release string; an empty one removes it. @throws EddyError `SemverVersion` */
export function withPrerelease(version: Version, prerelease: string): Version {
  if (prerelease !== '') checkPrerelease(prerelease);
  return renamed(version, { prerelease });
}

/** The version with other build metadata; an empty one removes it. @throws EddyError `SemverVersion` */
export function withMetadata(version: Version, metadata: string): Version {
  if (metadata !== '') checkMetadata(metadata);
  return renamed(version, { metadata });
}

function renamed(version: Version, change: Partial<Version>): Version {
  const next = { ...version, ...change };
  return { ...next, original: (version.original.startsWith('v') ? 'v' : '') + versionText(next) };
}

function increment(value: bigint, part: string): bigint {
  if (value === MAX_UINT64) throw invalid(`${part} version increment would overflow uint64`);
  return value + 1n;
}

function compareNumbers(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareIdentifier(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '') return -1;
  if (b === '') return 1;
  const ours = asUint(a);
  const theirs = asUint(b);
  if (ours === undefined && theirs === undefined) return a > b ? 1 : -1;
  if (theirs === undefined) return -1;
  if (ours === undefined) return 1;
  return ours > theirs ? 1 : -1;
}

/** The value of a numeric identifier; one that does not fit into 64 bits counts as letters. */
function asUint(digits: string): bigint | undefined {
  if (digits === '' || !DIGITS.test(digits)) return undefined;
  const value = BigInt(digits);
  return value > MAX_UINT64 ? undefined : value;
}

function parseUint(digits: string, prefix: string): bigint {
  if (digits === '') throw invalid(`${prefix}strconv.ParseUint: parsing "": invalid syntax`);
  const value = BigInt(digits);
  if (value > MAX_UINT64) throw invalid(`${prefix}strconv.ParseUint: parsing ${quote(digits)}: value out of range`);
  return value;
}

function checkPrerelease(prerelease: string): void {
  for (const part of prerelease.split('.')) {
    if (!IDENTIFIER.test(part)) throw invalid('invalid prerelease string');
    if (DIGITS.test(part) && hasLeadingZero(part)) throw invalid('version segment starts with 0');
  }
}

function checkMetadata(metadata: string): void {
  if (!metadata.split('.').every((part) => IDENTIFIER.test(part))) throw invalid('invalid metadata string');
}

function hasLeadingZero(segment: string): boolean {
  return segment.length > 1 && segment.startsWith('0');
}

function cut(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function tooLong(): EddyError {
  return invalid(`version string is too long (max ${MAX_VERSION_BYTES} bytes)`);
}

function invalid(message: string): EddyError {
  return new EddyError('SemverVersion', message);
}
