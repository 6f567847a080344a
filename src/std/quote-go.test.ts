import { expect, test } from 'vitest';
import { quoteGo } from './quote-go.ts';

test.each([
  ['plain', '"plain"'],
  ['a"b\\c', '"a\\"b\\\\c"'],
  ['\x07\b\f\n\r\t\v\x00\x7f', '"\\a\\b\\f\\n\\r\\t\\v\\x00\\x7f"'],
  ['é😀\u00a0\u200b\u{e0001}', '"é😀\\u00a0\\u200b\\U000e0001"'],
  ['\udcc3', '"\\xc3"'],
])('%j is %s', (text, literal) => {
  expect(quoteGo(text)).toBe(literal);
});
