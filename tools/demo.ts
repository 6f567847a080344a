/** `npm run demo`: tests both clusters of the example fleet, shows one as a tree, and counts what it builds. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = process.env['EDDY_ROOT'] ?? process.cwd();
const CHARTS = ['--source', 'GitRepository/flux-system/team-charts=examples/team-charts'];

const COMMANDS: readonly (readonly string[])[] = [
  ['test', 'examples/fleet/clusters/staging', ...CHARTS],
  ['test', 'examples/fleet/clusters/production', ...CHARTS],
  ['tree', 'examples/fleet/clusters/production', ...CHARTS],
  ['diff', 'examples/fleet/clusters/production', '--path-orig', 'examples/fleet/clusters/staging', '--only', 'ConfigMap', ...CHARTS],
];

for (const args of COMMANDS) {
  process.stdout.write(`\n$ eddy ${args.join(' ')}\n`);
  const run = spawnSync(process.execPath, [join(ROOT, 'bin/eddy'), ...args], { cwd: ROOT, stdio: 'inherit' });
  if (run.status !== 0) process.exitCode = 1;
}
