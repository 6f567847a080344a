import { deepEqual } from '../../std/deep-equal.ts';
import { isDict, toDict, type Dict } from '../../std/dict.ts';
import { EddyError, refKey, refText, type ObjectRef } from '../../diagnostics/index.ts';
import type { HelmEngine } from '../../helm/index.ts';
import type { CustomHealthChecks } from '../../kstatus/index.ts';
import { refOf, type K8sObject } from '../../manifest/index.ts';
import type { Tree } from '../../tree/index.ts';
import { findOrMade, HELM_GROUP, type Artifact, type Condition, type Context, type Outcome, type ProducedObject, type Reconciler } from '../base/index.ts';
import { buildRelease } from './actions/build-release.ts';
import { unpackedChartPath } from './charts/chart-build.ts';
import { chartVersion } from './charts/chart-version.ts';
import type { ClusterClient } from './actions/cluster-client.ts';
import { composeValues } from './compose-values.ts';
import { ConditionList } from './condition-list.ts';
import { compileHealthChecks } from './health-checks.ts';
import { helmChartObject, helmChartRef } from './charts/helm-chart-object.ts';
import { checkKubeConfig } from './kube-config.ts';
import { accessFault, chartArtifact, chartSourceRef, unmetDependencies, type Obstacle } from './prerequisites.ts';
import { recordAction } from './release-events.ts';
import { clearFailures } from './release-actions.ts';
import { clusterOf, finalizeRelease } from './release-finalizer.ts';
import { storageNamespace } from './release-name.ts';
import { ReleaseRenderer } from './release-render.ts';
import type { ReleaseChart, ReleaseCluster, ReleaseEnd, ReleaseRequest } from './release-request.ts';
import { readStatus, valuesDigest, writeStatus, type ReleaseStatusFields } from './release-status.ts';
import { RunningRelease } from './actions/running-release.ts';
import { readHelmRelease, type HelmReleaseSpec } from './spec.ts';
import { storedChart } from './storage/stored-chart.ts';

/** What the controller of HelmReleases is given. */
export interface HelmReleaseControllerOptions {
  readonly engine: HelmEngine;
  /** Where releases are made, and remembered. Without it every reconcile shows a first install, so that a build depends on its inputs only. */
  readonly cluster?: ClusterClient | undefined;
}

const TERMINAL = 'Reconciliation failed terminally due to configuration error: ';
const REASONS_OF_BEFORE = ['DependencyNotReady', 'AccessDenied', 'ArtifactFailed', 'SourceNotReady', 'ValuesError', 'RESTClientError'];

/**
 * The controller of HelmReleases: values, chart, render, post-render, and what Helm makes of it in a cluster.
 *
 * Follows helm-controller v1.6.3 internal/controller/helmrelease_controller.go.
 */
export function createHelmReleaseController(options: HelmReleaseControllerOptions): Reconciler {
  const shared: Shared = { renderer: new ReleaseRenderer(options.engine), cluster: options.cluster, unpacked: new Map(), running: new Map(), left: new Map() };
  return {
    kinds: [{ group: HELM_GROUP, kind: 'HelmRelease' }],
    reconcile: async (ref, context) => {
      const object = await context.objects.get(ref);
      if (object === undefined) return { type: 'Suspended' };
      const running = shared.running.get(refKey(ref));
      return running === undefined ? begin(object, context, shared) : goOn(running, object, context, shared);
    },
    finalize: async (last, context) => {
      const key = refKey(refOf(last));
      const status = shared.left.get(key) ?? readStatus(last);
      shared.running.delete(key);
      shared.left.delete(key);
      if (options.cluster !== undefined) await finalizeRelease(last, status, context, options.cluster);
    },
  };
}

/** What the reconciles of one controller share. */
interface Shared {
  readonly renderer: ReleaseRenderer;
  readonly cluster: ClusterClient | undefined;
  /** Packed charts that were opened, by the digest of their bytes. */
  readonly unpacked: Map<string, Tree>;
  /** Releases in the middle of an action, by key. */
  readonly running: Map<string, ReleaseReconcile>;
  /** The status that each release was left with: an object that is deleted comes as it was before its last reconcile. */
  readonly left: Map<string, ReleaseStatusFields>;
}

function begin(object: K8sObject, context: Context, shared: Shared): Promise<Outcome> | Outcome {
  const release = readHelmRelease(object);
  return release.suspended ? { type: 'Suspended' } : new ReleaseReconcile(object, release, context, shared).run();
}

/** Takes up an action that waits. A change of the object meanwhile is for a reconcile of its own, which follows at once. */
async function goOn(running: ReleaseReconcile, object: K8sObject, context: Context, shared: Shared): Promise<Outcome> {
  const outcome = await running.resume(context);
  if (outcome.type === 'Waiting' || isSameRequest(running.object, object)) return outcome;
  return begin({ ...object, status: statusAfter(object, outcome) }, context, shared);
}

function isSameRequest(before: K8sObject, now: K8sObject): boolean {
  return before.metadata.generation === now.metadata.generation && deepEqual(before.metadata.annotations ?? {}, now.metadata.annotations ?? {});
}

/** The status as the outcome would leave it. */
function statusAfter(object: K8sObject, outcome: Outcome): Dict {
  const status = toDict(isDict(object['status']) ? object['status'] : {});
  if (outcome.type === 'Suspended' || outcome.type === 'Static') return status;
  for (const [field, value] of Object.entries(outcome.status ?? {})) {
    if (value === undefined) delete status[field];
    else status[field] = value;
  }
  status['conditions'] = outcome.conditions ?? status['conditions'];
  return status;
}

/** One reconcile of one HelmRelease; it may be taken up again where it waits. */
class ReleaseReconcile {
  readonly object: K8sObject;
  readonly #release: HelmReleaseSpec;
  readonly #shared: Shared;
  readonly #conditions: ConditionList;
  readonly #status: ReleaseStatusFields;
  readonly #own: readonly ProducedObject[];
  readonly #key: string;
  #context: Context;
  #running: RunningRelease | undefined;

  constructor(object: K8sObject, release: HelmReleaseSpec, context: Context, shared: Shared) {
    this.object = object;
    this.#release = release;
    this.#context = context;
    this.#shared = shared;
    const known = shared.cluster === undefined ? { ...object, status: undefined } : object;
    this.#conditions = new ConditionList(conditionsOf(known), release.generation);
    this.#status = readStatus(known);
    this.#own = release.chart === undefined ? [] : [{ object: helmChartObject(release, release.chart), internal: true }];
    this.#key = refKey(refOf(object));
  }

  async run(): Promise<Outcome> {
    const source = chartSourceRef(this.#release);
    if (source === undefined) return this.#stalled('ValidationFailed', new EddyError('SpecInvalid', 'a HelmRelease needs one of spec.chart and spec.chartRef'));
    const health = await compileHealthChecks(this.#release);
    if ('fault' in health) return this.#terminal(health.fault);
    const refused = this.#refusedTemplate();
    if (refused !== undefined) return refused;
    await this.#placeHelmChart();
    this.#conditions.set('Reconciling', 'True', 'Progressing', 'Fulfilling prerequisites');
    const dependency = await unmetDependencies(this.object, this.#release, this.#context);
    if (dependency !== undefined) return this.#held(dependency);
    const denied = accessFault(this.#release, source, this.#context);
    if (denied !== undefined) {
      recordAction({ context: this.#context }, 'Warning', 'AccessDenied', denied.message);
      return this.#stalled('AccessDenied', denied);
    }
    const found = await chartArtifact(source, this.#context);
    if ('obstacle' in found) return this.#waiting(found.obstacle);
    const composed = await this.#values();
    return 'outcome' in composed ? composed.outcome : this.#withChart(source, found.artifact, composed.values, health.checks);
  }

  /** Goes on with an action that waits. */
  async resume(context: Context): Promise<Outcome> {
    this.#context = context;
    return this.#advance(this.#running!);
  }

  /** A HelmChart in a namespace that is out of bounds is not even tried; Flux then says nothing on the object. */
  #refusedTemplate(): Outcome | undefined {
    const { chart, naming } = this.#release;
    const namespace = chart?.sourceNamespace ?? naming.namespace;
    if (!this.#context.policy.noCrossNamespaceRefs || namespace === naming.namespace) return undefined;
    const error = new EddyError('AccessDenied', `can't access 'HelmChart/${namespace}/${naming.namespace}-${naming.name}', cross-namespace references have been blocked`);
    return { type: 'Failed', reason: 'AccessDenied', error, removeConditions: ['Ready', 'Reconciling', 'Stalled'] };
  }

  /** Makes the HelmChart, or takes away the one of before. */
  async #placeHelmChart(): Promise<void> {
    const { chart } = this.#release;
    const ref = chart === undefined ? undefined : helmChartRef(this.#release, chart);
    const wanted = ref === undefined ? undefined : `${ref.namespace ?? ''}/${ref.name}`;
    const { children } = this.#context;
    const before = children.last();
    const [old, ...others] = [...before].sort((a, b) => Number(b.internal === true) - Number(a.internal === true));
    const hadOne = old?.internal === true;
    if (hadOne && this.#status.helmChart !== undefined && this.#status.helmChart !== wanted) {
      recordAction({ context: this.#context }, 'Normal', 'HelmChartDeleted', `deleted HelmChart '${this.#status.helmChart}'`);
    }
    this.#status.helmChart = wanted;
    if (hadOne && this.#own.length > 0 && deepEqual(old.object, this.#own[0]!.object)) return;
    const kept = hadOne || old === undefined ? others : [old, ...others];
    // In a cluster the objects of the release are none of this set.
    const set = this.#shared.cluster === undefined ? [...this.#own, ...kept] : this.#own;
    if (set.length === 0 && before.length === 0) return;
    const applied = await children.setChildren(set, { fieldManager: 'helm-controller', prune: true });
    const action = applied[0]?.action;
    if (ref === undefined || (action !== 'created' && action !== 'configured')) return;
    const did = action === 'created' ? 'Created' : 'Configured';
    const source = `${chart!.sourceKind}/${ref.namespace ?? ''}/${chart!.sourceName}`;
    recordAction({ context: this.#context }, 'Normal', `HelmChart${did}`, `${did} ${refText(ref)} with SourceRef '${source}'`);
  }

  async #values(): Promise<{ readonly values: Dict } | { readonly outcome: Outcome }> {
    const { naming, valuesFrom, values } = this.#release;
    try {
      const composed = await composeValues(naming.namespace, valuesFrom, values, (ref) => findOrMade(ref, this.#context));
      if ('values' in composed) return composed;
      const { ref, error } = composed.missing;
      recordAction({ context: this.#context }, 'Warning', 'ValuesError', error.message);
      return { outcome: this.#waiting({ reason: 'ValuesError', message: error.message, blockers: [{ ref, relation: 'valuesFrom', error }] }) };
    } catch (error) {
      if (!(error instanceof EddyError)) throw error;
      recordAction({ context: this.#context }, 'Warning', 'ValuesError', error.message);
      return { outcome: this.#failed('ValuesError', error, error.message) };
    }
  }

  async #withChart(source: ObjectRef, fetched: Artifact, values: Dict, health: CustomHealthChecks | undefined): Promise<Outcome> {
    let chart: ReleaseChart;
    try {
      const artifact = placed(await this.#unpacked(fetched));
      const loaded = this.#shared.renderer.chart(artifact, this.#context);
      const { name, appVersion } = loaded.metadata;
      const version = this.#versionOf(source, artifact, loaded.metadata.version);
      if ('outcome' in version) return version.outcome;
      const stored = this.#shared.cluster === undefined ? toDict({}) : storedChart(loaded, version.version);
      chart = { name, appVersion, artifact, stored, ...version };
    } catch (error) {
      if (!(error instanceof EddyError)) throw error;
      recordAction({ context: this.#context }, 'Warning', 'ArtifactFailed', error.message);
      return this.#failed('ArtifactFailed', error, `Could not load chart: ${error.message}`);
    }
    const { cluster } = this.#shared;
    if (cluster === undefined) return this.#build(chart, values);
    const fault = await checkKubeConfig(this.#release, this.#context);
    if (fault !== undefined) return this.#failed('RESTClientError', fault, fault.message);
    // What stood in the way is gone.
    if (REASONS_OF_BEFORE.includes(this.#conditions.get('Ready')?.reason ?? '')) this.#conditions.set('Ready', 'Unknown', 'Progressing', 'reconciliation in progress');
    return this.#advance(this.#start(chart, values, clusterOf(cluster, this.#context, health)));
  }

  /** An artifact that is a packed chart, as its files. Each is opened once. */
  async #unpacked(artifact: Artifact): Promise<Artifact> {
    const { tree, file } = artifact;
    const { archives } = this.#context.ports;
    const bytes = archives === undefined || file === undefined || !file.endsWith('.tgz') ? undefined : tree.read(file);
    if (bytes === undefined) return artifact;
    const { unpacked } = this.#shared;
    const key = tree.digest(file!) ?? '';
    let files = unpacked.get(key);
    if (files === undefined) unpacked.set(key, (files = await archives!.untar(bytes)));
    return { ...artifact, tree: files, file: undefined };
  }

  #versionOf(source: ObjectRef, artifact: Artifact, version: string): ReturnType<typeof chartVersion> | { readonly outcome: Outcome } {
    try {
      return chartVersion(source, artifact, version);
    } catch (error) {
      if (!(error instanceof EddyError)) throw error;
      return { outcome: this.#failed('ChartMutateError', error, error.message) };
    }
  }

  async #build(chart: ReleaseChart, values: Dict): Promise<Outcome> {
    this.#noteAttempt(chart, values);
    const { renderer } = this.#shared;
    return this.#outcomeOf(
      await buildRelease({ release: this.#release, chart, values, conditions: this.#conditions, status: this.#status, renderer, context: this.#context, own: this.#own }),
    );
  }

  #start(chart: ReleaseChart, values: Dict, cluster: ReleaseCluster): RunningRelease {
    const request: ReleaseRequest = {
      release: this.#release,
      chart,
      values,
      conditions: this.#conditions,
      status: this.#status,
      observedGeneration: observedGenerationOf(this.object),
      takeForce: () => this.#takeRequest('forceAt'),
      cluster,
      renderer: this.#shared.renderer,
      context: this.#context,
    };
    return new RunningRelease(request, () => {
      this.#resetFailures(chart, values);
      this.#noteAttempt(chart, values);
    });
  }

  async #advance(running: RunningRelease): Promise<Outcome> {
    this.#running = running;
    const state = await running.advance(this.#context);
    if (state.type === 'ended') {
      this.#shared.running.delete(this.#key);
      return this.#outcomeOf(state.end);
    }
    this.#shared.running.set(this.#key, this);
    const { wait, on } = state;
    const error = new EddyError('HelmWaitFailed', `waits for ${on.map(refText).join(', ')}`);
    const message = this.#conditions.get('Ready')?.message ?? '';
    const blockers = on.map((ref) => ({ ref, relation: 'health' as const, error }));
    return { type: 'Waiting', on: blockers, reason: 'Progressing', message, timeout: { name: wait.name, ms: wait.timeoutMs }, ...this.#change() };
  }

  #outcomeOf(end: ReleaseEnd): Outcome {
    const ready = this.#conditions.get('Ready');
    const reason = ready?.reason ?? 'ReconciliationFailed';
    switch (end.type) {
      case 'InSync':
        return { type: 'Ready', reason, message: ready?.message ?? '', ...this.#finished() };
      case 'Failed':
        return { type: 'Failed', reason, error: end.error, message: ready?.message, field: end.error.path && ['spec', 'values', ...end.error.path], ...this.#finished() };
      case 'Stalled':
        return { type: 'Stalled', reason, error: end.error, message: ready?.message, ...this.#finished() };
    }
  }

  /** Notes what is tried now. */
  #noteAttempt(chart: ReleaseChart, values: Dict): void {
    const status = this.#status;
    status.storageNamespace = storageNamespace(this.#release.naming);
    status.lastAttemptedGeneration = this.#release.generation;
    status.lastAttemptedRevision = chart.version;
    status.lastAttemptedRevisionDigest = chart.ociDigest;
    status.lastAttemptedConfigDigest = valuesDigest(values);
  }

  /** A change of spec, chart or values, or the user's request, gives a failed release new attempts. */
  #resetFailures(chart: ReleaseChart, values: Dict): void {
    const status = this.#status;
    const reset = this.#takeRequest('resetAt');
    const changed =
      status.lastAttemptedGeneration !== this.#release.generation ||
      status.lastAttemptedRevision !== chart.version ||
      (status.lastAttemptedConfigDigest !== undefined && status.lastAttemptedConfigDigest !== valuesDigest(values));
    if (changed || reset) clearFailures({ status });
  }

  /** Whether the user asks for it now: the annotation equals `requestedAt`, and neither was answered before. */
  #takeRequest(name: 'forceAt' | 'resetAt'): boolean {
    const annotations = this.object.metadata.annotations ?? {};
    const asked = annotations[`reconcile.fluxcd.io/${name}`];
    if (asked === undefined) return false;
    const field = name === 'forceAt' ? 'lastHandledForceAt' : 'lastHandledResetAt';
    const before = this.#status[field];
    this.#status[field] = asked;
    return asked === annotations['reconcile.fluxcd.io/requestedAt'] && this.#status.lastHandledReconcileAt !== asked && before !== asked;
  }

  /** The outcome of the check of dependencies, with the conditions that go with it. */
  #held(outcome: Outcome): Outcome {
    if (outcome.type !== 'Waiting' && outcome.type !== 'Stalled') return outcome;
    const message = outcome.message ?? '';
    if (outcome.type === 'Stalled') {
      this.#conditions.remove('Reconciling');
      this.#conditions.set('Stalled', 'True', outcome.reason, message);
    }
    this.#conditions.set('Ready', 'False', outcome.reason, message);
    const text = message.startsWith(TERMINAL) ? message.slice(TERMINAL.length) : message;
    recordAction({ context: this.#context }, outcome.type === 'Stalled' ? 'Warning' : 'Normal', outcome.reason, text);
    return { ...outcome, ...this.#finished() };
  }

  #waiting({ reason, message, blockers }: Obstacle): Outcome {
    this.#conditions.set('Ready', 'False', reason, message);
    return { type: 'Waiting', on: blockers, reason, message, ...this.#finished() };
  }

  #failed(reason: string, error: EddyError, message: string): Outcome {
    this.#conditions.set('Ready', 'False', reason, message);
    return { type: 'Failed', reason, error, message, ...this.#finished() };
  }

  #stalled(reason: string, error: EddyError, message: string = error.message): Outcome {
    this.#conditions.remove('Reconciling');
    this.#conditions.set('Stalled', 'True', reason, message);
    this.#conditions.set('Ready', 'False', reason, message);
    return { type: 'Stalled', reason, error, message, ...this.#finished() };
  }

  /** An expression of the spec that can never be evaluated. */
  #terminal(fault: string): Outcome {
    recordAction({ context: this.#context }, 'Warning', 'InvalidCELExpression', fault);
    return this.#stalled('InvalidCELExpression', new EddyError('SpecInvalid', fault), `${TERMINAL}${fault}`);
  }

  /** The end of a reconcile: the request to make one is answered. */
  #finished(): ReleaseChange {
    this.#status.lastHandledReconcileAt = this.object.metadata.annotations?.['reconcile.fluxcd.io/requestedAt'] ?? this.#status.lastHandledReconcileAt;
    return this.#change();
  }

  #change(): ReleaseChange {
    this.#shared.left.set(this.#key, this.#status);
    return { status: writeStatus(this.#status), ...this.#conditions.change() };
  }
}

/** What a reconcile makes of the status. */
interface ReleaseChange {
  readonly status: Dict;
  readonly conditions: readonly Condition[];
  readonly removeConditions: readonly string[];
}

/** An artifact that somebody else made says nothing of where its chart lies: in the one folder of what was packed. */
function placed(artifact: Artifact): Artifact {
  const path = artifact.file ?? unpackedChartPath(artifact.tree);
  return path === undefined ? artifact : { ...artifact, file: path };
}

function conditionsOf(object: K8sObject): readonly Condition[] {
  const conditions = isDict(object['status']) ? object['status']['conditions'] : undefined;
  return Array.isArray(conditions) ? (conditions as Condition[]) : [];
}

function observedGenerationOf(object: K8sObject): number | undefined {
  const observed = isDict(object['status']) ? object['status']['observedGeneration'] : undefined;
  return typeof observed === 'number' ? observed : undefined;
}
