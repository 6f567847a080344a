import type { FieldSpec } from './field-spec.ts';
import { attempt, prefixed, reworded } from './kustomize-error.ts';
import type { KustomizationFile, LabelSpec } from './kustomization-file.ts';
import type { PluginHost, Transform } from './plugin-host.ts';
import { loadReplacements } from './plugins.ts';
import { mergeSpecs, type TransformerConfig } from './transformer-config.ts';
import { printYaml } from '../lang/yaml/index.ts';
import { setImages } from './transformers/images.ts';
import { addTexts } from './transformers/labels.ts';
import { affixNames } from './transformers/name-affix.ts';
import { setNamespaces } from './transformers/namespace.ts';
import { applyOldJsonPatch, applyOldMergePatches, applyPatch, loadOldJsonPatch, loadOldMergePatches, loadPatch } from './transformers/patches.ts';
import { replaceValues } from './transformers/replacements.ts';
import { setReplicas } from './transformers/replicas.ts';

/** A transformer that a field of the file stands for. */
export interface NamedTransform {
  readonly plugin: string;
  readonly transform: Transform;
}

interface Host extends PluginHost {
  readonly file: KustomizationFile;
}

const METADATA_LABELS: FieldSpec = { path: 'metadata/labels', create: true };

/**
 * The transformers that the fields of a kustomization file stand for, in kustomize's order. All are made, and their files read, before one runs.
 *
 * Follows kustomize api v0.21.1 internal/target/kusttarget_configplugin.go.
 */
export function builtinTransforms(host: Host, config: TransformerConfig): NamedTransform[] {
  return [
    ...oldMergePatches(host), ...patches(host), ...namespace(host, config), ...affixes(host, config), ...labels(host, config),
    ...annotations(host, config), ...oldJsonPatches(host), ...replicas(host, config), ...images(host, config), ...replacements(host),
  ];
}

function oldMergePatches(host: Host): NamedTransform[] {
  const paths = host.file.patchesStrategicMerge ?? [];
  if (paths.length === 0) return [];
  const plugin = 'PatchStrategicMergeTransformer';
  const merges = configured(plugin, { paths }, () => loadOldMergePatches(host, paths, ''));
  return [{ plugin, transform: (set) => {
    applyOldMergePatches(set, merges, host.context.useSchema());
  } }];
}

function patches(host: Host): NamedTransform[] {
  const plugin = 'PatchTransformer';
  return (host.file.patches ?? []).map((spec) => {
    const config = withoutEmpty({ path: spec.path, patch: spec.patch, target: spec.target && withoutEmpty(spec.target), options: spec.options });
    const patch = configured(plugin, config, () => loadPatch(host, spec, () => printYaml(config)));
    return { plugin, transform: (set) => {
      applyPatch(set, patch, host.context.useSchema());
    } };
  });
}

function namespace({ file }: Host, config: TransformerConfig): NamedTransform[] {
  const name = file.namespace ?? '';
  if (name === '') return [];
  return [{ plugin: 'NamespaceTransformer', transform: (set) => {
    setNamespaces(set, { namespace: name, specs: config.namespace, unsetOnly: false, subjects: 'defaultOnly' });
  } }];
}

function affixes({ file }: Host, config: TransformerConfig): NamedTransform[] {
  const result: NamedTransform[] = [];
  const { namePrefix = '', nameSuffix = '' } = file;
  if (namePrefix !== '') result.push({ plugin: 'PrefixTransformer', transform: (set) => {
    affixNames(set, 'prefix', namePrefix, config.namePrefix);
  } });
  if (nameSuffix !== '') result.push({ plugin: 'SuffixTransformer', transform: (set) => {
    affixNames(set, 'suffix', nameSuffix, config.nameSuffix);
  } });
  return result;
}

function labels({ file }: Host, config: TransformerConfig): NamedTransform[] {
  const { labels: entries = [], commonLabels = {} } = file;
  if (entries.length === 0 && Object.keys(commonLabels).length === 0) return [];
  const plugin = 'LabelTransformer';
  const transforms = entries.map((entry): NamedTransform => {
    const specs = prefixed('failed to merge labels', () => labelSpecs(entry, config));
    return { plugin, transform: (set) => {
      addTexts(set.all, entry.pairs ?? {}, specs);
    } };
  });
  transforms.push({ plugin, transform: (set) => {
    addTexts(set.all, commonLabels, config.commonLabels);
  } });
  return transforms;
}

function labelSpecs(entry: LabelSpec, config: TransformerConfig): readonly FieldSpec[] {
  const specs = mergeSpecs(entry.fields ?? [], config.labels);
  if (entry.includeSelectors === true) return mergeSpecs(specs, config.commonLabels);
  const withTemplates = entry.includeTemplates === true ? prefixed('failed to merge template fieldSpec', () => mergeSpecs(specs, config.templateLabels)) : specs;
  return mergeSpecs(withTemplates, [METADATA_LABELS]);
}

function annotations({ file }: Host, config: TransformerConfig): NamedTransform[] {
  const texts = file.commonAnnotations ?? {};
  if (Object.keys(texts).length === 0) return [];
  return [{ plugin: 'AnnotationsTransformer', transform: (set) => {
    addTexts(set.all, texts, config.commonAnnotations);
  } }];
}

function oldJsonPatches({ file, loader }: Host): NamedTransform[] {
  const plugin = 'PatchJson6902Transformer';
  return (file.patchesJson6902 ?? []).map(({ target, path = '', patch: inline = '' }) => {
    const config = withoutEmpty({ target: target && withoutEmpty(target), path, jsonOp: inline });
    const patch = configured(plugin, config, () => loadOldJsonPatch(loader, target, path, inline));
    return { plugin, transform: (set) => {
      applyOldJsonPatch(set, patch);
    } };
  });
}

function replicas({ file }: Host, config: TransformerConfig): NamedTransform[] {
  return (file.replicas ?? []).map((replica) => ({ plugin: 'ReplicaCountTransformer', transform: (set) => {
    setReplicas(set, replica, config.replicas);
  } }));
}

function images({ file }: Host, config: TransformerConfig): NamedTransform[] {
  return (file.images ?? []).map((image) => ({ plugin: 'ImageTagTransformer', transform: (set) => {
    setImages(set, image, config.images);
  } }));
}

function replacements({ file, loader }: Host): NamedTransform[] {
  const entries = file.replacements ?? [];
  if (entries.length === 0) return [];
  const plugin = 'ReplacementTransformer';
  const all = configured(plugin, { Replacements: entries }, () => entries.flatMap((entry) => loadReplacements(loader, entry)));
  return [{ plugin, transform: (set) => {
    replaceValues(set, all);
  } }];
}

/** Makes a built-in plugin; its faults show the configuration that the file gives it. */
export function configured<T>(plugin: string, config: object, make: () => T): T {
  const { error, value } = attempt(make);
  if (error !== undefined) throw reworded(error, `trouble configuring builtin ${plugin} with config: \`\n${printYaml(config)}\`: ${error.message}`);
  return value;
}

function withoutEmpty<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined && each !== '')) as Partial<T>;
}

/** A configuration without what Go leaves out of its JSON: false, and all that is empty. */
export function withoutZeros<T extends object>(value: T): Partial<T> {
  const isZero = (each: unknown): boolean => each === false || each === '' || each === undefined || (typeof each === 'object' && each !== null && Object.keys(each).length === 0);
  return Object.fromEntries(Object.entries(value).filter(([, each]) => !isZero(each))) as Partial<T>;
}
