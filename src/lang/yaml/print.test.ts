import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareYamlKeys, parseYaml, printYaml, YamlBinary, YamlError, YamlTimestamp } from './index.ts';


describe('scalars', () => {
  test.each([
    ['a', 'a'],
    ['', '""'],
    ['yes', '"yes"'],
    ['y', '"y"'],
    ['~', '"~"'],
    ['12', '"12"'],
    ['1e3', '"1e3"'],
    ['12:30', '"12:30"'],
    ['0x', '0x'],
    ['2001-01-01', '"2001-01-01"'],
    ['1.2.3', '1.2.3'],
    ['<<', '<<'],
    ['a: b', "'a: b'"],
    ['a #b', "'a #b'"],
    ['a#b', 'a#b'],
    ['- a', "'- a'"],
    ['-a', '-a'],
    ['---', "'---'"],
    ["'", "''''"],
    ["it's", "it's"],
    ['{a}', "'{a}'"],
    [' a', "' a'"],
    ['a ', "'a '"],
    ['a\tb', '"a\\tb"'],
    ['\ufeffa', '"\\uFEFF\\x61"'],
    ['😀', '"\\U0001F600"'],
    ['é', 'é'],
    ['a\nb', '|-\n  a\n  b'],
    ['a\nb\n', '|\n  a\n  b'],
    ['a\n\n', '|+\n  a\n'],
    ['\n a', '|2-\n\n   a'],
    ['a \nb', '"a \\nb"'],
    [`${'word '.repeat(17)}end of it`, `${'word '.repeat(16)}word\n  end of it`],
    [`#${'word '.repeat(17)}end of it`, `'#${'word '.repeat(15)}word\n  word end of it'`],
    [`\t${'word '.repeat(17)} end`, `"\\t${'word '.repeat(15)}word\n  word  end"`],
    ['x'.repeat(100), 'x'.repeat(100)],
  ])('%j', (value, text) => {
    expect(printYaml(value)).toBe(`${text}\n`);
  });

  test.each([
    [1, '1', '1'],
    [1.5, '1.5', '1.5'],
    [-0, '0', '-0'],
    [1e6, '1000000', '1e+06'],
    [1234567.5, '1.2345675e+06', '1.2345675e+06'],
    [12345678901234567890, '12345678901234567000', '1.2345678901234567e+19'],
    [1e20, '1e+20', '1e+20'],
    [0.00001, '1e-05', '1e-05'],
    [0.0001, '0.0001', '0.0001'],
    [-(2 ** 63), '-9.223372036854776e+18', '-9.223372036854776e+18'],
    [18446744073709551615n, '18446744073709551615', '18446744073709551615'],
  ])('the number %d', (value, sigs, v3) => {
    expect(printYaml(value)).toBe(`${sigs}\n`);
    expect(printYaml(value, { dialect: 'v3' })).toBe(`${v3}\n`);
  });

  test('times and binary data of v3 print as they were read', () => {
    const value = { b: new YamlBinary(new Uint8Array([0x80, 0x81])), t: new YamlTimestamp('2001-01-01T00:00:00Z') };
    expect(printYaml(value, { dialect: 'v3' })).toBe('b: !!binary gIE=\nt: 2001-01-01T00:00:00Z\n');
  });
});

describe('collections', () => {
  const value = { b: [1, { c: 'd', e: [[2]] }], a: {}, f: [], g: null, h: { i: true } };

  test('sigs puts the dashes under the key', () => {
    expect(printYaml(value)).toBe('a: {}\nb:\n- 1\n- c: d\n  e:\n  - - 2\nf: []\ng: null\nh:\n  i: true\n');
  });

  test('v3 indents sequences', () => {
    expect(printYaml(value, { dialect: 'v3' })).toBe('a: {}\nb:\n    - 1\n    - c: d\n      e:\n        - - 2\nf: []\ng: null\nh:\n    i: true\n');
    expect(printYaml(value, { dialect: 'v3', indent: 2 })).toBe('a: {}\nb:\n  - 1\n  - c: d\n    e:\n      - - 2\nf: []\ng: null\nh:\n  i: true\n');
  });

  test('a key of several lines or more than 128 bytes gets a question mark', () => {
    const long = 'é'.repeat(65);
    expect(printYaml({ 'a\nb': [1], [long]: { c: 2 } })).toBe(`? |-\n  a\n  b\n: - 1\n? ${long}\n: c: 2\n`);
    expect(printYaml({ 'a\nb': [1] }, { dialect: 'v3' })).toBe('? |-\n    a\n    b\n:   - 1\n');
  });

  test('keys of other types than text sort before it', () => {
    expect(printYaml(new Map<unknown, unknown>([['a', 1n], [2n, 2n], [true, 3n], [null, 4n]]), { dialect: 'v2' })).toBe('true: 3\n2: 2\nnull: 4\na: 1\n');
  });
});

describe('the order of keys', () => {
  test.each([
    ['v2', '_u 9 10 A a-b a.b a2 a10 ab'],
    ['v2', 'a1 a01 a001 b'],
    ['v2', 'x99999999999999999999 x100000000000000000000 xa'],
    ['v3', 'a1b a1.b'],
    ['v2', 'a1.b a1b'],
    ['v2', 'z é 日本'],
  ] as const)('%s: %s', (ordering, text) => {
    const keys = text.split(' ');
    for (let i = 1; i < keys.length; i++) {
      expect(compareYamlKeys(keys[i - 1]!, keys[i]!, ordering)).toBeLessThan(0);
      expect(compareYamlKeys(keys[i]!, keys[i - 1]!, ordering)).toBeGreaterThan(0);
    }
  });
});

test('mappings that Go itself cannot order print alike whatever the order they were made in', () => {
  const texts = [['v1beta1', 'v2', 'v10'], ['v2', 'v10', 'v1beta1'], ['v10', 'v1beta1', 'v2']].map((keys) => printYaml(Object.fromEntries(keys.map((key) => [key, 1]))));
  expect(new Set(texts).size).toBe(1);
});

test('keys sort by their bytes where asked for', () => {
  expect(printYaml({ a10: 1, a2: 2, B: 3 }, { keyOrder: 'bytes' })).toBe('B: 3\na10: 1\na2: 2\n');
  expect(printYaml({ a10: 1, a2: 2, B: 3 })).toBe('B: 3\na2: 2\na10: 1\n');
});

describe('what goes through JSON', () => {
  test.each([
    ['a\x85b', 'a b\n'],
    ['a\x85\x85b', 'a\nb'],
  ])('%j is folded', (value, read) => {
    expect(parseYaml(printYaml({ k: value }))).toEqual({ k: read.replace(/\n$/, '') });
  });

  test('a control character is refused, as Go does', () => {
    expect(() => printYaml('\x80')).toThrow(expect.objectContaining({ goMessage: 'yaml: control characters are not allowed' }));
    expect(printYaml('\x80', { dialect: 'v2' })).toBe('"\\x80"\n');
  });

  test('a key that was refused once is refused again', () => {
    for (let i = 0; i < 2; i++) expect(() => printYaml({ '\x80': 1 })).toThrow(YamlError);
  });

  test('NaN is refused', () => {
    expect(() => printYaml([NaN])).toThrow(expect.objectContaining({ goMessage: 'error marshaling into JSON: json: unsupported value: NaN' }));
  });

  test('a value nested too deeply is refused', () => {
    let value: unknown = 1;
    for (let i = 0; i < 50_000; i++) value = [value];
    expect(() => printYaml(value)).toThrow(expect.objectContaining({ code: 'YamlLimit' }));
  });
});

/** JSON values with the texts that YAML finds difficult. */
function values(numbers: fc.Arbitrary<number | bigint>): fc.Arbitrary<unknown> {
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom(...Array.from('ab:#-\'" \n,[]{}?&*!|>%@`~.012yesno\t\\')) }),
    fc.string({ unit: fc.constantFrom('word ', 'longer-word ', ': ', ' #', '\n', "'", 'é', '😀', '\u2028', ' ') , maxLength: 40 }),
    fc.constantFrom('yes', 'null', '1', '0x1F', '2001-01-01', '12:30', '---', '...', '=', '~', '', '__proto__'),
  );
  return fc.letrec((tie) => ({
    node: fc.oneof({ maxDepth: 4 }, text, numbers, fc.boolean(), fc.constant(null), fc.array(tie('node'), { maxLength: 4 }), fc.dictionary(text, tie('node'), { maxKeys: 4 })),
  })).node;
}

describe('a value that was printed reads back as it was', () => {
  const doubles = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));
  const exact = fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }), doubles.filter((value) => !Number.isInteger(value)));

  test.each([
    ['sigs', fc.oneof(doubles, fc.integer())],
    ['v2', exact],
    ['v3', exact],
  ] as const)('%s', (dialect, numbers) => {
    fc.assert(fc.property(values(numbers), (value) => {
      // With the default indent go-yaml v3 does not read back what it prints for a text that begins with space.
      const text = printYaml(value, { dialect, indent: 2 });
      expect(parseYaml(text, { dialect })).toEqual(value);
    }), { numRuns: 300, seed: 7 });
  });

  test('kustomize', () => {
    const safe = doubles.filter((value) => !Number.isInteger(value) || Number.isSafeInteger(value));
    fc.assert(fc.property(fc.dictionary(fc.constantFrom('a', 'b', 'c'), values(safe)), (value) => {
      expect(parseYaml(printYaml(value), { dialect: 'kustomize' })).toEqual(value);
    }), { numRuns: 300, seed: 7 });
  });
});

describe('no text makes a reader throw anything but its own error', () => {
  const pieces = fc.constantFrom('a', ': ', '- ', '\n', '\n  ', ' ', '[', ']', '{', '}', ', ', '"', "'", '#', ' # c', '|', '>-', '&x ', '*x', '!!str ', '!!int ', '? ', '---\n',
    '...\n', '\t', '<<: ', '1', 'yes', '%', '@', '\r\n', '\u0085', '\u2028', '\ud800', '\0', '\ufeff', '\n# c\n', '%TAG ! x\n', '\\x', '!<a>', '|2+');

  test('whatever the dialect', () => {
    fc.assert(fc.property(fc.array(pieces, { maxLength: 25 }), (parts) => {
      for (const dialect of ['sigs', 'v2', 'v3', 'kustomize'] as const) {
        try {
          parseYaml(parts.join(''), { dialect });
        } catch (error) {
          expect(error).toBeInstanceOf(YamlError);
        }
      }
    }), { numRuns: 2000, seed: 11 });
  });
});
