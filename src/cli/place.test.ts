import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commitAll, temporaryFolders, writeFiles } from '../../test/contracts/disk-files.ts';
import { findPlace } from './place.ts';

const newFolder = temporaryFolders();

function sync(path: string): string {
  return `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nspec:\n  url: x\n---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: flux-system\nspec:\n  path: ${path}\n`;
}

function folder(files: Readonly<Record<string, string>>, inGit = true): string {
  const dir = newFolder();
  writeFiles(dir, files);
  if (inGit) commitAll(dir);
  return dir;
}

describe('the place of a fleet', () => {
  test('is the work tree around the entry', () => {
    const dir = folder({ 'clusters/a/x.yaml': '' });
    expect(findPlace('clusters/a', dir)).toEqual({ root: dir, entry: 'clusters/a', workTree: dir });
    expect(findPlace('.', join(dir, 'clusters/a'))).toEqual({ root: dir, entry: 'clusters/a', workTree: dir });
  });

  test('has no entry where PATH is the repository', () => {
    const dir = folder({ 'clusters/a/x.yaml': '' });
    expect(findPlace('.', dir)).toEqual({ root: dir, entry: undefined, workTree: dir });
  });

  test('is PATH itself outside of Git', () => {
    const dir = folder({ 'a/x.yaml': '' }, false);
    expect(findPlace('a', dir)).toEqual({ root: join(dir, 'a'), entry: undefined, workTree: undefined });
  });

  test.each(['./clusters/a', 'clusters/a', '"./clusters/a"'])("is deeper in its repository when bootstrap's path %s says so", (path) => {
    const dir = folder({ 'fleet/clusters/a/flux-system/gotk-sync.yaml': sync(path) });
    expect(findPlace('fleet/clusters/a', dir)).toMatchObject({ root: join(dir, 'fleet'), entry: 'clusters/a', workTree: dir, notice: expect.stringContaining('fleet') as string });
  });

  test("is found by bootstrap's path outside of Git", () => {
    const dir = folder({ 'clusters/a/flux-system/gotk-sync.yaml': sync('./clusters/a') }, false);
    expect(findPlace('clusters/a', dir)).toMatchObject({ root: dir, entry: 'clusters/a', workTree: undefined });
  });

  test("stays the work tree when bootstrap's path is relative to it, or leads elsewhere", () => {
    for (const path of ['./clusters/a', './clusters/b', './']) {
      const dir = folder({ 'clusters/a/flux-system/gotk-sync.yaml': sync(path) });
      expect(findPlace('clusters/a', dir)).toMatchObject(path === './' ? { entry: '' } : { root: dir, entry: 'clusters/a' });
    }
  });

  test('that does not exist is an error', () => {
    expect(() => findPlace('nowhere', newFolder())).toThrow(expect.objectContaining({ code: 'PathNotFound' }) as Error);
  });
});
