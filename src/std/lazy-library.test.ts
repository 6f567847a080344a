import { afterEach, expect, test } from 'vitest';
import { lazyLibrary, LibraryNeeded, loadLibrariesWith, withLibraries } from './lazy-library.ts';

afterEach(() => {
  loadLibrariesWith(() => undefined);
});

test('a step runs once more when its library has come', async () => {
  const library = lazyLibrary('some', () => Promise.resolve('loaded'));
  let runs = 0;
  const result = await withLibraries(() => {
    runs++;
    return library.get();
  });
  expect([result, runs]).toEqual(['loaded', 2]);
});

test('a program that has libraries as scripts loads them at once', () => {
  const asked: string[] = [];
  loadLibrariesWith((name) => {
    asked.push(name);
    return name === 'some' ? { name } : undefined;
  });
  const some = lazyLibrary('some', () => Promise.reject(new Error('not asked for')));
  expect([some.get(), some.get(), asked]).toEqual([{ name: 'some' }, { name: 'some' }, ['some']]);
  expect(() => lazyLibrary('other', () => Promise.resolve(1)).get()).toThrow(LibraryNeeded);
});
