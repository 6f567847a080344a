import { describe, expect, test } from 'vitest';
import { compileFileGlob } from './file-glob.ts';
import { parseHelmIgnore } from './ignore-rules.ts';
import { BadPattern, compilePathPattern } from './path-match.ts';

describe('compilePathPattern', () => {
  test.each([
    ['templates/*.yaml', 'templates/a.yaml', true],
    ['templates/*.yaml', 'templates/sub/a.yaml', false],
    ['*', 'a/b', false],
    ['a?c', 'abc', true],
    ['a?c', 'a/c', false],
    ['[a-c]x', 'bx', true],
    ['[^a-c]x', 'bx', false],
    ['\\*', '*', true],
    ['a*b*c', 'aXbXbXc', true],
    ['*/b', 'a/b', true],
    ['', '', true],
  ])('%s on %s: %s', (pattern, path, matches) => {
    expect(compilePathPattern(pattern)(path)).toBe(matches);
  });

  test.each(['[', '[]', '[a', '[a-', '[]a]', 'a\\', '[-x]'])('%s is malformed', (pattern) => {
    expect(() => compilePathPattern(pattern)).toThrow(BadPattern);
  });

  test('many stars stay fast', () => {
    expect(compilePathPattern('*a'.repeat(50))('a'.repeat(5_000) + 'b')).toBe(false);
  });
});

describe('compileFileGlob', () => {
  test.each([
    ['conf/*', 'conf/a.yaml', true],
    ['conf/*', 'conf/sub/a.yaml', false],
    ['**.txt', 'conf/sub/a.txt', true],
    ['conf/{a,b}.*', 'conf/b.json', true],
    ['{a,{b,c}d}', 'cd', true],
    ['[!a]', 'b', true],
    ['[a-c]', 'd', false],
    ['\\*', '*', true],
    ['a,b', 'a,b', true],
    ['[', 'anything', true],
    ['{a', 'a', true],
  ])('%s on %s: %s', (pattern, path, matches) => {
    expect(compileFileGlob(pattern)(path)).toBe(matches);
  });

  test('many wide stars stay fast', () => {
    expect(compileFileGlob('**a'.repeat(50))('a'.repeat(2_000) + 'b')).toBe(false);
  });
});

describe('parseHelmIgnore', () => {
  const rules = '# comment\n*.bak\n/top.txt\ndocs/\nconf/*.md\n';

  test.each([
    ['a.bak', false, true],
    ['sub/a.bak', false, true],
    ['top.txt', false, true],
    ['sub/top.txt', false, false],
    ['docs', true, true],
    ['docs', false, false],
    ['conf/a.md', false, true],
    ['templates/.hidden', false, true],
    ['templates/a.yaml', false, false],
  ])('%s (folder: %s) is ignored: %s', (path, isDir, ignored) => {
    expect(parseHelmIgnore(rules)(path, isDir)).toBe(ignored);
  });

  test('a negated rule ignores everything that it does not match', () => {
    const isIgnored = parseHelmIgnore('!keep.txt\n');
    expect([isIgnored('keep.txt', false), isIgnored('other.txt', false)]).toEqual([false, true]);
  });

  test('a double star is refused', () => {
    expect(() => parseHelmIgnore('a/**')).toThrow('double-star (**) syntax is not supported');
  });
});
