import { latest, recordDigest, specDigest, valuesDigest, type Snapshot } from './release-status.ts';
import { releaseNamespace, shortReleaseName, storageNamespace, wantedReleaseName } from './release-name.ts';
import { nameOf, type ReleaseAction, type ReleaseRequest } from './release-request.ts';
import type { ReleaseRecord } from './release-storage.ts';

/** What is to be done next about a release. */
export type ReleaseState =
  | { readonly type: 'InSync' | 'OutOfRetries' }
  | { readonly type: 'Act'; readonly action: ReleaseAction; readonly resetsHistory?: boolean }
  | { readonly type: 'Remediate'; readonly strategy: 'rollback' | 'uninstall' };

/**
 * Compares what is stored of a release with what its HelmRelease asks for.
 *
 * Follows helm-controller v1.6.3 internal/reconcile/state.go and atomic_release.go (actionForState).
 */
export function determineState(request: ReleaseRequest): ReleaseState {
  const { release, status, storage } = request;
  const record = storage.last(storageNamespace(release.naming), nameOf(request));
  if (record === undefined) return attempt(request, 'install');
  const current = latest(status.history);
  if (current === undefined) return record.status === 'uninstalled' ? attempt(request, 'install') : { type: 'Act', action: 'upgrade', resetsHistory: true };
  // Somebody else has written to the storage: the release is taken over.
  if (current.digest !== recordDigest(record)) return { type: 'Act', action: 'upgrade', resetsHistory: true };
  if (record.status === 'uninstalled') return attempt(request, 'install');
  if (record.status === 'failed') return afterFailure(request);
  if (isOutOfSync(request, record, current)) return attempt(request, 'upgrade');
  return request.forced ? { type: 'Act', action: 'upgrade' } : { type: 'InSync' };
}

function attempt(request: ReleaseRequest, action: ReleaseAction): ReleaseState {
  return request.forced || !retriesExhausted(request, action) ? { type: 'Act', action } : { type: 'OutOfRetries' };
}

function afterFailure(request: ReleaseRequest): ReleaseState {
  const action = request.status.lastAttemptedReleaseAction ?? 'install';
  const { remediation, retryIntervalMs } = request.release[action];
  // Without a failure on record, what led to it has changed.
  if (retryIntervalMs !== undefined || failuresOf(request, action) === 0 || request.forced) return { type: 'Act', action: 'upgrade' };
  const last = remediation.remediateLastFailure ?? (action === 'upgrade' && remediation.retries > 0);
  if (retriesExhausted(request, action) && !last) return { type: 'OutOfRetries' };
  return { type: 'Remediate', strategy: action === 'install' ? 'uninstall' : remediation.strategy };
}

/** Whether an action has failed more often than its retries allow. */
export function retriesExhausted(request: ReleaseRequest, action: ReleaseAction): boolean {
  const { retries } = request.release[action].remediation;
  return retries >= 0 && failuresOf(request, action) > retries;
}

/** How often an action has failed since something changed. */
export function failuresOf({ status }: ReleaseRequest, action: ReleaseAction): number {
  return (action === 'install' ? status.installFailures : status.upgradeFailures) ?? 0;
}

function isOutOfSync(request: ReleaseRequest, record: ReleaseRecord, current: Snapshot): boolean {
  const { release, chart, values, status } = request;
  if (record.chart.name !== chart.name || record.chart.version !== chart.version) return true;
  if (current.configDigest !== valuesDigest(values)) return true;
  // Post-renderers count only together with a change of the spec.
  if (request.observedGeneration === release.generation) return false;
  return (
    specDigest(release.raw['postRenderers']) !== status.observedPostRenderersDigest || specDigest(release.raw['commonMetadata']) !== status.observedCommonMetadataDigest
  );
}

/** Whether the release would go by another name, to another place, or be of another chart: then the old one has to go first. */
export function targetChanged({ release, status, chart, storage }: ReleaseRequest): boolean {
  const current = latest(status.history);
  if (current === undefined || status.storageNamespace === undefined || storage.last(status.storageNamespace, current.name) === undefined) return false;
  if (status.storageNamespace !== storageNamespace(release.naming) || current.namespace !== releaseNamespace(release.naming)) return true;
  if (current.name !== shortReleaseName(wantedReleaseName(release.naming))) return true;
  return current.chartName !== chart.name && release.upgrade.chartNameChange === 'Reinstall';
}
