import { realpathSync } from 'node:fs';
import { parse, resolve } from 'node:path';
import { diskTree, findWorkTree } from '../../adapters/index.ts';
import { EddyError } from '../../diagnostics/index.ts';
import { build, buildRemote, parseGitUrl, type BuildOptions, type GitUrl } from '../../kustomize/index.ts';
import { lazyLibrary } from '../../std/lazy-library.ts';
import type { Command } from '../command.ts';
import * as flags from '../flags.ts';
import type { Io } from '../io.ts';
import { commandMemo } from '../kept-results.ts';
import { IDLE_KUSTOMIZE_FLAGS } from '../kustomize-flags.ts';
import { pathKind } from '../path-kind.ts';
import { treePath } from '../place.ts';
import { openBases, remoteFlags } from '../remote-flags.ts';
import { errorFrame } from '../print/error-frame.ts';
import { styleFor } from '../print/style.ts';
import { withShownPlace } from '../shown-error.ts';
import { builtDocuments, writeBuilt, type BuiltDocument } from '../write-built.ts';

const buildFlags: {
  readonly output: typeof flags.outputFile;
  readonly loadRestrictor: typeof flags.loadRestrictor;
  readonly enableHelm: typeof flags.enableHelm;
  readonly helmKubeVersion: typeof flags.helmKubeVersion;
  readonly helmApiVersions: typeof flags.helmApiVersions;
  readonly reorder: typeof flags.reorder;
  readonly managedByLabel: typeof flags.managedByLabel;
  readonly remoteBases: typeof flags.remoteBases;
  readonly locked: typeof flags.locked;
  readonly updateLock: typeof flags.updateLock;
  readonly offline: typeof flags.offline;
  readonly noCache: typeof flags.noCache;
  readonly noColor: typeof flags.noColor;
} = {
  output: flags.outputFile,
  loadRestrictor: flags.loadRestrictor,
  enableHelm: flags.enableHelm,
  helmKubeVersion: flags.helmKubeVersion,
  helmApiVersions: flags.helmApiVersions,
  reorder: flags.reorder,
  managedByLabel: flags.managedByLabel,
  ...remoteFlags,
  noCache: flags.noCache,
  noColor: flags.noColor,
};

/** What a build gives to the command. */
interface Built {
  readonly documents: readonly BuiltDocument[];
  readonly warnings: readonly string[];
}

const helm = lazyLibrary('helm', () => import('../helm-charts.ts'));

/** `eddy kustomize build`: the bytes of `kustomize build`. */
export const kustomizeBuild: Command<typeof buildFlags> = {
  name: 'kustomize build',
  summary: 'Build a kustomization as kustomize does',
  description: [
    'Every flag of kustomize build is taken. Remote bases are fetched only with --remote-bases, --locked or --update-lock. Plugins are not run. Charts of helmCharts have to lie in their chartHome.',
  ],
  args: [{ name: 'DIR', optional: true, summary: 'the folder with the kustomization.yaml (the current folder when not given), or the Git address of one' }],
  flags: buildFlags,
  idleFlags: IDLE_KUSTOMIZE_FLAGS,
  examples: [
    { line: 'eddy kustomize build apps/production', does: 'Build a folder' },
    { line: 'eddy kustomize build apps/production -o rendered.yaml', does: 'Build into a file' },
    { line: 'diff <(kustomize build apps) <(eddy kustomize build apps)', does: 'Compare with kustomize' },
    { line: 'eddy kustomize build --load-restrictor LoadRestrictionsNone apps', does: 'Let files come from outside of their folder, as Flux does' },
    { line: 'eddy kustomize build --remote-bases --update-lock apps/production', does: 'Fetch remote bases and pin them in eddy.lock' },
    { line: 'eddy kustomize build --locked --offline apps/production', does: 'Build from the cache what eddy.lock pins' },
  ],
  run: async ({ args: [dir = '.'], flags: given, io }) => {
    const place = placeOf(dir, io.cwd);
    const { root } = place;
    const style = styleFor(io.stderr, io, given.noColor);
    try {
      const tree = diskTree(root, { gitIndex: false });
      const bases = await openBases(given, io);
      const lockFolder = treePath(root, place.lockFolder);
      const warnings: string[] = [];
      const options: BuildOptions = {
        loadRestriction: given.loadRestrictor === 'LoadRestrictionsNone' ? 'none' : 'rootOnly',
        displayRoot: root,
        isOnlyPrinted: true,
        enableHelm: given.enableHelm,
        reorder: given.reorder === 'none' ? 'none' : given.reorder === undefined ? 'unspecified' : 'legacy',
        addManagedByLabel: given.managedByLabel || io.env['KUSTOMIZE_ENABLE_MANAGEDBY_LABEL'] === 'on',
        helm: (request) => helm.get().renderHelmChart(request, { kubeVersion: given.helmKubeVersion, apiVersions: given.helmApiVersions }),
        remote: bases?.sourceFor(tree, lockFolder),
        onWarning: (message) => warnings.push(message),
      };
      const memo = commandMemo(!given.noCache && bases === undefined, io);
      const folder = treePath(root, place.folder);
      const built = await memo.run<Built>({
        name: 'kustomize build command',
        version: '4',
        input: { root, folder, ...given, managedByLabel: options.addManagedByLabel },
        tree,
        run: (from) => {
          warnings.length = 0;
          const { objects } = place.url === undefined ? build(from, folder, options) : buildRemote(place.url, options);
          return { documents: builtDocuments(objects), warnings };
        },
      }).catch((error: unknown) => {
        writeLines(io.stderr, warnings);
        throw error;
      });
      writeLines(io.stderr, built.warnings);
      bases?.finish(tree, lockFolder, root);
      writeBuilt(built.documents, given.output ?? '', io);
      return 0;
    } catch (error) {
      if (!(error instanceof EddyError) || error.code === 'OutputFailed') throw error;
      const shown = withShownPlace(error, root, io.cwd);
      io.stderr.write(errorFrame(shown, { style, readLine: (_, line) => lineOf(diskTree(root).readText(error.at?.file ?? ''), line) }));
      return 1;
    }
  },
};

/** What is built, and where files are read from. Folders are absolute and free of links. */
interface BuildPlace {
  /** Bases may lie anywhere above the folder: in the repository, or outside of Git on the whole disk. */
  readonly root: string;
  readonly folder: string;
  readonly url: GitUrl | undefined;
  /** The folder that `eddy.lock` lies in. */
  readonly lockFolder: string;
}

/** @throws EddyError PathNotFound */
function placeOf(dir: string, cwd: string): BuildPlace {
  const folder = resolve(cwd, dir);
  const exists = pathKind(folder) === 'dir';
  const url = exists ? undefined : parseGitUrl(dir);
  if (!exists && url === undefined) throw new EddyError('PathNotFound', `there is no folder "${dir}"`);
  const real = realpathSync(exists ? folder : cwd);
  const workTree = findWorkTree(real);
  return { root: workTree ?? parse(real).root, folder: real, url, lockFolder: workTree ?? real };
}

function writeLines(stream: Io['stderr'], lines: readonly string[]): void {
  stream.write(lines.map((line) => `${line}\n`).join(''));
}

function lineOf(text: string | undefined, line: number): string | undefined {
  return text?.split('\n')[line - 1];
}
