import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { sha256, sha256Hex } from './sha256.ts';

test.each([0, 1, 3, 55, 56, 63, 64, 65, 119, 1000, 100_000])('agrees with OpenSSL on %i bytes', (length) => {
  const bytes = Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 0xff);
  expect(sha256Hex(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'));
  expect(Buffer.from(sha256(bytes)).toString('hex')).toBe(sha256Hex(bytes));
});
