import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { codeFile, compile, loadScript } from './load-script.ts';

let folder: string;
let bundle: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eddy-script-'));
  bundle = join(folder, 'bundle.cjs');
  writeFileSync(bundle, "exports.name = require('node:path').basename(__filename); exports.double = (n) => n * 2;");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Loads the bundle, and gives what it exports and how many steps wait for the end of the process. */
function load(cacheDir: string): { readonly exported: unknown; readonly atExit: readonly (() => void)[] } {
  const atExit: (() => void)[] = [];
  return { exported: loadScript(bundle, cacheDir, (step) => atExit.push(step)), atExit };
}

test('a bundle is a CommonJS module, and its code is kept for the next run', () => {
  const cacheDir = join(folder, 'cache');
  const first = load(cacheDir);
  expect(first.exported).toMatchObject({ name: 'bundle.cjs' });
  for (const step of first.atExit) step();
  expect(readdirSync(join(cacheDir, 'code'))).toHaveLength(1);
  expect(load(cacheDir)).toMatchObject({ exported: { name: 'bundle.cjs' }, atExit: [] });
});

test('code that was shipped with the bundle is used', () => {
  writeFileSync(codeFile(bundle), compile(bundle, undefined).createCachedData());
  expect(load(folder)).toMatchObject({ exported: { name: 'bundle.cjs' }, atExit: [] });
});

test('damaged code costs nothing but time', () => {
  writeFileSync(codeFile(bundle), 'no code');
  const { exported, atExit } = load(folder);
  expect(exported).toMatchObject({ name: 'bundle.cjs' });
  expect(atExit).toHaveLength(1);
});

test('a cache folder that cannot be written is no failure', () => {
  const { atExit } = load(bundle);
  expect(() => {
    for (const step of atExit) step();
  }).not.toThrow();
});
