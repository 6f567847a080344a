// Runs a TypeScript program of this repository: `node tools/run.mjs FILE.ts [ARGS]`.
// Node 20 does not strip types, so the file is bundled first (packages stay external).
import { mkdirSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { spawnSync } from 'node:child_process';
import { build } from 'esbuild';

const root = resolve(new URL('..', import.meta.url).pathname);
const [file, ...args] = process.argv.slice(2);
if (file === undefined) throw new Error('usage: node tools/run.mjs FILE.ts [ARGS]');
const out = join(root, 'node_modules', '.cache', 'eddy-run', String(process.pid));
mkdirSync(out, { recursive: true });
try {
  await build({
    absWorkingDir: root,
    entryPoints: [resolve(file)],
    outdir: out,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    sourcemap: 'inline',
    define: { EDDY_VERSION: '"0.0.0-dev"' },
    logLevel: 'warning',
  });
  const main = join(out, basename(file).replace(/\.ts$/, '.mjs'));
  const run = spawnSync(process.execPath, ['--enable-source-maps', main, ...args], {
    stdio: 'inherit',
    env: { ...process.env, EDDY_ROOT: root },
  });
  process.exitCode = run.status ?? 1;
} finally {
  rmSync(out, { recursive: true, force: true });
}
