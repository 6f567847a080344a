import { isDict, newDict, toDict, type Dict } from '../../std/dict.ts';
import { compareUtf8 } from '../../std/compare.ts';
import { EddyError } from '../../diagnostics/index.ts';
import { compareKinds, type Hook, type RenderedDocument } from '../../helm/index.ts';
import { parseYaml } from '../../lang/yaml/index.ts';
import { originLabels } from './charts/helm-chart-object.ts';
import { applyKustomize } from './kustomize-post-renderer.ts';
import type { HelmReleaseSpec } from './spec.ts';

/** A document of a release after post-rendering. */
export interface ReleaseDocument {
  /** The template it came from. */
  readonly source: string;
  readonly value: Dict;
  readonly hook: Hook | undefined;
  /** The text that the template rendered, where no post-renderer has touched it. */
  readonly text?: string | undefined;
}

/**
 * Passes rendered documents through the post-renderers of a release: its kustomize patches and images, common metadata, origin labels.
 *
 * This always happens, so values are read as kustomize reads them (`yes` is a string), `List`s are opened, and the labels and
 * annotations of all objects become strings.
 * Follows helm-controller v1.6.3 internal/postrender and Helm 4.2.4 pkg/action/action.go.
 *
 * @throws EddyError HelmPostRender, HelmManifestInvalid
 */
export function postRender(release: HelmReleaseSpec, manifests: readonly RenderedDocument[], hooks: readonly RenderedDocument[]): ReleaseDocument[] {
  const plain = manifests.map(readDocument);
  switch (release.postRenderStrategy) {
    case 'combined':
      return inInstallOrder(runChain(release, inRenderedOrder([...manifests, ...hooks]).map(readDocument), 'files'));
    case 'separate':
      return inInstallOrder([...runChain(release, plain, 'manifests'), ...runChain(release, hooks.map(readDocument), 'hooks')]);
    case 'nohooks':
      return inInstallOrder([...runChain(release, plain, 'manifests'), ...untouched(hooks)]);
  }
}

/** Manifests and hooks of one template go through in the order in which it wrote them. */
function inRenderedOrder(documents: readonly RenderedDocument[]): RenderedDocument[] {
  return [...documents].sort((a, b) => a.index - b.index);
}

/** Opened lists bring objects of other kinds. */
function inInstallOrder(documents: readonly ReleaseDocument[]): ReleaseDocument[] {
  const kindOf = ({ value }: ReleaseDocument): string => (typeof value['kind'] === 'string' ? value['kind'] : '');
  const rank = ({ hook }: ReleaseDocument): number => (hook === undefined ? 0 : 1);
  return [...documents].sort((a, b) => rank(a) - rank(b) || compareKinds(kindOf(a), kindOf(b)) || compareUtf8(a.source, b.source));
}

interface ReadDocument {
  readonly source: string;
  readonly value: unknown;
  readonly hook: Hook | undefined;
}

function readDocument({ source, text, hook }: RenderedDocument): ReadDocument {
  // The last document of a template may lack its line break; what Helm prints has one, and a block scalar needs it.
  const whole = text.endsWith('\n') ? text : `${text}\n`;
  return { source, value: parseYaml(whole, { dialect: 'kustomize', file: source }), hook };
}

function untouched(hooks: readonly RenderedDocument[]): ReleaseDocument[] {
  return hooks.flatMap((hook) => {
    const { source, value } = readDocument(hook);
    return isDict(value) ? [{ source, value, hook: hook.hook, text: hook.text }] : [];
  });
}

function runChain(release: HelmReleaseSpec, documents: readonly ReadDocument[], what: string): ReleaseDocument[] {
  try {
    let chain = toResources([...documents].sort((a, b) => compareUtf8(a.source, b.source)));
    for (const renderer of release.postRenderers) chain = applyKustomize(renderer, chain);
    const { commonLabels, commonAnnotations } = release;
    if (commonLabels !== undefined || commonAnnotations !== undefined) chain = chain.map((document) => withMetadata(document, commonLabels, commonAnnotations));
    const labels = originLabels(release);
    return chain.map((document) => withMetadata(document, labels, undefined));
  } catch (error) {
    if (!(error instanceof EddyError)) throw error;
    throw new EddyError('HelmPostRender', `error while running post render on ${what}: ${error.message}`, { at: error.at, hint: error.hint, notes: error.notes, cause: error });
  }
}

/** The documents as kustomize takes them in: lists opened, empty ones dropped, no object twice. */
function toResources(documents: readonly ReadDocument[]): ReleaseDocument[] {
  const out: ReleaseDocument[] = [];
  const known = new Set<string>();
  for (const document of documents) {
    for (const value of opened(document.value)) {
      const name = isDict(value['metadata']) ? value['metadata']['name'] : undefined;
      if (typeof name !== 'string') throw new EddyError('HelmManifestInvalid', `missing metadata.name in object of ${document.source}`, { hint: 'post-rendering needs a name in each object' });
      const id = resourceId(value, name);
      if (known.has(id)) throw new EddyError('HelmManifestInvalid', `may not add resource with an already registered id: ${id}`);
      known.add(id);
      out.push({ ...document, value: withStringMetadata(value) });
    }
  }
  return out;
}

function opened(value: unknown): Dict[] {
  if (!isDict(value)) return [];
  const items = value['items'];
  return typeof value['kind'] === 'string' && value['kind'].endsWith('List') && Array.isArray(items) ? items.filter(isDict) : [value];
}

/** An object's identity as kustomize words it. */
function resourceId(value: Dict, name: string): string {
  const apiVersion = String(value['apiVersion']);
  const slash = apiVersion.indexOf('/');
  const group = slash === -1 ? '[noGrp]' : apiVersion.slice(0, slash);
  const namespace = isDict(value['metadata']) ? value['metadata']['namespace'] : undefined;
  return `${String(value['kind'])}.${apiVersion.slice(slash + 1)}.${group}/${name}.${typeof namespace === 'string' && namespace !== '' ? namespace : '[noNs]'}`;
}

function withStringMetadata(value: Dict): Dict {
  const metadata = value['metadata'] as Dict;
  if (!['labels', 'annotations'].some((field) => isDict(metadata[field]) && Object.values(metadata[field]).some((entry) => typeof entry !== 'string'))) return value;
  const out = toDict(value);
  const changed = toDict(metadata);
  for (const field of ['labels', 'annotations']) if (isDict(changed[field])) changed[field] = texts(changed[field]);
  out['metadata'] = changed;
  return out;
}

function texts(map: Dict): Dict {
  const out = newDict();
  for (const key of Object.keys(map)) out[key] = textOf(map[key]);
  return out;
}

function textOf(value: unknown): unknown {
  return value === null ? '' : typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint' ? String(value) : value;
}

function withMetadata(document: ReleaseDocument, labels: Dict | undefined, annotations: Dict | undefined): ReleaseDocument {
  const value = toDict(document.value);
  const metadata = isDict(value['metadata']) ? toDict(value['metadata']) : newDict();
  if (labels !== undefined) metadata['labels'] = toDict({ ...(isDict(metadata['labels']) ? metadata['labels'] : {}), ...labels });
  if (annotations !== undefined) metadata['annotations'] = toDict({ ...(isDict(metadata['annotations']) ? metadata['annotations'] : {}), ...annotations });
  value['metadata'] = metadata;
  return { ...document, value };
}
