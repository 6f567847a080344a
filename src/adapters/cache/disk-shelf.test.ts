import { chmodSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolders } from '../../../test/contracts/disk-files.ts';
import { memoryMemo } from '../../memo/index.ts';
import { memoryTree, type Tree } from '../../tree/index.ts';
import { diskShelf } from './disk-shelf.ts';

const newFolder = temporaryFolders();

/** Runs a step that reads `a` and answers with `answer`; tells whether it ran. */
function step(dir: string, tree: Tree, answer: unknown, build = 'b1'): { readonly value: unknown; readonly ran: number } {
  const memo = memoryMemo(diskShelf({ dir, build }));
  const value = memo.run({ name: 'step', version: '1', input: {}, tree, run: (files) => (files.readText('a') === undefined ? 'absent' : answer) });
  return { value, ran: memo.counts.ran };
}

describe('a shelf on disk', () => {
  test('keeps a result for the next process, as long as what was read is the same', () => {
    const dir = newFolder();
    const value = { list: [1, 'two', null, true], text: 'a\nb\u2028', 'key "with" quotes': {} };
    expect(step(dir, memoryTree({ a: '1' }), value)).toEqual({ value, ran: 1 });
    expect(step(dir, memoryTree({ a: '1', other: 'x' }), 'not run')).toEqual({ value, ran: 0 });
    expect(step(dir, memoryTree({ a: '2' }), 'two')).toEqual({ value: 'two', ran: 1 });
    expect(step(dir, memoryTree({}), 'x')).toEqual({ value: 'absent', ran: 1 });
    for (const [tree, want] of [[memoryTree({ a: '1' }), value], [memoryTree({ a: '2' }), 'two'], [memoryTree({}), 'absent']] as const) {
      expect(step(dir, tree, 'not run')).toEqual({ value: want, ran: 0 });
    }
  });

  test('gives nothing that another build of eddy made', () => {
    const dir = newFolder();
    step(dir, memoryTree({ a: '1' }), 'old');
    expect(step(dir, memoryTree({ a: '1' }), 'new', 'b2')).toEqual({ value: 'new', ran: 1 });
  });

  test.each([
    ['of single bytes', 'aé'.repeat(60_000)],
    ['of wide characters', '\ufeff€😀\n'.repeat(60_000)],
    ['that is not well formed', '\udc80b'.repeat(60_000)],
  ])('keeps a large text %s', (_, text) => {
    const dir = newFolder();
    for (const value of [text, { text, log: ['x'], more: { text }, other: text, '': 'a\nb', ...Object.fromEntries([['__proto__', text]]) }]) {
      step(dir, memoryTree({ a: text }), value, JSON.stringify(value).slice(0, 9));
      expect(step(dir, memoryTree({ a: text }), 'not run', JSON.stringify(value).slice(0, 9))).toEqual({ value, ran: 0 });
    }
  });

  test.each([[10n], [Number.NaN], [-0], [new Date(0)], [[undefined]]])('does not keep %p, which JSON would change', (value) => {
    const dir = newFolder();
    step(dir, memoryTree({ a: '1' }), { value });
    expect(readdirSync(dir)).toEqual([]);
  });

  test('can be read by its user only', () => {
    const dir = join(newFolder(), 'memo');
    step(dir, memoryTree({ a: '1' }), 'x');
    const [file] = readdirSync(dir);
    expect([statSync(dir).mode & 0o777, statSync(join(dir, file!)).mode & 0o777]).toEqual([0o700, 0o600]);
  });

  test('tells nobody what it holds, nor the digests that open it', () => {
    const dir = newFolder();
    const tree = memoryTree({ a: 'pass=hunter2' });
    const memo = memoryMemo(diskShelf({ dir, build: 'b' }));
    memo.run({ name: 'step', version: '1', input: { set: 'hunter3' }, tree, run: (files) => `made of ${files.readText('a')!}` });
    const bytes = readFileSync(join(dir, readdirSync(dir)[0]!));
    for (const word of ['hunter', 'made of', tree.digest('a')!, Buffer.from('hunter').toString('base64')]) expect(bytes.includes(word)).toBe(false);
  });

  test.each([
    ['cut in its reads', (text: string): string => text.slice(0, 10)],
    ['cut in its value', (text: string): string => text.slice(0, -2)],
    ['cut before its value', (text: string): string => text.slice(0, text.indexOf('\n') + 1)],
    ['empty', (): string => ''],
    ['of another kind', (): string => '{"a": 1}\n2\n'],
    ['changed in its value', (text: string): string => text.slice(0, -1) + String.fromCharCode(text.charCodeAt(text.length - 1) ^ 1)],
  ])('runs the step again where a file is %s', (_, damage) => {
    const dir = newFolder();
    step(dir, memoryTree({ a: '1' }), 'x');
    const file = join(dir, readdirSync(dir)[0]!);
    writeFileSync(file, damage(readFileSync(file, 'latin1')), 'latin1');
    expect(step(dir, memoryTree({ a: '1' }), 'again')).toEqual({ value: 'again', ran: 1 });
  });

  test('works where nothing can be written', () => {
    const dir = newFolder();
    writeFileSync(join(dir, 'file'), '');
    chmodSync(dir, 0o500);
    expect(step(join(dir, 'file', 'memo'), memoryTree({ a: '1' }), 'x')).toEqual({ value: 'x', ran: 1 });
    chmodSync(dir, 0o700);
  });

  test('makes room by removing what was used least lately', () => {
    const dir = newFolder();
    for (const [name, age] of [['old', 300], ['older', 400], ['young', 100]] as const) {
      writeFileSync(join(dir, name), 'x'.repeat(40));
      utimesSync(join(dir, name), 1_700_000_000 - age, 1_700_000_000 - age);
    }
    const memo = memoryMemo(diskShelf({ dir, build: 'b', maxBytes: 100 }));
    memo.run({ name: 'step', version: '1', input: {}, tree: memoryTree({}), run: () => 1 });
    const left = readdirSync(dir);
    expect(left).toHaveLength(2);
    expect(left).toContain('young');
  });
});
