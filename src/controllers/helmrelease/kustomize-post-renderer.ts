import { EddyError } from '../../diagnostics/index.ts';
import type { ReleaseDocument } from './post-render.ts';
import type { KustomizePostRenderer } from './spec.ts';

/** Runs one `postRenderers[].kustomize` over the documents of a release. */
export function applyKustomize(_renderer: KustomizePostRenderer, _documents: readonly ReleaseDocument[]): ReleaseDocument[] {
  throw new EddyError('HelmPostRender', 'kustomize post-renderers are not supported yet');
}
