import { goDurationText } from '../../std/go-duration.ts';
import type { Dict } from '../../std/dict.ts';
import { EddyError, refKey } from '../../diagnostics/index.ts';
import { mergeMaps } from '../../helm/index.ts';
import { refOf } from '../../manifest/index.ts';
import { refusalOf } from '../../schema/index.ts';
import type { ProducedObject } from '../base/index.ts';
import { driftSummary, findDrift } from './drift.ts';
import { releaseNamespace, storageNamespace, wantedReleaseName } from './release-name.ts';
import { inventoryOf, passingHooks, releaseObjects } from './release-objects.ts';
import type { RenderedRelease } from './release-render.ts';
import { nameOf, type ReleaseAction, type ReleaseEnd, type ReleaseRequest } from './release-request.ts';
import { determineState, failuresOf, retriesExhausted, targetChanged } from './release-state.ts';
import { fullReleaseName, latest, snapshotOf, specDigest, versionedChartName, type Snapshot } from './release-status.ts';
import type { ReleaseRecord } from './release-storage.ts';

/**
 * Brings a release into the state that its HelmRelease asks for. Each kind of action runs once: what is left is for the next reconcile.
 *
 * Follows helm-controller v1.6.3 internal/reconcile/atomic_release.go.
 */
export async function reconcileRelease(request: ReleaseRequest): Promise<ReleaseEnd> {
  if (targetChanged(request)) await uninstall(request);
  let failure: EddyError | undefined;
  for (;;) {
    const state = determineState(request);
    switch (state.type) {
      case 'InSync':
        return checkDrift(request);
      case 'OutOfRetries':
        return stalled(request, failure);
      case 'Remediate':
        failure ??= new EddyError('HelmRetriesExceeded', request.conditions.get('Ready')?.message ?? 'the release has failed');
        return remediate(request, state.strategy, failure);
      case 'Act': {
        if (failure !== undefined) return retryLater(request, failure);
        if (state.resetsHistory === true) request.status.history = [];
        const outcome = await act(request, state.action);
        if (outcome.type === 'Unrecorded') return { type: 'Failed', error: outcome.error };
        if (outcome.type === 'Succeeded') return inSync(request);
        failure = outcome.error;
      }
    }
  }
}

/** Takes the old release away, for another one to come. */
async function uninstall({ status, storage, context, own }: ReleaseRequest): Promise<void> {
  const current = latest(status.history);
  if (current !== undefined) storage.remove(status.storageNamespace!, current.name);
  status.history = [];
  status.failures = undefined;
  status.installFailures = undefined;
  status.upgradeFailures = undefined;
  await context.children.setChildren([...own, ...context.children.last().filter(isChartCrd)], { fieldManager: 'helm-controller', prune: true });
}

/** CRDs of a chart's `crds/` folder are never taken away. */
function isChartCrd({ object, origin }: ProducedObject): boolean {
  return object.kind === 'CustomResourceDefinition' && origin?.file.includes('/crds/') === true;
}

/** How an action ended; a failure that left no record is tried again, and does not count. */
type ActionEnd = { readonly type: 'Succeeded' } | { readonly type: 'Unrecorded' | 'Recorded'; readonly error: EddyError };

async function act(request: ReleaseRequest, action: ReleaseAction): Promise<ActionEnd> {
  const { release, status, conditions } = request;
  conditions.set('Reconciling', 'True', 'Progressing', `Running '${action}' action with timeout of ${goDurationText(release[action].timeoutMs)}`);
  status.lastAttemptedReleaseAction = action;
  if (action === 'install') status.history = [];
  conditions.remove('TestSuccess', 'Remediated');
  const before = request.storage.last(storageNamespace(release.naming), nameOf(request));
  const config = action === 'upgrade' && release.upgrade.preserveValues && before !== undefined ? mergeMaps(before.config, request.values) : request.values;
  const revision = action === 'install' ? 1 : (before?.version ?? 0) + 1;
  try {
    const rendered = await render(request, action, config, revision);
    const record = recordOf(request, config, rendered, revision);
    const objects = objectsOf(request, action, rendered);
    const refusal = await refused(request, action, objects);
    if (refusal !== undefined) return failRecorded(request, action, record, rendered, refusal);
    await apply(request, rendered, objects);
    succeed(request, action, before, { ...record, description: `${action === 'install' ? 'Install' : 'Upgrade'} complete` }, rendered);
    return { type: 'Succeeded' };
  } catch (error) {
    if (!(error instanceof EddyError)) throw error;
    markFailed(request, action, error);
    return { type: 'Unrecorded', error };
  }
}

function render(request: ReleaseRequest, action: ReleaseAction, values: Dict, revision: number): Promise<RenderedRelease> {
  const { release, chart, renderer, context } = request;
  return renderer.render(release, chart.artifact, chart.version, values, { revision, isUpgrade: action === 'upgrade' }, context);
}

function recordOf(request: ReleaseRequest, config: Dict, rendered: RenderedRelease, version: number): ReleaseRecord {
  const { naming } = request.release;
  const { name, version: chartVersion, appVersion } = request.chart;
  return {
    name: nameOf(request),
    namespace: releaseNamespace(naming),
    storageNamespace: storageNamespace(naming),
    version,
    status: 'deployed',
    description: '',
    notes: rendered.notes,
    chart: { name, version: chartVersion, appVersion },
    config,
    documents: rendered.documents,
  };
}

/** All children of the release: what it renders, and the CRDs that earlier revisions brought. */
function objectsOf(request: ReleaseRequest, action: ReleaseAction, rendered: RenderedRelease): readonly ProducedObject[] {
  const { release, chart, context, stateless } = request;
  const place = { name: chart.name, path: chart.artifact.file ?? '' };
  const rendering = releaseObjects(release, nameOf(request), rendered, release[action], stateless ? 'all' : action, place);
  const known = new Set(rendering.map(({ object }) => refKey(refOf(object))));
  const kept = context.children.last().filter((child) => isChartCrd(child) && !known.has(refKey(refOf(child.object))));
  return [...kept, ...rendering];
}

/** The fault of the first object that an API server would refuse. */
async function refused({ context }: ReleaseRequest, action: ReleaseAction, objects: readonly ProducedObject[]): Promise<EddyError | undefined> {
  if (!context.policy.serverChecks) return undefined;
  for (const { object, payload = object } of objects) {
    const refusal = refusalOf(payload);
    if (refusal === undefined) continue;
    const { apiVersion, kind, metadata } = payload;
    const isNew = action === 'upgrade' && (await context.objects.get(refOf(payload))) === undefined;
    const groupVersion = apiVersion.includes('/') ? apiVersion : `/${apiVersion}`;
    const what = `server-side apply failed for object ${metadata.namespace ?? ''}/${metadata.name} ${groupVersion}, Kind=${kind}`;
    return new EddyError('ApplyFailed', `${isNew ? 'failed to create resource: ' : ''}${what}: ${refusal.message}`, { cause: refusal });
  }
  return undefined;
}

async function apply({ release, context, own, stateless }: ReleaseRequest, rendered: RenderedRelease, objects: readonly ProducedObject[]): Promise<void> {
  for (const message of rendered.warnings) context.warn({ code: 'HelmChartWarning', message });
  const options = { fieldManager: 'helm-controller', prune: true };
  await context.children.setChildren([...own, ...objects], options);
  const passing = passingHooks(release, rendered);
  const lasting = objects.filter(({ object }) => !passing.has(refKey(refOf(object))));
  if (!stateless && lasting.length < objects.length) await context.children.setChildren([...own, ...lasting], options);
}

function succeed(request: ReleaseRequest, action: ReleaseAction, before: ReleaseRecord | undefined, record: ReleaseRecord, rendered: RenderedRelease): void {
  const { status, conditions } = request;
  if (before !== undefined && before.status !== 'superseded' && action === 'upgrade') supersede(request, before, undefined);
  const snapshot = keep(request, action, record, rendered);
  const reason = action === 'install' ? 'InstallSucceeded' : 'UpgradeSucceeded';
  conditions.set('Released', 'True', reason, `Helm ${action} succeeded for release ${fullReleaseName(snapshot)} with chart ${versionedChartName(snapshot)}`);
  if (request.release[action].retryIntervalMs === undefined) return;
  status.failures = undefined;
  status.installFailures = undefined;
  status.upgradeFailures = undefined;
}

/** Stores a record, and remembers it in the status. */
function keep({ release, chart, status, storage, stateless }: ReleaseRequest, action: ReleaseAction, record: ReleaseRecord, rendered: RenderedRelease): Snapshot {
  storage.put(record, release.maxHistory);
  const snapshot = stateless ? snapshotOf(record, action, chart.ociDigest, '') : snapshotOf(record, action, chart.ociDigest);
  status.history = [snapshot, ...status.history];
  status.inventory = inventoryOf(release, rendered.documents, rendered.crds);
  return snapshot;
}

function supersede({ storage, status }: ReleaseRequest, before: ReleaseRecord, action: string | undefined): void {
  const superseded: ReleaseRecord = { ...before, status: 'superseded' };
  storage.put(superseded);
  status.history = status.history.map((snapshot) => (snapshot.version === before.version ? snapshotOf(superseded, action, snapshot.ociDigest) : snapshot));
}

function failRecorded(request: ReleaseRequest, action: ReleaseAction, record: ReleaseRecord, rendered: RenderedRelease, error: EddyError): ActionEnd {
  const { status } = request;
  const description = `${action === 'install' ? 'Release' : 'Upgrade'} "${record.name}" failed: ${error.message}`;
  // Flux writes the older snapshots anew, and does not know any more what made them.
  status.history = status.history.map(({ action: _forgotten, ...snapshot }) => snapshot);
  keep(request, action, { ...record, status: 'failed', description }, rendered);
  if (action === 'install') status.installFailures = failuresOf(request, action) + 1;
  else status.upgradeFailures = failuresOf(request, action) + 1;
  markFailed(request, action, error);
  return { type: 'Recorded', error };
}

function markFailed(request: ReleaseRequest, action: ReleaseAction, error: EddyError): void {
  const { release, chart, status, conditions } = request;
  const what = `${releaseNamespace(release.naming)}/${wantedReleaseName(release.naming)} with chart ${chart.name}@${chart.version}`;
  status.failures = (status.failures ?? 0) + 1;
  conditions.set('Released', 'False', action === 'install' ? 'InstallFailed' : 'UpgradeFailed', `Helm ${action} failed for release ${what}: ${error.message.trim()}`);
  summarize(request);
}

/** Undoes a failed release; a further attempt is for the next reconcile. */
async function remediate(request: ReleaseRequest, strategy: 'rollback' | 'uninstall', failure: EddyError): Promise<ReleaseEnd> {
  const { status, conditions } = request;
  const action = status.lastAttemptedReleaseAction ?? 'install';
  if (strategy === 'rollback') {
    const previous = [...status.history].sort((a, b) => b.version - a.version).find(({ status: state }, i) => i > 0 && (state === 'deployed' || state === 'superseded'));
    if (previous === undefined) {
      const message = 'Failed to perform remediation: missing target release for rollback: cannot remediate failed release';
      conditions.remove('Reconciling');
      conditions.set('Stalled', 'True', 'MissingRollbackTarget', message);
      return { type: 'Stalled', error: failure };
    }
    await rollBack(request, previous);
  } else await uninstallFailed(request);
  if (strategy === 'uninstall' && action === 'upgrade') {
    // A fresh install follows at once.
    status.history = [];
    return reconcileRelease(request);
  }
  return retriesExhausted(request, action) ? stalled(request, failure) : retryLater(request, failure);
}

async function rollBack(request: ReleaseRequest, previous: Snapshot): Promise<void> {
  const { release, storage, status, conditions, chart } = request;
  const last = storage.last(storageNamespace(release.naming), nameOf(request));
  const target = storage.get(storageNamespace(release.naming), previous.name, previous.version);
  if (last === undefined || target === undefined) return;
  const rendered: RenderedRelease = { documents: target.documents, crds: [], notes: target.notes, warnings: [] };
  await apply(request, rendered, objectsOf(request, 'upgrade', rendered));
  const record: ReleaseRecord = { ...target, version: last.version + 1, status: 'deployed', description: `Rollback to ${String(previous.version)}` };
  supersede(request, target, 'rollback');
  storage.put(record, release.maxHistory);
  status.history = [snapshotOf(record, 'rollback', chart.ociDigest), ...status.history];
  conditions.set('Remediated', 'True', 'RollbackSucceeded', `Helm rollback to previous release ${fullReleaseName(previous)} with chart ${versionedChartName(previous)} succeeded`);
  summarize(request);
}

async function uninstallFailed(request: ReleaseRequest): Promise<void> {
  const { release, storage, status, conditions, context, own } = request;
  const current = latest(status.history);
  if (current === undefined) return;
  storage.remove(storageNamespace(release.naming), current.name);
  await context.children.setChildren([...own, ...context.children.last().filter(isChartCrd)], { fieldManager: 'helm-controller', prune: true });
  status.history = status.history.map((snapshot) => (snapshot === current ? { ...snapshot, status: 'uninstalling', action: 'uninstall-remediation' } : snapshot));
  conditions.set('Remediated', 'True', 'UninstallSucceeded', `Helm uninstall remediation for release ${fullReleaseName(current)} with chart ${versionedChartName(current)} succeeded`);
}

/** More attempts are left; they belong to later reconciles. */
function retryLater(request: ReleaseRequest, error: EddyError): ReleaseEnd {
  const { release, status, conditions } = request;
  const { retryIntervalMs } = release[status.lastAttemptedReleaseAction ?? 'install'];
  const message = retryIntervalMs === undefined ? conditions.get('Ready')?.message ?? '' : `retrying after ${goDurationText(retryIntervalMs)}`;
  conditions.set('Reconciling', 'True', 'ProgressingWithRetry', message);
  return { type: 'Failed', error };
}

/** No attempts are left. The fault to report is the failure itself, where it is known. */
function stalled(request: ReleaseRequest, failure: EddyError | undefined): ReleaseEnd {
  const { status, conditions } = request;
  const action = status.lastAttemptedReleaseAction ?? 'install';
  const message = `Failed to ${action} after ${String(failuresOf(request, action))} attempt(s)`;
  conditions.remove('Reconciling');
  conditions.set('Stalled', 'True', 'RetriesExceeded', message);
  return { type: 'Stalled', error: failure ?? new EddyError('HelmRetriesExceeded', conditions.get('Ready')?.message ?? message) };
}

/** Looks at the objects of a release that is as it should be, and puts back what has drifted where the user wants that. */
async function checkDrift(request: ReleaseRequest): Promise<ReleaseEnd> {
  const { release, context, conditions, status, stateless } = request;
  if (stateless || release.driftDetection === 'disabled') return inSync(request);
  const objects = context.children.last().filter(({ internal, payload }) => internal !== true && payload !== undefined);
  const drifted = await findDrift(objects, release.driftIgnored, context);
  if (drifted.length === 0) return inSync(request);
  if (release.driftDetection === 'warn') {
    const name = fullReleaseName(latest(status.history)!);
    inSync(request);
    conditions.set('Drifted', 'True', 'DriftDetected', `Cluster state of release ${name} has drifted from the desired state:\n${driftSummary(drifted)}`);
    return { type: 'InSync' };
  }
  await context.children.setChildren([...context.children.last()], { fieldManager: 'helm-controller', prune: true });
  return inSync(request);
}

function inSync(request: ReleaseRequest): ReleaseEnd {
  const { conditions, status, release } = request;
  conditions.remove('Reconciling');
  status.history = truncated(status.history);
  if (release.driftDetection !== 'disabled') conditions.set('Drifted', 'False', 'NoDriftDetected', 'No drift detected against the cluster state');
  summarize(request);
  return { type: 'InSync' };
}

/** Flux keeps the newest snapshot and the last one before it that worked. */
function truncated(history: readonly Snapshot[]): readonly Snapshot[] {
  const sorted = [...history].sort((a, b) => b.version - a.version);
  const previous = sorted.findIndex(({ status }, i) => i > 0 && (status === 'deployed' || status === 'superseded'));
  return previous === -1 ? sorted.slice(0, 5) : sorted.slice(0, previous + 1);
}

/** Ready says what the most telling of Remediated, TestSuccess and Released says. */
function summarize({ release, conditions, status }: ReleaseRequest): void {
  const types = ['Remediated', ...(release.testEnabled && !release.testFailuresIgnored ? ['TestSuccess'] : []), 'Released'];
  const summary = types.map((type) => conditions.get(type)).find((condition) => condition !== undefined);
  if (summary !== undefined) {
    const state = summary.type === 'Remediated' ? 'False' : summary.status;
    if (state === 'True') conditions.remove('Stalled');
    conditions.set('Ready', state, summary.reason, summary.message);
  }
  status.observedPostRenderersDigest = specDigest(release.raw['postRenderers']);
  status.observedCommonMetadataDigest = specDigest(release.raw['commonMetadata']);
}
