import { parseLabelSelector, matchesLabels } from '../../store/index.ts';
import type { FluxRow } from '../../orchestrator/index.ts';
import type { Command } from '../command.ts';
import { fleetFlags, loadFleet, type Fleet } from '../fleet.ts';
import * as flags from '../flags.ts';
import type { FlagValues } from '../flag.ts';
import { FLUX_TABLES, type FluxTable } from '../flux-tables.ts';
import { collectImages } from '../images.ts';
import type { Io } from '../io.ts';
import { JSON_VERSION, refJson, report } from '../json.ts';
import { filterObjects, kubectlName } from '../objects.ts';
import { pathArgument } from '../path-argument.ts';
import { faultsText } from '../print/fleet-report.ts';
import { sorted } from '../print/object-text.ts';
import { styleFor } from '../print/style.ts';
import { table } from '../print/table.ts';
import { printYaml } from '../../lang/yaml/index.ts';
import { Redactor } from '../redact.ts';
import { refText } from '../../diagnostics/index.ts';

const getFlags: typeof fleetFlags & {
  readonly output: typeof flags.getOutput;
  readonly namespace: typeof flags.namespace;
  readonly allNamespaces: typeof flags.allNamespaces;
  readonly selector: typeof flags.selector;
} = { output: flags.getOutput, namespace: flags.namespace, allNamespaces: flags.allNamespaces, selector: flags.selector, ...fleetFlags };

type GetFlags = FlagValues<typeof getFlags>;

/** What can be listed, by each of its names. */
const SUBJECTS: Readonly<Record<string, 'ks' | 'hr' | 'rs' | 'sources' | 'all' | 'images'>> = {
  ks: 'ks',
  kustomization: 'ks',
  kustomizations: 'ks',
  hr: 'hr',
  helmrelease: 'hr',
  helmreleases: 'hr',
  rs: 'rs',
  resourceset: 'rs',
  resourcesets: 'rs',
  sources: 'sources',
  source: 'sources',
  all: 'all',
  images: 'images',
  image: 'images',
};

/** `eddy get`: tables of Flux objects, or of images. */
export const get: Command<typeof getFlags> = {
  name: 'get',
  summary: 'List Kustomizations, HelmReleases, ResourceSets, sources or images',
  description: [
    'Objects of all namespaces are listed unless -n is given.',
    'Prints what there is although something failed; the failures go to stderr, and the exit code is 1.',
  ],
  args: [{ name: 'WHAT', summary: 'ks, hr, rs, sources, all or images', choices: Object.keys(SUBJECTS) }, pathArgument],
  flags: getFlags,
  examples: [
    { line: 'eddy get ks kubernetes/flux/cluster', does: 'List the Kustomizations of a cluster' },
    { line: 'eddy get hr clusters/staging -n apps -o wide', does: 'List the HelmReleases of a namespace, with more columns' },
    { line: 'eddy get images clusters/staging -o name', does: 'List each image once, for pre-pulling or scanning' },
    { line: 'eddy get all clusters/staging -l team=web -o yaml', does: 'Print Flux objects that carry a label' },
  ],
  run: async ({ args: [what = '', path], flags: given, io }) => {
    if (given.allNamespaces && given.namespace !== undefined) io.stderr.write('note: -A is set, so -n does nothing\n');
    const fleet = await loadFleet(path, { io, flags: given });
    const asked = given.allNamespaces ? { ...given, namespace: undefined } : given;
    const subject = SUBJECTS[what]!;
    io.stdout.write(subject === 'images' ? imagesText(fleet, asked) : fluxText(fleet, FLUX_TABLES.filter(({ subjects }) => subjects.includes(subject)), asked, io));
    io.stderr.write(faultsText({ fleet, io, style: styleFor(io.stderr, io, given.noColor) }));
    return fleet.result.ok ? 0 : 1;
  },
};

function fluxText(fleet: Fleet, tables: readonly FluxTable[], given: GetFlags, io: Io): string {
  const selector = parseLabelSelector(given.selector ?? '');
  const chosen = fleet.result.rows.filter(
    (row) =>
      tables.some(({ kinds }) => kinds.includes(row.ref.kind)) &&
      (given.namespace === undefined || row.ref.namespace === given.namespace) &&
      matchesLabels(selector, fleet.objectOf(row)?.metadata.labels),
  );
  switch (given.output) {
    case 'name':
      return chosen.map(({ ref }) => `${kubectlName(ref)}\n`).join('');
    case 'json':
    case 'yaml':
      return listText(fleet, chosen, given.output);
    case 'table':
    case 'wide': {
      if (chosen.length === 0) io.stderr.write(`No objects found${given.namespace === undefined ? '' : ` in ${given.namespace} namespace`}.\n`);
      return tables.flatMap((one) => sectionText(fleet, one, chosen, given, tables.length > 1) ?? []).join('\n');
    }
  }
}

function sectionText(fleet: Fleet, one: FluxTable, chosen: readonly FluxRow[], given: GetFlags, several: boolean): string | undefined {
  const rows = chosen.filter(({ ref }) => one.kinds.includes(ref.kind));
  if (rows.length === 0) return undefined;
  const redactor = new Redactor(fleet.objects, fleet.tree);
  const columns = one.columns.filter(({ wide }) => given.output === 'wide' || wide !== true);
  const withNamespace = given.namespace === undefined;
  const headers = [...(withNamespace ? ['NAMESPACE'] : []), 'NAME', ...columns.map(({ header }) => header)];
  const cells = rows.map((row) => {
    const name = several || one.kinds.length > 1 ? kubectlName(row.ref) : row.ref.name;
    const object = fleet.objectOf(row);
    return [...(withNamespace ? [row.ref.namespace ?? ''] : []), name, ...columns.map(({ cell }) => redactor.text(cell({ row, object, fleet })))];
  });
  return table(headers, cells);
}

function listText(fleet: Fleet, rows: readonly FluxRow[], format: 'json' | 'yaml'): string {
  const redactor = new Redactor(fleet.objects, fleet.tree);
  const items = rows.map((row) => ({
    ...refJson(row.ref),
    state: row.state,
    message: redactor.text(row.message),
    ...(row.revision === undefined ? {} : { revision: row.revision }),
    ...(row.producer === undefined ? {} : { producer: refJson(row.producer) }),
    object: sorted(fleet.objectOf(row)),
  }));
  const fields = { items };
  return format === 'json' ? report('FluxObjectList', fields) : printYaml({ apiVersion: JSON_VERSION, kind: 'FluxObjectList', items: JSON.parse(JSON.stringify(items)) as unknown });
}

function imagesText(fleet: Fleet, given: GetFlags): string {
  const images = collectImages(filterObjects(fleet.objects, fleet.result.rows, { namespace: given.namespace, selector: given.selector }));
  const list = images.map(({ image, uses }) => ({
    image,
    uses: uses.map(({ object, producer, container }) => ({ object: refJson(object), container, producer: refJson(producer) })),
  }));
  switch (given.output) {
    case 'name':
      return images.map(({ image }) => `${image}\n`).join('');
    case 'json':
      return report('ImageList', { images: list });
    case 'yaml':
      return printYaml({ apiVersion: JSON_VERSION, kind: 'ImageList', images: list });
    case 'table':
    case 'wide': {
      const wide = given.output === 'wide';
      const rows = images.flatMap(({ image, uses }) => uses.map(({ object, producer, container }) => [image, refText(object), container, ...(wide ? [refText(producer)] : [])]));
      return table(['IMAGE', 'OBJECT', 'CONTAINER', ...(wide ? ['PRODUCER'] : [])], rows);
    }
  }
}
