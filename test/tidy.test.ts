import { readdirSync, readFileSync } from 'node:fs';
import { dirname, posix, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LAYERS, NODE_LINE } from '../tools/layers.ts';

const SRC = resolve(import.meta.dirname, '../src');
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts') && file.includes('/'))
  .map((file) => file.replaceAll('\\', '/'));
const rowOf = new Map(LAYERS.flatMap((names, row) => names.map((name) => [name, row] as const)));

function folderOf(path: string): string {
  const [first = '', second = ''] = path.split('/');
  return first === 'lang' ? `lang/${second}` : first;
}

function importsOf(file: string): string[] {
  const text = readFileSync(resolve(SRC, file), 'utf8');
  return [...text.matchAll(/(?:from|import\(|import) ?'([^']+)'/g)].map(([, target = '']) => target);
}

describe('the house', () => {
  test('every folder has a row', () => {
    expect(files.map(folderOf).filter((folder) => !rowOf.has(folder))).toEqual([]);
  });

  test('imports point down, through index.ts', () => {
    const wrong: string[] = [];
    for (const file of files) {
      const folder = folderOf(file);
      for (const target of importsOf(file).filter((path) => path.startsWith('.'))) {
        const to = posix.normalize(posix.join(dirname(file), target));
        const toFolder = folderOf(to);
        if (toFolder === folder || to.startsWith('..')) continue;
        if ((rowOf.get(toFolder) ?? Infinity) >= (rowOf.get(folder) ?? -1)) wrong.push(`${file} imports ${to}: it is not below`);
        else if (toFolder !== 'std' && !to.endsWith('/index.ts')) wrong.push(`${file} imports ${to}: not its index.ts`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('nothing below the Node line imports a module of Node', () => {
    const below = files.filter((file) => (rowOf.get(folderOf(file)) ?? 0) < NODE_LINE && !file.endsWith('.test.ts'));
    expect(below.filter((file) => importsOf(file).some((path) => path.startsWith('node:')))).toEqual([]);
  });

  test('each index.ts opens with an @module comment', () => {
    const index = files.filter((file) => file.endsWith('/index.ts'));
    expect(index.filter((file) => !/^\/\*\*[\s\S]*?@module[\s\S]*?\*\//.test(readFileSync(resolve(SRC, file), 'utf8')))).toEqual([]);
  });

  test('no file hides its subject behind utils, helpers, common or misc', () => {
    expect(files.filter((file) => /(^|\/)(utils?|helpers?|common|misc)\.ts$/.test(file))).toEqual([]);
  });

  test('the test reads real files', () => {
    expect(files.length).toBeGreaterThan(10);
    expect(relative(SRC, resolve(SRC, files[0]!))).toBe(files[0]);
  });
});
