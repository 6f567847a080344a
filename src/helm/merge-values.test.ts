import { describe, expect, test } from 'vitest';
import { mergeValues, readValues } from './index.ts';

describe('readValues', () => {
  test.each([
    ['', {}],
    ['# nothing\n', {}],
    ['a: {b: 1, c: 2}\n---\na: {b: null}\nd: [1]\n', { a: { b: null, c: 2 }, d: [1] }],
    ['--- # first\r\na: yes\r\n---\r\nb: 010\r\n', { a: true, b: 8 }],
    ['a: |\n  x', { a: 'x\n' }],
    ['__proto__: {polluted: true}\n', JSON.parse('{"__proto__": {"polluted": true}}') as object],
  ])('%j', (text, values) => {
    expect(JSON.stringify(readValues(text))).toBe(JSON.stringify(values));
  });

  test.each([
    ['a: b: c\n', 'cannot unmarshal yaml document: error converting YAML to JSON: yaml: mapping values are not allowed in this context'],
    ['- a\n', 'cannot unmarshal array into Go value of type map[string]interface {}'],
    ['a: 1\n--- b\n', 'error reading yaml document: invalid Yaml document separator: b'],
  ])('%j fails', (text, message) => {
    expect(() => readValues(text)).toThrow(message);
  });

  test('a fault in a later document is placed in the file', () => {
    expect(() => mergeValues({ files: [{ path: 'v.yaml', text: 'a: 1\n---\nb: [\n' }] })).toThrow(
      expect.objectContaining({ code: 'HelmValuesInvalid', at: expect.objectContaining({ file: 'v.yaml', line: 4 }) as object }) as Error,
    );
  });
});

describe('mergeValues', () => {
  test('the kind of flag decides what wins, not its place', () => {
    const values = mergeValues({
      setLiteral: ['a=literal'],
      set: ['a=set,b=set,c.d=1'],
      setJson: ['{"b":"json","c":{"e":2}}', 'f=[1]'],
      setString: ['c.d=1'],
      setFile: ['g=text.txt'],
      readFile: (path) => `<${path}>`,
      files: [{ path: 'one.yaml', text: 'a: file\nh: 1' }, { path: 'two.yaml', text: 'h: 2' }],
    });
    expect(JSON.stringify(values)).toBe(JSON.stringify({ a: 'literal', h: 2, b: 'set', c: { e: 2, d: '1' }, f: [1], g: '<text.txt>' }));
  });

  test.each([
    [{ set: ['a'] }, 'failed parsing --set data: key "a" has no value'],
    [{ setJson: ['a=x'] }, 'failed parsing --set-json data a=x'],
    [{ setJson: ['{a'] }, 'failed parsing --set-json data JSON: {a'],
    [{ setFile: ['a=x'] }, 'failed parsing --set-file data: open x: files cannot be read here'],
  ])('%j fails', (options, message) => {
    expect(() => mergeValues(options)).toThrow(message);
  });
});
