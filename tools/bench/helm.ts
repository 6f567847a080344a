import { join } from 'node:path';
import { EDDY, EMPTY_NODE, ROOT, type BenchRow } from './measure.ts';

/** `helm template` as a whole command. */
export function helmRows(): BenchRow[] {
  const chart = join(ROOT, 'examples/team-charts/database');
  return [
    {
      type: 'commands',
      name: 'helm template, a small chart',
      commands: [{ tool: 'eddy', argv: [...EDDY, 'helm', 'template', 'x', chart] }, { tool: 'helm', argv: ['helm', 'template', 'x', chart] }, EMPTY_NODE],
      runs: 15,
    },
  ];
}
