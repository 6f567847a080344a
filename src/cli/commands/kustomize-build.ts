import { realpathSync, statSync } from 'node:fs';
import { join, parse, relative, resolve } from 'node:path';
import { diskTree, findWorkTree, gunzip, nodeCrypto } from '../../adapters/index.ts';
import { EddyError } from '../../diagnostics/index.ts';
import { HelmEngine, loadChart, mergeValues } from '../../helm/index.ts';
import { build, printObjects, type HelmRenderer } from '../../kustomize/index.ts';
import { withLibraries } from '../../std/lazy-library.ts';
import type { Command } from '../command.ts';
import * as flags from '../flags.ts';
import { treePath } from '../place.ts';
import { errorFrame } from '../print/error-frame.ts';
import { styleFor } from '../print/style.ts';
import { writeOutput } from '../write-objects.ts';

const buildFlags: {
  readonly output: typeof flags.outputFile;
  readonly loadRestrictor: typeof flags.loadRestrictor;
  readonly enableHelm: typeof flags.enableHelm;
  readonly noColor: typeof flags.noColor;
} = { output: flags.outputFile, loadRestrictor: flags.loadRestrictor, enableHelm: flags.enableHelm, noColor: flags.noColor };

/** `eddy kustomize build`: the bytes of `kustomize build`. */
export const kustomizeBuild: Command<typeof buildFlags> = {
  name: 'kustomize build',
  summary: 'Build a kustomization as kustomize does',
  description: ['Remote bases are not fetched, plugins are not run. Charts of helmCharts have to lie in their chartHome.'],
  args: [{ name: 'DIR', optional: true, summary: 'the folder with the kustomization.yaml (the current folder when not given)' }],
  flags: buildFlags,
  examples: [
    { line: 'eddy kustomize build apps/production', does: 'Build a folder' },
    { line: 'eddy kustomize build apps/production -o rendered.yaml', does: 'Build into a file' },
    { line: 'eddy kustomize build --load-restrictor LoadRestrictionsNone apps', does: 'Let files come from outside of their folder, as Flux does' },
  ],
  run: async ({ args: [dir = '.'], flags: given, io }) => {
    const folder = resolve(io.cwd, dir);
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) throw new EddyError('PathNotFound', `there is no folder "${dir}"`);
    const real = realpathSync(folder);
    // Bases may lie anywhere above the folder: in the repository, or outside of Git on the whole disk.
    const root = findWorkTree(real) ?? parse(real).root;
    const style = styleFor(io.stderr, io, given.noColor);
    try {
      const result = await withLibraries(() =>
        build(diskTree(root), treePath(root, real), {
          loadRestriction: given.loadRestrictor === 'LoadRestrictionsNone' ? 'none' : 'rootOnly',
          displayRoot: root === parse(real).root ? '' : root,
          enableHelm: given.enableHelm,
          helm: renderHelmChart,
        }),
      );
      for (const warning of result.warnings) io.stderr.write(`${warning}\n`);
      const text = printObjects(result.objects);
      if (given.output === undefined) io.stdout.write(text);
      else writeOutput(resolve(io.cwd, given.output), text);
      return 0;
    } catch (error) {
      if (!(error instanceof EddyError) || error.code === 'OutputFailed') throw error;
      const shown = error.at === undefined ? error : withFile(error, relative(io.cwd, join(root, error.at.file)));
      io.stderr.write(errorFrame(shown, { style, readLine: (_, line) => lineOf(diskTree(root).readText(error.at?.file ?? ''), line) }));
      return 1;
    }
  },
};

const renderHelmChart: HelmRenderer = ({ chart, tree, chartPath, valuesFiles }) => {
  const values = mergeValues({ files: valuesFiles.map((text, i) => ({ path: `values ${String(i + 1)} of helmCharts`, text })) });
  const result = new HelmEngine({ crypto: nodeCrypto }).render(loadChart(tree, chartPath, { gunzip }), {
    values,
    releaseName: chart.releaseName ?? 'release-name',
    namespace: chart.namespace ?? 'default',
    ...(chart.kubeVersion === undefined ? {} : { kubeVersion: chart.kubeVersion }),
    apiVersions: chart.apiVersions ?? [],
    includeCrds: chart.includeCRDs ?? false,
    disableHooks: chart.skipHooks ?? false,
    skipTests: chart.skipTests ?? false,
  });
  return result.manifest();
};

function withFile(error: EddyError, file: string): EddyError {
  const { code, message, object, hint, notes, sourceLine } = error;
  return new EddyError(code, message, { object, hint, notes, sourceLine, at: { ...error.at!, file } });
}

function lineOf(text: string | undefined, line: number): string | undefined {
  return text?.split('\n')[line - 1];
}
