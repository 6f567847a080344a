import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { EDDY, sharedData, type BenchRow } from './measure.ts';

/** Whole fleets: built cold, and compared with the commit before. */
export function fleetRows(scratch: string): BenchRow[] {
  return ['bjws', 'buroa'].flatMap((name) => {
    const dir = cloneFleet(name, scratch);
    return dir === undefined ? [{ type: 'skipped', name: `fleet ${name}`, reason: 'its bundle is not beside the repository' }] : rowsOf(name, dir, scratch);
  });
}

function rowsOf(name: string, dir: string, scratch: string): BenchRow[] {
  const path = join(dir, 'kubernetes/flux/cluster');
  const flate = ['--no-progress', '--helm-render-cache-mb', '0', '--kustomize-render-cache-mb', '0', '--cache-dir', join(scratch, 'flate-cache')];
  return [
    {
      type: 'commands',
      name: `build ${name}, cold`,
      commands: [
        { tool: 'eddy', argv: [...EDDY, 'build', path, '--no-cache'] },
        { tool: 'flate', argv: ['flate', 'build', 'all', '-p', path, '--skip-crds=false', '--skip-secrets=false', ...flate] },
      ],
    },
    {
      type: 'commands',
      name: `diff of one value in ${name}`,
      commands: [
        { tool: 'eddy', argv: [...EDDY, 'diff', path, '--base', 'HEAD~1', '--no-cache'] },
        { tool: 'flate', argv: ['flate', 'diff', 'all', '-p', path, '--base', 'HEAD~1', ...flate] },
      ],
    },
  ];
}

function cloneFleet(name: string, scratch: string): string | undefined {
  const bundle = sharedData(`fleets/${name}.bundle`);
  if (bundle === undefined) return undefined;
  const dir = join(scratch, name);
  spawnSync('git', ['clone', '-q', bundle, dir]);
  return dir;
}
