import { expect, test } from 'vitest';
import { backtrackingBound } from './backtracking.ts';
import { parseSubset } from './subset.ts';

/** The power of the text length that bounds the work, read off the bound itself. */
function degree(pattern: string): number {
  const bound = backtrackingBound(parseSubset(pattern)!);
  return Math.log10(bound(9_999) / bound(999));
}

test.each([
  ['abc', 1],
  ['^abc', 0],
  ['^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', 1],
  ['^[0-9]+(\\.[0-9]+)*$', 1],
  ['[0-9]+', 2],
  ['.*foo.*', 3],
  ['^(foo|bar)-[a-z]+$', 1],
])('%j grows with power %i of the text', (pattern, power) => {
  expect(degree(pattern)).toBeCloseTo(power);
});

test.each(['(a+)+', '(a|a)*', '([a-z]+[0-9]?)*a', '(.*,)*x'])('%j has no bound', (pattern) => {
  expect(backtrackingBound(parseSubset(pattern)!)(10)).toBe(Infinity);
});

test.each(['(a*)*', '(?:(a)|b)*', '\\pL', 'a{1001}', '[[:alpha:]]', '(?i)\\w', '\\B', 'a{2}{3}', '(?=a)', '(?i)é'])('%j is left to the full engine', (pattern) => {
  expect(parseSubset(pattern)).toBeUndefined();
});
