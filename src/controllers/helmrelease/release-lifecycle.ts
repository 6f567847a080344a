import { goDurationText } from '../../std/go-duration.ts';
import { EddyError } from '../../diagnostics/index.ts';
import { correctDrift, driftSummary, type Drift } from './drift/drift.ts';
import type { HelmAction } from './actions/helm-environment.ts';
import { clearFailures, runRelease, type ActionEnd } from './release-actions.ts';
import { factsOf, recordAction } from './release-events.ts';
import { rollBack, runTests, uninstall, uninstallFailed, unlock } from './release-remedies.ts';
import { storageOf, type ReleaseEnd, type ReleaseRequest } from './release-request.ts';
import { activeAction, activeRemediation, activeRetryMs, determineState, failuresOf, ignoresTests, retriesExhausted, targetChanged, type ReleaseState } from './release-state.ts';
import { fullReleaseName, latest, newest, previous, recordDigest, truncated, versionedChartName } from './release-status.ts';
import { summarize } from './release-summary.ts';

/** What can be done next about a release. */
type StepName = 'install' | 'upgrade' | 'test' | 'rollback' | 'uninstall' | 'unlock' | 'correct cluster drift';

interface Step {
  readonly name: StepName;
  readonly run: (request: ReleaseRequest) => HelmAction<ActionEnd>;
}

/** The next step, nothing to do, or the end where nothing can be done. */
type Next = Step | 'done' | { readonly stalled: 'RetriesExceeded' | 'MissingRollbackTarget' };

const KINDS: Readonly<Record<StepName, 'release' | 'test' | 'remediate' | 'unlock' | 'correct'>> = {
  install: 'release',
  upgrade: 'release',
  test: 'test',
  rollback: 'remediate',
  uninstall: 'remediate',
  unlock: 'unlock',
  'correct cluster drift': 'correct',
};

/**
 * Brings a release into the state that its HelmRelease asks for, step by step. Each kind of step runs once: what is left is for the next reconcile.
 *
 * Follows helm-controller v1.6.3 internal/reconcile/atomic_release.go.
 */
export async function* reconcileRelease(request: ReleaseRequest): HelmAction<ReleaseEnd> {
  const { conditions } = request;
  const done = new Set<string>();
  let failure: EddyError | undefined;
  for (;;) {
    let state: ReleaseState;
    try {
      state = await determineState(request);
    } catch (error) {
      if (!(error instanceof EddyError)) throw error;
      conditions.set('Ready', 'False', 'StateError', `Could not determine release state: ${error.message}`);
      return { type: 'Failed', error };
    }
    const next = await nextStep(request, state);
    if (next === 'done') {
      conditions.remove('Reconciling');
      summarize(request);
      return { type: 'InSync' };
    }
    if ('stalled' in next) return stalled(request, next.stalled, failure);
    const kind = KINDS[next.name];
    if (done.has(kind)) return stopped(request, failure);
    announce(request, next.name);
    const end = yield* next.run(request);
    failure = end.failure ?? failure;
    if (end.error !== undefined) return failed(request, end.error);
    if (kind === 'remediate') return remediated(request, failure);
    done.add(kind);
  }
}

/** Takes the old release away where the new one would go by another name, to another place, or be of another chart. Undefined where it stays. */
export async function* uninstallOld(request: ReleaseRequest): HelmAction<ReleaseEnd | undefined> {
  if (!targetChanged(request)) return undefined;
  const { error } = yield* uninstall(request);
  if (error !== undefined) return { type: 'Failed', error };
  request.status.history = [];
  request.status.storageNamespace = undefined;
  clearFailures(request);
  return { type: 'Failed', error: new EddyError('HelmReleaseMissing', 'the release is uninstalled, to be installed anew'), again: true };
}

function announce({ release, conditions }: ReleaseRequest, name: StepName): void {
  const timeoutMs = name === 'unlock' || name === 'correct cluster drift' ? release.timeoutMs : release[name].timeoutMs;
  const message = `Running '${name}' action with timeout of ${goDurationText(timeoutMs)}`;
  conditions.set('Reconciling', 'True', 'Progressing', message);
  if (KINDS[name] === 'release') conditions.set('Ready', 'Unknown', 'Progressing', message);
}

async function nextStep(request: ReleaseRequest, state: ReleaseState): Promise<Next> {
  const { release, status } = request;
  const forced = request.takeForce();
  switch (state.type) {
    case 'InSync':
      return inSync(request, forced);
    case 'Locked':
      return { name: 'unlock', run: (current) => atOnce(() => unlock(current)) };
    case 'Absent':
      return attempt(request, 'install', forced);
    case 'Unmanaged':
      status.history = [];
      return releaseStep('upgrade');
    case 'OutOfSync':
      return attempt(request, 'upgrade', forced);
    case 'Drifted':
      return drifted(request, state.drift);
    case 'Untested':
      replaceRemediated(request);
      return { name: 'test', run: runTests };
    case 'Failed':
      return afterFailure(request, forced, release.upgrade.remediation.strategy);
  }
}

function releaseStep(name: 'install' | 'upgrade'): Step {
  return { name, run: (request) => runRelease(request, name) };
}

function attempt(request: ReleaseRequest, action: 'install' | 'upgrade', forced: boolean): Next {
  return forced || !retriesExhausted(request, action) ? releaseStep(action) : { stalled: 'RetriesExceeded' };
}

function inSync(request: ReleaseRequest, forced: boolean): Next {
  const { release, status, conditions } = request;
  const remediation = activeRemediation(request);
  const ignoresFailures = remediation === undefined ? release.test.ignoreFailures : ignoresTests(request, remediation);
  status.history = activeRetryMs(request) === undefined ? truncated(status.history, ignoresFailures) : newest(status.history);
  if (forced) return releaseStep('upgrade');
  replaceRemediated(request);
  restoreReleased(request);
  if (release.driftDetection !== 'disabled') conditions.set('Drifted', 'False', 'NoDriftDetected', 'No drift detected against the cluster state');
  return 'done';
}

/** A release that was rolled back to what is wanted now is as good as upgraded. */
function replaceRemediated({ conditions, status }: ReleaseRequest): void {
  if (conditions.get('Remediated')?.status !== 'True') return;
  const current = latest(status.history)!;
  conditions.remove('Remediated');
  conditions.set('Released', 'True', 'UpgradeSucceeded', `Helm upgrade succeeded for release ${fullReleaseName(current)} with chart ${versionedChartName(current)}`);
}

/** What failed before and is as it should be now has succeeded. */
function restoreReleased(request: ReleaseRequest): void {
  const { conditions, status } = request;
  const released = conditions.get('Released');
  if (conditions.get('Ready')?.status === 'True' && released?.status === 'True') return;
  const action = released?.reason === 'InstallFailed' ? 'install' : released?.reason === 'UpgradeFailed' ? 'upgrade' : undefined;
  if (action === undefined) return;
  const current = latest(status.history)!;
  const message = `Helm ${action} succeeded for release ${fullReleaseName(current)} with chart ${versionedChartName(current)}`;
  conditions.set('Released', 'True', action === 'install' ? 'InstallSucceeded' : 'UpgradeSucceeded', message);
  summarize(request);
}

function drifted(request: ReleaseRequest, drift: readonly Drift[]): Next {
  const { release, conditions, status } = request;
  const message = `Cluster state of release ${fullReleaseName(latest(status.history)!)} has drifted from the desired state:\n${driftSummary(drift)}`;
  recordAction(request, 'Warning', 'DriftDetected', message);
  conditions.set('Drifted', 'True', 'DriftDetected', message);
  if (release.driftDetection !== 'enabled') return 'done';
  return { name: 'correct cluster drift', run: (current) => atOnce(() => correct(current, drift)) };
}

/** Follows helm-controller v1.6.3 internal/reconcile/correct_cluster_drift.go. */
async function correct(request: ReleaseRequest, drift: readonly Drift[]): Promise<ActionEnd> {
  const { conditions, status, cluster } = request;
  conditions.set('Ready', 'Unknown', 'Progressing', 'correcting cluster drift');
  const { corrected, faults } = await correctDrift(drift, cluster.client);
  const current = latest(status.history)!;
  const name = fullReleaseName(current);
  if (faults.length > 0) {
    const partly = corrected.length > 0 ? 'partially ' : '';
    const rest = corrected.length > 0 ? `\n\nSuccessful corrections:\n${corrected.join('\n')}` : '';
    recordAction(request, 'Warning', 'DriftCorrectionFailed', `Failed to ${partly}correct cluster state of release ${name}:\n${faults.join('\n')}${rest}`, factsOf(current));
  } else if (corrected.length > 0) {
    recordAction(request, 'Normal', 'DriftCorrected', `Cluster state of release ${name} has been corrected:\n${corrected.join('\n')}`, factsOf(current));
  }
  return {};
}

async function afterFailure(request: ReleaseRequest, forced: boolean, strategy: 'rollback' | 'uninstall'): Promise<Next> {
  const { status } = request;
  if (activeRetryMs(request) !== undefined) {
    status.history = newest(status.history);
    return releaseStep('upgrade');
  }
  const action = activeAction(request);
  const remediation = activeRemediation(request);
  // Without a failure on record, what led to it has changed.
  if (action === undefined || remediation === undefined || failuresOf(request, action) <= 0 || forced) return releaseStep('upgrade');
  const remediatesLast = remediation.remediateLastFailure ?? (action === 'upgrade' && remediation.retries > 0);
  if (retriesExhausted(request, action) && !remediatesLast) return { stalled: 'RetriesExceeded' };
  const ignoresFailures = ignoresTests(request, remediation);
  status.history = truncated(status.history, ignoresFailures);
  if (action === 'install' || strategy === 'uninstall') return { name: 'uninstall', run: uninstallFailed };
  return rollbackStep(request, ignoresFailures);
}

/** A rollback, if what it would go back to is still there as it was left. */
async function rollbackStep(request: ReleaseRequest, ignoresFailures: boolean): Promise<Next> {
  const target = previous(request.status.history, ignoresFailures);
  if (target === undefined) return { stalled: 'MissingRollbackTarget' };
  const record = await storageOf(request).get(target.name, target.version);
  if (record === undefined || (target.apiVersion === 'v2' && target.digest !== recordDigest(record, target.ociDigest))) return releaseStep('upgrade');
  return { name: 'rollback', run: rollBack };
}

/** An action that waits for nothing. */
async function* atOnce(run: () => Promise<ActionEnd>): HelmAction<ActionEnd> {
  return run();
}

/** The same kind of step would come again: it is for the next reconcile. */
function stopped(request: ReleaseRequest, failure: EddyError | undefined): ReleaseEnd {
  const { conditions } = request;
  const error = failureOf(request, failure);
  if (isRetried(request)) return { type: 'Failed', error };
  const action = activeAction(request);
  if (action === undefined || !retriesExhausted(request, action)) {
    progressing(request);
    return { type: 'Failed', error };
  }
  conditions.remove('Reconciling');
  return { type: 'InSync' };
}

/** The step could not be begun, or left no trace. */
function failed(request: ReleaseRequest, error: EddyError): ReleaseEnd {
  if (isRetried(request)) return { type: 'Failed', error };
  const { conditions } = request;
  if (conditions.get('Ready')?.status === 'True') conditions.set('Ready', 'False', 'ReconcileError', error.message);
  return { type: 'Failed', error };
}

/** A remediation ends a reconcile: what comes next is for a later one, or there is nothing more to try. */
function remediated(request: ReleaseRequest, failure: EddyError | undefined): ReleaseEnd {
  const error = failureOf(request, failure);
  if (isRetried(request)) return { type: 'Failed', error };
  const action = activeAction(request);
  const installsAfter = action === 'upgrade' && request.release.upgrade.remediation.strategy === 'uninstall';
  if (action !== undefined && retriesExhausted(request, action) && !installsAfter) return stalled(request, 'RetriesExceeded', failure);
  progressing(request);
  return { type: 'Failed', error, again: installsAfter };
}

/** Whether the strategy is to try again after an interval. */
function isRetried(request: ReleaseRequest): boolean {
  const retryMs = activeRetryMs(request);
  if (retryMs === undefined) return false;
  request.conditions.set('Reconciling', 'True', 'ProgressingWithRetry', `retrying after ${goDurationText(retryMs)}`);
  return true;
}

function progressing({ conditions }: ReleaseRequest): void {
  conditions.set('Reconciling', 'True', 'ProgressingWithRetry', conditions.get('Ready')?.message ?? '');
}

/** Nothing is left to try. The fault to report is the failure itself, where it is known. */
function stalled(request: ReleaseRequest, reason: 'RetriesExceeded' | 'MissingRollbackTarget', failure: EddyError | undefined): ReleaseEnd {
  const { conditions } = request;
  const action = activeAction(request) ?? 'install';
  const message =
    reason === 'RetriesExceeded'
      ? `Failed to ${action} after ${String(failuresOf(request, action))} attempt(s)`
      : 'Failed to perform remediation: missing target release for rollback: cannot remediate failed release';
  conditions.remove('Reconciling');
  conditions.set('Stalled', 'True', reason, message);
  return { type: 'Stalled', error: failureOf(request, failure) };
}

function failureOf({ conditions }: ReleaseRequest, failure: EddyError | undefined): EddyError {
  return failure ?? new EddyError('HelmRetriesExceeded', conditions.get('Ready')?.message ?? 'the release has failed');
}
