import { isDict, toDict, type Dict } from '../std/dict.ts';
import { readAffixConfig } from './affix-config.ts';
import { printResource } from './print.ts';
import type { FieldSpec } from './field-spec.ts';
import { goBool, goDecode, goListOf, goString, goStringMap, goStruct, type GoStruct, type GoType } from './go-decode.ts';
import { makeDataObject } from './generators/data-object.ts';
import { inflateChart } from './generators/helm-chart.ts';
import { makeIamPolicy } from './generators/iam-policy.ts';
import {
  goConfigMapArgs, goFieldSpec, goHelmPlugin, goImage, goObjectMeta, goPatch, goReplacement, goReplacementField, goReplica, goSecretArgs,
  goSelector, jsonOf, type GeneratorSpec, type ImageSpec, type ReplicaSpec, type Replacement, type Selector,
} from './kustomization-file.ts';
import { fault, prefixed, reworded, attempt } from './kustomize-error.ts';
import type { Loader } from './loader.ts';
import { gvkText, idText } from './res-id.ts';
import type { Resource } from './resource.ts';
import type { Generate, PluginHost, Transform } from './plugin-host.ts';
import { nodeValue } from './scalar-value.ts';
import { setImages } from './transformers/images.ts';
import { addTexts } from './transformers/labels.ts';
import { affixNames } from './transformers/name-affix.ts';
import { setNamespaces, type SubjectMode } from './transformers/namespace.ts';
import { addHashes } from './transformers/hash.ts';
import { applyOldJsonPatch, applyOldMergePatches, applyPatch, loadOldJsonPatch, loadOldMergePatches, loadPatch } from './transformers/patches.ts';
import { replaceValues } from './transformers/replacements.ts';
import { setReplicas } from './transformers/replicas.ts';
import { addValue, type ValueTarget } from './transformers/value-add.ts';

/** A built-in plugin: reads its configuration and answers what it does. */
type PluginMaker<T> = (host: PluginHost, config: Dict, text: () => string) => T;

const metadata: Readonly<Record<string, GoType>> = { metadata: goObjectMeta };
const fieldSpecs: GoType = goListOf(goFieldSpec);
const plugin = (name: string, fields: Readonly<Record<string, GoType>>, embedded?: Readonly<Record<string, GoStruct>>): GoStruct => goStruct(`builtins.${name}Plugin`, fields, embedded);

const CONFIGS: Readonly<Record<string, GoStruct>> = {
  AnnotationsTransformer: plugin('AnnotationsTransformer', { annotations: goStringMap, fieldSpecs }),
  ConfigMapGenerator: plugin('ConfigMapGenerator', metadata, { ConfigMapArgs: goConfigMapArgs }),
  HashTransformer: plugin('HashTransformer', {}),
  HelmChartInflationGenerator: goHelmPlugin,
  IAMPolicyGenerator: plugin('IAMPolicyGenerator', {}, { IAMPolicyGeneratorArgs: goStruct('types.IAMPolicyGeneratorArgs', {
    cloud: { type: 'string', go: 'types.Cloud' }, kubernetesService: goStruct('types.KubernetesService', { name: goString, namespace: goString }),
    serviceAccount: goStruct('types.ServiceAccount', { name: goString, projectId: goString }),
  }) }),
  ImageTagTransformer: plugin('ImageTagTransformer', { imageTag: goImage, fieldSpecs }),
  LabelTransformer: plugin('LabelTransformer', { labels: goStringMap, fieldSpecs }),
  NamespaceTransformer: plugin('NamespaceTransformer', { ...metadata, fieldSpecs, unsetOnly: goBool, setRoleBindingSubjects: { type: 'string', go: 'namespace.RoleBindingSubjectMode' } }),
  PatchJson6902Transformer: plugin('PatchJson6902Transformer', { target: goSelector, path: goString, jsonOp: goString }),
  PatchStrategicMergeTransformer: plugin('PatchStrategicMergeTransformer', { paths: goListOf({ type: 'string', go: 'types.PatchStrategicMerge' }), patches: goString }),
  PatchTransformer: goStruct('builtins.PatchTransformerPlugin', goPatch.fields),
  PrefixTransformer: plugin('PrefixTransformer', { prefix: goString, fieldSpecs }),
  SuffixTransformer: plugin('SuffixTransformer', { suffix: goString, fieldSpecs }),
  PrefixSuffixTransformer: plugin('PrefixTransformer', { prefix: goString, suffix: goString, fieldSpecs }),
  ReplacementTransformer: plugin('ReplacementTransformer', { replacements: goListOf(goReplacementField) }),
  ReplicaCountTransformer: plugin('ReplicaCountTransformer', { replica: goReplica, fieldSpecs }),
  SecretGenerator: plugin('SecretGenerator', metadata, { SecretArgs: goSecretArgs }),
  ValueAddTransformer: plugin('ValueAddTransformer', {
    value: goString, targetFilePath: goString,
    targets: goListOf(goStruct('builtins.Target', { selector: goSelector, fieldPath: goString, filePathPosition: { type: 'int', go: 'int' } })),
  }),
};

const GENERATORS: Readonly<Record<string, PluginMaker<Generate>>> = {
  ConfigMapGenerator: (host, config) => dataGenerator(host, 'ConfigMap', config),
  SecretGenerator: (host, config) => dataGenerator(host, 'Secret', config),
  HelmChartInflationGenerator: (host, config) => inflateChart(host, config),
  IAMPolicyGenerator: (host, config) => () => [makeIamPolicy(host, config)],
};

function dataGenerator(host: PluginHost, kind: 'ConfigMap' | 'Secret', config: Dict): Generate {
  const meta = (config.metadata ?? {}) as { readonly name?: string; readonly namespace?: string };
  const { env = '', ...rest } = config as GeneratorSpec;
  const spec: GeneratorSpec = { ...rest, name: orElse(rest.name, meta.name), namespace: orElse(rest.namespace, meta.namespace) };
  return () => [makeDataObject(host, kind, env === '' ? spec : { ...spec, envs: [...(spec.envs ?? []), env] })];
}

function orElse(text: string | undefined, other: string | undefined): string {
  return text === undefined || text === '' ? (other ?? '') : text;
}

const TRANSFORMERS: Readonly<Record<string, PluginMaker<Transform>>> = {
  AnnotationsTransformer: (_, { annotations = {}, fieldSpecs: specs = [] }) => textTransform(annotations, specs),
  LabelTransformer: (_, { labels = {}, fieldSpecs: specs = [] }) => textTransform(labels, specs),
  HashTransformer: () => addHashes,
  ImageTagTransformer: (_, { imageTag = {}, fieldSpecs: specs = [] }) => (set) => {
    setImages(set, imageTag as ImageSpec, specs as FieldSpec[]);
  },
  NamespaceTransformer: (_, config) => namespaceTransform(config),
  PatchJson6902Transformer: ({ loader }, { target, path = '', jsonOp = '' }) => {
    const patch = loadOldJsonPatch(loader, target as Selector | undefined, path as string, jsonOp as string);
    return (set) => {
      applyOldJsonPatch(set, patch);
    };
  },
  PatchStrategicMergeTransformer: (host, { paths = [], patches = '' }) => {
    const merges = loadOldMergePatches(host, paths as string[], patches as string);
    return (set) => {
      applyOldMergePatches(set, merges, host.context.useSchema());
    };
  },
  PatchTransformer: (host, config, text) => {
    const patch = loadPatch(host, config, text);
    return (set) => {
      applyPatch(set, patch, host.context.useSchema());
    };
  },
  PrefixTransformer: (_, config) => affixTransform('prefix', config),
  SuffixTransformer: (_, config) => affixTransform('suffix', config),
  PrefixSuffixTransformer: (_, config) => {
    const prefix = affixTransform('prefix', config);
    const suffix = affixTransform('suffix', config);
    return (set) => {
      prefix(set);
      suffix(set);
    };
  },
  ReplacementTransformer: ({ loader }, { replacements = [] }) => {
    const all = (replacements as (Replacement & { readonly path?: string })[]).flatMap((each) => loadReplacements(loader, each));
    return (set) => {
      replaceValues(set, all);
    };
  },
  ReplicaCountTransformer: (_, { replica = {}, fieldSpecs: specs = [] }) => (set) => {
    setReplicas(set, replica as ReplicaSpec, specs as FieldSpec[]);
  },
  ValueAddTransformer: ({ loader }, config) => {
    const { value = '', targets = [], targetFilePath = '' } = config as { readonly value?: string; readonly targets?: ValueTarget[]; readonly targetFilePath?: string };
    return addValue(loader, value, targets, targetFilePath, (text, file) => {
      const decoded = unmarshal(goStruct('struct', { targets: CONFIGS.ValueAddTransformer!.fields.targets! }), jsonOf(text, file)) as { readonly targets?: ValueTarget[] } | undefined;
      return decoded?.targets ?? [];
    });
  },
};

function textTransform(texts: unknown, specs: unknown): Transform {
  return (set) => {
    addTexts(set.all, texts as Record<string, string>, specs as FieldSpec[]);
  };
}

const SUBJECT_MODES: readonly string[] = ['defaultOnly', 'none', 'allServiceAccounts'];

function namespaceTransform(config: Dict): Transform {
  const { metadata: meta = {}, fieldSpecs: specs = [], unsetOnly = false, setRoleBindingSubjects: mode = '' } = config;
  const { namespace = '' } = meta as { readonly namespace?: string };
  if (mode !== '' && !SUBJECT_MODES.includes(mode as string)) {
    throw fault('KustomizeInvalid', `invalid value ${JSON.stringify(mode)} for setRoleBindingSubjects: must be one of "defaultOnly", "none" or "allServiceAccounts"`);
  }
  const options = { namespace, specs: specs as FieldSpec[], unsetOnly: unsetOnly === true, subjects: (mode === '' ? 'defaultOnly' : mode) as SubjectMode };
  return (set) => {
    setNamespaces(set, options);
  };
}

function affixTransform(where: 'prefix' | 'suffix', config: Dict): Transform {
  const specs = config.fieldSpecs as FieldSpec[] | undefined;
  if (specs === undefined) throw fault('KustomizeInvalid', 'fieldSpecs is not expected to be nil');
  const affix = (config[where] ?? '') as string;
  return (set) => {
    affixNames(set, where, affix, specs);
  };
}

/** The replacements of an entry, which may stand in a file of their own. @throws EddyError KustomizeReplacement */
export function loadReplacements(loader: Loader, entry: Replacement & { readonly path?: string }): readonly Replacement[] {
  const { path = '', ...replacement } = entry;
  if (path === '') {
    const { targets = [], ...rest } = replacement;
    // An empty list is left out of the configuration that the plugin gets.
    return [targets.length === 0 ? rest : replacement];
  }
  if (entry.source !== undefined || (entry.targets ?? []).length > 0) throw fault('KustomizeReplacement', 'cannot specify both path and inline replacement');
  const value = jsonOf(loader.loadText(path), loader.pathOf(path));
  if (Array.isArray(value)) return unmarshal(goListOf(goReplacement), value) as Replacement[];
  if (isDict(value)) return [unmarshal(goReplacement, value) as Replacement];
  const kinds: Readonly<Record<string, string>> = { string: 'string', number: 'float64', boolean: 'bool' };
  throw fault('KustomizeReplacement', `unsupported replacement type encountered within replacement path: ${kinds[typeof value] ?? 'invalid'}`);
}

/** Fits JSON data to a type as sigs.k8s.io/yaml's Unmarshal does: unknown fields are left out. @throws EddyError KustomizeInvalid */
export function unmarshal(type: GoType, value: unknown): unknown {
  const { error, value: decoded } = attempt(() => goDecode(type, value, { texts: true }));
  if (error !== undefined) throw reworded(error, `error unmarshaling JSON: while decoding JSON: ${error.message}`);
  return decoded;
}

/** Makes the generator that an object in a file of `generators` describes. @throws EddyError KustomizePluginUnsupported */
export function makeGenerator(host: PluginHost, config: Resource): Generate {
  return prefixed('failed to load generator', () => {
    const { maker, value } = find(GENERATORS, 'generator', config);
    return prefixed(`plugin ${idText(config.originalId())} fails configuration`, () => maker(host, value, () => printResource(config)));
  });
}

/** Makes the transformer that an object in a file of `transformers` or `validators` describes. @throws EddyError KustomizePluginUnsupported */
export function makeTransformer(host: PluginHost, config: Resource): Transform {
  const { maker, value } = find(TRANSFORMERS, 'transformer', config);
  return prefixed(`plugin ${idText(config.originalId())} fails configuration`, () => maker(host, value, () => printResource(config)));
}

/** @throws EddyError KustomizeInvalid */
function readConfig(kind: string, value: Dict): unknown {
  switch (kind) {
    case 'PrefixTransformer': return readAffixConfig('prefix', value);
    case 'SuffixTransformer': return readAffixConfig('suffix', value);
    case 'NamespaceTransformer': return prefixed('unmarshalling NamespaceTransformer config', () => unmarshal(CONFIGS[kind]!, value));
    default: return unmarshal(CONFIGS[kind]!, value);
  }
}

function find<T>(makers: Readonly<Record<string, PluginMaker<T>>>, role: string, config: Resource): { readonly maker: PluginMaker<T>; readonly value: Dict } {
  const id = config.currentId();
  if (id.group !== '' || id.version !== 'builtin') {
    throw fault('KustomizePluginUnsupported', `external plugins disabled; unable to load external plugin '${config.originalId().kind}'`, {
      hint: 'only built-in generators and transformers (apiVersion: builtin) run, here as in Flux',
    });
  }
  if (!Object.hasOwn(CONFIGS, id.kind)) throw fault('KustomizePluginUnsupported', `unable to load builtin ${gvkText(id)}`);
  const maker = Object.hasOwn(makers, id.kind) ? makers[id.kind] : undefined;
  if (maker === undefined) throw fault('KustomizePluginUnsupported', `plugin ${idText(config.originalId())} not a ${role}`);
  const decoded = prefixed(`plugin ${idText(config.originalId())} fails configuration`, () => readConfig(id.kind, nodeValue(config.node) as Dict));
  return { maker, value: toDict(decoded as Dict) };
}
