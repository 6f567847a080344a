import { applyJsonPatch, decodeJsonPatch, type JsonPatch } from '../../lang/jsonpatch/index.ts';
import { decodeJson } from '../../lang/gojson/index.ts';
import { goJson, parseYaml, YamlError } from '../../lang/yaml/index.ts';
import { EddyError } from '../../diagnostics/index.ts';
import type { Dict } from '../../std/dict.ts';
import { goQuote } from '../go-text.ts';
import { attempt, fault, prefixed, reworded } from '../kustomize-error.ts';
import type { PatchSpec, Selector } from '../kustomization-file.ts';
import type { Loader } from '../loader.ts';
import type { MergeSchema } from '../merge-schema.ts';
import type { PluginHost } from '../plugin-host.ts';
import { nodeFromValue } from '../node-from-value.ts';
import { objectValue } from '../object-value.ts';
import { readResources } from '../read-resources.ts';
import { idText } from '../res-id.ts';
import type { Resource } from '../resource.ts';
import { adoptMetadata, BUILD_ANNOTATIONS } from '../resource.ts';
import type { ResourceSet } from '../resource-set.ts';
import { selectResources } from '../selector.ts';
import { strategicMerge } from '../strategic-merge.ts';

/** A patch entry that was read: strategic merge patches, or one JSON patch, or neither where the text is empty. */
export interface LoadedPatch {
  readonly merges: readonly Resource[];
  readonly json: JsonPatch | undefined;
  readonly target: Selector | undefined;
  /** What messages call it. */
  readonly label: string;
}

/**
 * Reads an entry of `patches`. Its text must be a strategic merge patch or a JSON patch, never both.
 *
 * Follows kustomize api v0.21.1 internal/builtins/PatchTransformer.go.
 *
 * @throws EddyError KustomizePatchInvalid, KustomizePathNotFound, KustomizeLoadRestriction
 */
export function loadPatch(host: PluginHost, spec: PatchSpec, configText: () => string): LoadedPatch {
  const { loader, context } = host;
  const patch = (spec.patch ?? '').trim();
  const path = spec.path ?? '';
  if (patch === '' && path === '') throw fault('KustomizePatchInvalid', `must specify one of patch and path in\n${configText()}`);
  if (patch !== '' && path !== '') throw fault('KustomizePatchInvalid', `patch and path can't be set at the same time\n${configText()}`);
  const text = patch === '' ? prefixed(`failed to get the patch file from path(${path})`, () => loader.loadText(path)) : patch;
  const label = patch === '' ? `[path: ${goQuote(path)}]` : `[patch: ${goQuote(patch)}]`;
  const { file, line } = patch === '' ? { file: loader.pathOf(path), line: 1 } : host.placeOf(patch);
  const merges = attempt(() => readResources(text, file, context.types, { line }));
  const json = attempt(() => readJsonPatch(text));
  const both = merges.error === undefined && json.error === undefined && merges.value.length > 0 && json.value.operations.length > 0;
  if (both) throw fault('KustomizePatchInvalid', `illegally qualifies as both an SM and JSON patch: ${label}`);
  if (merges.error !== undefined && json.error !== undefined) {
    throw fault('KustomizePatchInvalid', `unable to parse SM or JSON patch from ${label}`, {
      at: merges.error.at, notes: [{ message: `as a strategic merge patch: ${merges.error.message}` }, { message: `as a JSON patch: ${json.error.message}` }],
    });
  }
  for (const merge of merges.value ?? []) {
    if (spec.options?.allowNameChange === true) merge.enable(BUILD_ANNOTATIONS.allowNameChange);
    if (spec.options?.allowKindChange === true) merge.enable(BUILD_ANNOTATIONS.allowKindChange);
  }
  return { merges: merges.value ?? [], json: merges.error === undefined ? undefined : json.value, target: spec.target, label };
}

/** A JSON patch from JSON, or from YAML when it does not begin with `[`. @throws EddyError JsonPatchInvalid, YamlSyntax */
function readJsonPatch(text: string): JsonPatch {
  if (text === '') throw fault('KustomizePatchInvalid', 'empty json patch operations');
  return decodeJsonPatch(text.startsWith('[') ? text : yamlToJson(text));
}

/** YAML as JSON text, as sigs.k8s.io/yaml converts it. @throws YamlError with Go's words */
function yamlToJson(text: string): string {
  try {
    return goJson(parseYaml(text, { integers: 'exact' }));
  } catch (error) {
    throw error instanceof YamlError ? reworded(error, error.goMessage) : error;
  }
}

/** Applies an entry of `patches`. @throws EddyError KustomizePatchTarget, KustomizePatchInvalid, JsonPatchFailed */
export function applyPatch(set: ResourceSet, patch: LoadedPatch, schema: MergeSchema): void {
  if (patch.json !== undefined) {
    applyJson(set, patch, patch.json);
    return;
  }
  if (patch.target === undefined) {
    for (const merge of patch.merges) mergeIntoTarget(set, merge, schema);
    return;
  }
  const [merge, ...more] = patch.merges;
  if (merge === undefined) return;
  if (more.length > 0) {
    throw fault('KustomizePatchInvalid', `Multiple Strategic-Merge Patches in one \`patches\` entry is not allowed to set \`patches.target\` field: ${patch.label}`);
  }
  const { target } = patch;
  mergeIntoAll(set, prefixed(() => `unable to find patch target ${goQuote(selectorText(target))} in \`resources\``, () => selectResources(set.all, target)), merge, schema);
}

function selectorText(selector: Selector): string {
  const { group = '', version = '', kind = '', name = '', namespace = '', annotationSelector = '', labelSelector = '' } = selector;
  return `${idText({ group, version, kind, name, namespace, clusterScoped: false })}:a=${annotationSelector}:l=${labelSelector}`;
}

function mergeIntoTarget(set: ResourceSet, patch: Resource, schema: MergeSchema): void {
  const id = patch.originalId();
  const target = prefixed(() => `no resource matches strategic merge patch ${goQuote(idText(id))}`, () => set.theOneWithAnyId(id), );
  const changed = changesIds(target, () => {
    mergeInto(target, patch, schema);
  });
  if (changed) set.touch();
}

/** Runs a change of one object; answers whether its ids changed, or it is gone. */
function changesIds(resource: Resource, change: () => void): boolean {
  const current = resource.currentId();
  const previous = resource.previousIds();
  change();
  return resource.isDeleted || resource.currentId() !== current || resource.previousIds() !== previous;
}

/** Applies a patch to several objects, each time to a copy. As in kustomize, its labels and annotations become strings before. */
function mergeIntoAll(set: ResourceSet, selected: readonly Resource[], patch: Resource, schema: MergeSchema): void {
  let changed = false;
  for (const resource of selected) {
    const copy = patch.copy();
    adoptMetadata(copy, patch);
    copy.setApiVersion(resource.apiVersion);
    copy.setKind(patch.kind);
    changed = changesIds(resource, () => {
      mergeInto(resource, copy, schema);
    }) || changed;
  }
  if (changed || set.mayRepeat) set.rebuild(set.all.filter((resource) => !resource.isDeleted));
}

/**
 * Applies a strategic merge patch to one object; its name, kind and namespace stay unless the patch may change them.
 *
 * Follows kustomize api v0.21.1 resource/resource.go (ApplySmPatch).
 */
function mergeInto(resource: Resource, patch: Resource, schema: MergeSchema): void {
  const { name, namespace, kind } = resource;
  const mayRename = patch.isEnabled(BUILD_ANNOTATIONS.allowNameChange);
  const mayChangeKind = patch.isEnabled(BUILD_ANNOTATIONS.allowKindChange);
  if (mayRename || mayChangeKind) resource.storePreviousId();
  if (!strategicMerge(resource.node, patch.node, schema)) {
    resource.delete();
    return;
  }
  if (resource.isDeleted) return;
  if (!mayChangeKind) resource.setKind(kind);
  if (!mayRename) resource.setName(name);
  resource.setNamespace(namespace);
}

function applyJson(set: ResourceSet, patch: LoadedPatch, json: JsonPatch): void {
  if (patch.target === undefined) throw fault('KustomizePatchInvalid', `must specify a target for JSON patch ${patch.label}`);
  for (const resource of selectResources(set.all, patch.target)) {
    resource.storePreviousId();
    const annotations = patchJson(resource, json);
    // A patch that leaves no place for annotations is no fault.
    attempt(() => {
      resource.setAnnotations(annotations);
    });
  }
  set.touch();
}

const INTERNAL = 'internal.config.kubernetes.io/';
const LEGACY: readonly string[] = [BUILD_ANNOTATIONS.legacyPath, BUILD_ANNOTATIONS.legacyIndex, BUILD_ANNOTATIONS.legacyId];

/** Applies a JSON patch to one object. @returns the annotations that it is to have: the build's own survive whatever the patch does. */
function patchJson(resource: Resource, patch: JsonPatch): Dict {
  const internal = Object.entries(resource.annotations()).filter(([key]) => key.startsWith(INTERNAL) || LEGACY.includes(key));
  const value = decodeJson(applyJsonPatch(patch, goJson(objectValue(resource.node))));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw fault('KustomizePatchInvalid', 'json: cannot unmarshal array into Go value of type map[string]interface {}');
  }
  resource.node.become(nodeFromValue(value));
  return { ...resource.annotations(), ...Object.fromEntries(internal) };
}

/**
 * Reads an entry of `patchesStrategicMerge`: a patch itself, or the path of a file of patches.
 *
 * Follows kustomize api v0.21.1 internal/builtins/PatchStrategicMergeTransformer.go.
 */
export function loadOldMergePatches(host: PluginHost, paths: readonly string[], inline: string): Resource[] {
  const { loader, context } = host;
  const readInline = (text: string): Resource[] => {
    const { file, line } = host.placeOf(text);
    return readResources(text, file, context.types, { line });
  };
  if (paths.length === 0 && inline === '') throw fault('KustomizePatchInvalid', 'empty file path and empty patch content');
  const result = paths.flatMap((path) => {
    const own = attempt(() => readInline(path));
    if (own.error === undefined) return own.value;
    const text = loader.loadText(path);
    return namedYaml(path, () => readResources(text, loader.pathOf(path), context.types));
  });
  if (inline !== '') result.push(...readInline(inline));
  if (result.length === 0) throw fault('KustomizePatchInvalid', `patch appears to be empty; files=[${paths.join(' ')}], Patch=${inline}`);
  return result;
}

/** Names the file in errors about malformed YAML, as kustomize does. */
export function namedYaml<T>(path: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof EddyError) || !error.message.includes('MalformedYAMLError')) throw error;
    throw reworded(error, `${error.message} in File: ${path}`);
  }
}

/** Applies entries of `patchesStrategicMerge`. @throws EddyError KustomizePatchTarget */
export function applyOldMergePatches(set: ResourceSet, patches: readonly Resource[], schema: MergeSchema): void {
  for (const patch of patches) mergeIntoAll(set, [set.theOneWithAnyId(patch.originalId())], patch, schema);
}

/**
 * Reads an entry of `patchesJson6902`.
 *
 * Follows kustomize api v0.21.1 internal/builtins/PatchJson6902Transformer.go.
 */
export function loadOldJsonPatch(loader: Loader, target: Selector | undefined, path: string, inline: string): LoadedPatch {
  if ((target?.name ?? '') === '') throw fault('KustomizePatchInvalid', 'must specify the target name');
  if (path === '' && inline === '') throw fault('KustomizePatchInvalid', 'empty file path and empty jsonOp');
  if (path !== '' && inline !== '') throw fault('KustomizePatchInvalid', 'must specify a file path or jsonOp, not both');
  const text = path === '' ? inline : loader.loadText(path);
  if (text === '') throw fault('KustomizePatchInvalid', `patch file '${path}' empty seems to be empty`);
  const jsonText = text.startsWith('[') ? text : yamlToJson(text);
  const json = prefixed(`decoding ${jsonText}`, () => decodeJsonPatch(jsonText));
  if (json.operations.length === 0) throw fault('KustomizePatchInvalid', `patch appears to be empty; file=${path}, JsonOp=${jsonText}`);
  return { merges: [], json, target, label: jsonText };
}

/** Applies an entry of `patchesJson6902`. @throws EddyError JsonPatchFailed */
export function applyOldJsonPatch(set: ResourceSet, patch: LoadedPatch): void {
  for (const resource of selectResources(set.all, patch.target!)) resource.setAnnotations(patchJson(resource, patch.json!));
  set.touch();
}
