import { describe, expect, test } from 'vitest';
import { compileNamePattern, isIgnored, parseIgnoreRules } from './index.ts';

describe('isIgnored', () => {
  test.each([
    ['*.md', 'docs/a.md', true],
    ['*.md', 'docs/a.yaml', false],
    ['docs', 'docs/a/b.yaml', true],
    ['docs/', 'docs', false],
    ['docs/', 'x/docs/a.yaml', true],
    ['/docs', 'docs/a.yaml', true],
    ['/docs', 'x/docs/a.yaml', false],
    ['a/b', 'a/b/c.yaml', true],
    ['a/*.yaml', 'a/b/c.yaml', false],
    ['**/.sops.yaml', 'x/y/.sops.yaml', true],
    ['**/.sops.yaml', '.sops.yaml', true],
    ['a/**/z', 'a/b/c/z', true],
    ['a/**', 'a/b', true],
    ['!a.md\n*.md', 'a.md', true],
    ['*.md\n!a.md', 'a.md', false],
    ['*.md\n!a.md', 'x/a.md', false],
    ['/*\n!/deploy', 'deploy/a.yaml', false],
    ['/*\n!/deploy', 'src/a.yaml', true],
    ['# a comment\n\n  \nx', 'x', true],
    ['[a-c].yaml', 'b.yaml', true],
    ['[^a-c].yaml', 'b.yaml', false],
    ['[', 'a', false],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'axb', false],
    ['a/**', 'a', true],
    ['a//', 'a', false],
    ['a//', 'a/x', true],
    ['**/a/b', 'x/a/b/c', true],
    ['a/x**/b', 'a/xy/b', false],
    ['x**y', 'xay', true],
    ['!*\n*.md', 'a.txt', false],
    ['*.md\r\n', 'a.md', true],
    ['*.md\r', 'a.md', true],
  ])('rules %j say of %j: %s', (rules, path, ignored) => {
    expect(isIgnored(parseIgnoreRules(rules), path, false)).toBe(ignored);
  });

  test('keeps the rules of a nested file to its folder', () => {
    const rules = parseIgnoreRules('*.md', 'docs');
    expect(isIgnored(rules, 'docs/x/a.md', false)).toBe(true);
    expect(isIgnored(rules, 'a.md', false)).toBe(false);
  });

  test('matches a folder rule against a folder itself', () => {
    expect(isIgnored(parseIgnoreRules('docs/'), 'docs', true)).toBe(true);
  });
});

describe('compileNamePattern', () => {
  // What Go 1.26 path.Match says.
  test.each([
    ['a*b*c', 'axxbyybc', true],
    ['a*b*c', 'axxbyyb', false],
    ['[\\d]', 'd', true],
    ['[\\d]', '1', false],
    ['[z-a]', 'z', false],
    ['[^z-a]', 'z', true],
    ['[\\]]', ']', true],
    ['?', 'é', true],
    ['', '', true],
  ])('%j and %j: %s', (pattern, name, wanted) => {
    expect(compileNamePattern(pattern)?.(name)).toBe(wanted);
  });

  test.each(['[', '[]', '[]a]', '[-a]', '[a-]', '[a', '[^]', 'a\\'])('%j is malformed', (pattern) => {
    expect(compileNamePattern(pattern)).toBeUndefined();
  });

  test('many stars take no longer than a few', () => {
    expect(compileNamePattern(`${'a*'.repeat(40)}b`)?.('a'.repeat(4000))).toBe(false);
  });
});
