import type { Dict } from '../../std/dict.ts';
import { EddyError } from '../../diagnostics/index.ts';
import { applyCrds } from './actions/helm-crds.ts';
import type { ActionOptions, HelmAction, HelmEnvironment } from './actions/helm-environment.ts';
import { checkAvailable, installRelease, upgradedFrom, upgradeRelease } from './actions/helm-install.ts';
import { asFault } from './actions/helm-resources.ts';
import { factsOf, recordAction } from './release-events.ts';
import { ObservedRevisions } from './release-history.ts';
import { inventoryOf } from './release-objects.ts';
import { releaseNamespace, wantedReleaseName } from './release-name.ts';
import type { ApplyMethod, ReleaseRecord } from './storage/release-record.ts';
import { plainValues, type RenderedRelease } from './release-render.ts';
import { environmentOf, nameOf, type ReleaseAction, type ReleaseRequest } from './release-request.ts';
import { hookRecords, releaseManifest } from './release-manifest.ts';
import { failuresOf } from './release-state.ts';
import { fullReleaseName, hasBeenTested, latest, versionedChartName } from './release-status.ts';
import { summarize } from './release-summary.ts';
import { reusedValues } from './actions/reused-values.ts';
import type { ServerSideApplyMode, WaitSpec } from './spec.ts';

/** How an action ended. A failure that left no record (`error`) is tried again, and does not count; any other is in the history. */
export interface ActionEnd {
  readonly error?: EddyError | undefined;
  /** Why the action failed, for who reports it. */
  readonly failure?: EddyError | undefined;
}

const LABELS: Readonly<Record<ReleaseAction, string>> = { install: 'Install', upgrade: 'Upgrade' };

/**
 * Installs or upgrades the release, and notes in conditions, history, counters and events how it went.
 *
 * Follows helm-controller v1.6.3 internal/reconcile (install.go, upgrade.go) and internal/action.
 */
export async function* runRelease(request: ReleaseRequest, action: ReleaseAction): HelmAction<ActionEnd> {
  const { status, conditions, context } = request;
  const observed = new ObservedRevisions();
  const environment = environmentOf(request, (record) => {
    observed.note(record);
  });
  status.lastAttemptedReleaseAction = action;
  // An install begins anew: nothing before it may be rolled back to.
  if (action === 'install') status.history = [];
  conditions.remove('TestSuccess', 'Remediated');
  const started = context.ports.clock.now();
  let rendered: RenderedRelease | undefined;
  let failure: EddyError | undefined;
  try {
    const keep = (release: RenderedRelease): void => {
      rendered = release;
    };
    yield* action === 'install' ? installStep(request, environment, keep) : upgradeStep(request, environment, keep);
  } catch (error) {
    failure = asFault(error);
  }
  status.lastAttemptedReleaseActionDurationMs = request.context.ports.clock.now() - started;
  observed.remember(status, action);
  if (!observed.isEmpty && rendered !== undefined) status.inventory = inventoryOf(request.release, rendered.documents, rendered.crds);
  const end = failure === undefined ? succeeded(request, action) : failed(request, action, failure, observed.isEmpty, environment);
  summarize(request);
  return end;
}

function succeeded(request: ReleaseRequest, action: ReleaseAction): ActionEnd {
  const { status, conditions, release } = request;
  const current = latest(status.history)!;
  const message = `Helm ${action} succeeded for release ${fullReleaseName(current)} with chart ${versionedChartName(current)}`;
  conditions.set('Released', 'True', `${LABELS[action]}Succeeded`, message);
  if (release.test.enabled && !hasBeenTested(current)) {
    conditions.set('TestSuccess', 'Unknown', 'AwaitingTests', `Helm release ${fullReleaseName(current)} with chart ${versionedChartName(current)} is awaiting tests`);
  }
  if (release[action].retryIntervalMs !== undefined) clearFailures(request);
  recordAction(request, 'Normal', `${LABELS[action]}Succeeded`, message, factsOf(current));
  return {};
}

function failed(request: ReleaseRequest, action: ReleaseAction, failure: EddyError, isUnrecorded: boolean, { log }: HelmEnvironment): ActionEnd {
  const { release, chart, status, conditions } = request;
  const what = `${releaseNamespace(release.naming)}/${wantedReleaseName(release.naming)} with chart ${chart.name}@${chart.version}`;
  const message = `Helm ${action} failed for release ${what}: ${failure.message.trim()}`;
  status.failures = (status.failures ?? 0) + 1;
  conditions.set('Released', 'False', `${LABELS[action]}Failed`, message);
  recordAction(request, 'Warning', `${LABELS[action]}Failed`, log.below(message), { revision: chart.version, appVersion: chart.appVersion, ociDigest: status.lastAttemptedRevisionDigest });
  if (isUnrecorded) return { error: failure, failure };
  if (action === 'install') status.installFailures = failuresOf(request, action) + 1;
  else status.upgradeFailures = failuresOf(request, action) + 1;
  return { failure };
}

/** Forgets all failures. */
export function clearFailures({ status }: Pick<ReleaseRequest, 'status'>): void {
  status.failures = undefined;
  status.installFailures = undefined;
  status.upgradeFailures = undefined;
}

async function* installStep(request: ReleaseRequest, environment: HelmEnvironment, keep: (rendered: RenderedRelease) => void): HelmAction<void> {
  const { release, values } = request;
  const spec = release.install;
  const method: ApplyMethod = spec.serverSideApply === 'disabled' ? 'csa' : 'ssa';
  const options = { ...actionOptions('install', spec), method };
  yield* applyCrds(release, request.renderer.crds(request.chart.artifact, request.values, request.context), spec.crds, options, environment);
  await checkAvailable(nameOf(request), spec.replace, environment);
  const rendered = await render(request, environment, { values, revision: 1, isUpgrade: false });
  keep(rendered);
  const now = environment.now();
  const record = recordOf(request, rendered, { values, revision: 1, method, firstDeployed: now, lastDeployed: now });
  const createsNamespace = spec.createNamespace && release.naming.targetNamespace !== undefined;
  yield* installRelease(record, { ...options, takesOwnership: !spec.disableTakeOwnership, createsNamespace, replace: spec.replace }, environment);
}

async function* upgradeStep(request: ReleaseRequest, environment: HelmEnvironment, keep: (rendered: RenderedRelease) => void): HelmAction<void> {
  const { release } = request;
  const spec = release.upgrade;
  const { last, current } = await upgradedFrom(nameOf(request), environment);
  const method = applyMethod(spec.serverSideApply, last);
  const options = { ...actionOptions('upgrade', spec), method };
  yield* applyCrds(release, request.renderer.crds(request.chart.artifact, request.values, request.context), spec.crds, options, environment);
  environment.log.add(`preparing upgrade: {"name":"${last.name}"}`);
  const reused = spec.preserveValues ? reusedValues(current, request.values) : undefined;
  // What was merged is what the release is compared with from now on, as in Flux.
  const values = (request.values = reused?.values ?? request.values);
  const revision = last.version + 1;
  const rendered = await render(request, environment, { values, revision, isUpgrade: true, defaults: reused?.defaults });
  keep(rendered);
  const record = recordOf(request, rendered, { values, revision, method, firstDeployed: current.info.firstDeployed, lastDeployed: environment.now() });
  yield* upgradeRelease(current, record, {
    ...options,
    takesOwnership: !spec.disableTakeOwnership,
    forceReplace: spec.force && method === 'csa',
    cleansUpOnFail: spec.cleanupOnFail,
    maxHistory: release.maxHistory,
  }, environment);
}

/** How an action waits and runs hooks. */
export function actionOptions(action: string, { timeoutMs, disableWait, disableWaitForJobs, disableHooks }: WaitSpec): Omit<ActionOptions, 'method'> {
  return { action, timeoutMs, waits: !disableWait, waitsForJobs: !disableWaitForJobs, hooks: !disableHooks };
}

/** How objects are written: as the mode says, or as an earlier revision was. */
export function applyMethod(mode: ServerSideApplyMode, before: ReleaseRecord): ApplyMethod {
  if (mode === 'auto') return before.applyMethod;
  return mode === 'enabled' ? 'ssa' : 'csa';
}

interface RenderFacts {
  readonly values: Dict;
  readonly revision: number;
  readonly isUpgrade: boolean;
  /** In place of the chart's own values. */
  readonly defaults?: Dict | undefined;
}

async function render(request: ReleaseRequest, { log, cluster }: HelmEnvironment, { values, ...facts }: RenderFacts): Promise<RenderedRelease> {
  const { release, chart, renderer, context } = request;
  try {
    const rendered = await renderer.render(release, chart.artifact, chart.version, values, { ...facts, cluster }, context);
    for (const message of rendered.warnings) context.warn({ code: 'HelmChartWarning', message });
    return rendered;
  } catch (error) {
    if (error instanceof EddyError && error.code === 'HelmReleaseName') log.add('release name check failed');
    throw error;
  }
}

interface RecordFacts {
  readonly values: Dict;
  readonly revision: number;
  readonly method: ApplyMethod;
  readonly firstDeployed: string;
  readonly lastDeployed: string;
}

function recordOf(request: ReleaseRequest, rendered: RenderedRelease, { values, revision, method, firstDeployed, lastDeployed }: RecordFacts): ReleaseRecord {
  const { release, chart } = request;
  return {
    name: nameOf(request),
    namespace: releaseNamespace(release.naming),
    version: revision,
    info: { firstDeployed, lastDeployed, description: '', status: 'unknown', notes: rendered.notes },
    chart: chart.stored,
    config: plainValues(values),
    manifest: releaseManifest(rendered.documents),
    hooks: hookRecords(rendered.documents),
    applyMethod: method,
  };
}
