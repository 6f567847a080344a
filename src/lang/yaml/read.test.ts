import { describe, expect, test } from 'vitest';
import { newDict } from '../../std/dict.ts';
import { nodeAt, parseYaml, parseYamlNodes, parseYamlStream, toValue, unmarshalMessage, YamlError, YamlTimestamp, type ReadYamlOptions } from './index.ts';

function failure(text: string, options: ReadYamlOptions = {}): YamlError {
  try {
    parseYaml(text, options);
  } catch (error) {
    if (error instanceof YamlError) return error;
    throw error;
  }
  throw new Error('the text was read');
}

describe('what a scalar means', () => {
  test.each([
    ['yes', true, 'yes'],
    ['on', true, 'on'],
    ['n', false, 'n'],
    ['True', true, true],
    ['~', null, null],
    ['010', 8, 8],
    ['0o10', 8, 8],
    ['0x1F', 31, 31],
    ['1_000', 1000, 1000],
    ['08', 8, 8],
    ['1:30', '1:30', '1:30'],
    ['1e3', 1000, 1000],
    ['.5', 0.5, 0.5],
    ['.51_000', 0.51, 0.51],
    ['.5_1e1_0', 5.1e9, 5.1e9],
    ['.5__1', '.5__1', '.5__1'],
    ['+1', 1, 1],
    ['1.2.3', '1.2.3', '1.2.3'],
    ['<<', '<<', '<<'],
    ['2001-01-01', '2001-01-01', '2001-01-01T00:00:00Z'],
    ['12345678901234567890', 12345678901234567000, 12345678901234567890n],
    ['"yes"', 'yes', 'yes'],
    ['!!str 1', '1', '1'],
    ['!!binary aGk=', 'hi', 'hi'],
    ['|\n  a\n  b\n', 'a\nb\n', 'a\nb\n'],
    ['>-\n  a\n  b\n\n  c\n', 'a b\nc', 'a b\nc'],
    ['a\n  b\n\n  c', 'a b\nc', 'a b\nc'],
    ['"a\\tb\\x41\\u00e9\\U0001F600"', 'a\tbAé😀', 'a\tbAé😀'],
    ["'it''s'", "it's", "it's"],
    ['"a\n  b"', 'a b', 'a b'],
  ])('%s', (text, sigs, kustomize) => {
    expect(parseYaml(`- ${text}`)).toEqual([sigs]);
    expect(parseYaml(`k: ${text}`, { dialect: 'kustomize' })).toEqual({ k: kustomize });
  });

  test('v2 and v3 keep integers, floats and times apart', () => {
    expect(parseYaml('[1, 1.0, 2001-01-01]', { dialect: 'v2' })).toEqual([1n, 1, '2001-01-01']);
    expect(parseYaml('[1, 1.0, 2001-01-01]', { dialect: 'v3' })).toEqual([1n, 1, new YamlTimestamp('2001-01-01T00:00:00Z')]);
    expect(parseYaml('1: a\ny: b', { dialect: 'v2' })).toEqual(new Map<unknown, unknown>([[1n, 'a'], [true, 'b']]));
  });

  test('keys of other types become text, as JSON has it', () => {
    expect(parseYaml('1: a\n1.5: b\ny: c\n0x10: d')).toEqual({ 1: 'a', 1.5: 'b', true: 'c', 16: 'd' });
  });

  test('keys that every object knows are ordinary', () => {
    const value = parseYaml('__proto__: {a: 1}\nconstructor: 2') as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });

  test('an integer beyond 2^53 is exact when asked for', () => {
    expect(parseYaml('a: 9007199254740993', { integers: 'exact' })).toEqual({ a: 9007199254740993n });
    expect(parseYaml('a: 9007199254740993')).toEqual({ a: 9007199254740992 });
  });
});

describe('structure', () => {
  test.each([
    ['a:\n- b\n- c: d\n  e: f\n', { a: ['b', { c: 'd', e: 'f' }] }],
    ['a:\n    b:\n     - - c\n       - d\n', { a: { b: [['c', 'd']] } }],
    ['# head\na: # behind\n  b: c # too\n\n# below\nd:\n', { a: { b: 'c' }, d: null }],
    ['a: {b: [c, "d"], e: {}}\n', { a: { b: ['c', 'd'], e: {} } }],
    ['a: [\n  b,\n  c: d\n]\n', { a: ['b', { c: 'd' }] }],
    ['? a\n: b\n', { a: 'b' }],
    ['a: &x {b: 1}\nc: *x\n', { a: { b: 1 }, c: { b: 1 } }],
    ['a: &x {b: 1, c: 2}\nd: {c: 3, <<: *x}\n', { a: { b: 1, c: 2 }, d: { b: 1, c: 2 } }],
    ['a: b\r\nc: |\r\n  d\r\n', { a: 'b', c: 'd\n' }],
    ['%YAML 1.1\n---\na: b\n...\n', { a: 'b' }],
    ['a: 1\na: 2\n', { a: 2 }],
    ['-', [null]],
    ['', null],
    ['# only a comment', null],
    ['a: b\n---\nc: [', { a: 'b' }],
  ])('%j', (text, value) => {
    expect(parseYaml(text)).toEqual(value);
  });

  test('in kustomize, what is written wins over what is merged', () => {
    expect(parseYaml('a: &x {b: 1, c: 2}\nd: {c: 3, <<: *x}\n', { dialect: 'kustomize' })).toEqual({ a: { b: 1, c: 2 }, d: { b: 1, c: 3 } });
  });
});

describe('errors', () => {
  test.each([
    ['a: b: c', 'yaml: mapping values are not allowed in this context', 1, 5],
    ['a:\n b: 1\n  c: 2\n', 'yaml: line 3: mapping values are not allowed in this context', 3, 4],
    ['a: b\nc', "yaml: line 3: could not find expected ':'", 3, 1],
    ['a: [b', "yaml: line 1: did not find expected ',' or ']'", 2, 1],
    ['a:\n\tb: 1', 'yaml: line 2: found character that cannot start any token', 2, 1],
    ['a: "\\q"', 'yaml: found unknown escape character', 1, 5],
    ['a: *x', "yaml: unknown anchor 'x' referenced", 1, 4],
    ['a: &x [*x]', "yaml: anchor 'x' value contains itself", 1, 8],
    ['a: !!int x', 'yaml: cannot decode !!str `x` as a !!int', 1, 4],
    ['\u0000', 'yaml: control characters are not allowed', 1, 1],
  ])('%j', (text, goMessage, line, col) => {
    const error = failure(text, { file: 'f.yaml' });
    expect({ code: error.code, goMessage: error.goMessage, at: error.at }).toMatchObject({ code: 'YamlSyntax', goMessage, at: { file: 'f.yaml', line, col } });
  });

  test('v3 numbers lines by where the construct began', () => {
    expect(failure('a: b\nc', { dialect: 'kustomize' }).goMessage).toBe("yaml: line 2: could not find expected ':'");
  });

  test('v3 reports the last fault before the next event where a comment made it look ahead', () => {
    expect(failure('a:\n    - # only\n    - &x a\n  & - a:\n', { dialect: 'v3' }).goMessage).toBe('yaml: line 4: block sequence entries are not allowed in this context');
    expect(failure('a:\n    - # only\n    - a\n  & - a:\n', { dialect: 'v3' }).goMessage).toBe('yaml: line 4: did not find expected alphabetic or numeric character');
  });

  test('v3 names the written tag of a key that is no text', () => {
    expect(failure('{!!str {}: 1, a: 2}', { dialect: 'v3' }).goMessage).toBe('yaml: unmarshal errors:\n  line 1: cannot unmarshal !!str `` into string');
  });

  test('duplicate keys are refused where asked for', () => {
    expect(failure('a: 1\nb: 2\na: 3\n', { strict: true }).goMessage).toBe('yaml: unmarshal errors:\n  line 3: key "a" already set in map');
    const error = failure('a:\n  b: 1\n  b: 2\n', { dialect: 'kustomize', file: 'f.yaml' });
    expect(error.goMessage).toBe('yaml: unmarshal errors:\n  line 3: mapping key "b" already defined at line 2');
    expect(error.at).toMatchObject({ line: 3, col: 3 });
  });

  test('what JSON cannot hold has no place in a value', () => {
    expect(failure('a: .inf').goMessage).toBe('json: unsupported value: +Inf');
    // JSON is written by sorted keys, once all keys are texts.
    expect(failure('b: .nan\na: {c: [1, -.inf], d: .inf}\n').goMessage).toBe('json: unsupported value: -Inf');
    expect(failure('a: .inf\n~: 1\n').goMessage).toBe('unsupported map key of type: %!s(<nil>), key: <nil>, value: 1');
    expect(failure('~: 1').goMessage).toBe('unsupported map key of type: %!s(<nil>), key: <nil>, value: 1');
    expect(failure('{{ .x }}: 1').goMessage).toBe('yaml: invalid map key: map[interface {}]interface {}{".x":interface {}(nil)}');
  });

  test('mixed keys are told in the order of their types', () => {
    const text = '? {b: 1, a: 1, 1: x, 0: y, true: z, -1.5: e, 9999999999999999999: k, ~: n, "t\\t": u}\n: 1\n';
    const entries = 'interface {}(nil):false, "a":1, "b":1, "t\\t":"u", 0x8ac7230489e7ffff:"k", 0:true, 1:"x", -1.5:"e", true:"z"';
    expect(failure(text, { dialect: 'v2' }).goMessage).toBe(`yaml: invalid map key: map[interface {}]interface {}{${entries}}`);
  });

  test('times as keys are told as Go writes them', () => {
    expect(failure('? {2001-01-01: d, 2001-02-03T04:05:06.5+02:00: e}\n: 1\n', { dialect: 'v3' }).goMessage).toBe(
      'yaml: invalid map key: map[interface {}]interface {}{time.Date(2001, time.January, 1, 0, 0, 0, 0, time.UTC):"d", time.Date(2001, time.February, 3, 4, 5, 6, 500000000, time.Location("")):"e"}',
    );
  });

  test('the words of Unmarshal and a further place are added without losing the rest', () => {
    const error = failure('a: [');
    expect(unmarshalMessage(error)).toBe('error converting YAML to JSON: yaml: line 1: did not find expected node content');
    expect(error.in({ hint: 'h' })).toMatchObject({ goMessage: error.goMessage, hint: 'h' });
  });

  test('a text that was cut out of a file names lines of the file', () => {
    expect(failure('a: b: c', { file: 'f.yaml', origin: { line: 10, col: 3 } }).at).toMatchObject({ line: 10, col: 7 });
  });
});

describe('streams', () => {
  test('every document, empty ones marked', () => {
    const text = '# head\n---\na: 1\n---\n# nothing\n---\n- b\n';
    const documents = parseYamlStream(text);
    expect(documents.map(({ value, index, empty }) => ({ value, index, empty }))).toEqual([
      { value: { a: 1 }, index: 0, empty: false },
      { value: null, index: 1, empty: true },
      { value: ['b'], index: 2, empty: false },
    ]);
    expect(documents.map(({ span }) => text.slice(span.start, span.end))).toEqual(['---\na: 1\n', '---\n# nothing\n', '---\n- b\n']);
  });

  test('both readers cut a text alike', () => {
    const text = 'a: 1\n---\nb: 2\n---\n';
    expect(parseYamlStream(text)).toEqual(parseYamlStream(`${text}--- &x\n`).slice(0, 2).concat([{ value: null, index: 2, span: { start: 14, end: 18 }, empty: true }]));
  });

  test('an error names its line in the whole text', () => {
    expect(() => parseYamlStream('a: 1\n---\nb: c: d\n', { file: 'f' })).toThrow(expect.objectContaining({ at: expect.objectContaining({ line: 3, col: 5 }) as unknown }));
  });
});

describe('nodes', () => {
  const text = 'apiVersion: v1\nspec:\n  sourceRef: &ref\n    name: here # which\n  items:\n  - a\n  - b\n  again: *ref\n';

  test('nodeAt finds the place of a field', () => {
    const [document] = parseYamlNodes(text);
    expect(nodeAt(document!, ['spec', 'sourceRef', 'name'])).toMatchObject({ value: 'here', line: 4, column: 11, lineComment: '# which' });
    expect(nodeAt(document!, ['spec', 'items', 1])).toMatchObject({ value: 'b', line: 7 });
    expect(nodeAt(document!, ['spec', 'again', 'name'])).toMatchObject({ line: 4 });
    expect(nodeAt(document!, ['spec', 'missing', 'name'])).toBeUndefined();
    const name = nodeAt(document!, ['spec', 'sourceRef', 'name'])!;
    expect(text.slice(name.start, name.end)).toBe('here');
  });

  test('toValue reads a part as a dialect does', () => {
    const [document] = parseYamlNodes('a: yes\n');
    expect(toValue(nodeAt(document!, ['a'])!)).toBe(true);
    expect(toValue(document!, { dialect: 'kustomize' })).toEqual({ a: 'yes' });
  });
});

describe('limits', () => {
  test.each([
    ['nesting in flow', '['.repeat(100_000)],
    ['nesting in block', '- '.repeat(20_000)],
    ['nesting of mappings', Array.from({ length: 3_000 }, (_, i) => `${' '.repeat(i)}a:\n`).join('')],
    ['aliases of aliases', `a: &a0 [1]\n${Array.from({ length: 2_000 }, (_, i) => `b${i}: &a${i + 1} [*a${i}]\n`).join('')}c: *a2000\n`],
    ['an alias bomb', `a0: &a0 [x, x, x, x, x, x, x, x, x]\n${Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]\n`).join('')}`],
  ])('%s ends with one error', (_, text) => {
    for (const dialect of ['sigs', 'v2', 'v3', 'kustomize'] as const) expect(failure(text, { dialect }).code).toBe('YamlLimit');
  });

  // Bytes that are no UTF-8 are lone surrogates in a text.
  test.each([
    ['\udcff', 'invalid leading UTF-8 octet'],
    ['a: \udcc3', 'incomplete UTF-8 octet sequence'],
    ['a: \udce2x', 'incomplete UTF-8 octet sequence'],
    ['a: \udce2\udc82x', 'invalid trailing UTF-8 octet'],
    ['a: \udcc0\udc80', 'invalid length of a UTF-8 sequence'],
    ['a: \udced\udca0\udc80', 'invalid Unicode character'],
    ['\u0001\udcff', 'control characters are not allowed'],
    // What is wrong before the piece of 512 bytes with a fault is found first; a byte that may yet go on is looked at last.
    ['a: [}\n\udcc3', 'incomplete UTF-8 octet sequence'],
    ['a: [}\nb: c\n\udcc3', 'did not find expected node content'],
    [`a: [}\n#${'é'.repeat(252)}\udcff`, 'invalid leading UTF-8 octet'],
    [`a: [}\n#${'é'.repeat(252)}.\udcff`, 'did not find expected node content'],
    [`a: [}\n#${'é'.repeat(252)}\udce2..`, 'did not find expected node content'],
    ['\udcff\udcfea\0:\0 \0\u0001\0', 'control characters are not allowed'],
    ['\udcff\udcfea\0\0\udcdc', 'unexpected low surrogate area'],
    ['\udcff\udcfea\0\0\udcd8a\0', 'expected low surrogate area'],
    ['\udcff\udcfea\0\0\udcd8', 'incomplete UTF-16 surrogate pair'],
    ['\udcff\udcfea\0a', 'incomplete UTF-16 character'],
  ])('%j cannot be read', (text, wanted) => {
    expect(failure(text).goMessage).toBe(`yaml: ${wanted}`);
  });

  test.each([
    ['\udcff\udcfea\0:\0 \0\udce9\0\n\0'],
    ['\udcfe\udcff\0a\0:\0 \0\udce9\0\n'],
  ])('%j is UTF-16', (text) => {
    expect(parseYaml(text)).toEqual({ a: 'é' });
  });

  test('comments let a second fault show', () => {
    expect(failure('# c\n- |\n  l1\n\n b l2\n b l2\n&', { dialect: 'v3' }).goMessage).toBe("yaml: line 7: could not find expected ':'");
    expect(failure('# c\n- a\n- *\n', { dialect: 'v3' }).goMessage).toBe('yaml: line 3: did not find expected alphabetic or numeric character');
  });

  test('a text longer than allowed is not looked at', () => {
    expect(failure('a: b', { limits: { maxLength: 3 } }).code).toBe('YamlLimit');
  });

  test('depth is as deep as allowed', () => {
    const deep = '{"a":'.repeat(50) + '1' + '}'.repeat(50);
    expect(parseYaml(deep, { limits: { maxDepth: 60 } })).toMatchObject({ a: { a: {} } });
    expect(failure(deep, { limits: { maxDepth: 40 } }).code).toBe('YamlLimit');
  });

  test('hostile sizes are read in linear time', () => {
    const keys = Array.from({ length: 50_000 }, (_, i) => `k${i}: v\n`).join('');
    expect(Object.keys(parseYaml(keys, { dialect: 'kustomize' }) as object)).toHaveLength(50_000);
    expect(parseYaml(`a: "${'\\n'.repeat(200_000)}"`)).toEqual({ a: '\n'.repeat(200_000) });
    expect(parseYaml(`${'\n# c'.repeat(50_000)}\na: b`, { dialect: 'v3' })).toEqual(Object.assign(newDict(), { a: 'b' }));
    expect(failure(`a: 1\n`.repeat(20_000), { dialect: 'kustomize' }).code).toBe('YamlSyntax');
  });
});
