import { compareUtf8 } from '../../std/compare.ts';
import { ensureMap, setField } from '../fields.ts';
import { fault } from '../kustomize-error.ts';
import type { GeneratorOptions, GeneratorSpec } from '../kustomization-file.ts';
import type { PluginHost } from '../plugin-host.ts';
import { mapNode, scalarNode, stringNode, type Node } from '../node.ts';
import { BUILD_ANNOTATIONS, Resource } from '../resource.ts';
import { loadKeyValues, type Content } from './key-values.ts';

const LINE = 70;
const encoder = new TextEncoder();

/**
 * Makes the ConfigMap or Secret of a generator entry.
 *
 * Follows kustomize api v0.21.1 internal/generators and kyaml v0.21.1 yaml/datamap.go.
 *
 * @throws EddyError KustomizeGeneratorInvalid, KustomizePathNotFound, KustomizeLoadRestriction
 */
export function makeDataObject({ loader, context }: PluginHost, kind: 'ConfigMap' | 'Secret', spec: GeneratorSpec): Resource {
  const node = mapNode();
  node.fields.set('apiVersion', stringNode('v1'));
  node.fields.set('kind', stringNode(kind));
  const { name = '', namespace = '', options, type = '' } = spec;
  if (name === '') throw fault('KustomizeGeneratorInvalid', 'a configmap must have a name');
  const meta = ensureMap(node, 'metadata');
  setField(meta, 'name', stringNode(name));
  if (namespace !== '') setField(meta, 'namespace', stringNode(namespace));
  if (kind === 'Secret') setField(node, 'type', stringNode(type === '' ? 'Opaque' : type));
  addData(node, kind, loadKeyValues(loader, spec));
  addOptions(node, options);
  const resource = new Resource(node, { file: loader.pathOf('kustomization.yaml'), documentIndex: 0, line: 1 }, context.types);
  if (options?.disableNameSuffixHash !== true) resource.enable(BUILD_ANNOTATIONS.needsHashSuffix);
  const { behavior = '' } = spec;
  resource.setAnnotations({
    ...resource.annotations(), [BUILD_ANNOTATIONS.generatorBehavior]: ['create', 'merge', 'replace'].includes(behavior) ? behavior : 'unspecified',
  });
  return resource;
}

/** Options of an entry, completed by those of the whole file. */
export function mergeOptions(local: GeneratorOptions | undefined, global: GeneratorOptions | undefined): GeneratorOptions | undefined {
  if (global === undefined) return local;
  const labels = { ...global.labels, ...local?.labels };
  const annotations = { ...global.annotations, ...local?.annotations };
  return {
    ...(local?.labels === undefined && global.labels === undefined ? {} : { labels }),
    ...(local?.annotations === undefined && global.annotations === undefined ? {} : { annotations }),
    disableNameSuffixHash: local?.disableNameSuffixHash === true || global.disableNameSuffixHash === true,
    immutable: local?.immutable === true || global.immutable === true,
  };
}

function addData(node: Node, kind: 'ConfigMap' | 'Secret', data: ReadonlyMap<string, Content>): void {
  if (kind === 'Secret') ensureMap(node, 'data');
  for (const key of [...data.keys()].sort(compareUtf8)) {
    const content = data.get(key)!;
    const isText = kind === 'ConfigMap' && typeof content === 'string';
    const text = isText ? content : base64(typeof content === 'string' ? encoder.encode(content) : content);
    const field = kind === 'Secret' || isText ? 'data' : 'binaryData';
    setField(ensureMap(node, field), key, scalarNode(text, '!!str', text.includes('\n') ? 'block' : 'plain'));
  }
}

function addOptions(node: Node, options: GeneratorOptions | undefined): void {
  if (options === undefined) return;
  for (const field of ['labels', 'annotations'] as const) {
    const texts = options[field] ?? {};
    for (const key of Object.keys(texts).sort(compareUtf8)) {
      setField(ensureMap(node, 'metadata', field), key, scalarNode(texts[key]!, '!!str', 'single'));
    }
  }
  if (options.immutable === true) setField(node, 'immutable', scalarNode('true', '!!bool'));
}

/** Base64 in lines of 70 columns when it takes more than one, as kustomize encodes. */
export function base64(bytes: Uint8Array): string {
  let binary = '';
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
  const encoded = btoa(binary);
  if (encoded.length < LINE) return encoded;
  let out = '';
  for (let i = 0; i < encoded.length; i += LINE) out += `${encoded.slice(i, i + LINE)}\n`;
  return out;
}
