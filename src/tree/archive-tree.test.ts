import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { archiveTree, readTar, type Gunzip } from './index.ts';

const noGunzip: Gunzip = () => {
  throw new Error('these archives are not compressed');
};

/** A ustar header with its body, padded to blocks. */
function member(path: string, content = '', type = '0', change: (header: Uint8Array) => void = () => undefined): Uint8Array {
  const body = new TextEncoder().encode(content);
  const out = new Uint8Array(512 + Math.ceil(body.length / 512) * 512);
  const put = (at: number, text: string): void => {
    out.set(new TextEncoder().encode(text), at);
  };
  put(0, path);
  put(100, '0000644\0');
  put(124, `${body.length.toString(8).padStart(11, '0')}\0`);
  put(156, type);
  put(257, 'ustar\x0000');
  change(out);
  put(148, '        ');
  const sum = out.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  out.set(body, 512);
  return out;
}

function tar(...members: Uint8Array[]): Uint8Array {
  return Uint8Array.from([...members.flatMap((bytes) => Array.from(bytes)), ...Array.from(new Uint8Array(1024))]);
}

describe('archiveTree', () => {
  test('holds files, folders and the executable bit', () => {
    const tree = archiveTree(tar(member('a/b.txt', 'hello'), member('./run', 'x', '0', (header) => { header.set([0x37, 0x35, 0x35], 104); }), member('empty', '', '5')), noGunzip);
    expect(tree.readText('a/b.txt')).toBe('hello');
    expect(tree.list('')?.map(({ name, kind, executable }) => [name, kind, executable])).toEqual([
      ['a', 'dir', false],
      ['empty', 'dir', false],
      ['run', 'file', true],
    ]);
  });

  test('leaves links out', () => {
    expect(archiveTree(tar(member('l', '', '2'), member('h', '', '1'), member('f', 'x')), noGunzip).list('')).toHaveLength(1);
  });

  test.each([
    ['an absolute path', member('/etc/passwd', 'x'), 'leads out of its root'],
    ['a path above the root', member('a/../../x', 'x'), 'leads out of its root'],
    ['a device', member('null', '', '3'), 'neither a file nor a folder'],
    ['a size beyond the end', member('f', 'x', '0', (header) => { header.set(new TextEncoder().encode('77777777777'), 124); }), 'ends inside of "f"'],
  ])('rejects %s', (_, bytes, message) => {
    expect(() => archiveTree(tar(bytes), noGunzip)).toThrow(message);
  });

  test('rejects a header whose sum is wrong', () => {
    const bytes = member('f', 'x');
    bytes[0] = 0x67;
    expect(() => archiveTree(bytes, noGunzip)).toThrow('damaged header');
  });

  test('refuses what ends inside of a header', () => {
    expect(() => archiveTree(tar(member('a', '')).subarray(0, 700), noGunzip)).toThrow('ends inside of a header');
  });

  test('stops at the limit of files', () => {
    expect(() => archiveTree(tar(member('a', ''), member('b', '')), noGunzip, { totalBytes: 1e6, files: 1 })).toThrow('more than 1 files');
  });
});

describe('readTar reads what GNU tar writes', () => {
  let folder: string;
  const long = `${'d'.repeat(90)}/${'e'.repeat(90)}/${'f'.repeat(90)}.txt`;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'eddy-tar-'));
    mkdirSync(join(folder, long, '..'), { recursive: true });
    writeFileSync(join(folder, long), 'deep');
    symlinkSync('nowhere', join(folder, 'link'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test.each(['gnu', 'pax'])('in %s format', (format) => {
    const bytes = execFileSync('tar', ['-C', folder, `--format=${format}`, '-cf', '-', '.']);
    const entries = new Map(Array.from(readTar(bytes), (entry) => [entry.path, entry]));
    expect(new TextDecoder().decode(entries.get(`./${long}`)?.bytes)).toBe('deep');
    expect(entries.get('./link')).toMatchObject({ type: 'link', linkTarget: 'nowhere' });
  });
});
