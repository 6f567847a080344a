import { EddyError } from '../../diagnostics/index.ts';
import type { HelmAction } from './actions/helm-environment.ts';
import { asFault } from './actions/helm-resources.ts';
import { rollBackRelease } from './actions/helm-rollback.ts';
import { isSelected, testRelease } from './actions/helm-test.ts';
import { uninstallRelease } from './actions/helm-uninstall.ts';
import { actionOptions, applyMethod, type ActionEnd } from './release-actions.ts';
import { factsOf, recordAction } from './release-events.ts';
import { observeKnown, targets } from './release-history.ts';
import { isPending, withStatus, type ReleaseRecord } from './storage/release-record.ts';
import { environmentOf, nameOf, type ReleaseRequest, type ReleaseScope } from './release-request.ts';
import { activeRemediation, ignoresTests } from './release-state.ts';
import { fullReleaseName, hasBeenTested, latest, previous, snapshotOf, testHooksOf, versionedChartName, type Snapshot } from './release-status.ts';
import { summarize } from './release-summary.ts';

/** Rolls a failed upgrade back. Follows helm-controller v1.6.3 internal/reconcile/rollback_remediation.go. */
export async function* rollBack(request: ReleaseRequest): HelmAction<ActionEnd> {
  const { release, status, conditions } = request;
  const before = latest(status.history);
  const target = previous(status.history, ignoresTests(request, release.upgrade.remediation));
  if (target === undefined) return { error: new EddyError('HelmRetriesExceeded', 'missing target release for rollback: required to rollback') };
  const environment = environmentOf(request, (record) => {
    if (!observeKnown(status, record, () => 'rollback')) status.history = [snapshotOf(record, undefined, undefined), ...status.history];
  });
  const spec = release.rollback;
  const what = `Helm rollback to previous release ${fullReleaseName(target)} with chart ${versionedChartName(target)}`;
  try {
    const record = await environment.storage.get(target.name, target.version);
    const method = record === undefined ? 'ssa' : applyMethod(spec.serverSideApply, record);
    const options = { ...actionOptions('rollback', spec), method, forceReplace: spec.force && method === 'csa', cleansUpOnFail: spec.cleanupOnFail, maxHistory: release.maxHistory };
    yield* rollBackRelease(target.name, target.version, options, environment);
    conditions.set('Remediated', 'True', 'RollbackSucceeded', `${what} succeeded`);
    recordAction(request, 'Normal', 'RollbackSucceeded', `${what} succeeded`, factsOf(target));
    return {};
  } catch (error) {
    const fault = asFault(error);
    const message = `${what} failed: ${fault.message.trim()}`;
    status.failures = (status.failures ?? 0) + 1;
    conditions.set('Remediated', 'False', 'RollbackFailed', message);
    recordAction(request, 'Warning', 'RollbackFailed', environment.log.below(message), factsOf(target));
    return latest(status.history)?.digest === before?.digest ? { error: fault, failure: fault } : { failure: fault };
  } finally {
    summarize(request);
  }
}

/** Uninstalls a failed release. Follows helm-controller v1.6.3 internal/reconcile/uninstall_remediation.go. */
export async function* uninstallFailed(request: ReleaseRequest): HelmAction<ActionEnd> {
  const { status, conditions } = request;
  const before = latest(status.history)!;
  const { fault, log } = yield* uninstallCurrent(request, before, 'uninstall-remediation');
  const current = latest(status.history) ?? before;
  const what = `Helm uninstall remediation for release ${fullReleaseName(current)} with chart ${versionedChartName(current)}`;
  if (fault === undefined) {
    conditions.set('Remediated', 'True', 'UninstallSucceeded', `${what} succeeded`);
    recordAction(request, 'Normal', 'UninstallSucceeded', `${what} succeeded`, factsOf(current));
    return {};
  }
  const message = `${what} failed: ${fault.message.trim()}`;
  status.failures = (status.failures ?? 0) + 1;
  conditions.set('Remediated', 'False', 'UninstallFailed', message);
  recordAction(request, 'Warning', 'UninstallFailed', log(message), factsOf(current));
  return current.digest === before.digest ? { error: fault, failure: fault } : { failure: fault };
}

/**
 * Uninstalls the release as it is remembered, because it is no longer wanted, or wanted elsewhere.
 *
 * Follows helm-controller v1.6.3 internal/reconcile/uninstall.go.
 */
export async function* uninstall(request: ReleaseScope): HelmAction<ActionEnd> {
  const { status, conditions } = request;
  const before = latest(status.history);
  if (before === undefined) return {};
  const { fault, log, end } = yield* uninstallCurrent(request, before, 'uninstall');
  const current = latest(status.history) ?? before;
  try {
    if (end === 'missing' || end === 'repeated') {
      const what = end === 'missing' ? 'was not found, assuming it is uninstalled' : 'was already uninstalled';
      conditions.set('Released', 'False', 'UninstallSucceeded', `Release ${fullReleaseName(before)} ${what}`);
      return {};
    }
    const what = `release ${fullReleaseName(current)} with chart ${versionedChartName(current)}`;
    if (fault === undefined) {
      status.inventory = undefined;
      conditions.set('Released', 'False', 'UninstallSucceeded', `Helm uninstall succeeded for ${what}`);
      recordAction(request, 'Normal', 'UninstallSucceeded', `Helm uninstall succeeded for ${what}`, factsOf(current));
      return {};
    }
    const message = `Helm uninstall failed for ${what}: ${fault.message.trim()}`;
    status.failures = (status.failures ?? 0) + 1;
    conditions.set('Released', 'False', 'UninstallFailed', message);
    recordAction(request, 'Warning', 'UninstallFailed', log(message), factsOf(current));
    return { error: fault, failure: fault };
  } finally {
    summarize(request);
  }
}

interface UninstallResult {
  readonly end: 'done' | 'missing' | 'repeated';
  readonly fault: EddyError | undefined;
  readonly log: (message: string) => string;
}

async function* uninstallCurrent(request: ReleaseScope, current: Snapshot, action: 'uninstall' | 'uninstall-remediation'): HelmAction<UninstallResult> {
  const { release, status } = request;
  const environment = environmentOf(request, (record) => {
    observeKnown(status, record, () => action);
  });
  const spec = release.uninstall;
  const log = (message: string): string => environment.log.below(message);
  const options = { ...actionOptions(action, spec), method: 'ssa' as const, keepsHistory: spec.keepHistory, propagation: spec.deletionPropagation };
  const end = yield* uninstallRelease(current.name, options, environment);
  if (end.type !== 'done') {
    const message = end.type === 'missing' ? `uninstall: Release not loaded: ${current.name}: release: not found` : `the release named ${JSON.stringify(current.name)} is already deleted`;
    return { end: end.type, fault: action === 'uninstall' ? undefined : new EddyError('HelmReleaseMissing', message), log };
  }
  if (!targets(current, end.record)) {
    const { namespace, name, version } = end.record;
    const message = `release mismatch: uninstalled release ${namespace}/${name}.v${String(version)} != current release ${fullReleaseName(current)}`;
    return { end: 'done', fault: new EddyError('HelmReleaseInvalid', message), log };
  }
  return { end: 'done', fault: end.fault, log };
}

/** Runs the tests of the release. Follows helm-controller v1.6.3 internal/reconcile/test.go. */
export async function* runTests(request: ReleaseRequest): HelmAction<ActionEnd> {
  const { release, status, conditions } = request;
  const environment = environmentOf(request, (record) => {
    noteTests(request, record);
  });
  const spec = release.test;
  const wait = { timeoutMs: spec.timeoutMs, disableWait: false, disableWaitForJobs: false, disableHooks: false };
  try {
    const record = await environment.storage.last(nameOf(request));
    if (record === undefined) return { error: new EddyError('HelmReleaseMissing', 'release: not found') };
    const { fault } = yield* testRelease(record, spec.filters, { ...actionOptions('test', wait), method: record.applyMethod }, environment);
    const current = latest(status.history)!;
    const what = `release ${fullReleaseName(current)} with chart ${versionedChartName(current)}`;
    if (fault === undefined) {
      const count = Object.keys(current.testHooks ?? {}).length;
      const hooks = count === 0 ? 'no test hooks' : `${String(count)} test hook${count > 1 ? 's' : ''} completed successfully`;
      conditions.set('TestSuccess', 'True', 'TestSucceeded', `Helm test succeeded for ${what}: ${hooks}`);
      recordAction(request, 'Normal', 'TestSucceeded', `Helm test succeeded for ${what}: ${hooks}`, factsOf(current));
      return {};
    }
    const message = `Helm test failed for ${what}: ${fault.message.trim()}`;
    status.failures = (status.failures ?? 0) + 1;
    conditions.set('TestSuccess', 'False', 'TestFailed', message);
    recordAction(request, 'Warning', 'TestFailed', message, factsOf(current));
    if (!hasBeenTested(current)) return { error: fault, failure: fault };
    if (!ignoresTests(request, activeRemediation(request))) countTestFailure(request);
    return { failure: fault };
  } finally {
    summarize(request);
  }
}

function countTestFailure({ status }: ReleaseRequest): void {
  if (status.lastAttemptedReleaseAction === 'upgrade') status.upgradeFailures = (status.upgradeFailures ?? 0) + 1;
  else status.installFailures = (status.installFailures ?? 0) + 1;
}

/** Only results for the newest revision count. */
function noteTests({ release, status }: ReleaseRequest, record: ReleaseRecord): void {
  const current = latest(status.history);
  if (current === undefined || !targets(current, record)) return;
  const tests = testHooksOf(record.hooks, (hook) => isSelected(hook, release.test.filters));
  const tested = snapshotOf(record, current.action, current.ociDigest, tests);
  status.history = status.history.map((snapshot) => (snapshot === current ? tested : snapshot));
}

/**
 * Takes the lock off a release that an action was begun on and never ended: it counts as failed.
 *
 * Follows helm-controller v1.6.3 internal/reconcile/unlock.go.
 */
export async function unlock(request: ReleaseRequest): Promise<ActionEnd> {
  const { status, conditions } = request;
  const environment = environmentOf(request, (record) => {
    observeKnown(status, record, ({ action }) => action);
  });
  const record = await environment.storage.last(nameOf(request));
  if (record !== undefined && isPending(record)) {
    const known = status.history.find((snapshot) => targets(snapshot, record));
    const current = snapshotOf(record, undefined, known?.ociDigest);
    await environment.storage.update(withStatus(record, 'failed', `Release unlocked from stale '${record.info.status}' state`));
    const message = `Unlocked Helm release ${fullReleaseName(current)} with chart ${versionedChartName(current)} in ${record.info.status} state`;
    conditions.set('Released', 'False', 'PendingRelease', message);
    recordAction(request, 'Normal', 'PendingRelease', message, factsOf(current));
  }
  summarize(request);
  return {};
}
