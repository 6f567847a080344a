import { describe, expect, test } from 'vitest';
import { nodeAt, parseYamlNodes, printYamlNodes } from './index.ts';

describe('a text comes back with its comments', () => {
  test.each([
    ['# head\n\n# of a\na: 1 # behind\n# below\n'],
    ['a:\n  # of b\n  b: c\n  # foot of b\n\n  d: e\n'],
    ['a: # of a\n  b: c\n'],
    ['list:\n# of one\n- one # behind\n# of two\n- two\n'],
    ['a: |\n  text # no comment\nb: >-\n  folded\nc: "q"\nd: \'s\'\n'],
    ['a: | # remark\n  text\n'],
    ['a: &x [1, {b: c}]\nd: *x\n'],
    ['a: !!str 1\nb: !local {c: d}\n'],
    ['a:\nb: ~\nc: null\n'],
    ['# one\na: 1\n---\n# two\nb: 2\n'],
  ])('%j', (text) => {
    expect(printYamlNodes(parseYamlNodes(text))).toBe(text);
  });
});

describe('a text takes the form that kyaml gives it', () => {
  test.each([
    ['a:\n  - b\n', 'a:\n- b\n'],
    ['a:     b\n', 'a: b\n'],
    ['a: {b: , c: d}\n', 'a: {b: \'\', c: d}\n'],
    ['<<: {a: 1}\n', '!!merge <<: {a: 1}\n'],
    ['? [a]\n: b\n', '? [a]\n: b\n'],
    ['a: "x\n  y"\n', 'a: "x y"\n'],
    ['a: x\n\n  y\n', 'a: |-\n  x\n  y\n'],
    ['a:\r\n- b\r\n', 'a:\n- b\n'],
    ['"a\\nb": c\n', '? "a\\nb"\n: c\n'],
    ['', ''],
  ])('%j', (text, printed) => {
    expect(printYamlNodes(parseYamlNodes(text))).toBe(printed);
  });

  test('sequences stand wide where asked for', () => {
    expect(printYamlNodes(parseYamlNodes('a:\n- b: c\n  d:\n  - e\n'), { compactSequences: false })).toBe('a:\n  - b: c\n    d:\n      - e\n');
    expect(printYamlNodes(parseYamlNodes('a:\n- b\n'), { compactSequences: false, indent: 4 })).toBe('a:\n    - b\n');
  });

  test('an edited scalar is printed with what surrounds it', () => {
    const documents = parseYamlNodes('# image\nspec:\n  image: a:1 # pinned\n');
    nodeAt(documents[0]!, ['spec', 'image'])!.value = 'a:2';
    expect(printYamlNodes(documents)).toBe('# image\nspec:\n  image: a:2 # pinned\n');
  });
});
