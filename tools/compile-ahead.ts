/**
 * Keeps what V8 compiles of the bundled commands, so that they start without compiling: `compile-ahead.ts BUNDLE NAME`.
 *
 * V8 compiles a function when it first runs; so the commands run once, on inputs that do what most do.
 */
import { writeFileSync } from 'node:fs';
import type { Io } from '../src/cli/io.ts';
import { codeFile, compile, evaluate } from '../src/cli/load-script.ts';
import type * as Run from '../src/cli/run.ts';
import { tuneV8 } from '../src/cli/tune-v8.ts';

/** The commands to run with each bundle, by its name in the build. */
const COMMANDS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  helm: [['helm', 'template', 'x', 'tools/warm-up/chart', '--include-crds', '--no-cache']],
  kustomize: [['kustomize', 'build', 'tools/warm-up/kustomization', '--no-cache']],
  fleets: [
    ['test', 'examples/fleet/clusters/staging', '--source', 'team-charts=examples/team-charts', '--no-cache'],
    ['build', 'examples/fleet/clusters/staging', '--source', 'team-charts=examples/team-charts', '--no-cache'],
  ],
};

const root = process.env['EDDY_ROOT'] ?? process.cwd();
const [bundle, name] = process.argv.slice(2) as [string, string];
const io: Io = {
  stdin: process.stdin,
  stdout: { write: () => true, isTTY: false },
  stderr: { write: () => true, isTTY: false },
  cwd: root,
  env: {},
  clock: { nowMs: () => performance.now(), date: () => new Date() },
  terminal: undefined,
};
tuneV8();
const script = compile(bundle, undefined);
const { run } = evaluate(script, bundle) as typeof Run;
for (const argv of COMMANDS[name]!) {
  const code = await run(argv, io);
  // A command that fails has run less of the code; nothing else is lost.
  if (code !== 0) process.stderr.write(`compile-ahead: eddy ${argv.join(' ')} ended with ${String(code)}\n`);
}
writeFileSync(codeFile(bundle), script.createCachedData());
