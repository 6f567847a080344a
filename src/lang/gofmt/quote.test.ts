import { describe, expect, test } from 'vitest';
import { canBackquote, isPrintable, quote, quoteRune, quoteToAscii } from './quote.ts';

// Every expected text was printed by Go 1.26.

describe('quote', () => {
  test.each([
    ['plain text', '"plain text"'],
    ['', '""'],
    ['"\\', '"\\"\\\\"'],
    ['\u0007\b\f\n\r\t\v\u0001\u007f', '"\\a\\b\\f\\n\\r\\t\\v\\x01\\x7f"'],
    ['é😀\u200b\u00a0', '"é😀\\u200b\\u00a0"'],
    ['a\udcff\ufffd', '"a\\xff\ufffd"'],
    // Assigned in Unicode 16 and 15.1, of which Go knows nothing.
    ['\u1c89\u{2ebf0}', '"\\u1c89\\U0002ebf0"'],
  ])('%j', (text, want) => {
    expect(quote(text)).toBe(want);
  });

  test('quoteToAscii escapes every other character', () => {
    expect(quoteToAscii('aé😀')).toBe('"a\\u00e9\\U0001f600"');
  });

  test.each([
    [0x61, "'a'"], [0x27, "'\\''"], [0x22, "'\"'"], [0x1f600, "'😀'"], [-1, "'\ufffd'"], [0xd800, "'\ufffd'"], [0x110000, "'\ufffd'"],
  ])('quoteRune(%i)', (code, want) => {
    expect(quoteRune(code)).toBe(want);
  });
});

test.each([['a"\\\t', true], ['`', false], ['\n', false], ['\ufeff', false], ['\udcff', false]])('canBackquote(%j) is %s', (text, want) => {
  expect(canBackquote(text)).toBe(want);
});

test.each([[0x20, true], [0xa0, false], [0xad, false], [0xe9, true], [0x2028, false], [0xe000, false], [0x1f600, true], [0xd800, false], [0x1c89, false]])(
  'isPrintable(%i) is %s',
  (code, want) => {
    expect(isPrintable(code)).toBe(want);
  },
);
