/**
 * The command `eddy`: binds `run` to this process, and nothing else.
 *
 * `--version` is answered here, before anything is loaded.
 */
import { join } from 'node:path';
import { cacheFolder } from '../adapters/index.ts';
import { loadScript } from './load-script.ts';
import { outputBytes } from './output-bytes.ts';
import type * as Run from './run.ts';
import { tuneV8 } from './tune-v8.ts';

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  process.stdout.write(`eddy ${EDDY_VERSION}\n`);
} else {
  // The reader of a pipe may leave early (`eddy build | head`); that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  tuneV8();
  // The build writes one script for all commands, and smaller ones for those of two names.
  const script = argv[0] === 'helm' || argv[0] === 'kustomize' ? argv[0] : 'fleets';
  const { run } = loadScript(join(__dirname, `run-${script}.cjs`), cacheFolder(process.env)) as typeof Run;
  void run(argv, {
    // Node opens stdin when it is asked for, which few commands do.
    get stdin() {
      return process.stdin;
    },
    stdout: { write: (text) => process.stdout.write(outputBytes(text)), isTTY: process.stdout.isTTY },
    stderr: { write: (text) => process.stderr.write(outputBytes(text)), isTTY: process.stderr.isTTY },
    cwd: process.cwd(),
    env: process.env,
    clock: { nowMs: () => performance.now(), date: () => new Date() },
    get terminal() {
      return process.stdin.isTTY && process.stdout.isTTY ? { input: process.stdin, output: process.stdout } : undefined;
    },
  }).then((exitCode) => {
    process.exitCode = exitCode;
    // Once all is written there is nothing to wait for: taking down a large heap takes longer than leaving it.
    if (process.stdout.writableLength === 0 && process.stderr.writableLength === 0) process.exit();
  });
}
