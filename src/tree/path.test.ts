import { describe, expect, test } from 'vitest';
import { baseName, cleanPath, confinedPath, dirName, joinPath, tryCleanPath } from './path.ts';

describe('a path with dots', () => {
  test.each([
    ['./apps//web/', 'apps/web'],
    ['apps/../infra/.', 'infra'],
    ['/apps', 'apps'],
    ['apps/..', ''],
    ['.', ''],
    ['', ''],
    ['...', '...'],
  ])('%j inside of its root is %j', (path, cleaned) => {
    expect([cleanPath(path), tryCleanPath(path), confinedPath(path)]).toEqual([cleaned, cleaned, cleaned]);
  });

  test.each([
    ['..', ''],
    ['../apps', 'apps'],
    ['apps/../../web', 'web'],
    ['/../../etc/passwd', 'etc/passwd'],
  ])('%j leads out of its root, and stops there as %j', (path, confined) => {
    expect(tryCleanPath(path)).toBeUndefined();
    expect(() => cleanPath(path)).toThrow(`path "${path}" leads out of its root`);
    expect(confinedPath(path)).toBe(confined);
  });
});

test.each([
  ['', 'apps', 'apps'],
  ['apps', '../infra', 'infra'],
  ['apps', '', 'apps'],
])('%j joined with %j is %j', (base, path, joined) => {
  expect(joinPath(base, path)).toBe(joined);
});

test.each([
  ['apps/web/a.yaml', 'apps/web', 'a.yaml'],
  ['a.yaml', '', 'a.yaml'],
  ['', '', ''],
])('%j lies in %j and is called %j', (path, dir, base) => {
  expect([dirName(path), baseName(path)]).toEqual([dir, base]);
});
