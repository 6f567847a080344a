import { beforeAll, describe, expect, test } from 'vitest';
import { withLibraries } from '../../std/lazy-library.ts';
import { compileRegexp, quoteMeta } from './index.ts';

beforeAll(async () => {
  await withLibraries(() => compileRegexp('\\pL'));
});

describe('replaceAllString', () => {
  test.each([
    ['a', 'banana', '$1x', 'bnn'],
    ['(a+)(b)', 'aab', '${2}-$1', 'b-aa'],
    ['(?P<n>a)', 'a', '[$n|$$|${n}x|$|${]', '[a|$|ax|$|${]'],
    ['a*', 'baaac', 'x', 'xbxcx'],
    ['(?m)^', 'a\nb\r😀', '> ', '> a\n> b\r😀'],
    ['(?:(a)|b)*', 'ab', '<$1>', '<a>'],
    ['\\pL+', 'é1', 'x', 'x1'],
    ['(?i)k', '\u212ak', 'x', 'xx'],
    ['\\s', 'a\vb\u00a0c', 'x', 'a\vb\u00a0c'],
    ['.', '\r\n\u2028', 'x', 'x\nx'],
    ['(?P<n>\\pL)(?P<n>[(\\d])', 'é1', '<$n>', '<é>'],
  ])('%j on %j with %j gives %j', (pattern, text, replacement, want) => {
    expect(compileRegexp(pattern).replaceAllString(text, replacement)).toBe(want);
  });
});

describe('split', () => {
  test.each([
    ['a+', 'baac', -1, ['b', 'c']],
    ['', 'abc', 2, ['a', 'bc']],
    ['x', '', -1, ['']],
    ['x', 'axbxc', 2, ['a', 'bxc']],
    ['x', 'axb', 0, undefined],
  ])('%j on %j at most %i', (pattern, text, limit, want) => {
    expect(compileRegexp(pattern).split(text, limit)).toEqual(want);
  });
});

test('findAllString has a limit, and no answer where nothing is found', () => {
  const words = compileRegexp('\\w+');
  expect(words.findAllString('a b c', 2)).toEqual(['a', 'b']);
  expect(words.findAllString('- -', -1)).toBeUndefined();
  expect(words.findString('-ab-')).toBe('ab');
});

test.each([
  ['[a', 'error parsing regexp: missing closing ]: `[a`'],
  ['a**', 'error parsing regexp: invalid nested repetition operator: `**`'],
  ['{2}a', 'error parsing regexp: missing argument to repetition operator: `{2}`'],
  ['(?<=a)b', 'error parsing regexp: invalid named capture: `(?<=a)b`'],
  ['a\\', 'error parsing regexp: trailing backslash at end of expression: ``'],
])('refuses %j', (pattern, message) => {
  expect(() => compileRegexp(pattern)).toThrow(expect.objectContaining({ code: 'RegexpSyntax', message }) as Error);
});

test.each(['(a+)+$', '^(a|a)*$', '^(a?){30}a{30}$', '^a*a*a*a*$', '^(\\w+\\s?)*$'])('%j does not run long on a hostile text', (pattern) => {
  // Backtracking would take 2^20000 or 20000^4 steps here: the test would never end.
  expect(compileRegexp(pattern).matchString(`${'a'.repeat(20_000)}!`)).toBe(false);
});

test('quoteMeta makes a pattern that matches the text itself', () => {
  const text = 'a.b*[c](d){e}^$|+?\\-/';
  expect(quoteMeta('a.b-c')).toBe('a\\.b-c');
  expect(compileRegexp(`^${quoteMeta(text)}$`).matchString(text)).toBe(true);
});
