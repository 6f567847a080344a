import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolders } from '../../test/contracts/disk-files.ts';
import { parseSourceFlag } from './source-flags.ts';

const cwd = temporaryFolders()();
mkdirSync(join(cwd, 'charts'));
const dir = join(cwd, 'charts');

test.each([
  ['charts=charts', { kind: undefined, namespace: undefined, name: 'charts', dir }],
  ['apps/charts=charts', { kind: undefined, namespace: 'apps', name: 'charts', dir }],
  ['OCIRepository/charts=./charts', { kind: 'OCIRepository', namespace: undefined, name: 'charts', dir }],
  ['gitrepository/apps/charts=charts', { kind: 'GitRepository', namespace: 'apps', name: 'charts', dir }],
])('--source %s', (text, want) => {
  expect(parseSourceFlag(text, cwd)).toEqual(want);
});

test.each(['charts', '=charts', 'a/b/c/d=charts', 'Deployment/a/b=charts', 'a//b=charts', 'GitRepository/=charts'])('--source %s cannot be read', (text) => {
  expect(() => parseSourceFlag(text, cwd)).toThrow(expect.objectContaining({ code: 'UsageInvalid' }) as Error);
});
