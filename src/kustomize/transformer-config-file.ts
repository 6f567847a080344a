import { goDecode, goListOf, goStruct, type GoStruct } from './go-decode.ts';
import { goFieldSpec, goGvk, jsonOf } from './kustomization-file.ts';
import { reworded, attempt } from './kustomize-error.ts';
import type { Loader } from './loader.ts';
import { configOf, defaultTransformerConfig, EMPTY_CONFIG, mergeConfigs, type TransformerConfig } from './transformer-config.ts';

const specs = goListOf(goFieldSpec);
const nameReference = goStruct('builtinconfig.NameBackReferences', { fieldSpecs: specs }, { Gvk: goGvk });
const transformerConfig: GoStruct = goStruct('builtinconfig.TransformerConfig', {
  namePrefix: specs, nameSuffix: specs, namespace: specs, commonLabels: specs, labels: specs, templateLabels: specs, commonAnnotations: specs,
  nameReference: { type: 'list', go: 'builtinconfig.nbrSlice', of: nameReference }, varReference: specs, images: specs, replicas: specs,
});

/**
 * The default field specs and those of the files of `configurations`.
 *
 * Follows kustomize api v0.21.1 internal/plugins/builtinconfig.
 *
 * @throws EddyError KustomizeInvalid, KustomizeConfigConflict
 */
export function loadConfigurations(loader: Loader, paths: readonly string[]): TransformerConfig {
  if (paths.length === 0) return defaultTransformerConfig;
  const own = paths.reduce((merged: TransformerConfig, path) => mergeConfigs(merged, read(loader, path)), EMPTY_CONFIG);
  return mergeConfigs(defaultTransformerConfig, own);
}

function read(loader: Loader, path: string): TransformerConfig {
  const value = jsonOf(loader.loadText(path), loader.pathOf(path));
  const { error, value: data } = attempt(() => goDecode(transformerConfig, value, { strict: true, texts: true }));
  if (error !== undefined) throw reworded(error, `error unmarshaling JSON: while decoding JSON: ${error.message}`).in({ at: { file: loader.pathOf(path), line: 1, col: 1 } });
  return configOf((data ?? {}));
}
