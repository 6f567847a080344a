// Bundles the command and the library into dist/. Commands and heavy libraries become chunks that are loaded when used.
import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const root = new URL('..', import.meta.url).pathname;
// A build that fails leaves the last one in place.
const fresh = `${root}node_modules/.cache/eddy-build-${process.pid}`;
mkdirSync(`${root}node_modules/.cache`, { recursive: true });
await build({
  absWorkingDir: root,
  entryPoints: { main: 'src/cli/main.ts', index: 'src/index.ts' },
  outdir: fresh,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: false,
  chunkNames: 'chunks/[name]-[hash]',
  define: { EDDY_VERSION: JSON.stringify(version) },
  // Bundled CommonJS libraries call require() for Node modules.
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  logLevel: 'warning',
});
rmSync(`${root}dist`, { recursive: true, force: true });
renameSync(fresh, `${root}dist`);
