import { EddyError } from '../diagnostics/index.ts';
import { TemplateError, type Functions, type TemplateSet } from '../lang/gotemplate/index.ts';
import { withGoType } from '../lang/govalue/index.ts';
import { quote } from '../lang/gofmt/index.ts';
import { compareUtf8 } from '../std/compare.ts';
import { toDict, type Dict } from '../std/dict.ts';
import { Capabilities, DEFAULT_API_VERSIONS, DEFAULT_KUBE_VERSION, parseKubeVersion, type KubeVersion } from './capabilities.ts';
import type { Chart, ChartCrd, ChartFile } from './chart.ts';
import { instantiate, type ChartInstance } from './chart-instance.ts';
import { coalesceValues } from './coalesce.ts';
import { compiledTemplates } from './compiled-templates.ts';
import { processDependencies } from './dependencies.ts';
import type { Lookup, RenderHost } from './helm-functions.ts';
import { failed, info, messageOf, warning, type Log, type LogLine } from './log-line.ts';
import { hooksBeforeFault, sortManifests } from './manifests.ts';
import { RenderResult } from './render-result.ts';
import { trimSpace } from './split-manifests.ts';
import { executionFailure } from './template-failure.ts';
import { isPartial, scopeTemplates, type ChartScope, type ReleaseFacts, type ScopedTemplate } from './template-values.ts';
import { validateValues } from './values-schema.ts';
import { VALUES_TYPE } from './values-type.ts';
import { isCompatible } from './version-range.ts';

/** The Helm whose behaviour is followed; `.Capabilities.HelmVersion` says it. */
export const HELM_VERSION = 'v4.2.2';
/** What Helm says of itself as a library: only the build of its command sets the release. */
const LIBRARY_VERSION = 'v4.2';

/** What a render may be told. Names follow `helm template`'s flags. */
export interface RenderOptions {
  readonly releaseName: string;
  readonly namespace: string;
  /** The user's values, merged from their sources (`mergeValues`). Not changed. */
  readonly values?: Dict;
  /** `v1.36.0` by default. */
  readonly kubeVersion?: string;
  /** In addition to Helm's own list; for a real cluster see `onlyApiVersions`. */
  readonly apiVersions?: readonly string[];
  /** Whether `apiVersions` stands in place of Helm's own list, as it does against a cluster. */
  readonly onlyApiVersions?: boolean;
  readonly isUpgrade?: boolean;
  /** 1 by default. */
  readonly revision?: number;
  /** Puts the CRDs of `crds/` folders in front of the manifest. */
  readonly includeCrds?: boolean;
  /** Leaves out hooks that are tests. */
  readonly skipTests?: boolean;
  /** Leaves out all hooks. */
  readonly disableHooks?: boolean;
  /** Only documents of templates that match these patterns, in the order of the patterns. */
  readonly showOnly?: readonly string[];
  readonly skipSchemaValidation?: boolean;
  /** Whether dependencies that `Chart.yaml` lists have to be vendored; on by default, as in Helm's commands. */
  readonly requireDependencies?: boolean;
  /** Whether documents keep the white space at their ends, as in Flux's Helm (4.2.4): there a block scalar keeps its last line break. */
  readonly wholeDocuments?: boolean;
  /** Whether Helm is a library of the program that renders, as in Flux: `.Capabilities.HelmVersion` is then no release. */
  readonly asLibrary?: boolean;
  /** What the templates' `lookup` finds; nothing by default. */
  readonly lookup?: Lookup;
}

/**
 * Renders a chart; `heard` takes what Helm would log, each line once, up to an error.
 *
 * The functions decide what is random and what time it is; see `HelmEngine`.
 *
 * Follows Helm 4.2.2 `pkg/action/install.go` and `action.go` for a dry run on the client.
 *
 * @throws EddyError with Helm's message: HelmReleaseName, HelmDependencyMissing, HelmValuesInvalid, HelmValuesSchema, HelmKubeVersion,
 *   HelmTemplateSyntax, HelmTemplateExecution, HelmTemplateFail, HelmTemplateLimit, HelmManifestInvalid.
 * @throws LibraryNeeded when a template calls a function whose library is not loaded yet.
 */
export function renderWith(functions: Functions, chart: Chart, options: RenderOptions, heard: Log = () => undefined): RenderResult {
  const lines = new Map<string, LogLine>();
  const log: Log = (line) => {
    const message = messageOf(line);
    const said = lines.get(message);
    if (said === undefined) heard(line);
    if (said === undefined || said.isInterim === true) lines.set(message, line);
  };
  chart.warnings.forEach(log);
  const { instance, files } = renderTemplates(functions, chart, options, log);
  const notes = takeNotes(files, `${instance.name}/templates/NOTES.txt`);
  const { manifests, hooks } = sortManifests(files, log, options.wholeDocuments);
  return new RenderResult({ manifests, hooks: shownHooks(hooks, options), crds: crdsOf(instance), notes, log: [...lines.values()], options });
}

/**
 * What Helm has of a chart whose manifests cannot be sorted, and prints with `--debug`: the text of each template as a whole, and some hooks.
 *
 * Helm prints the texts in any order; here they come by name.
 *
 * @throws EddyError as `renderWith` does, except for HelmManifestInvalid.
 */
export function renderUnsorted(functions: Functions, chart: Chart, options: RenderOptions): RenderResult {
  const { instance, files } = renderTemplates(functions, chart, options, () => undefined);
  const notes = takeNotes(files, `${instance.name}/templates/NOTES.txt`);
  const manifests = [...files]
    .filter(([, text]) => trimSpace(text) !== '')
    .sort(([a], [b]) => compareUtf8(a, b))
    .map(([source, text], index) => ({ source, text, apiVersion: '', kind: '', name: '', hook: undefined, index }));
  return new RenderResult({ manifests, hooks: shownHooks(hooksBeforeFault(files), options), crds: [], notes, log: [], options });
}

/** The chart as the release has it, and the text of each of its templates by their full names; partials have none. @throws EddyError as `renderWith` does. */
export function renderTemplates(functions: Functions, chart: Chart, options: RenderOptions, log: Log): { readonly instance: ChartInstance; readonly files: Map<string, string> } {
  checkInstallable(chart, options, log);
  const kubeVersion = parseKubeVersion(options.kubeVersion ?? DEFAULT_KUBE_VERSION);
  const instance = instantiate(chart);
  const given = options.values ?? toDict({});
  processDependencies(instance, given, log);
  const values = coalesceValues(instance, given, (message) => log(info(message)));
  if (options.skipSchemaValidation !== true) validateValues(instance, values, log);
  checkKubeVersion(chart, kubeVersion);
  const templates = scopeTemplates(instance, values, releaseFacts(options), capabilitiesOf(options, kubeVersion));
  return { instance, files: executeAll(templates, compiledTemplates(functions, chart, templates), options.lookup) };
}

function checkInstallable(chart: Chart, options: RenderOptions, log: Log): void {
  const { type, deprecated, dependencies = [] } = chart.metadata;
  if (type !== '' && type !== 'application') throw new EddyError('HelmChartInvalid', `${type} charts are not installable`);
  if (deprecated) log(warning('this chart is deprecated'));
  if (options.requireDependencies !== false) {
    const vendored = new Set(chart.dependencies.map((dependency) => dependency.metadata.name));
    const missing = dependencies.map(({ name }) => name).filter((name) => !vendored.has(name));
    if (missing.length > 0) {
      throw new EddyError(
        'HelmDependencyMissing',
        "an error occurred while checking for chart dependencies. You may need to run 'helm dependency build' to fetch missing dependencies: " +
          `found in Chart.yaml, but missing in charts/ directory: ${missing.join(', ')}`,
      );
    }
  }
  checkReleaseName(options.releaseName, log);
}

const NAME_PATTERN = '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$';
const MAX_NAME_LENGTH = 53;

function checkReleaseName(name: string, log: Log): void {
  const fault = nameFault(name);
  if (fault === undefined) return;
  const error = `release name ${quote(name)}: ${fault}`;
  log(failed('release name check failed', error));
  throw new EddyError('HelmReleaseName', `release name check failed: ${error}`);
}

function nameFault(name: string): string | undefined {
  if (name === '') return 'no name provided';
  if (name.length <= MAX_NAME_LENGTH && new RegExp(NAME_PATTERN).test(name)) return undefined;
  return `invalid release name, must match regex ${NAME_PATTERN} and the length must not be longer than ${MAX_NAME_LENGTH}`;
}

function checkKubeVersion(chart: Chart, version: KubeVersion): void {
  const range = chart.metadata.kubeVersion;
  if (range === '' || isCompatible(range, version.normalized)) return;
  throw new EddyError('HelmKubeVersion', `chart requires kubeVersion: ${range} which is incompatible with Kubernetes ${version.version}`);
}

function releaseFacts({ releaseName, namespace, isUpgrade, revision }: RenderOptions): ReleaseFacts {
  return { name: releaseName, namespace, isUpgrade: isUpgrade ?? false, revision: revision ?? 1 };
}

function capabilitiesOf({ apiVersions = [], onlyApiVersions, asLibrary }: RenderOptions, version: KubeVersion): Capabilities {
  const helm = asLibrary === true ? { version: LIBRARY_VERSION, treeState: '' } : { version: HELM_VERSION, treeState: 'clean' };
  return new Capabilities(version, onlyApiVersions === true ? apiVersions : [...DEFAULT_API_VERSIONS, ...apiVersions], helm);
}

function executeAll(templates: readonly ScopedTemplate[], set: TemplateSet, lookup: Lookup | undefined): Map<string, string> {
  const host: RenderHost = { including: new Map(), lookup, tplDepth: 0 };
  const files = new Map<string, string>();
  let scope: ChartScope | undefined;
  for (const template of templates) {
    if (isPartial(template.name)) continue;
    if (template.scope !== scope) {
      enterScope(scope, template.scope);
      scope = template.scope;
    }
    files.set(template.name, execute(set, template, host));
  }
  return files;
}

/** A subchart's dot and its part of the parent's values are plain maps for its parent: only its own templates see them as a type of their own. */
function enterScope(before: ChartScope | undefined, next: ChartScope): void {
  if (before !== undefined) {
    for (const map of [before.dot, before.values]) withGoType(map, 'map[string]interface {}');
    replaceValues(before.dot, before.values, before.shownValues);
  }
  for (const map of [next.dot, next.values]) withGoType(map, VALUES_TYPE);
  replaceValues(next.dot, next.shownValues, next.values);
}

/** Puts other values into a dot, unless a template has set its own there. */
function replaceValues(dot: Dict, from: Dict, to: Dict): void {
  if (dot['Values'] === from) dot['Values'] = to;
}

function execute(set: TemplateSet, { name, scope }: ScopedTemplate, host: RenderHost): string {
  scope.dot['Template'] = withGoType(toDict({ Name: name, BasePath: scope.basePath }), VALUES_TYPE);
  try {
    return set.execute(name, scope.dot, { host }).replaceAll('<no value>', '');
  } catch (error) {
    throw error instanceof TemplateError ? executionFailure(error) : error;
  }
}

/** Removes every `NOTES.txt` from the files and answers the root chart's. */
function takeNotes(files: Map<string, string>, own: string): string {
  const notes = files.get(own) ?? '';
  for (const name of [...files.keys()]) if (name.endsWith('NOTES.txt')) files.delete(name);
  return notes;
}

function shownHooks(hooks: RenderResult['hooks'], { disableHooks, skipTests }: RenderOptions): RenderResult['hooks'] {
  if (disableHooks === true) return [];
  return skipTests === true ? hooks.filter(({ hook }) => hook?.events.includes('test') !== true) : hooks;
}

/** The CRDs that a release of a chart would bring: its own, and those of the subcharts that the values switch on. Not changed. */
export function enabledCrds(chart: Chart, values: Dict): readonly ChartCrd[] {
  const instance = instantiate(chart);
  processDependencies(instance, values, () => undefined);
  return crdsOf(instance);
}

/** Mostly nobody asks for the text, which is long. */
function crdOf(source: string, file: ChartFile): ChartCrd {
  return {
    source,
    get text() {
      return file.text;
    },
  };
}

/** The CRDs of a chart and of its enabled subcharts. */
function crdsOf(chart: ChartInstance): ChartCrd[] {
  const own = chart.chart.files
    .filter(({ name }) => name.startsWith('crds/') && /\.(?:ya?ml|json)$/i.test(name))
    .map((file) => crdOf(`${chart.fullPath}/${file.name}`, file));
  return [...own, ...chart.dependencies.flatMap(crdsOf)];
}
