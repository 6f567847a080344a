import { HELM_GROUP } from '../base/index.ts';
import type { ReleaseRequest } from './release-request.ts';
import type { Snapshot } from './release-status.ts';

/** What an event says of the release it is about. */
export interface EventFacts {
  readonly revision: string;
  readonly appVersion: string | undefined;
  readonly ociDigest: string | undefined;
}

/** The facts of a revision. */
export function factsOf({ chartVersion, appVersion, ociDigest }: Snapshot): EventFacts {
  return { revision: chartVersion, appVersion, ociDigest };
}

/**
 * Tells of an action on a release.
 *
 * Follows helm-controller v1.6.3 internal/reconcile/release.go (eventMeta); the token of an event never reaches Kubernetes.
 */
export function recordAction({ context }: Pick<ReleaseRequest, 'context'>, type: 'Normal' | 'Warning', reason: string, message: string, facts?: EventFacts): void {
  if (facts === undefined) {
    context.record({ type, reason, message });
    return;
  }
  const annotations: Record<string, string> = { [`${HELM_GROUP}/revision`]: facts.revision };
  if (facts.appVersion !== undefined && facts.appVersion !== '') annotations[`${HELM_GROUP}/app-version`] = facts.appVersion;
  if (facts.ociDigest !== undefined && facts.ociDigest !== '') annotations[`${HELM_GROUP}/oci-digest`] = facts.ociDigest;
  context.record({ type, reason, message, annotations });
}
