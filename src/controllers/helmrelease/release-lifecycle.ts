import { goDurationText } from '../../std/go-duration.ts';
import { EddyError, refKey } from '../../diagnostics/index.ts';
import { refOf } from '../../manifest/index.ts';
import type { Dict } from '../../std/dict.ts';
import type { Artifact, Context, ProducedObject } from '../base/index.ts';
import type { ConditionList } from './condition-list.ts';
import { driftSummary, findDrift } from './drift.ts';
import { mergeValues } from './merge-values.ts';
import { releaseNamespace, shortReleaseName, storageNamespace, wantedReleaseName } from './release-name.ts';
import { inventoryOf, passingHooks, releaseObjects } from './release-objects.ts';
import type { ReleaseRenderer, RenderedRelease } from './release-render.ts';
import { fullReleaseName, latest, recordDigest, snapshotOf, specDigest, valuesDigest, versionedChartName, type ReleaseStatusFields, type Snapshot } from './release-status.ts';
import type { ReleaseRecord, ReleaseStorage } from './release-storage.ts';
import type { HelmReleaseSpec } from './spec.ts';

/** The chart of a release, under the version that Flux gives it. */
export interface ReleaseChart {
  readonly name: string;
  readonly version: string;
  readonly appVersion: string;
  readonly artifact: Artifact;
  readonly ociDigest: string | undefined;
}

/** All that an action on a release works with. `conditions` and `status` are changed by it. */
export interface ReleaseRequest {
  readonly release: HelmReleaseSpec;
  readonly chart: ReleaseChart;
  readonly values: Dict;
  readonly conditions: ConditionList;
  readonly status: ReleaseStatusFields;
  /** `status.observedGeneration` as it was before. */
  readonly observedGeneration: number | undefined;
  readonly storage: ReleaseStorage;
  /** Nothing is known of earlier runs, and nothing of this one is kept. */
  readonly stateless: boolean;
  readonly renderer: ReleaseRenderer;
  readonly context: Context;
  /** Objects that the controller itself needs (the HelmChart): children of every set. */
  readonly own: readonly ProducedObject[];
  readonly forced: boolean;
}

/** How the work on a release ended. */
export type ReleaseEnd =
  | { readonly type: 'InSync' }
  | { readonly type: 'Failed'; readonly error: EddyError }
  | { readonly type: 'Stalled'; readonly error: EddyError };

type Action = 'install' | 'upgrade';

/** What is to be done next. */
type State = { readonly type: 'InSync' } | { readonly type: 'Failed' } | { readonly type: 'Act'; readonly action: Action; readonly resetsHistory?: boolean };

/**
 * Brings a release into the state that its HelmRelease asks for.
 *
 * Follows helm-controller v1.6.3 internal/reconcile/atomic_release.go and state.go.
 */
export async function reconcileRelease(request: ReleaseRequest): Promise<ReleaseEnd> {
  if (targetChanged(request)) await uninstall(request);
  const state = determineState(request);
  switch (state.type) {
    case 'InSync':
      return checkDrift(request);
    case 'Failed':
      return retriesExceeded(request);
    case 'Act':
      if (state.resetsHistory === true) request.status.history = [];
      return act(request, state.action);
  }
}

/** Whether the release would go by another name, to another place, or be of another chart: then the old one has to go first. */
function targetChanged({ release, status, chart, storage }: ReleaseRequest): boolean {
  const current = latest(status.history);
  if (current === undefined || status.storageNamespace === undefined || storage.last(status.storageNamespace, current.name) === undefined) return false;
  if (status.storageNamespace !== storageNamespace(release.naming) || current.namespace !== releaseNamespace(release.naming)) return true;
  if (current.name !== shortReleaseName(wantedReleaseName(release.naming))) return true;
  return current.chartName !== chart.name && release.upgrade.chartNameChange === 'Reinstall';
}

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

function determineState(request: ReleaseRequest): State {
  const { release, status, storage } = request;
  const record = storage.last(storageNamespace(release.naming), nameOf(request));
  if (record === undefined) return retriesLeft(request, 'install') ? { type: 'Act', action: 'install' } : { type: 'Failed' };
  const current = latest(status.history);
  if (current === undefined) return record.status === 'uninstalled' ? { type: 'Act', action: 'install' } : { type: 'Act', action: 'upgrade', resetsHistory: true };
  if (current.digest !== recordDigest(record)) return { type: 'Act', action: 'upgrade', resetsHistory: true };
  if (record.status === 'uninstalled') return { type: 'Act', action: 'install' };
  if (record.status === 'failed') return retriesLeft(request, 'upgrade') ? { type: 'Act', action: 'upgrade' } : { type: 'Failed' };
  if (isOutOfSync(request, record, current)) return retriesLeft(request, 'upgrade') ? { type: 'Act', action: 'upgrade' } : { type: 'Failed' };
  return request.forced ? { type: 'Act', action: 'upgrade' } : { type: 'InSync' };
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

function retriesLeft({ release, status, forced }: ReleaseRequest, action: Action): boolean {
  const { retries } = release[action].remediation;
  const failures = (action === 'install' ? status.installFailures : status.upgradeFailures) ?? 0;
  return forced || retries < 0 || failures <= retries;
}

async function act(request: ReleaseRequest, action: Action): Promise<ReleaseEnd> {
  const { release, status, conditions } = request;
  const running = `Running '${action}' action with timeout of ${goDurationText(release[action].timeoutMs)}`;
  conditions.set('Reconciling', 'True', 'Progressing', running);
  status.lastAttemptedReleaseAction = action;
  if (action === 'install') status.history = [];
  conditions.remove('TestSuccess', 'Remediated');
  const before = request.storage.last(storageNamespace(release.naming), nameOf(request));
  try {
    const config = action === 'upgrade' && release.upgrade.preserveValues && before !== undefined ? mergeValues(before.config, request.values) : request.values;
    const rendered = await render(request, action, config, action === 'install' ? 1 : (before?.version ?? 0) + 1);
    await apply(request, action, rendered);
    succeed(request, action, config, before, rendered);
    return inSync(request);
  } catch (error) {
    if (!(error instanceof EddyError)) throw error;
    return fail(request, action, error);
  }
}

function render(request: ReleaseRequest, action: Action, values: Dict, revision: number): Promise<RenderedRelease> {
  const { release, chart, renderer, context } = request;
  return renderer.render(release, chart.artifact, chart.version, values, { revision, isUpgrade: action === 'upgrade' }, context);
}

async function apply(request: ReleaseRequest, action: Action, rendered: RenderedRelease): Promise<void> {
  const { release, chart, context, own, stateless } = request;
  for (const message of rendered.warnings) context.warn({ code: 'HelmChartWarning', message });
  const rendering = releaseObjects(release, nameOf(request), rendered, release[action], stateless ? 'all' : action, { name: chart.name, path: chart.artifact.file ?? '' });
  const known = new Set(rendering.map(({ object }) => refKey(refOf(object))));
  const kept = context.children.last().filter((child) => isChartCrd(child) && !known.has(refKey(refOf(child.object))));
  const objects = [...kept, ...rendering];
  const options = { fieldManager: 'helm-controller', prune: true };
  await context.children.setChildren([...own, ...objects], options);
  const passing = passingHooks(release, rendered);
  const lasting = objects.filter(({ object }) => !passing.has(refKey(refOf(object))));
  if (!stateless && lasting.length < objects.length) await context.children.setChildren([...own, ...lasting], options);
}

function succeed(request: ReleaseRequest, action: Action, config: Dict, before: ReleaseRecord | undefined, rendered: RenderedRelease): void {
  const { release, chart, status, storage, conditions } = request;
  const record: ReleaseRecord = {
    name: nameOf(request),
    namespace: releaseNamespace(release.naming),
    storageNamespace: storageNamespace(release.naming),
    version: action === 'install' ? 1 : (before?.version ?? 0) + 1,
    status: 'deployed',
    description: `${action === 'install' ? 'Install' : 'Upgrade'} complete`,
    notes: rendered.notes,
    chart: { name: chart.name, version: chart.version, appVersion: chart.appVersion },
    config,
    documents: rendered.documents,
  };
  if (before?.status === 'deployed' && action === 'upgrade') supersede(request, before);
  storage.put(record, release.maxHistory);
  const snapshot = snapshotOf(record, action, chart.ociDigest);
  status.history = [snapshot, ...status.history];
  status.inventory = inventoryOf(release, rendered.documents, rendered.crds);
  const [reason, done] = action === 'install' ? ['InstallSucceeded', 'install'] : ['UpgradeSucceeded', 'upgrade'];
  conditions.set('Released', 'True', reason, `Helm ${done} succeeded for release ${fullReleaseName(snapshot)} with chart ${versionedChartName(snapshot)}`);
}

function supersede({ storage, status }: ReleaseRequest, before: ReleaseRecord): void {
  const superseded: ReleaseRecord = { ...before, status: 'superseded' };
  storage.put(superseded);
  status.history = status.history.map((snapshot) => (snapshot.version === before.version ? snapshotOf(superseded, undefined, snapshot.ociDigest) : snapshot));
}

/** A failure that left no record is tried again, and does not count. */
function fail(request: ReleaseRequest, action: Action, error: EddyError): ReleaseEnd {
  const { release, chart, status, conditions } = request;
  const what = `${releaseNamespace(release.naming)}/${wantedReleaseName(release.naming)} with chart ${chart.name}@${chart.version}`;
  status.failures = (status.failures ?? 0) + 1;
  conditions.set('Released', 'False', action === 'install' ? 'InstallFailed' : 'UpgradeFailed', `Helm ${action} failed for release ${what}: ${error.message.trim()}`);
  summarize(request);
  return { type: 'Failed', error };
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

function retriesExceeded(request: ReleaseRequest): ReleaseEnd {
  const { status, conditions } = request;
  const action = status.lastAttemptedReleaseAction ?? 'install';
  const attempts = (action === 'install' ? status.installFailures : status.upgradeFailures) ?? 0;
  const message = `Failed to ${action} after ${String(attempts)} attempt(s)`;
  conditions.remove('Reconciling');
  conditions.set('Stalled', 'True', 'RetriesExceeded', message);
  return { type: 'Stalled', error: new EddyError('HelmRetriesExceeded', message) };
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

function nameOf({ release }: ReleaseRequest): string {
  return shortReleaseName(wantedReleaseName(release.naming));
}
