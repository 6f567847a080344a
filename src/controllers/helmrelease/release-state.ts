import { EddyError } from '../../diagnostics/index.ts';
import { allows, grantsOf } from '../base/index.ts';
import { findDrift, type Drift } from './drift/drift.ts';
import { asFault, buildResources, withOwnership } from './actions/helm-resources.ts';
import { KindDiscovery } from './actions/kind-discovery.ts';
import { releaseNamespace, shortReleaseName, storageNamespace, wantedReleaseName } from './release-name.ts';
import { chartField, isPending, type ReleaseRecord } from './storage/release-record.ts';
import { nameOf, storageOf, type ReleaseAction, type ReleaseRequest } from './release-request.ts';
import { hasBeenTested, hasTestInPhase, latest, recordDigest, specDigest, valuesDigest, type Snapshot } from './release-status.ts';
import type { Remediation } from './spec.ts';

/** What a release is, measured by what its HelmRelease asks for. */
export type ReleaseState =
  | { readonly type: 'Absent' | 'Unmanaged' | 'OutOfSync' | 'Locked' | 'Untested' | 'Failed' | 'InSync' }
  | { readonly type: 'Drifted'; readonly drift: readonly Drift[] };

/**
 * Compares what is stored of a release, and what lives of it, with what its HelmRelease asks for.
 *
 * Follows helm-controller v1.6.3 internal/reconcile/state.go.
 *
 * @throws EddyError where the state cannot be told.
 */
export async function determineState(request: ReleaseRequest): Promise<ReleaseState> {
  const { release, status } = request;
  await checkAccess(request);
  const record = await storageOf(request).last(nameOf(request));
  if (record === undefined) return { type: 'Absent' };
  if (isPending(record)) return { type: 'Locked' };
  const current = latest(status.history);
  if (current === undefined) return { type: record.info.status === 'uninstalled' ? 'Absent' : 'Unmanaged' };
  // Somebody else has written to the storage: the release is taken over.
  if (current.apiVersion === 'v2' && current.digest !== recordDigest(record, current.ociDigest)) return { type: 'Unmanaged' };
  switch (record.info.status) {
    case 'failed':
      return { type: 'Failed' };
    case 'uninstalled':
      return { type: 'Absent' };
    case 'deployed':
      break;
    default:
      throw new EddyError('HelmReleaseInvalid', `unable to determine state for release with status '${record.info.status}'`);
  }
  if (isOutOfSync(request, record, current)) return { type: 'OutOfSync' };
  if (release.test.enabled) {
    if (!hasBeenTested(current)) return { type: 'Untested' };
    if (!ignoresTests(request, activeRemediation(request)) && hasTestInPhase(current, 'Failed')) return { type: 'Failed' };
  }
  if (release.driftDetection === 'disabled') return { type: 'InSync' };
  const drift = await driftOf(request, record);
  return drift.length === 0 ? { type: 'InSync' } : { type: 'Drifted', drift };
}

/** Helm reads its releases as the service account of the release, before it does anything else. */
async function checkAccess({ release, status, context }: ReleaseRequest): Promise<void> {
  const { naming } = release;
  const name = release.serviceAccountName ?? context.policy.defaultServiceAccount;
  if (name === undefined || release.kubeConfig !== undefined) return;
  const namespace = status.storageNamespace ?? storageNamespace(naming);
  const grants = await grantsOf({ namespace: naming.namespace, name }, context.live);
  if (grants.some((grant) => allows(grant, { verb: 'list', group: '', resource: 'secrets', namespace }))) return;
  const user = `system:serviceaccount:${naming.namespace}:${name}`;
  const refusal = `secrets is forbidden: User "${user}" cannot list resource "secrets" in API group "" in the namespace "${namespace}"`;
  throw new EddyError('ApplyFailed', `failed to retrieve last release from storage: query: failed to query with labels: ${refusal}`);
}

async function driftOf({ release, cluster, context }: ReleaseRequest, record: ReleaseRecord): Promise<readonly Drift[]> {
  const kinds = await KindDiscovery.of(cluster.client, context.policy);
  try {
    const objects = buildResources(record.manifest, record.namespace, kinds).map((object) => withOwnership(object, record.name, record.namespace));
    return await findDrift(objects, release.driftIgnored, cluster.client);
  } catch (error) {
    throw new EddyError('ApplyFailed', `unable to determine cluster state: ${asFault(error).message}`, { cause: error });
  }
}

function isOutOfSync({ release, chart, values, status, observedGeneration }: ReleaseRequest, record: ReleaseRecord, current: Snapshot): boolean {
  if (chartField(record, 'name') !== chart.name || chartField(record, 'version') !== chart.version) return true;
  if (current.configDigest !== valuesDigest(values)) return true;
  // Post-renderers count only together with a change of the spec.
  if (observedGeneration === release.generation) return false;
  return (
    specDigest(release.raw['postRenderers']) !== status.observedPostRenderersDigest || specDigest(release.raw['commonMetadata']) !== status.observedCommonMetadataDigest
  );
}

/** The action that was tried last; what fails now is remediated as it says. */
export function activeAction({ status }: ReleaseRequest): ReleaseAction | undefined {
  return status.lastAttemptedReleaseAction;
}

/** The remediation of the last action. */
export function activeRemediation(request: ReleaseRequest): Remediation | undefined {
  const action = activeAction(request);
  return action === undefined ? undefined : request.release[action].remediation;
}

/** The interval of the last action's strategy, where that is to try again rather than to remediate. */
export function activeRetryMs(request: ReleaseRequest): number | undefined {
  const action = activeAction(request);
  return action === undefined ? undefined : request.release[action].retryIntervalMs;
}

/** Whether failed tests count for nothing. */
export function ignoresTests({ release }: ReleaseRequest, remediation: Remediation | undefined): boolean {
  return remediation === undefined || (remediation.ignoreTestFailures ?? release.test.ignoreFailures);
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

/** Whether the release would go by another name, to another place, or be of another chart: then the old one has to go first. */
export function targetChanged({ release, status, chart }: Pick<ReleaseRequest, 'release' | 'status' | 'chart'>): boolean {
  const current = latest(status.history);
  if (current === undefined || status.storageNamespace === undefined) return false;
  if (status.storageNamespace !== storageNamespace(release.naming) || current.namespace !== releaseNamespace(release.naming)) return true;
  if (current.name !== shortReleaseName(wantedReleaseName(release.naming))) return true;
  return current.chartName !== chart.name && release.upgrade.chartNameChange === 'Reinstall';
}
