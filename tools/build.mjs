// Bundles the command and the library into dist/.
//
// main.cjs    the command: starts one of the others
// run-*.cjs   what commands do: those of helm, those of kustomize, all; and run-*.cjs.code, what V8 compiled of them
// libraries/  heavy libraries, each loaded when first needed
// index.js    the library, with its chunks/
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { build } from 'esbuild';
import { directImports } from './direct-imports.mjs';

const { version, dependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const root = new URL('..', import.meta.url).pathname;
// A build that fails leaves the last one in place.
const fresh = `${root}node_modules/.cache/eddy-build-${process.pid}`;
mkdirSync(`${root}node_modules/.cache`, { recursive: true });
const common = {
  absWorkingDir: root,
  outdir: fresh,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: false,
  // The command reads its script as single bytes.
  charset: 'ascii',
  define: { EDDY_VERSION: JSON.stringify(version) },
  logLevel: 'warning',
};

/** Libraries that are loaded on demand: not part of the scripts. */
const lazyLibraries = Object.keys(dependencies).filter((name) => name !== 'commander');
const fileOf = (library) => `libraries/${library.replace(/^@/, '').replace('/', '-')}`;
const ownLibraries = {
  name: 'own-libraries',
  setup: ({ onResolve }) => onResolve({ filter: /^[^./]/ }, ({ path }) => (lazyLibraries.includes(path) ? { path: `./${fileOf(path)}.cjs`, external: true } : undefined)),
};

/** The scripts, each with the commands in it where that are not all: V8 takes its time for every function of a script. */
const SCRIPTS = { helm: 'helm-template', kustomize: 'kustomize-build', fleets: undefined };
const onlyCommand = (name) => ({
  name: 'only-command',
  setup: ({ onLoad }) => onLoad({ filter: /\/src\/cli\/commands\// }, ({ path }) => (name === undefined || path.endsWith(`/${name}.ts`) ? undefined : { contents: 'export {};', loader: 'ts' })),
});

const script = { ...common, minifyIdentifiers: true, format: 'cjs', outExtension: { '.js': '.cjs' } };
await Promise.all([
  build({ ...script, entryPoints: { main: 'src/cli/main.ts' }, plugins: [directImports] }),
  ...Object.entries(SCRIPTS).map(([name, command]) =>
    build({
      ...script,
      entryPoints: { [`run-${name}`]: 'src/cli/run.ts' },
      plugins: [onlyCommand(command), directImports, ownLibraries],
      banner: { js: "const __fileUrl = require('node:url').pathToFileURL(__filename).href;" },
      define: {
        ...common.define,
        'import.meta.url': '__fileUrl',
        EDDY_LIBRARIES: JSON.stringify(Object.fromEntries(lazyLibraries.map((name) => [name, `./${fileOf(name)}.cjs`]))),
      },
      // Modules cannot be imported from a script; require does the same for what lies in libraries/.
      supported: { 'dynamic-import': false },
    }),
  ),
  build({ ...script, entryPoints: Object.fromEntries(lazyLibraries.map((name) => [fileOf(name), name])) }),
  build({
    ...common,
    entryPoints: { index: 'src/index.ts' },
    plugins: [directImports],
    splitting: true,
    format: 'esm',
    chunkNames: 'chunks/[name]-[hash]',
    // Bundled CommonJS libraries call require() for Node modules.
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  }),
]);
for (const name of Object.keys(SCRIPTS)) {
  const { status } = spawnSync(process.execPath, [`${root}tools/run.mjs`, `${root}tools/compile-ahead.ts`, `${fresh}/run-${name}.cjs`, name], { stdio: 'inherit' });
  if (status !== 0) process.stderr.write(`What eddy needs for ${name} could not be compiled ahead: it starts slower.\n`);
}
rmSync(`${root}dist`, { recursive: true, force: true });
renameSync(fresh, `${root}dist`);
