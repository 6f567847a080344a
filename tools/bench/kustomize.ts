import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EDDY, EMPTY_NODE, type BenchRow } from './measure.ts';

/** `kustomize build` as a whole command. */
export function kustomizeRows(scratch: string): BenchRow[] {
  const small = smallKustomization(scratch);
  return [
    {
      type: 'commands',
      name: 'kustomize build, one patch',
      commands: [{ tool: 'eddy', argv: [...EDDY, 'kustomize', 'build', small] }, { tool: 'kustomize', argv: ['kustomize', 'build', small] }, EMPTY_NODE],
      runs: 15,
    },
  ];
}

function smallKustomization(scratch: string): string {
  const dir = mkdtempSync(join(scratch, 'kustomize-'));
  writeFileSync(join(dir, 'deployment.yaml'), 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n          image: web:1\n');
  writeFileSync(
    join(dir, 'kustomization.yaml'),
    'resources:\n  - deployment.yaml\npatches:\n  - patch: |\n      apiVersion: apps/v1\n      kind: Deployment\n      metadata:\n        name: web\n      spec:\n        template:\n          spec:\n            containers:\n              - name: web\n                image: web:2\n',
  );
  return dir;
}
