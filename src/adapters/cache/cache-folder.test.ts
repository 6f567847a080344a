import { expect, test } from 'vitest';
import { cacheFolder } from './cache-folder.ts';

test.each([
  [{ HOME: '/home/a' }, '/home/a/.cache/eddy'],
  [{ HOME: '/home/a', XDG_CACHE_HOME: '/var/cache' }, '/var/cache/eddy'],
  [{ HOME: '/home/a', XDG_CACHE_HOME: 'relative' }, '/home/a/.cache/eddy'],
  [{ HOME: '/home/a', EDDY_CACHE: '/mnt/c' }, '/mnt/c'],
])('%j keeps the cache in %s', (env, want) => {
  expect(cacheFolder(env)).toBe(want);
});
