import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import type { TreeFiles } from './tree.ts';

/** Dates, names and settings that make commit ids the same on every machine. */
const GIT_ENVIRONMENT = {
  GIT_AUTHOR_NAME: 'Eddy Test',
  GIT_AUTHOR_EMAIL: 'test@example.com',
  GIT_AUTHOR_DATE: '2026-01-02T03:04:05Z',
  GIT_COMMITTER_NAME: 'Eddy Test',
  GIT_COMMITTER_EMAIL: 'test@example.com',
  GIT_COMMITTER_DATE: '2026-01-02T03:04:05Z',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
};

/** Makes folders that are removed when the test file is done. Call it once per file, outside of tests. */
export function temporaryFolders(): () => string {
  const made: string[] = [];
  afterAll(() => {
    for (const folder of made) rmSync(folder, { recursive: true, force: true });
  });
  return () => {
    const folder = mkdtempSync(join(tmpdir(), 'eddy-test-'));
    made.push(folder);
    return folder;
  };
}

/** Writes files as `memoryTree` takes them. */
export function writeFiles(root: string, files: TreeFiles): void {
  for (const [path, file] of Object.entries(files)) {
    const target = join(root, path);
    mkdirSync(dirname(target), { recursive: true });
    if (typeof file === 'string' || file instanceof Uint8Array) writeFileSync(target, file);
    else if ('link' in file) symlinkSync(file.link, target);
    else {
      writeFileSync(target, file.executable);
      chmodSync(target, 0o755);
    }
  }
}

/** Runs git in a folder, with fixed dates and no settings of the user. Gives its output without the last line break. */
export function git(dir: string, ...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: dir, env: { ...process.env, ...GIT_ENVIRONMENT }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trimEnd();
}

/** Commits everything in a folder, making the repository first where there is none. Gives the commit id. */
export function commitAll(dir: string, message = 'commit'): string {
  git(dir, 'init', '--quiet', '--initial-branch=main');
  git(dir, 'add', '--all', '--force');
  git(dir, 'commit', '--quiet', '--allow-empty', '--message', message);
  return git(dir, 'rev-parse', 'HEAD');
}
