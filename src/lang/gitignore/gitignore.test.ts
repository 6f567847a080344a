import { describe, expect, test } from 'vitest';
import { isIgnored, parseIgnoreRules } from './index.ts';

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
