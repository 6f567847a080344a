import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseYaml, parseYamlNode, toValue, YamlError } from './index.ts';
import { DECLINED, ManifestReader, type ManifestReaderOptions } from './manifest-reader.ts';

const SIGS: ManifestReaderOptions = { resolution: 'v2', integers: 'float64', uniqueKeys: false, maxDepth: 100 };

describe('the common form', () => {
  test.each([
    ['a: b\n'],
    ['---\napiVersion: v1\nkind: ConfigMap # remark\n\n# below\ndata:\n  "k.txt": |\n    line\n\n      more\n    \n  l: >-\n    x\n    y\n'],
    ['args: ["a", b, 1, -2, 1.5, true, null, {c: d}]\n'],
    ['- - a\n  - b\n-\n  - c\n- d: e\n  f:\n  - g\n'],
    ['a: one\n  two\n\n  three # end\nb: "x\n  y"\nc: \'it\'\'s\'\n'],
    ['a: "\\u00e9\\n\\x41"\n'],
    ['port: 8080\nmode: 0644\nratio: .5\nat: 2001-01-01\nnot: yes it is\n'],
    ['- ::/0\n- :a\n'], ['a: {"b":1,"c":[2],\'d\': "e"}\n'],
    ['a:\n\n\nb: # nothing\nc:\n  # nothing either\n'],
    ['a: b'],
  ])('%j is read and means what the complete reader says', (text) => {
    const value = ManifestReader.read(text, SIGS, true);
    expect(value).not.toBe(DECLINED);
    expect(value).toEqual(toValue(parseYamlNode(text)!));
  });
});

describe('what is left to the complete reader', () => {
  test.each([
    ['&x a'], ['a: *x'], ['!t a'], ['? a'], ['a: [\n]'], ['a: b\r\n'], ['\ta: b'], ['a: b: c'], ['a: - b'], ['a: "b'], ['a: b\n  c: d'], ['1: a'], ['yes: a'],
    ['<<: {}'], ['"<<": {}'], ['a: {"<<": b}'], ['a: |\n   \n  b'], ['a: b\n# c\n  d'], ['%YAML 1.1\n---\na'], ['a: b\n...'], ['\ufeffa: b'], ['a: \x7f'], ['a: \ud800'], ['a: .inf'], [' a: b\nc: d'],
    ['a: "\\q"'], ['a: b #c\n   d'], ['- a\nb: c'], ['a : b'], ['a: {b:c}'], [`${'k'.repeat(2000)}: v`],
  ])('%j', (text) => {
    expect(ManifestReader.read(text, SIGS, true)).toBe(DECLINED);
  });

  test('duplicate keys, where they matter', () => {
    expect(ManifestReader.read('a: 1\na: 2\n', SIGS, true)).toEqual({ a: 2 });
    expect(ManifestReader.read('a: 1\na: 2\n', { ...SIGS, uniqueKeys: true }, true)).toBe(DECLINED);
  });

  test('scalars that kustomize folds otherwise', () => {
    const kustomize: ManifestReaderOptions = { resolution: 'v3', integers: 'exact', uniqueKeys: true, maxDepth: 100 };
    expect(ManifestReader.read('a: >\n  b\n  c\n', kustomize, true)).toEqual({ a: 'b c\n' });
    expect(ManifestReader.read('a: >\n  b\n    c\n', kustomize, true)).toBe(DECLINED);
  });
});

/** Texts that are nearly manifests. */
const line = fc.tuple(
  fc.constantFrom('', '', '  ', '  ', '    ', ' '),
  fc.constantFrom('', '- ', '- - '),
  fc.constantFrom('a: ', 'b:', 'name: ', '"q": ', 'y: ', '', 'a : ', '# '),
  fc.constantFrom('text', 'two words', 'yes', '1', '0x1F', '"q # x"', "'it''s'", '|', '>-', '|+', '{}', '[a, b]', '{a: b}', '~', '', '# c', 'x # c', 'a: b', '- c', '"open', "'s' x", '"e\\n"', '2001-01-01', '12:30', '::/0', ':x', ': y', '{"a":1}', '{"a":b, c:d}', '{a:1}'),
  fc.constantFrom('\n', '\n', '\n', '\n\n', ' \n', '\n---\n'),
).map((parts) => parts.join(''));

test('a text that it reads has the value that the complete reader gives it', () => {
  let read = 0;
  fc.assert(fc.property(fc.array(line, { minLength: 1, maxLength: 7 }), fc.constantFrom('sigs' as const, 'kustomize' as const), (lines, dialect) => {
    const text = lines.join('');
    let value: unknown;
    try {
      value = parseYaml(text, { dialect });
    } catch (error) {
      expect(error).toBeInstanceOf(YamlError);
      return;
    }
    const node = parseYamlNode(text, { comments: dialect === 'kustomize' });
    expect(value).toEqual(node === undefined ? null : toValue(node, { dialect }));
    read++;
  }), { numRuns: 4000, seed: 5 });
  expect(read).toBeGreaterThan(400);
});
