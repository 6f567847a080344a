import { expect, test } from 'vitest';
import { decodeUtf8 } from './decode-utf8.ts';
import { encodeUtf8 } from './encode-utf8.ts';
import { utf8Length } from './utf8-length.ts';

test.each([
  ['plain text', [0x61, 0x62], 'ab'],
  ['a rune cut apart', [0x68, 0xc3], 'h\udcc3'],
  ['overlong and surrogate forms', [0xc0, 0x80, 0xed, 0xa0, 0x80], '\udcc0\udc80\udced\udca0\udc80'],
  ['a stray byte before an emoji', [0xff, 0xf0, 0x9f, 0x98, 0x80], '\udcff😀'],
  ['a byte order mark', [0xef, 0xbb, 0xbf, 0x78], '\ufeffx'],
])('%s survives', (_, bytes, text) => {
  expect(decodeUtf8(Uint8Array.from(bytes))).toBe(text);
  expect([...encodeUtf8(text)]).toEqual(bytes);
  expect(utf8Length(text)).toBe(bytes.length);
});

test('every pair of bytes comes back', () => {
  for (let pair = 0; pair < 0x10000; pair += 7) {
    const bytes = Uint8Array.of(pair >> 8, pair & 0xff);
    expect(encodeUtf8(decodeUtf8(bytes))).toEqual(bytes);
  }
});
