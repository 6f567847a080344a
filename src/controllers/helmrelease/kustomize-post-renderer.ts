import { isDict, newDict, toDict, type Dict } from '../../std/dict.ts';
import { build } from '../../kustomize/index.ts';
import { printYaml } from '../../lang/yaml/index.ts';
import { memoryTree } from '../../tree/index.ts';
import type { ReleaseDocument } from './post-render.ts';
import type { KustomizePostRenderer } from './spec.ts';

const INPUT = 'helm-output.yaml';
/** Helm marks documents with it on their way through post-renderers; here it holds the number of the document. */
const MARK = 'postrenderer.helm.sh/postrender-filename';

/**
 * Runs one `postRenderers[].kustomize` over the documents of a release: patches and images, as `kustomize build` has them.
 *
 * Follows helm-controller v1.6.3 internal/postrender/kustomize.go.
 *
 * @throws EddyError with kustomize's message
 */
export function applyKustomize({ patches, images }: KustomizePostRenderer, documents: readonly ReleaseDocument[]): ReleaseDocument[] {
  const kustomization = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources: [INPUT], patches: patches.map(patchOf), images };
  const stream = documents.map(({ value }, i) => printYaml(marked(value, String(i)))).join('---\n');
  const tree = memoryTree({ 'kustomization.yaml': JSON.stringify(kustomization), [INPUT]: stream });
  return build(tree, '', { loadRestriction: 'none', reorder: 'none' }).objects.map(({ value }, i) => unmarked(value, documents, i));
}

/** Only what the API knows: options of kustomize's patches are out of reach. */
function patchOf({ patch, target }: Dict): Dict {
  return toDict({ patch, ...(isDict(target) ? { target } : {}) });
}

function marked(value: Dict, mark: string): Dict {
  const metadata = toDict(value['metadata'] as Dict);
  metadata['annotations'] = toDict({ ...(isDict(metadata['annotations']) ? metadata['annotations'] : {}), [MARK]: mark });
  const out = toDict(value);
  out['metadata'] = metadata;
  return out;
}

function unmarked(value: Dict, documents: readonly ReleaseDocument[], index: number): ReleaseDocument {
  const metadata = toDict(isDict(value['metadata']) ? value['metadata'] : newDict());
  const annotations = toDict(isDict(metadata['annotations']) ? metadata['annotations'] : newDict());
  const document = documents[Number(annotations[MARK])];
  delete annotations[MARK];
  if (Object.keys(annotations).length > 0) metadata['annotations'] = annotations;
  else delete metadata['annotations'];
  const out = toDict(value);
  out['metadata'] = metadata;
  const hook = annotations['helm.sh/hook'] === undefined ? undefined : document?.hook;
  return { source: document?.source ?? `generated-by-postrender-${String(index)}.yaml`, value: out, hook };
}
