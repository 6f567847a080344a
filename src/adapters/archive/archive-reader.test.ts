import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { archiveReader, gunzip } from './index.ts';

test('unpacks what zlib packed', () => {
  expect(Buffer.from(gunzip(gzipSync('hello'), 5)).toString()).toBe('hello');
});

test('data that end early are given as far as they go', () => {
  expect(Buffer.from(gunzip(gzipSync('hello').subarray(0, -8), 5)).toString()).toBe('hello');
});

describe('data with a fault behind them are given as far as they go', () => {
  // A header may hold more than its ten bytes: a sum, a field, a name, a comment.
  const full = Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0x1e, 0, 0, 0, 0, 0, 3, 2, 0, 7, 7, 0x61, 0, 0x62, 0, 9, 9]), gzipSync('hello').subarray(10)]);
  const damaged = gzipSync('world'.repeat(9));
  damaged.fill(0xff, 10);
  const badSum = gzipSync('hello');
  badSum[badSum.length - 8]! ^= 1;

  test.each<[string, Buffer[], string]>([
    ['text', [gzipSync('hello'), Buffer.from('junk')], 'hello'],
    ['text, after two members', [gzipSync('hel'), gzipSync('lo'), Buffer.from('junk')], 'hello'],
    ['text, after a long header', [full, Buffer.from('junk')], 'hello'],
    ['half a header', [gzipSync('hello'), Buffer.from([0x1f, 0x8b, 9, 1, 2, 3, 4, 5, 6, 7, 8])], 'hello'],
    ['a header alone', [gzipSync('hello'), Buffer.from([0x1f, 0x8b, 8, 8, 2, 3, 4, 5, 6, 7, 8])], 'hello'],
    ['a damaged member', [gzipSync('hello'), damaged], 'hello'],
    ['a wrong sum', [badSum], 'hello'],
    ['a member behind a wrong sum', [badSum, gzipSync('!')], 'hello'],
  ])('%s', (_, parts, text) => {
    expect(Buffer.from(gunzip(Buffer.concat(parts), 6)).toString()).toBe(text);
  });

  test('but not beyond the limit', () => {
    expect(() => gunzip(Buffer.concat([gzipSync('hel'), gzipSync('lo!!'), Buffer.from('junk')]), 6)).toThrow('more than 6 bytes');
  });
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
