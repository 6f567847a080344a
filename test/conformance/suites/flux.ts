import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseResult, Suite } from '../suite.ts';
import type { FluxCase, Observation, RecordedEvent } from './flux/case.ts';
import { differences } from './flux/compare.ts';
import { FluxServers } from './flux/servers.ts';
import { FluxWorld } from './flux/world.ts';

/** What the real controllers of Flux 2.9.4 applied, answered and stored, one row per topic. */
export const flux: Suite = {
  name: 'flux',
  async *run({ data, show }) {
    const folder = join(data, 'flux');
    const servers = new FluxServers(folder);
    for (const line of readFileSync(join(folder, 'cases.jsonl'), 'utf8').split('\n')) {
      if (line === '') continue;
      const fluxCase = JSON.parse(line) as FluxCase;
      if (show === undefined || show === fluxCase.id) yield await runCase(fluxCase, servers);
    }
  },
};

/** The cases ran under other namespace names; a digest over a spec that names its own namespace is of that other name. */
function withoutForeignDigests(observation: Observation, { id, objects = [], then = [] }: FluxCase): Observation {
  const texts = [...objects, ...then.flatMap((step) => step.objects ?? [])];
  if (!texts.some((text) => (text.split('postRenderers:')[1] ?? '').includes(id))) return observation;
  const status = Object.entries(observation.status ?? {}).map(([ref, { observedPostRenderersDigest: _digest, ...rest }]) => [ref, rest] as const);
  return { ...observation, status: Object.fromEntries(status) };
}

async function runCase(fluxCase: FluxCase, servers: FluxServers): Promise<CaseResult> {
  const { id, topic } = fluxCase;
  const world = new FluxWorld(fluxCase, servers.ports());
  const problems: string[] = [];
  const earlier: RecordedEvent[] = [];
  for (const [i, step] of [fluxCase, ...(fluxCase.then ?? [])].entries()) {
    try {
      const [want, got] = [step.expect, await world.run(step)].map((observation) => withoutForeignDigests(observation, fluxCase));
      const found = differences(want!, got!, earlier);
      earlier.push(...(got!.events ?? []));
      problems.push(...found.map(({ part, text }) => `  step ${String(i)} ${part}${text}`));
    } catch (error) {
      // A crash is one failed case, not the end of the suite.
      problems.push(`  step ${String(i)} threw ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
      break;
    }
  }
  return { id, topic, pass: problems.length === 0, ...(problems.length === 0 ? {} : { detail: problems.join('\n') }) };
}
