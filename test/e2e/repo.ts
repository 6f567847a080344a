import { join } from 'node:path';
import { run } from '../../src/cli/run.ts';
import type { ExitCode, Io } from '../../src/cli/io.ts';
import { commitAll, git, temporaryFolders, writeFiles } from '../contracts/disk-files.ts';
import type { TreeFiles } from '../contracts/tree.ts';

/** What a command answered. */
export interface Answer {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

/** How a command is run, where it matters. */
export interface RunOptions {
  /** Relative to the repository. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly isTTY?: boolean;
  readonly stdin?: string;
}

/** A repository of a test, and commands run in it. */
export interface TestRepository {
  readonly dir: string;
  /** Writes files without committing them. */
  write(files: TreeFiles): void;
  /** Commits everything and gives the id. */
  commit(message?: string): string;
  git(...args: string[]): string;
  /** Runs `eddy` with these words in the repository, in process. */
  eddy(argv: string | readonly string[], options?: RunOptions): Promise<Answer>;
}

/**
 * Makes repositories of files, committed with fixed dates: `const repo = repositories(); repo({ 'apps/a.yaml': '...' })`.
 * Call it once per test file, outside of tests; the folders are removed at its end.
 */
export function repositories(): (files: TreeFiles, options?: { readonly git?: boolean }) => TestRepository {
  const newFolder = temporaryFolders();
  return (files, { git: inGit = true } = {}) => {
    const dir = newFolder();
    // Beside the repository: nothing that eddy keeps may show in the tree that it reads.
    const cacheDir = newFolder();
    writeFiles(dir, files);
    if (inGit) commitAll(dir);
    return {
      dir,
      write: (more) => { writeFiles(dir, more); },
      commit: (message) => commitAll(dir, message),
      git: (...args) => git(dir, ...args),
      eddy: (argv, options) => runEddy(typeof argv === 'string' ? argv.split(' ') : argv, { dir, cacheDir, ...options }),
    };
  };
}

async function runEddy(argv: readonly string[], options: RunOptions & { readonly dir: string; readonly cacheDir: string }): Promise<Answer> {
  const { dir, cacheDir, cwd = '', env = {}, isTTY = false, stdin = '' } = options;
  const out: string[] = [];
  const err: string[] = [];
  let nowMs = 0;
  const io: Io = {
    stdin: Object.assign(once(stdin), { isTTY: false }),
    stdout: { write: (text) => out.push(text), isTTY },
    stderr: { write: (text) => err.push(text), isTTY },
    cwd: join(dir, cwd),
    env: { HOME: cacheDir, EDDY_CACHE: cacheDir, ...env },
    clock: { nowMs: () => nowMs++, date: () => new Date('2026-01-02T03:04:05Z') },
  };
  const code = await run(argv, io);
  return { code, out: out.join(''), err: err.join('') };
}

// eslint-disable-next-line @typescript-eslint/require-await -- an async iterable of what is there already
async function* once(text: string): AsyncGenerator<string> {
  yield text;
}
