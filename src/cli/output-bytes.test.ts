import { expect, test } from 'vitest';
import { fromBytes } from '../lang/govalue/index.ts';
import { outputBytes } from './output-bytes.ts';

test('bytes are written as they were read', () => {
  const bytes = Uint8Array.of(0x61, 0xff, 0xc3, 0xa9, 0xc3, 0x0a);
  expect(outputBytes(fromBytes(bytes))).toEqual(bytes);
  expect(outputBytes('é\n')).toBe('é\n');
});
