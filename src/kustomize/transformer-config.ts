import { fault, prefixed } from './kustomize-error.ts';
import type { FieldSpec } from './field-spec.ts';
import { compareGvk, gvkEquals, isSelected, type Gvk } from './res-id.ts';
import { DEFAULT_CONFIG } from './default-config.gen.ts';

/** A type that is referred to by name, and the fields that refer to it. */
export interface NameReference extends Partial<Gvk> {
  readonly fieldSpecs?: readonly FieldSpec[];
}

const SPEC_LISTS = [
  'namePrefix', 'nameSuffix', 'namespace', 'commonAnnotations', 'commonLabels', 'labels', 'templateLabels', 'varReference', 'images', 'replicas',
] as const;
type SpecList = (typeof SPEC_LISTS)[number];

/** Field specs as a configuration file holds them: every list may be absent. */
export type TransformerConfigData = { readonly [K in SpecList]?: readonly FieldSpec[] } & { readonly nameReference?: readonly NameReference[] };

/** The fields that the built-in transformers act on. */
export type TransformerConfig = { readonly [K in SpecList]: readonly FieldSpec[] } & { readonly nameReference: readonly NameReference[] };

// The names that kustomize's messages use.
const GO_NAMES: Readonly<Record<SpecList, string>> = {
  namePrefix: 'NamePrefix', nameSuffix: 'NameSuffix', namespace: 'NameSpace', commonAnnotations: 'CommonAnnotations',
  commonLabels: 'CommonLabels', labels: 'Labels', templateLabels: 'TemplateLabels', varReference: 'VarReference', images: 'Images',
  replicas: 'Replicas',
};

export const EMPTY_CONFIG: TransformerConfig = {
  namePrefix: [], nameSuffix: [], namespace: [], commonAnnotations: [], commonLabels: [], labels: [], templateLabels: [],
  varReference: [], images: [], replicas: [], nameReference: [],
};

/** What a configuration file says, in the order that kustomize works through it. */
export function configOf(data: TransformerConfigData): TransformerConfig {
  return sorted({ ...EMPTY_CONFIG, ...data });
}

export const defaultTransformerConfig: TransformerConfig = configOf(DEFAULT_CONFIG);

/**
 * Adds the specs of one configuration to another.
 *
 * @throws EddyError KustomizeConfigConflict when the same field is created in one and not in the other.
 */
export function mergeConfigs(base: TransformerConfig, added: TransformerConfig): TransformerConfig {
  if (added === EMPTY_CONFIG || added === base) return base;
  let known = mergedConfigs.get(base);
  if (known === undefined) mergedConfigs.set(base, (known = new WeakMap()));
  let merged = known.get(added);
  if (merged === undefined) known.set(added, (merged = mergeAll(base, added)));
  return merged;
}

/** Configurations never change, and most builds merge the same few of them for every kustomization. */
const mergedConfigs = new WeakMap<TransformerConfig, WeakMap<TransformerConfig, TransformerConfig>>();

function mergeAll(base: TransformerConfig, added: TransformerConfig): TransformerConfig {
  const merged: Record<string, unknown> = {};
  for (const key of SPEC_LISTS) merged[key] = prefixed(`failed to merge ${GO_NAMES[key]} fieldSpec`, () => mergeSpecs(base[key], added[key]));
  merged.nameReference = prefixed('failed to merge NameReference fieldSpec', () => mergeReferences(base.nameReference, added.nameReference));
  return sorted(merged as unknown as TransformerConfig);
}

/** Adds specs that are not covered by one that is there already. @throws EddyError KustomizeConfigConflict */
export function mergeSpecs(base: readonly FieldSpec[], added: readonly FieldSpec[]): readonly FieldSpec[] {
  if (base === added) return base;
  let result: FieldSpec[] | undefined;
  const byPath = new Map<string, FieldSpec[]>();
  for (const spec of base) pushTo(byPath, spec);
  for (const spec of added) {
    const same = byPath.get(spec.path)?.find((old) => isSelected(typeOf(old), spec));
    if (same === undefined) {
      (result ??= [...base]).push(spec);
      pushTo(byPath, spec);
    } else if ((same.create === true) !== (spec.create === true)) {
      throw fault('KustomizeConfigConflict', 'conflicting fieldspecs');
    }
  }
  return result ?? base;
}

function pushTo(byPath: Map<string, FieldSpec[]>, spec: FieldSpec): void {
  const list = byPath.get(spec.path);
  if (list === undefined) byPath.set(spec.path, [spec]);
  else list.push(spec);
}

function mergeReferences(base: readonly NameReference[], added: readonly NameReference[]): readonly NameReference[] {
  const result = [...base];
  for (const reference of added) {
    const at = result.findIndex((old) => gvkEquals(typeOf(old), typeOf(reference)));
    if (at === -1) result.push(reference);
    else result[at] = { ...result[at], fieldSpecs: mergeSpecs(result[at]!.fieldSpecs ?? [], reference.fieldSpecs ?? []) };
  }
  return result;
}

/** The type of a spec with its absent parts filled in. */
export function typeOf(spec: Partial<Gvk>): Gvk {
  return { group: spec.group ?? '', version: spec.version ?? '', kind: spec.kind ?? '' };
}

function sorted(config: TransformerConfig): TransformerConfig {
  const byType = (a: Partial<Gvk>, b: Partial<Gvk>): number => compareGvk(typeOf(a), typeOf(b));
  const result: Record<string, unknown> = {};
  for (const key of [...SPEC_LISTS, 'nameReference'] as const) result[key] = [...config[key]].sort(byType);
  return result as unknown as TransformerConfig;
}
