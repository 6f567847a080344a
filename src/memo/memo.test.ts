import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memoryTree, type Tree } from '../tree/index.ts';
import { digestOf, memoryMemo, noMemo, type Memo, type MemoStep } from './index.ts';

/** A step that follows what it reads: it lists a folder, and reads the files that a first file names. */
function step(tree: Tree, input: unknown): MemoStep<string> {
  const run = (files: Tree): string => {
    const names = (files.readText('index') ?? '').split(' ').filter((name) => name !== '');
    const texts = names.map((name) => `${name}=${files.readText(name) ?? 'absent'}`);
    return JSON.stringify([input, files.list('')?.map(({ name }) => name).filter((name) => name.startsWith('l')), texts]);
  };
  return { name: 'test', version: '1', input, tree, run };
}

function runs(memo: Memo): number {
  return memo.counts.ran;
}

describe('memoryMemo', () => {
  test('does not run a step again while all that it read is the same', () => {
    const memo = memoryMemo();
    const first = memo.run(step(memoryTree({ index: 'a', a: '1', b: '1' }), {}));
    expect(memo.run(step(memoryTree({ index: 'a', a: '1', b: '2' }), {}))).toBe(first);
    expect(runs(memo)).toBe(1);
  });

  test.each([
    ['a file that was read', { index: 'a', a: '2' }],
    ['a file that was looked for and not there', { index: 'a c', a: '1', c: '1' }],
    ['the names in a folder', { index: 'a', a: '1', later: '' }],
  ])('runs again when %s changes', (_what, files) => {
    const memo = memoryMemo();
    memo.run(step(memoryTree({ index: 'a', a: '1' }), {}));
    memo.run(step(memoryTree(files), {}));
    expect(runs(memo)).toBe(2);
  });

  test('runs again for another input, and goes back to an earlier tree without running', () => {
    const memo = memoryMemo();
    const [before, after] = [memoryTree({ index: 'a', a: '1' }), memoryTree({ index: 'a', a: '2' })];
    memo.run(step(before, { x: 1 }));
    memo.run(step(before, { x: 2 }));
    memo.run(step(after, { x: 1 }));
    memo.run(step(before, { x: 1 }));
    expect(runs(memo)).toBe(3);
  });

  test('does not keep what a step throws', () => {
    const memo = memoryMemo();
    const broken = { ...step(memoryTree({}), {}), run: () => {
      throw new Error('broken');
    } };
    expect(() => memo.run(broken)).toThrow('broken');
    expect(memo.run(step(memoryTree({}), {}))).toBe(noMemo().run(step(memoryTree({}), {})));
  });

  test('gives what a fresh run gives, whatever trees come in whatever order', () => {
    const file = fc.constantFrom('', '1', '2');
    const files = fc.record({ index: fc.constantFrom('', 'a', 'a b', 'b l', 'c'), a: file, b: file }, { requiredKeys: ['index'] });
    const trees = fc.array(fc.tuple(fc.oneof(files, files.map((some) => ({ ...some, l: 'x' }))), fc.constantFrom(1, 2)), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(trees, (sequence) => {
        const memo = memoryMemo();
        for (const [some, input] of sequence) {
          const tree = memoryTree(some);
          expect(memo.run(step(tree, input))).toBe(noMemo().run(step(tree, input)));
        }
      }),
    );
  });
});

describe('digestOf', () => {
  test('does not depend on the order of keys', () => {
    expect(digestOf({ a: 1, b: [{ c: 2, d: 3 }] })).toBe(digestOf({ b: [{ d: 3, c: 2 }], a: 1 }));
  });

  test.each([
    [{ a: '1' }, { a: 1 }],
    [['a', 'b'], { 0: 'a', 1: 'b' }],
    [{ a: null }, {}],
    [{ a: null }, { a: NaN }],
    [{ a: Infinity }, { a: -Infinity }],
    [{ a: 0 }, { a: -0 }],
    [[['a'], 'b'], ['a', ['b']]],
  ])('tells %j from %j', (one, other) => {
    expect(digestOf(one)).not.toBe(digestOf(other));
  });

  test('tells a big integer from its text', () => {
    expect(digestOf(1n)).not.toBe(digestOf('1n'));
    expect(digestOf(1n)).not.toBe(digestOf(1));
  });

  test('takes an undefined entry for an absent one', () => {
    expect(digestOf({ a: undefined, b: 1 })).toBe(digestOf({ b: 1 }));
  });
});
