import { parseYaml, YamlError } from '../lang/yaml/index.ts';
import { newDict, type Dict } from '../std/dict.ts';
import { didYouMean } from '../diagnostics/index.ts';
import type { EddyError } from '../diagnostics/index.ts';
import type { FieldSpec } from './field-spec.ts';
import { goAny, goBool, goDecode, goListOf, goString, goStringMap, goStrings, goStruct, type GoStruct, type GoType } from './go-decode.ts';
import { fault, prefixed, reworded } from './kustomize-error.ts';

/** The names a kustomization file may have, in the order of kustomize's messages. */
export const KUSTOMIZATION_FILE_NAMES: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

type Texts = Readonly<Record<string, string>>;

export interface Selector {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly annotationSelector?: string;
  readonly labelSelector?: string;
}

export interface PatchSpec {
  readonly path?: string;
  readonly patch?: string;
  readonly target?: Selector;
  readonly options?: { readonly allowNameChange?: boolean; readonly allowKindChange?: boolean };
}

export interface ImageSpec {
  readonly name?: string;
  readonly newName?: string;
  readonly tagSuffix?: string;
  readonly newTag?: string;
  readonly digest?: string;
}

export interface LabelSpec {
  readonly pairs?: Texts;
  readonly includeSelectors?: boolean;
  readonly includeTemplates?: boolean;
  readonly fields?: readonly FieldSpec[];
}

export interface GeneratorOptions {
  readonly labels?: Texts;
  readonly annotations?: Texts;
  readonly disableNameSuffixHash?: boolean;
  readonly immutable?: boolean;
}

/** An entry of configMapGenerator, or with `type` of secretGenerator. */
export interface GeneratorSpec {
  readonly namespace?: string;
  readonly name?: string;
  readonly behavior?: string;
  readonly literals?: readonly string[];
  readonly files?: readonly string[];
  readonly envs?: readonly string[];
  readonly env?: string;
  readonly options?: GeneratorOptions;
  readonly type?: string;
}

export interface ReplicaSpec {
  readonly name?: string;
  readonly count?: number;
}

export interface FieldOptions {
  readonly delimiter?: string;
  readonly index?: number;
  readonly encoding?: string;
  readonly create?: boolean;
}

export interface ReplacementSource extends Omit<Selector, 'annotationSelector' | 'labelSelector'> {
  readonly fieldPath?: string;
  readonly options?: FieldOptions;
}

export interface ReplacementTarget {
  readonly select?: Selector;
  readonly reject?: readonly Selector[];
  readonly fieldPaths?: readonly string[];
  readonly options?: FieldOptions;
}

export interface Replacement {
  readonly source?: ReplacementSource;
  readonly sourceValue?: string;
  readonly targets?: readonly ReplacementTarget[];
}

export interface VarSpec {
  readonly name?: string;
  readonly objref?: { readonly apiVersion?: string; readonly group?: string; readonly version?: string; readonly kind?: string; readonly name?: string; readonly namespace?: string };
  readonly fieldref?: { readonly fieldPath?: string };
}

export interface SortOptions {
  readonly order?: string;
  readonly legacySortOptions?: { readonly orderFirst?: readonly string[]; readonly orderLast?: readonly string[] };
}

export interface HelmChartSpec {
  readonly chartHome?: string;
  readonly configHome?: string;
  readonly name?: string;
  readonly version?: string;
  readonly repo?: string;
  readonly releaseName?: string;
  readonly namespace?: string;
  readonly additionalValuesFiles?: readonly string[];
  readonly valuesFile?: string;
  readonly valuesInline?: Dict;
  readonly valuesMerge?: string;
  readonly includeCRDs?: boolean;
  readonly skipHooks?: boolean;
  readonly apiVersions?: readonly string[];
  readonly kubeVersion?: string;
  readonly nameTemplate?: string;
  readonly skipTests?: boolean;
  readonly debug?: boolean;
  readonly devel?: boolean;
}

interface OldHelmChart {
  readonly chartName?: string;
  readonly chartVersion?: string;
  readonly chartRepoUrl?: string;
  readonly chartHome?: string;
  readonly helmHome?: string;
  readonly values?: string;
  readonly valuesLocal?: Dict;
  readonly valuesMerge?: string;
  readonly releaseName?: string;
}

/** A kustomization file after its old fields were moved to where they belong now. */
export interface KustomizationFile {
  readonly kind: 'Kustomization' | 'Component';
  readonly openapi?: Texts;
  readonly namePrefix?: string;
  readonly nameSuffix?: string;
  readonly namespace?: string;
  readonly commonLabels?: Texts;
  readonly labels?: readonly LabelSpec[];
  readonly commonAnnotations?: Texts;
  readonly patchesStrategicMerge?: readonly string[];
  readonly patchesJson6902?: readonly PatchSpec[];
  readonly patches?: readonly PatchSpec[];
  readonly images?: readonly ImageSpec[];
  readonly replacements?: readonly (Replacement & { readonly path?: string })[];
  readonly replicas?: readonly ReplicaSpec[];
  readonly vars?: readonly VarSpec[];
  readonly sortOptions?: SortOptions;
  readonly resources?: readonly string[];
  readonly components?: readonly string[];
  readonly crds?: readonly string[];
  readonly configMapGenerator?: readonly GeneratorSpec[];
  readonly secretGenerator?: readonly GeneratorSpec[];
  readonly helmGlobals?: { readonly chartHome?: string; readonly configHome?: string };
  readonly helmCharts?: readonly HelmChartSpec[];
  readonly generatorOptions?: GeneratorOptions;
  readonly configurations?: readonly string[];
  readonly generators?: readonly string[];
  readonly transformers?: readonly string[];
  readonly validators?: readonly string[];
  readonly buildMetadata?: readonly string[];
}

const typeMeta = goStruct('types.TypeMeta', { kind: goString, apiVersion: goString });
export const goGvk: GoStruct = goStruct('resid.Gvk', { group: goString, version: goString, kind: goString });
const resId = goStruct('resid.ResId', { name: goString, namespace: goString }, { Gvk: goGvk });
export const goSelector: GoStruct = goStruct('types.Selector', { annotationSelector: goString, labelSelector: goString }, { ResId: resId });
export const goFieldSpec: GoStruct = { ...goStruct('types.FieldSpec', { path: goString, create: goBool }, { Gvk: goGvk }), always: ['path'] };
export const goObjectMeta: GoStruct = goStruct('types.ObjectMeta', { name: goString, namespace: goString, labels: goStringMap, annotations: goStringMap });
const patchArgs = goStruct('types.PatchArgs', { allowNameChange: goBool, allowKindChange: goBool });
export const goPatch: GoStruct = goStruct('types.Patch', { path: goString, patch: goString, target: goSelector, options: patchArgs });
export const goImage: GoStruct = goStruct('types.Image', { name: goString, newName: goString, tagSuffix: goString, newTag: goString, digest: goString });
const label = goStruct('types.Label', { pairs: goStringMap, includeSelectors: goBool, includeTemplates: goBool, fields: goListOf(goFieldSpec) });
const generatorOptions = goStruct('types.GeneratorOptions', { labels: goStringMap, annotations: goStringMap, disableNameSuffixHash: goBool, immutable: goBool });
const kvPairSources = goStruct('types.KvPairSources', { literals: goStrings, files: goStrings, envs: goStrings, env: goString });
const generatorArgs = goStruct('types.GeneratorArgs', { namespace: goString, name: goString, behavior: goString, options: generatorOptions }, { KvPairSources: kvPairSources });
export const goConfigMapArgs: GoStruct = goStruct('types.ConfigMapArgs', {}, { GeneratorArgs: generatorArgs });
export const goSecretArgs: GoStruct = goStruct('types.SecretArgs', { type: goString }, { GeneratorArgs: generatorArgs });
const int64: GoType = { type: 'int', go: 'int64' };
export const goReplica: GoStruct = goStruct('types.Replica', { name: goString, count: int64 });
const fieldOptions = goStruct('types.FieldOptions', { delimiter: goString, index: { type: 'int', go: 'int' }, encoding: goString, create: goBool });
const sourceSelector = goStruct('types.SourceSelector', { fieldPath: goString, options: fieldOptions }, { ResId: resId });
const targetSelector = goStruct('types.TargetSelector', {
  select: goSelector, reject: { type: 'list', go: '[]*types.Selector', of: goSelector }, fieldPaths: goStrings, options: fieldOptions,
});
export const goReplacement: GoStruct = goStruct('types.Replacement', {
  source: sourceSelector, targets: { type: 'list', go: '[]*types.TargetSelector', of: targetSelector }, sourceValue: goString,
});
export const goReplacementField: GoStruct = goStruct('types.ReplacementField', { path: goString }, { Replacement: goReplacement });
const varTarget = goStruct('types.Target', { apiVersion: goString, name: goString, namespace: goString }, { Gvk: goGvk });
const variable = goStruct('types.Var', { name: goString, objref: varTarget, fieldref: goStruct('types.FieldSelector', { fieldPath: goString }) });
const sortOptions = goStruct('types.SortOptions', {
  order: { type: 'string', go: 'types.SortOrder' },
  legacySortOptions: goStruct('types.LegacySortOptions', { orderFirst: goStrings, orderLast: goStrings }),
});
const helmGlobals = goStruct('types.HelmGlobals', { chartHome: goString, configHome: goString });
const goValues: GoType = { type: 'map', go: 'map[string]interface {}', of: goAny };
const helmChart = goStruct('types.HelmChart', {
  name: goString, version: goString, repo: goString, releaseName: goString, namespace: goString, additionalValuesFiles: goStrings,
  valuesFile: goString, valuesInline: goValues, valuesMerge: goString, includeCRDs: goBool, skipHooks: goBool, apiVersions: goStrings,
  kubeVersion: goString, nameTemplate: goString, skipTests: goBool, debug: goBool, devel: goBool,
});
export const goHelmPlugin: GoStruct = goStruct('builtins.HelmChartInflationGeneratorPlugin', {}, { HelmGlobals: helmGlobals, HelmChart: helmChart });
const helmChartArgs = goStruct('types.HelmChartArgs', {
  chartName: goString, chartVersion: goString, chartRepoUrl: goString, chartHome: goString, chartRepoName: goString, helmBin: goString,
  helmHome: goString, values: goString, valuesLocal: goValues, valuesMerge: goString, releaseName: goString, releaseNamespace: goString, extraArgs: goStrings,
});

const kustomization = goStruct('types.Kustomization', {
  metadata: goObjectMeta, openapi: goStringMap, namePrefix: goString, nameSuffix: goString, namespace: goString, commonLabels: goStringMap,
  labels: goListOf(label), commonAnnotations: goStringMap,
  patchesStrategicMerge: goListOf({ type: 'string', go: 'types.PatchStrategicMerge' }),
  patchesJson6902: goListOf(goPatch), patches: goListOf(goPatch), images: goListOf(goImage), imageTags: goListOf(goImage),
  replacements: goListOf(goReplacementField), replicas: goListOf(goReplica), vars: goListOf(variable), sortOptions,
  resources: goStrings, components: goStrings, crds: goStrings, bases: goStrings, configMapGenerator: goListOf(goConfigMapArgs),
  secretGenerator: goListOf(goSecretArgs), helmGlobals, helmCharts: goListOf(helmChart), helmChartInflationGenerator: goListOf(helmChartArgs),
  generatorOptions, configurations: goStrings, generators: goStrings, transformers: goStrings, validators: goStrings, buildMetadata: goStrings,
}, { TypeMeta: typeMeta });

interface RawKustomization extends Omit<KustomizationFile, 'kind'> {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly bases?: readonly string[];
  readonly imageTags?: readonly ImageSpec[];
  readonly helmChartInflationGenerator?: readonly OldHelmChart[];
}

const EDIT_FIX = "Run 'kustomize edit fix' to update your Kustomization automatically.";
const DEPRECATED: readonly (readonly [field: keyof RawKustomization, better: string, prefix: string])[] = [
  ['bases', 'resources', ''],
  ['commonLabels', 'labels', ''],
  ['imageTags', 'images', ''],
  ['patchesJson6902', 'patches', ''],
  ['patchesStrategicMerge', 'patches', ''],
  ['vars', 'replacements', '[EXPERIMENTAL] '],
];

/**
 * Reads a kustomization file.
 *
 * Follows kustomize api v0.21.1 types/kustomization.go and internal/target/kusttarget.go (Load).
 *
 * @param warn is told of each old field that is used.
 * @throws EddyError KustomizeInvalid
 */
export function parseKustomization(text: string, file: string, root: string, warn: (message: string) => void): KustomizationFile {
  const raw = prefixed('invalid Kustomization', () => goDecode(kustomization, jsonOf(text, file), { strict: true })) as RawKustomization | undefined ?? {};
  for (const [field, better, prefix] of DEPRECATED) {
    if (raw[field] !== undefined) warn(`# Warning: '${field}' is deprecated. Please use '${better}' instead. ${prefix}${EDIT_FIX}`);
  }
  const fixed = moveOldFields(raw);
  const { kind: writtenKind = '', apiVersion, ...rest } = fixed;
  const kind = writtenKind === '' ? 'Kustomization' : writtenKind;
  if (Object.values(rest).every((value) => value === '')) throw fault('KustomizeInvalid', 'kustomization.yaml is empty', { at: { file, line: 1, col: 1 } });
  checkType(kind, apiVersion ?? '', root, file);
  return { ...rest, kind: kind as KustomizationFile['kind'] };
}

/**
 * Reads the fields of a kustomization file and nothing more, as Flux does before it edits the file:
 * unknown fields are left out, old ones stay where they are, and numbers and booleans become texts where texts belong.
 *
 * @throws EddyError KustomizeInvalid, YamlSyntax with Go's words
 */
export function decodeKustomization(text: string, file: string): Dict {
  return (goDecode(kustomization, jsonOf(text, file), { texts: true }) ?? newDict()) as Dict;
}

/** Reads YAML as Go's JSON decoder would get it. @throws YamlError with Go's words */
export function jsonOf(text: string, file: string): unknown {
  try {
    return parseYaml(text, { file, integers: 'exact' });
  } catch (error) {
    throw error instanceof YamlError ? reworded(error, error.goMessage) : error;
  }
}

/** Adds the place of the file to an error, and for an unknown field the nearest name. */
export function explainKustomization(error: EddyError, file: string): EddyError {
  const unknown = /json: unknown field "(.*)"$/.exec(error.message)?.[1];
  const names = [...Object.keys(kustomization.fields), 'apiVersion', 'kind'];
  return error.in({ at: { file, line: 1, col: 1 }, hint: unknown === undefined ? undefined : didYouMean(unknown, names) });
}

function moveOldFields(raw: RawKustomization): RawKustomization {
  const { bases = [], imageTags = [], helmChartInflationGenerator: oldCharts = [], ...rest } = raw;
  const fixed: { -readonly [K in keyof RawKustomization]: RawKustomization[K] } = rest;
  if (bases.length > 0) fixed.resources = [...(raw.resources ?? []), ...bases];
  if (imageTags.length > 0) fixed.images = [...(raw.images ?? []), ...imageTags];
  if (raw.configMapGenerator !== undefined) fixed.configMapGenerator = raw.configMapGenerator.map(moveEnv);
  if (raw.secretGenerator !== undefined) fixed.secretGenerator = raw.secretGenerator.map(moveEnv);
  if (oldCharts.length > 0) {
    fixed.helmCharts = [...(raw.helmCharts ?? []), ...oldCharts.map(chartOf)];
    const chartHome = oldCharts.findLast((chart) => (chart.chartHome ?? '') !== '')?.chartHome;
    const configHome = oldCharts.findLast((chart) => (chart.helmHome ?? '') !== '')?.helmHome;
    if (raw.helmGlobals === undefined && (chartHome !== undefined || configHome !== undefined)) {
      fixed.helmGlobals = { ...(chartHome === undefined ? {} : { chartHome }), ...(configHome === undefined ? {} : { configHome }) };
    }
  }
  return fixed;
}

function moveEnv(generator: GeneratorSpec): GeneratorSpec {
  const { env = '', ...rest } = generator;
  return env === '' ? rest : { ...rest, envs: [...(generator.envs ?? []), env] };
}

function chartOf(old: OldHelmChart): HelmChartSpec {
  const chart = {
    name: old.chartName, version: old.chartVersion, repo: old.chartRepoUrl, valuesFile: old.values, valuesInline: old.valuesLocal,
    valuesMerge: old.valuesMerge, releaseName: old.releaseName,
  };
  return Object.fromEntries(Object.entries(chart).filter(([, value]) => value !== undefined));
}

function checkType(kind: string, apiVersion: string, root: string, file: string): void {
  const problems: string[] = [];
  if (kind !== '' && kind !== 'Kustomization' && kind !== 'Component') problems.push('kind should be Kustomization or Component');
  const required = kind === 'Component' ? 'kustomize.config.k8s.io/v1alpha1' : 'kustomize.config.k8s.io/v1beta1';
  if (apiVersion !== '' && apiVersion !== required) problems.push(`apiVersion for ${kind} should be ${required}`);
  if (problems.length === 0) return;
  throw fault('KustomizeInvalid', `Failed to read kustomization file under ${root}:\n${problems.join('\n')}`, { at: { file, line: 1, col: 1 } });
}
