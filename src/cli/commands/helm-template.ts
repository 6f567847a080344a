import { EddyError } from '../../diagnostics/index.ts';
import { HelmEngine, mergeValues, parseKubeVersion, type RenderOptions, type RenderResult } from '../../helm/index.ts';
import { parseBool } from '../../lang/gofmt/index.ts';
import { fn, GoError } from '../../lang/govalue/index.ts';
import { chartSource, locateChart } from '../chart-argument.ts';
import type { Command } from '../command.ts';
import { enginePorts } from '../engine-ports.ts';
import type { FlagValues } from '../flag.ts';
import * as flags from '../flags.ts';
import { IDLE_HELM_FLAGS } from '../helm-flags.ts';
import type { Io } from '../io.ts';
import { commandMemo } from '../kept-results.ts';
import { namespaceOf } from '../kube-namespace.ts';
import { errorFrame } from '../print/error-frame.ts';
import { styleFor } from '../print/style.ts';
import { TemplateJob } from '../template-job.ts';
import { userFileReader } from '../user-files.ts';
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
  readonly apiVersions: typeof flags.templateApiVersions;
  readonly includeCrds: typeof flags.includeCrds;
  readonly skipTests: typeof flags.skipTests;
  readonly noHooks: typeof flags.noHooks;
  readonly isUpgrade: typeof flags.isUpgrade;
  readonly skipSchemaValidation: typeof flags.skipSchemaValidation;
  readonly showOnly: typeof flags.showOnly;
  readonly outputDir: typeof flags.templateOutputDir;
  readonly releaseName: typeof flags.useReleaseName;
  readonly nameTemplate: typeof flags.nameTemplate;
  readonly generateName: typeof flags.generateName;
  readonly debug: typeof flags.debug;
  readonly enableDns: typeof flags.enableDns;
  readonly kubeconfig: typeof flags.kubeconfig;
  readonly kubeContext: typeof flags.kubeContext;
  readonly realRandom: typeof flags.realRandom;
  readonly noCache: typeof flags.noCache;
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
  apiVersions: flags.templateApiVersions,
  includeCrds: flags.includeCrds,
  skipTests: flags.skipTests,
  noHooks: flags.noHooks,
  isUpgrade: flags.isUpgrade,
  skipSchemaValidation: flags.skipSchemaValidation,
  showOnly: flags.showOnly,
  outputDir: flags.templateOutputDir,
  releaseName: flags.useReleaseName,
  nameTemplate: flags.nameTemplate,
  generateName: flags.generateName,
  debug: flags.debug,
  enableDns: flags.enableDns,
  kubeconfig: flags.kubeconfig,
  kubeContext: flags.kubeContext,
  realRandom: flags.realRandom,
  noCache: flags.noCache,
  noColor: flags.noColor,
};

type TemplateFlags = FlagValues<typeof templateFlags>;

/** `eddy helm template`: the bytes of `helm template`. */
export const helmTemplate: Command<typeof templateFlags> = {
  name: 'helm template',
  summary: 'Render a chart as helm does',
  description: [
    'CHART is a folder or a .tgz archive on disk. The name of the release is "release-name" when only CHART is given.',
    'Every flag of helm template is taken or refused with a reason, so that a command line of Helm can be compared with one of eddy.',
    'Random functions give the same result on every run, so keys and passwords they make are no secrets; --real-random gives new ones.',
  ],
  args: [
    { name: 'NAME', summary: 'the name of the release; may be left out' },
    { name: 'CHART', summary: 'the folder or archive of the chart', optional: true },
  ],
  flags: templateFlags,
  idleFlags: IDLE_HELM_FLAGS,
  examples: [
    { line: 'eddy helm template podinfo ./charts/podinfo -n apps', does: 'Render a chart for a release' },
    { line: 'eddy helm template ./charts/podinfo -f values.yaml --set replicas=2', does: 'Render with values' },
    { line: 'eddy helm template ./podinfo-6.9.0.tgz -s templates/deployment.yaml', does: 'Print what one template renders' },
    { line: 'diff <(helm template web ./chart) <(eddy helm template web ./chart)', does: 'Compare with Helm' },
  ],
  run: async ({ args, flags: given, io }) => {
    const [typedName, chartPath] = args.length === 1 ? [undefined, args[0]!] : [args[0]!, args[1]!];
    try {
      checkNameFlags(typedName, given);
      const source = chartSource(locateChart(chartPath, io.cwd));
      const options = await renderOptions(given, io);
      const engine = new HelmEngine({ ...enginePorts(given.realRandom, io), environment: io.env, ...(given.enableDns ? { functions: NO_DNS } : {}) });
      const name = filled(given.nameTemplate) === undefined ? (typedName ?? 'release-name') : engine.renderName(given.nameTemplate!);
      const job = new TemplateJob(source, engine, { ...options, releaseName: name }, io.cwd);
      const dir = filled(given.outputDir);
      try {
        if (dir === undefined) io.stdout.write(await job.print(commandMemo(mayKeep(given), io)));
        else writeFiles(await job.render(), dir, given, name, io);
      } catch (error) {
        if (isDebug(given, io)) io.stdout.write(shownOnFailure(error, job, given.showOnly));
        throw error;
      } finally {
        for (const line of job.log) io.stderr.write(`${line}\n`);
      }
      return 0;
    } catch (error) {
      if (!(error instanceof EddyError) || error.code === 'PathNotFound' || error.code === 'OutputFailed' || error.code === 'UsageInvalid') throw error;
      io.stderr.write(errorFrame(withAdvice(error, given, io), { style: styleFor(io.stderr, io, given.noColor) }));
      return 1;
    }
  },
};

/** An answer of the network would differ from run to run; Helm gives an empty one unless it is asked for. */
const NO_DNS: ReadonlyMap<string, ReturnType<ReturnType<typeof fn>>> = new Map([
  ['getHostByName', fn('string')(() => {
    throw new GoError('names are not looked up, even with --enable-dns: the network has no part in a render');
  })],
]);

/** @throws EddyError UsageInvalid, in Helm's words */
function checkNameFlags(typed: string | undefined, { generateName, nameTemplate }: TemplateFlags): void {
  if (typed === undefined) return;
  if (generateName) throw new EddyError('UsageInvalid', 'cannot set --generate-name and also specify a name');
  if (filled(nameTemplate) !== undefined) throw new EddyError('UsageInvalid', 'cannot set --name-template and also specify a name');
}

async function renderOptions(given: TemplateFlags, io: Io): Promise<Omit<RenderOptions, 'releaseName'>> {
  const kubeVersion = filled(given.kubeVersion);
  if (kubeVersion !== undefined) parseKubeVersion(kubeVersion);
  const readFile = await userFileReader([...given.values, ...given.setFile], io);
  return {
    values: mergeValues({ ...given, files: given.values.map((path) => ({ path, text: readFile(path) })), readFile }),
    namespace: namespaceOf(given, io),
    ...(kubeVersion === undefined ? {} : { kubeVersion }),
    apiVersions: given.apiVersions,
    includeCrds: given.includeCrds,
    skipTests: given.skipTests,
    disableHooks: given.noHooks,
    isUpgrade: given.isUpgrade,
    skipSchemaValidation: given.skipSchemaValidation,
    showOnly: given.showOnly,
  };
}

/** Whether a result may be kept for the next run: the command line and the files alone decide it. */
function mayKeep({ noCache, realRandom, enableDns }: TemplateFlags): boolean {
  return !noCache && !realRandom && !enableDns;
}

function writeFiles(result: RenderResult, dir: string, given: TemplateFlags, name: string, io: Io): void {
  io.stdout.write(writeTemplates(result, given.includeCrds, { dir, release: given.releaseName ? name : undefined, cwd: io.cwd }));
  // What went to files is not there to be picked from; Helm says so when all is written.
  const [wanted] = given.showOnly;
  if (wanted !== undefined) throw new EddyError('HelmTemplateNotFound', `could not find template ${wanted} in chart`, { hint: '--show-only picks from what is printed, and --output-dir prints nothing' });
  io.stdout.write('\n');
}

function isDebug(given: TemplateFlags, { env }: Io): boolean {
  return given.debug || parseBool(env['HELM_DEBUG'] ?? '') === true;
}

/**
 * What Helm prints with `--debug` of a render that failed: texts that are no manifests, and an empty line where there are none.
 *
 * @throws EddyError HelmTemplateNotFound, which then stands for the failure, when `--show-only` finds nothing in that.
 */
function shownOnFailure(error: unknown, job: TemplateJob, showOnly: readonly string[]): string {
  if (!(error instanceof EddyError) || error.code === 'HelmTemplateNotFound') return '';
  if (error.code === 'HelmManifestInvalid') return job.renderUnsorted().manifest();
  if (!error.code.startsWith('HelmTemplate') && !error.message.startsWith('chart requires kubeVersion')) return '';
  const [wanted] = showOnly;
  if (wanted !== undefined) throw new EddyError('HelmTemplateNotFound', `could not find template ${wanted} in chart`, { notes: [{ message: error.message }], cause: error });
  return '\n';
}

/** The error with what the command line has to offer for it. */
function withAdvice(error: EddyError, given: TemplateFlags, io: Io): EddyError {
  if (error.code === 'HelmDependencyMissing') return error.in({ hint: 'eddy fetches no charts, even with --dependency-update' });
  if (error.code !== 'HelmManifestInvalid' || isDebug(given, io)) return error;
  return error.with({ hint: `${error.hint ?? ''}; --debug prints it` });
}

/** A flag with an empty text is one that is not there. */
function filled(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
