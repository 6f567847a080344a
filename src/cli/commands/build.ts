import { resolve } from 'node:path';
import type { RenderedObject } from '../../diff/index.ts';
import { refOf } from '../../manifest/index.ts';
import type { Command } from '../command.ts';
import { fleetFlags, loadFleet } from '../fleet.ts';
import * as flags from '../flags.ts';
import { filterObjects, kubectlName } from '../objects.ts';
import { pathArgument } from '../path-argument.ts';
import { faultsText, plural } from '../print/fleet-report.ts';
import { shownObjects } from '../print/masking.ts';
import { objectsJson, objectsYaml } from '../print/object-text.ts';
import { styleFor } from '../print/style.ts';
import { writeObjects } from '../write-objects.ts';

const buildFlags: typeof fleetFlags & {
  readonly output: typeof flags.buildOutput;
  readonly outputDir: typeof flags.outputDir;
  readonly kustomization: typeof flags.kustomization;
  readonly helmRelease: typeof flags.helmRelease;
  readonly resourceSet: typeof flags.resourceSet;
  readonly only: typeof flags.only;
  readonly selector: typeof flags.selector;
  readonly namespace: typeof flags.namespace;
  readonly skipCrds: typeof flags.skipCrds;
  readonly skipSecrets: typeof flags.skipSecrets;
  readonly showSecrets: typeof flags.showSecrets;
} = {
  output: flags.buildOutput,
  outputDir: flags.outputDir,
  kustomization: flags.kustomization,
  helmRelease: flags.helmRelease,
  resourceSet: flags.resourceSet,
  only: flags.only,
  selector: flags.selector,
  namespace: flags.namespace,
  skipCrds: flags.skipCrds,
  skipSecrets: flags.skipSecrets,
  showSecrets: flags.showSecrets,
  ...fleetFlags,
};

/** `eddy build`: the rendered objects. */
export const build: Command<typeof buildFlags> = {
  name: 'build',
  summary: 'Print the objects that a cluster would get',
  description: [
    'Objects come by producer (Kustomization or HelmRelease) and then in the order in which it renders them; the same fleet gives the same bytes.',
    'What could be rendered is printed although something else failed; the failures go to stderr, and the exit code is 1.',
  ],
  args: [pathArgument],
  flags: buildFlags,
  examples: [
    { line: 'eddy build kubernetes/flux/cluster', does: 'Print everything that Flux would apply' },
    { line: 'eddy build clusters/staging --helmrelease apps/podinfo', does: 'Print what one release renders' },
    { line: 'eddy build clusters/staging --only Deployment -l app=web -o json', does: 'Pick objects by kind and label' },
    { line: 'eddy build clusters/staging --skip-secrets --output-dir rendered', does: 'Write one file per object' },
  ],
  run: async ({ args, flags: given, io }) => {
    const fleet = await loadFleet(args[0], { io, flags: given });
    const chosen = filterObjects(fleet.objects, fleet.result.rows, given);
    const shown = shownObjects(chosen.map(({ object }) => object), given.showSecrets, io);
    if (given.outputDir !== undefined) {
      const rendered: RenderedObject[] = shown.map((object, i) => ({ producer: chosen[i]!.producer, object }));
      const count = writeObjects(resolve(io.cwd, given.outputDir), rendered);
      io.stderr.write(`wrote ${plural(count, 'object')} to ${given.outputDir}\n`);
    } else if (given.output === 'name') {
      io.stdout.write(shown.map((object) => `${kubectlName(refOf(object))}\n`).join(''));
    } else {
      io.stdout.write(given.output === 'json' ? objectsJson(shown) : objectsYaml(shown));
    }
    io.stderr.write(faultsText({ fleet, io, style: styleFor(io.stderr, io, given.noColor) }));
    return fleet.result.ok ? 0 : 1;
  },
};
