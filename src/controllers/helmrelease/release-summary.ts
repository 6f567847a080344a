import type { Condition } from '../base/index.ts';
import type { ReleaseRequest } from './release-request.ts';
import { specDigest } from './release-status.ts';

/**
 * Makes Ready say what the most telling of Remediated, TestSuccess and Released says, the newest first.
 *
 * Any remediation is a failure. Follows helm-controller v1.6.3 internal/reconcile/release.go (summarize).
 */
export function summarize({ release, conditions, status }: Pick<ReleaseRequest, 'release' | 'conditions' | 'status'>): void {
  if (!release.test.enabled) conditions.remove('TestSuccess');
  const telling = ['Remediated', ...(release.test.enabled && !release.test.ignoreFailures ? ['TestSuccess'] : []), 'Released'];
  const [first] = sorted(conditions.all(), telling);
  if (first === undefined) return;
  const state = first.type === 'Remediated' ? 'False' : first.status;
  if (state === 'True') conditions.remove('Stalled');
  conditions.set('Ready', state, first.reason, first.message);
  status.observedPostRenderersDigest = specDigest(release.raw['postRenderers']);
  status.observedCommonMetadataDigest = specDigest(release.raw['commonMetadata']);
}

/** Go sorts a short list by insertion, and this order is none that every way of sorting agrees on. */
function sorted(conditions: readonly Condition[], telling: readonly string[]): readonly Condition[] {
  const out = [...conditions];
  const comesFirst = (a: Condition, b: Condition): boolean => {
    const [i, j] = [telling.indexOf(a.type), telling.indexOf(b.type)];
    if (i === -1) return false;
    if (j === -1) return true;
    return (a.observedGeneration ?? 0) >= (b.observedGeneration ?? 0) && i < j;
  };
  for (let i = 1; i < out.length; i++) {
    for (let j = i; j > 0 && comesFirst(out[j]!, out[j - 1]!); j--) [out[j], out[j - 1]] = [out[j - 1]!, out[j]!];
  }
  return out;
}
