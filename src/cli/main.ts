/**
 * The command `eddy`: binds `run` to this process, and nothing else.
 *
 * `--version` is answered here, before anything is loaded.
 */
export {};

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  process.stdout.write(`eddy ${EDDY_VERSION}\n`);
} else {
  // The reader of a pipe may leave early (`eddy build | head`); that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  const { run } = await import('./run.ts');
  process.exitCode = await run(argv, {
    stdin: process.stdin,
    stdout: { write: (text) => process.stdout.write(text), isTTY: process.stdout.isTTY },
    stderr: { write: (text) => process.stderr.write(text), isTTY: process.stderr.isTTY },
    cwd: process.cwd(),
    env: process.env,
    clock: { nowMs: () => performance.now(), date: () => new Date() },
    terminal: process.stdin.isTTY && process.stdout.isTTY ? { input: process.stdin, output: process.stdout } : undefined,
  });
}
