import { describe, expect, test } from 'vitest';
import { decodeJson, decodeJsonPrefix } from './index.ts';

describe('decodeJson', () => {
  test.each([
    ['{"a": [1, -0.5e1, true, null, "x"]}', { a: [1, -5, true, null, 'x'] }],
    ['"\\u00e9\\ud83d\\ude00\\ud800x\\/"', 'é😀\ufffdx/'],
    ['"a\udcff\ud83d\ude00\udc80"', 'a\ufffd😀\ufffd'],
    ['{"a":1,"a":2}', { a: 2 }],
    [' [ ] ', []],
  ])('%s reads', (text, value) => {
    expect(JSON.stringify(decodeJson(text))).toBe(JSON.stringify(value));
  });

  test.each([
    ['', 'unexpected end of JSON input'],
    ['[', 'unexpected end of JSON input'],
    ['{a', "invalid character 'a' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1 "b"}', "invalid character '\"' after object key:value pair"],
    ['[1 2]', "invalid character '2' after array element"],
    ['1 2', "invalid character '2' after top-level value"],
    ['trx', "invalid character 'x' in literal true (expecting 'u')"],
    ['-a', "invalid character 'a' in numeric literal"],
    ['1.x', "invalid character 'x' after decimal point in numeric literal"],
    ['1ex', "invalid character 'x' in exponent of numeric literal"],
    ['"\\x"', "invalid character 'x' in string escape code"],
    ['"\\u12g4"', "invalid character 'g' in \\u hexadecimal character escape"],
    ['"a\nb"', "invalid character '\\n' in string literal"],
    ['é', "invalid character 'Ã' looking for beginning of value"],
    ["'", "invalid character '\\'' looking for beginning of value"],
    ['[1e400]', 'json: cannot unmarshal number 1e400 into Go value of type float64'],
  ])('%s fails as in Go', (text, message) => {
    expect(() => decodeJson(text)).toThrow(message);
  });

  test('__proto__ is an ordinary key', () => {
    const value = decodeJson('{"__proto__": {"x": 1}}') as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(['__proto__']);
  });

  test('deep nesting fails with one clear error', () => {
    expect(() => decodeJson('['.repeat(20_000))).toThrow('exceeded max depth');
  });
});

describe('decodeJsonPrefix', () => {
  test('stops after the first value', () => {
    expect(decodeJsonPrefix('a={"b":1},c=2', 2)).toEqual({ value: { b: 1 }, end: 9 });
  });

  test.each([
    ['', 'EOF'],
    ['{"a"', 'unexpected EOF'],
    ['tru', 'unexpected EOF'],
  ])('%j ends too early', (text, message) => {
    expect(() => decodeJsonPrefix(text, 0)).toThrow(message);
  });
});
