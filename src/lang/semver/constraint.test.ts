import { describe, expect, test } from 'vitest';
import { parseConstraint, parseVersion } from './index.ts';

const RELEASES_ONLY = 'is a prerelease version and the constraint is only looking for release versions';

describe('check', () => {
  test.each([
    ['>=1.19-0', '1.36.0', true],
    ['^1.2', '1.3.0-alpha', false],
    ['<1.2,>=1.0', '1.1.0', true],
    ['1.2 - 2.0', '2.0.0', true],
    ['~1.2 || >=3', '3.1.0', true],
    ['~>2', '2.9.9', true],
    ['!=1.x', '1.4.0', false],
    ['>11', '11.5.0', false],
    ['<=11', '11.5.0', true],
    ['^0.2.3', '0.3.0', false],
    ['*', '4.0.0', true],
  ])('%j on %s is %s', (constraint, version, fits) => {
    expect(parseConstraint(constraint).check(parseVersion(version))).toBe(fits);
    expect(parseConstraint(constraint).validate(parseVersion(version)).length === 0).toBe(fits);
  });
});

describe('validate', () => {
  test.each([
    ['>=2 || <1', '1.5.0', ['"1.5.0" is less than "2"', '"1.5.0" is greater than or equal to "1"']],
    ['>1, >2', '3.0.0-rc.1', [`"3.0.0-rc.1" ${RELEASES_ONLY}`]],
    ['^0.0.3', '0.0.4', ['"0.0.4" does not equal "0.0.3". Expect version and constraint to equal when major and minor versions are 0']],
  ])('%j on %s says why', (constraint, version, messages) => {
    expect(parseConstraint(constraint).validate(parseVersion(version))).toEqual(messages);
  });
});

test.each([
  ['', 'improper constraint: ""'],
  ['>1<2', 'improper constraint: ">1<2"'],
  ['1.2.3, ', 'improper constraint: "1.2.3, "'],
  ['1|2', 'constraint parser error'],
  ['1 ||'.repeat(40), 'too many constraint groups (max 32)'],
  ['1'.repeat(600), 'constraint string is too long (max 512 bytes)'],
])('refuses %j', (text, message) => {
  expect(() => parseConstraint(text)).toThrow(expect.objectContaining({ code: 'SemverConstraint', message }) as Error);
});

test('prints the range in canonical form', () => {
  expect(parseConstraint(' >= 1.2 ,<3 || 1 - 2').text).toBe('>=1.2 <3 || >=1 <=2');
});

test('bars right before a dash range belong to its first version, as upstream', () => {
  expect(parseConstraint('3||1 - 2').text).toBe('>=3 || 1 <=2');
});
