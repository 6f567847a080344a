import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, parse, resolve } from 'node:path';
import { diskTree, findWorkTree, gunzip } from '../../adapters/index.ts';
import { EddyError } from '../../diagnostics/index.ts';
import { HelmEngine, loadChart, mergeValues, type Chart } from '../../helm/index.ts';
import { withLibraries } from '../../std/lazy-library.ts';
import type { Command } from '../command.ts';
import { enginePorts } from '../engine-ports.ts';
import type { FlagValues } from '../flag.ts';
import * as flags from '../flags.ts';
import type { Io } from '../io.ts';
import { treePath } from '../place.ts';
import { errorFrame } from '../print/error-frame.ts';
import { styleFor } from '../print/style.ts';
import { writeTemplates } from '../write-templates.ts';

const templateFlags: {
  readonly values: typeof flags.values;
  readonly set: typeof flags.set;
  readonly setString: typeof flags.setString;
  readonly setJson: typeof flags.setJson;
  readonly setFile: typeof flags.setFile;
  readonly setLiteral: typeof flags.setLiteral;
  readonly namespace: typeof flags.releaseNamespace;
  readonly kubeVersion: typeof flags.kubeVersion;
  readonly apiVersions: typeof flags.apiVersions;
  readonly includeCrds: typeof flags.includeCrds;
  readonly skipTests: typeof flags.skipTests;
  readonly noHooks: typeof flags.noHooks;
  readonly isUpgrade: typeof flags.isUpgrade;
  readonly skipSchemaValidation: typeof flags.skipSchemaValidation;
  readonly showOnly: typeof flags.showOnly;
  readonly outputDir: typeof flags.templateOutputDir;
  readonly releaseName: typeof flags.useReleaseName;
  readonly nameTemplate: typeof flags.nameTemplate;
  readonly realRandom: typeof flags.realRandom;
  readonly noColor: typeof flags.noColor;
} = {
  values: flags.values,
  set: flags.set,
  setString: flags.setString,
  setJson: flags.setJson,
  setFile: flags.setFile,
  setLiteral: flags.setLiteral,
  namespace: flags.releaseNamespace,
  kubeVersion: flags.kubeVersion,
  apiVersions: flags.apiVersions,
  includeCrds: flags.includeCrds,
  skipTests: flags.skipTests,
  noHooks: flags.noHooks,
  isUpgrade: flags.isUpgrade,
  skipSchemaValidation: flags.skipSchemaValidation,
  showOnly: flags.showOnly,
  outputDir: flags.templateOutputDir,
  releaseName: flags.useReleaseName,
  nameTemplate: flags.nameTemplate,
  realRandom: flags.realRandom,
  noColor: flags.noColor,
};

type TemplateFlags = FlagValues<typeof templateFlags>;

/** `eddy helm template`: the bytes of `helm template`. */
export const helmTemplate: Command<typeof templateFlags> = {
  name: 'helm template',
  summary: 'Render a chart as helm does',
  description: [
    'CHART is a folder or a .tgz archive on disk. The name of the release is "release-name" when only CHART is given.',
    'Random functions give the same result on every run, unless --real-random is given.',
  ],
  args: [
    { name: 'NAME', summary: 'the name of the release; may be left out' },
    { name: 'CHART', summary: 'the folder or archive of the chart', optional: true },
  ],
  flags: templateFlags,
  examples: [
    { line: 'eddy helm template podinfo ./charts/podinfo -n apps', does: 'Render a chart for a release' },
    { line: 'eddy helm template ./charts/podinfo -f values.yaml --set replicas=2', does: 'Render with values' },
    { line: 'eddy helm template ./podinfo-6.9.0.tgz -s templates/deployment.yaml', does: 'Print what one template renders' },
  ],
  run: async ({ args, flags: given, io }) => {
    const [typedName, chartPath] = args.length === 1 ? [undefined, args[0]!] : [args[0]!, args[1]!];
    try {
      const values = mergeValues({ ...given, files: await readValueFiles(given.values, io), readFile: (path) => readUserFile(path, io) });
      const chart = openChart(chartPath, io);
      const engine = new HelmEngine(enginePorts(given.realRandom, io));
      const name = releaseName(typedName, given.nameTemplate, engine);
      const result = await withLibraries(() => engine.render(chart, { values, releaseName: name, ...renderOptions(given) }));
      for (const warning of result.warnings) io.stderr.write(`${warning}\n`);
      if (given.outputDir === undefined) io.stdout.write(result.manifest());
      else io.stdout.write(writeTemplates(result, given.includeCrds, { dir: given.outputDir, release: given.releaseName ? name : undefined, cwd: io.cwd }));
      return 0;
    } catch (error) {
      if (!(error instanceof EddyError) || error.code === 'PathNotFound' || error.code === 'OutputFailed' || error.code === 'UsageInvalid') throw error;
      io.stderr.write(errorFrame(error, { style: styleFor(io.stderr, io, given.noColor) }));
      return 1;
    }
  },
};

function releaseName(typed: string | undefined, template: string | undefined, engine: HelmEngine): string {
  if (template === undefined) return typed ?? 'release-name';
  if (typed !== undefined) throw new EddyError('UsageInvalid', 'cannot set --name-template and also specify a name');
  return engine.renderName(template);
}

function renderOptions(given: TemplateFlags): Omit<Parameters<HelmEngine['render']>[1], 'releaseName' | 'values'> {
  return {
    namespace: given.namespace ?? 'default',
    ...(given.kubeVersion === undefined || given.kubeVersion === '' ? {} : { kubeVersion: given.kubeVersion }),
    apiVersions: given.apiVersions.flatMap((text) => text.split(',')),
    includeCrds: given.includeCrds,
    skipTests: given.skipTests,
    disableHooks: given.noHooks,
    isUpgrade: given.isUpgrade,
    skipSchemaValidation: given.skipSchemaValidation,
    showOnly: given.showOnly,
  };
}

/** Opens a chart through the work tree around it, or through the whole disk outside of Git, so that links between charts are followed. */
function openChart(path: string, io: Io): Chart {
  const given = resolve(io.cwd, path);
  const stats = statSync(given, { throwIfNoEntry: false });
  if (stats === undefined) throw new EddyError('PathNotFound', `there is no chart "${path}"`, { hint: 'only charts on disk are rendered: a folder or a .tgz archive' });
  const real = realpathSync(given);
  const root = findWorkTree(dirname(real)) ?? parse(real).root;
  return loadChart(diskTree(root, { gitIndex: false }), treePath(root, real), { gunzip });
}

async function readValueFiles(paths: readonly string[], io: Io): Promise<{ readonly path: string; readonly text: string }[]> {
  const files = [];
  for (const path of paths.flatMap((text) => text.split(','))) {
    files.push({ path, text: path.trim() === '-' ? await readAll(io) : readUserFile(path, io) });
  }
  return files;
}

function readUserFile(path: string, io: Io): string {
  try {
    return readFileSync(resolve(io.cwd, path), 'utf8');
  } catch (error) {
    throw new EddyError('PathNotFound', `file "${path}" cannot be read: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

async function readAll(io: Io): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of io.stdin) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks).toString();
}
