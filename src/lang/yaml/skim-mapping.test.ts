import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseYaml, skimMapping } from './index.ts';

const WANTED = /(?:kind|metadata):/y;

describe('the entries that are wanted', () => {
  test.each([
    ['kind: A\nspec: 1\n', 'kind: A\n'],
    ['spec: 1\nkind: A', 'kind: A'],
    ['kinds: B\n', ''],
    ['kind: A\n# remark\nspec: 1\nmetadata:\n  name: x # remark\n\nother: 1\n', 'kind: A\n# remark\nmetadata:\n  name: x # remark\n\n'],
    ['metadata:\n- a\n- b:\n  c: d\nspec:\n- kind: no\n', 'metadata:\n- a\n- b:\n  c: d\n'],
    ['kind: A\nkind: B\n', 'kind: A\nkind: B\n'],
    ['text: |\n  kind: no\n\n   more\nkind: A\n', 'kind: A\n'],
    ['text: |2-\n   x\nkind: A\n', 'kind: A\n'],
    ['text: "one\nkind: no\n  \\u00e9 \\\n  end" # remark\nkind: A\n', 'kind: A\n'],
    ["text: 'it''s\n\n  two'\nkind: A\n", 'kind: A\n'],
    ['text: one\n  - two\n\n  "three\nkind: A\n', 'kind: A\n'],
    ['text:\n  one\n  two\nkind: A\n', 'kind: A\n'],
    ['list:\n  - - a\n    - b: c\n      d: e\n  -\n    f: g\n  - h\nkind: A\n', 'kind: A\n'],
    ['a: {}\nb: []\nc: [x, "y", 1]\nd: {"e": f, g: \'h\'} # remark\nkind: A\n', 'kind: A\n'],
  ])('of %j are %j', (text, entries) => {
    expect(skimMapping(text, WANTED)).toBe(entries);
    expect(() => parseYaml(text)).not.toThrow();
  });
});

describe('what is left to the readers', () => {
  test.each([
    [''], ['# remark\n'], ['text'], ['- a\n'], [' a: b\n'], ['a: &x b'], ['a: *x'], ['a: !t b'], ['? a\n'], ['a: [\n]'], ['a: b\r\n'], ['a:\tb'], ['\ta: b'], ['a: b: c'], ['a: - b'],
    ['a: "b'], ["a: 'b"], ['a: "\\q"'], ['a: "b\n--- c"'], ['a: b\n  c: d'], ['a: "b"\n  c'], ['a: b # c\n  d'], ['a: b\n# c\n  d'], ['null: a'], ['<<: {}'], ['.inf: a'], ['a: .inf'], ['a: -.inf'],
    ['a: |\n   \n  b'], ['a: |\n  \tb\n c'], ['a: |\n    b\n  c'], ['a: >9\n         b\n  c'], ['---\na: b'], ['a: b\n...'], ['a: b\n---\nc'], ['%YAML 1.1'], ['\ufeffa: b'], ['a: \x7f'], ['a: \ud800'],
    ['a:\n    b: c\n  d: e'], ['a:\n- "b"\n c'], ['- a\nb: c'], ['a:\n  - b\n  c: d'], [`${'k'.repeat(2000)}: v`], [`a: |\n${' '.repeat(500)}b`], [`a:\n${'- '.repeat(200)}b`],
  ])('%j', (text) => {
    expect(skimMapping(text, WANTED)).toBeUndefined();
  });
});

/** Lines that are nearly those of a manifest. */
const oddLine = fc.tuple(
  fc.constantFrom('', '', '', '  ', '  ', '    ', ' '),
  fc.constantFrom('', '', '', '- ', '- - ', '-'),
  fc.constantFrom('kind: ', 'metadata:', 'a: ', 'b:', '"q": ', "'q':", 'y: ', '', '', '.x: ', 'null: ', '# '),
  fc.constantFrom(
    'text', 'two words', 'yes', '1', '0x1F', '"q # x"', "'it''s'", '|', '>-', '|+', '|2', '>1-', '{}', '[a, b]', '{a: b}', '~', '', '', '# c', 'x # c', 'a: b', '- c', '"open', "'open", "'s' x", '"e\\n"',
    '2001-01-01', '12:30', '.inf', '.5', '-x', '<<', ':80', 'a:b', '"\\ud83d"', '"\\x9"', '\\', '"\\', 'end"', "end'", 'a\tb', 'é', '😀', '...', '--- x', '-', '?', '%',
  ),
  fc.constantFrom('\n', '\n', '\n', '\n', '\n\n', ' \n', '\n   \n', ''),
).map((parts) => parts.join(''));

const usualLine = fc.constantFrom(
  'kind: A\n', 'metadata:\n', '  name: b\n', '  labels:\n', '    c: "d"\n', '  - e\n', '- f: 1\n', '  - g:\n', '    h: |\n', '      text\n', '\n', '# remark\n', '    more text\n', 'spec: >-\n', "  'i': '\n",
);

test('a text that it knows can be read, and its wanted entries alone mean the same', () => {
  let known = 0;
  fc.assert(fc.property(fc.array(fc.oneof({ arbitrary: usualLine, weight: 3 }, oddLine), { minLength: 1, maxLength: 8 }), (lines) => {
    const text = lines.join('');
    const entries = skimMapping(text, WANTED);
    if (entries === undefined) return;
    const whole = parseYaml(text) as Record<string, unknown>;
    const head = (parseYaml(entries) ?? {}) as Record<string, unknown>;
    for (const name of ['kind', 'metadata']) expect(head[name]).toEqual(whole[name]);
    known++;
  }), { numRuns: 20_000, seed: 7 });
  expect(known).toBeGreaterThan(1000);
});
