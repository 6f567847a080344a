import { describe, expect, test } from 'vitest';
import { byteLength, fromBytes, toBytes } from './text-bytes.ts';

describe('strings as bytes', () => {
  test.each([
    ['', 0], ['abc', 3], ['é', 2], ['€', 3], ['😀', 4], ['a\udcff', 2], ['\ud800x', 4],
  ])('%j has %i bytes', (text, length) => {
    expect(byteLength(text)).toBe(length);
    expect(toBytes(text).length).toBe(length);
  });

  test.each([
    [[0x68, 0xc3, 0xa9]], [[0xff, 0x61]], [[0xc3]], [[0xf0, 0x9f, 0x98, 0x80]], [[0xf0, 0x9f, 0x98]], [[0xed, 0xa0, 0x80]], [[0xc0, 0x80]], [[0xef, 0xbb, 0xbf]],
  ])('%j survive', (bytes) => {
    expect([...toBytes(fromBytes(Uint8Array.from(bytes)))]).toEqual(bytes);
  });

  test('bytes that join to a character become it', () => {
    expect(fromBytes(toBytes('\udcc3\udca9'))).toBe('é');
  });
});
