import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { sha1Hex } from './sha1.ts';

test.each([0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 1000])("the digest of %i bytes is OpenSSL's", (length) => {
  const bytes = Uint8Array.from({ length }, (_, i) => (i * 131 + 7) & 0xff);
  expect(sha1Hex(bytes)).toBe(createHash('sha1').update(bytes).digest('hex'));
});
