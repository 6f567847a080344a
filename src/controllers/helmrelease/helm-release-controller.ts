import { deepEqual } from '../../std/deep-equal.ts';
import { isDict, type Dict } from '../../std/dict.ts';
import { EddyError, type ObjectRef } from '../../diagnostics/index.ts';
import { HelmEngine } from '../../helm/index.ts';
import { parseVersion, versionText, withMetadata } from '../../lang/semver/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import { HELM_GROUP, type Artifact, type Condition, type Context, type Outcome, type ProducedObject, type Reconciler } from '../base/index.ts';
import { unpackedChartPath } from './chart-build.ts';
import { composeValues } from './compose-values.ts';
import { ConditionList } from './condition-list.ts';
import { helmChartObject, helmChartRef } from './helm-chart-object.ts';
import { chartArtifact, chartSourceRef, unmetDependencies, type Obstacle } from './prerequisites.ts';
import { reconcileRelease } from './release-lifecycle.ts';
import { storageNamespace } from './release-name.ts';
import { ReleaseRenderer } from './release-render.ts';
import type { ReleaseChart } from './release-request.ts';
import { readStatus, valuesDigest, writeStatus, type ReleaseStatusFields } from './release-status.ts';
import { ReleaseStorage } from './release-storage.ts';
import { readHelmRelease, type HelmReleaseSpec } from './spec.ts';

/** What the controller of HelmReleases may be given. */
export interface HelmReleaseControllerOptions {
  /** Where releases are remembered. Without it every reconcile installs a new release, so that a build depends on its inputs only. */
  readonly storage?: ReleaseStorage | undefined;
  readonly engine?: HelmEngine | undefined;
}

/**
 * The controller of HelmReleases: values, chart, render, post-render, objects.
 *
 * Follows helm-controller v1.6.3 internal/controller/helmrelease_controller.go.
 */
export function createHelmReleaseController(options: HelmReleaseControllerOptions = {}): Reconciler {
  const renderer = new ReleaseRenderer(options.engine ?? new HelmEngine());
  return {
    kinds: [{ group: HELM_GROUP, kind: 'HelmRelease' }],
    reconcile: async (ref, context) => {
      const object = await context.objects.get(ref);
      if (object === undefined) return { type: 'Suspended' };
      const release = readHelmRelease(object);
      return release.suspended ? { type: 'Suspended' } : new ReleaseReconcile(object, release, context, renderer, options.storage).run();
    },
  };
}

/** One reconcile of one HelmRelease. */
class ReleaseReconcile {
  readonly #object: K8sObject;
  readonly #release: HelmReleaseSpec;
  readonly #context: Context;
  readonly #renderer: ReleaseRenderer;
  readonly #storage: ReleaseStorage | undefined;
  readonly #conditions: ConditionList;
  readonly #status: ReleaseStatusFields;
  readonly #own: readonly ProducedObject[];

  constructor(object: K8sObject, release: HelmReleaseSpec, context: Context, renderer: ReleaseRenderer, storage: ReleaseStorage | undefined) {
    this.#object = object;
    this.#release = release;
    this.#context = context;
    this.#renderer = renderer;
    this.#storage = storage;
    const known = storage === undefined ? { ...object, status: undefined } : object;
    this.#conditions = new ConditionList(conditionsOf(known), release.generation);
    this.#status = readStatus(known);
    this.#status.lastHandledReconcileAt = object.metadata.annotations?.['reconcile.fluxcd.io/requestedAt'] ?? this.#status.lastHandledReconcileAt;
    this.#own = release.chart === undefined ? [] : [{ object: helmChartObject(release, release.chart), internal: true }];
  }

  async run(): Promise<Outcome> {
    const source = chartSourceRef(this.#release);
    if (source === undefined) return this.#stalled('ValidationFailed', new EddyError('SpecInvalid', 'a HelmRelease needs one of spec.chart and spec.chartRef'));
    const refused = this.#refusedTemplate();
    if (refused !== undefined) return refused;
    await this.#placeHelmChart();
    this.#conditions.set('Reconciling', 'True', 'Progressing', 'Fulfilling prerequisites');
    const dependency = await unmetDependencies(this.#object, this.#release, this.#context);
    if (dependency !== undefined) return this.#held(dependency);
    const found = await chartArtifact(source, this.#context);
    if ('obstacle' in found) return this.#waiting(found.obstacle);
    const composed = await this.#values();
    return 'outcome' in composed ? composed.outcome : this.#withChart(source, placed(found.artifact), composed.values);
  }

  /** A HelmChart in a namespace that is out of bounds is not even tried; Flux then says nothing on the object. */
  #refusedTemplate(): Outcome | undefined {
    const { chart, naming } = this.#release;
    const namespace = chart?.sourceNamespace ?? naming.namespace;
    if (!this.#context.policy.noCrossNamespaceRefs || namespace === naming.namespace) return undefined;
    const error = new EddyError('AccessDenied', `can't access 'HelmChart/${namespace}/${naming.namespace}-${naming.name}', cross-namespace references have been blocked`);
    return { type: 'Failed', reason: 'AccessDenied', error, removeConditions: ['Ready', 'Reconciling', 'Stalled'] };
  }

  /** Makes the HelmChart, without taking away what the release has. */
  async #placeHelmChart(): Promise<void> {
    const { chart } = this.#release;
    if (chart === undefined) {
      this.#status.helmChart = undefined;
      return;
    }
    const ref = helmChartRef(this.#release, chart);
    this.#status.helmChart = `${ref.namespace ?? ''}/${ref.name}`;
    const { children } = this.#context;
    const [placed, ...others] = [...children.last()].sort((a, b) => Number(b.internal === true) - Number(a.internal === true));
    if (placed?.internal === true && deepEqual(placed.object, this.#own[0]!.object)) return;
    const kept = placed?.internal === true ? others : [...(placed === undefined ? [] : [placed]), ...others];
    await children.setChildren([...this.#own, ...kept], { fieldManager: 'helm-controller', prune: true });
  }

  async #values(): Promise<{ readonly values: Dict } | { readonly outcome: Outcome }> {
    const { naming, valuesFrom, values } = this.#release;
    try {
      const composed = await composeValues(naming.namespace, valuesFrom, values, (ref) => this.#context.objects.get(ref));
      if ('values' in composed) return composed;
      const { ref, error } = composed.missing;
      return { outcome: this.#waiting({ reason: 'ValuesError', message: error.message, blockers: [{ ref, relation: 'valuesFrom', error }] }) };
    } catch (error) {
      if (!(error instanceof EddyError)) throw error;
      return { outcome: this.#failed('ValuesError', error, error.message) };
    }
  }

  async #withChart(source: ObjectRef, artifact: Artifact, values: Dict): Promise<Outcome> {
    let chart: ReleaseChart;
    try {
      const { metadata } = this.#renderer.chart(artifact, this.#context);
      chart = { name: metadata.name, appVersion: metadata.appVersion, artifact, ...versionOf(source, artifact, metadata.version) };
    } catch (error) {
      if (!(error instanceof EddyError)) throw error;
      return this.#failed('ArtifactFailed', error, `Could not load chart: ${error.message}`);
    }
    const status = this.#status;
    this.#resetFailures(chart, values);
    status.storageNamespace = storageNamespace(this.#release.naming);
    status.lastAttemptedGeneration = this.#release.generation;
    status.lastAttemptedRevision = chart.version;
    status.lastAttemptedRevisionDigest = chart.ociDigest;
    status.lastAttemptedConfigDigest = valuesDigest(values);
    return this.#reconcile(chart, values);
  }

  async #reconcile(chart: ReleaseChart, values: Dict): Promise<Outcome> {
    const end = await reconcileRelease({
      release: this.#release,
      chart,
      values,
      conditions: this.#conditions,
      status: this.#status,
      observedGeneration: observedGenerationOf(this.#object),
      storage: this.#storage ?? new ReleaseStorage(),
      stateless: this.#storage === undefined,
      renderer: this.#renderer,
      context: this.#context,
      own: this.#own,
      forced: this.#takeRequest('forceAt'),
    });
    const ready = this.#conditions.get('Ready');
    const reason = ready?.reason ?? 'ReconciliationFailed';
    switch (end.type) {
      case 'InSync':
        return { type: 'Ready', reason, message: ready?.message ?? '', ...this.#change() };
      case 'Failed':
        return { type: 'Failed', reason, error: end.error, message: ready?.message, field: end.error.path && ['spec', 'values', ...end.error.path], ...this.#change() };
      case 'Stalled':
        return { type: 'Stalled', reason, error: end.error, message: ready?.message, ...this.#change() };
    }
  }

  /** A change of spec, chart or values, or the user's request, gives a failed release new attempts. */
  #resetFailures(chart: ReleaseChart, values: Dict): void {
    const status = this.#status;
    const reset = this.#takeRequest('resetAt');
    const changed =
      status.lastAttemptedGeneration !== this.#release.generation ||
      status.lastAttemptedRevision !== chart.version ||
      (status.lastAttemptedConfigDigest !== undefined && status.lastAttemptedConfigDigest !== valuesDigest(values));
    if (!changed && !reset) return;
    status.failures = undefined;
    status.installFailures = undefined;
    status.upgradeFailures = undefined;
  }

  /** Whether the user asks for it now: the annotation equals `requestedAt` and was not answered before. */
  #takeRequest(name: 'forceAt' | 'resetAt'): boolean {
    const annotations = this.#object.metadata.annotations ?? {};
    const asked = annotations[`reconcile.fluxcd.io/${name}`];
    const field = name === 'forceAt' ? 'lastHandledForceAt' : 'lastHandledResetAt';
    if (asked === undefined || asked !== annotations['reconcile.fluxcd.io/requestedAt'] || this.#status[field] === asked) return false;
    this.#status[field] = asked;
    return true;
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
    return { ...outcome, ...this.#change() };
  }

  #waiting({ reason, message, blockers }: Obstacle): Outcome {
    this.#conditions.set('Ready', 'False', reason, message);
    return { type: 'Waiting', on: blockers, reason, message, ...this.#change() };
  }

  #failed(reason: string, error: EddyError, message: string): Outcome {
    this.#conditions.set('Ready', 'False', reason, message);
    return { type: 'Failed', reason, error, message, ...this.#change() };
  }

  #stalled(reason: string, error: EddyError): Outcome {
    this.#conditions.set('Stalled', 'True', reason, error.message);
    this.#conditions.set('Ready', 'False', reason, error.message);
    return { type: 'Stalled', reason, error, ...this.#change() };
  }

  #change(): { readonly status: Dict; readonly conditions: readonly Condition[]; readonly removeConditions: readonly string[] } {
    return { status: writeStatus(this.#status), ...this.#conditions.change() };
  }
}

/** An artifact that somebody else made says nothing of where its chart lies: in the one folder of what was packed. */
function placed(artifact: Artifact): Artifact {
  const path = artifact.file ?? unpackedChartPath(artifact.tree);
  return path === undefined ? artifact : { ...artifact, file: path };
}

/** Charts that come as an OCI artifact get its digest as build metadata, so that a tag that moves becomes an upgrade. */
function versionOf(source: ObjectRef, { revision }: Artifact, version: string): { readonly version: string; readonly ociDigest: string | undefined } {
  if (source.kind !== 'OCIRepository' && source.kind !== 'ExternalArtifact') return { version, ociDigest: undefined };
  const digest = revision.slice(revision.lastIndexOf('@') + 1);
  const hex = digest.slice(digest.indexOf(':') + 1);
  if (hex === '' || !digest.includes(':')) return { version, ociDigest: undefined };
  // A tag that is no version stays a part of what is remembered, as in Flux.
  const isVersionTag = /^v?\d+\.\d+\.\d+[^@]*@/.test(revision);
  return { version: versionText(withMetadata(parseVersion(version), hex.slice(0, 12))), ociDigest: isVersionTag ? digest : revision };
}

function conditionsOf(object: K8sObject): readonly Condition[] {
  const conditions = isDict(object['status']) ? object['status']['conditions'] : undefined;
  return Array.isArray(conditions) ? (conditions as Condition[]) : [];
}

function observedGenerationOf(object: K8sObject): number | undefined {
  const observed = isDict(object['status']) ? object['status']['observedGeneration'] : undefined;
  return typeof observed === 'number' ? observed : undefined;
}
