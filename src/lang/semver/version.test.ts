import { describe, expect, test } from 'vitest';
import { compareVersions, nextVersion, parseStrictVersion, parseVersion, versionText, withPrerelease } from './index.ts';

describe('parseVersion', () => {
  test.each([
    ['1.2.3', '1.2.3'],
    ['v1.2', '1.2.0'],
    ['1', '1.0.0'],
    ['01.2.03', '1.2.3'],
    ['1.2.3-alpha.1+k3s1', '1.2.3-alpha.1+k3s1'],
    ['18446744073709551615.0.0', '18446744073709551615.0.0'],
  ])('reads %j as %s', (text, canonical) => {
    expect(versionText(parseVersion(text))).toBe(canonical);
    expect(parseVersion(text).original).toBe(text);
  });

  test.each([
    ['', 'invalid semantic version'],
    ['1.2.3.4', 'invalid semantic version'],
    ['1.2.3-01', 'version segment starts with 0'],
    ['99999999999999999999', 'error parsing version segment: strconv.ParseUint: parsing "99999999999999999999": value out of range'],
    ['1'.repeat(257), 'version string is too long (max 256 bytes)'],
  ])('refuses %j', (text, message) => {
    expect(() => parseVersion(text)).toThrow(expect.objectContaining({ code: 'SemverVersion', message }) as Error);
  });
});

describe('parseStrictVersion', () => {
  test.each([
    ['', 'version string empty'],
    ['1.2', 'invalid semantic version'],
    ['v1.2.3', 'invalid characters in version'],
    ['01.2.3', 'version segment starts with 0'],
    ['1..3', 'strconv.ParseUint: parsing "": invalid syntax'],
    ['1.2.3-', 'invalid prerelease string'],
    ['1.2.3+', 'invalid metadata string'],
  ])('refuses %j', (text, message) => {
    expect(() => parseStrictVersion(text)).toThrow(message);
  });
});

test('pre-releases come before their release, numbers before words', () => {
  const sorted = ['1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta.2', '1.0.0-beta.11', '1.0.0-rc.1', '1.0.0', '1.0.1'];
  const shuffled = [...sorted].reverse().map(parseVersion);
  expect(shuffled.sort(compareVersions).map(versionText)).toEqual(sorted);
});

test('build metadata has no part in the order', () => {
  expect(compareVersions(parseVersion('1.0.0+a'), parseVersion('1.0.0+b'))).toBe(0);
});

test.each([
  ['v1.2.3-rc.1+b', 'patch', 'v1.2.3'],
  ['1.2.3', 'patch', '1.2.4'],
  ['1.2.3-rc.1', 'minor', '1.3.0'],
  ['v1.2.3', 'major', 'v2.0.0'],
] as const)('after %s the next %s is %s', (text, part, next) => {
  expect(nextVersion(parseVersion(text), part).original).toBe(next);
});

test('a pre-release string is checked before it is set', () => {
  expect(versionText(withPrerelease(parseVersion('1.2.3'), 'rc.1'))).toBe('1.2.3-rc.1');
  expect(() => withPrerelease(parseVersion('1.2.3'), 'a..b')).toThrow('invalid prerelease string');
});
