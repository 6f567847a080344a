import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { archiveReader, gunzip } from './index.ts';

test('unpacks what zlib packed', () => {
  expect(Buffer.from(gunzip(gzipSync('hello'), 5)).toString()).toBe('hello');
});

test('data that end early are given as far as they go', () => {
  expect(Buffer.from(gunzip(gzipSync('hello').subarray(0, -8), 5)).toString()).toBe('hello');
});

test.each([
  ['a bomb', gzipSync(Buffer.alloc(1000)), /more than 999 bytes/],
  ['damaged data', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2]), /not valid gzip data/],
])('%s is an error', (_, bytes, says) => {
  expect(() => gunzip(bytes, 999)).toThrow(expect.objectContaining({ code: 'ArchiveInvalid', message: expect.stringMatching(says) as string }) as Error);
});

test('an archive that is none rejects, it does not throw', async () => {
  await expect(archiveReader.untar(gzipSync('x'.repeat(600)))).rejects.toMatchObject({ code: 'ArchiveInvalid' });
});
