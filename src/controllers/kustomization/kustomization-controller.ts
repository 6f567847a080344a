import { isDict, newDict, toDict, type Dict } from '../../std/dict.ts';
import { goDurationText } from '../../std/go-duration.ts';
import { withLibraries } from '../../std/lazy-library.ts';
import { EddyError, refKey, refText, type ObjectRef } from '../../diagnostics/index.ts';
import type { RemoteSource } from '../../kustomize/index.ts';
import { refOf, type K8sObject } from '../../manifest/index.ts';
import { confinedPath } from '../../tree/index.ts';
import {
  checkDependencies,
  conditionOf,
  KUSTOMIZE_GROUP,
  SOURCE_GROUP,
  type AppliedChild,
  type Artifact,
  type Condition,
  type Context,
  type ControllerEvent,
  type Decryption,
  type Failed,
  type Outcome,
  type ProducedObject,
  type Ready,
  type Reconciler,
  type StagedOptions,
  type StagedResult,
  type Waiting,
} from '../base/index.ts';
import { allowsForce, decorate, isKeptAsIs, isMerged, isOwnedBy, isSkipped, refusesPruning } from './applied-objects.ts';
import { inStages } from './apply-order.ts';
import { checkHealth, faultOfExpressions, healthChecksOf, unhealthy } from './health-checks.ts';
import { withSnapshot } from './history.ts';
import { forbiddenTo } from './impersonation.ts';
import { inventoryOf } from './inventory.ts';
import { KEYLESS, optsOutOfDecryption } from './keyless-decryption.ts';
import { kustomizationSpec, type KustomizationSpec } from './kustomization-spec.ts';
import { checkObjects, clusterGate, type Gate } from './refusals.ts';
import { checkKubeConfig } from './remote-cluster.ts';
import { renderKustomization, type RenderInput, type Rendered } from './render.ts';
import { nearestPath } from './nearest-path.ts';
import { servedKinds, type ServedKinds } from './served-kinds.ts';
import { loadVariables } from './substitution.ts';

const FIELD_MANAGER = 'kustomize-controller';
/** How long a stage of an apply may take to become healthy. */
const STAGE_TIMEOUT_MS = 60_000;
const RENDER_VERSION = '2';
const ORIGIN_REVISION = 'org.opencontainers.image.revision';

/**
 * Reconciles Kustomizations.
 *
 * Follows kustomize-controller v1.9.4 kustomization_controller.go: the same steps in the same order, with the same reasons and texts.
 */
export function createKustomizationController(): Reconciler {
  const waits = new Map<string, HealthWait>();
  return {
    kinds: [{ group: KUSTOMIZE_GROUP, kind: 'Kustomization' }],
    reconcile: async (ref, context) => {
      const object = await context.objects.get(ref);
      if (object === undefined) return { type: 'Suspended' };
      return new KustomizationReconcile(object, kustomizationSpec(object), context, waits).run();
    },
    finalize: async (last, context) => {
      waits.delete(refKey(refOf(last)));
      await finalizeKustomization(last, context);
    },
  };
}

/** What a wait for health remembers from where it began. */
interface HealthWait {
  /** In milliseconds since 1970. */
  readonly since: number;
  /** Whether its good end is worth an event. */
  readonly announce: boolean;
}

/**
 * Deletes what a Kustomization applied, as its policy says.
 *
 * Follows kustomize-controller v1.9.4 kustomization_controller.go (finalize).
 */
async function finalizeKustomization(last: K8sObject, context: Context): Promise<void> {
  const spec = kustomizationSpec(last);
  const reason = conditionOf(last, 'Ready')?.reason ?? 'info';
  const annotations = eventAnnotations(last['status']);
  const deletes = !spec.suspend && spec.pruneOnDelete;
  if (deletes && !(await canImpersonate(last, spec, context))) {
    const orphans = context.children.last().map(({ object }) => `${refText(refOf(object))}\n`);
    if (orphans.length > 0) context.record({ type: 'Warning', reason, message: `unable to prune objects: \n${orphans.join('')}`, annotations });
    await context.children.deleteChildren({ prune: false });
  } else {
    const children = await context.children.deleteChildren({ prune: deletes, mayPrune: (live) => isOwnedBy(live, last) && !refusesPruning(live) });
    if (children.length > 0) context.record({ type: 'Normal', reason, message: changesText(children), annotations });
    if (spec.waitsForDeletion && (await anyLeft(children, context))) context.record({ type: 'Warning', reason, message: 'failed to wait for resources termination', annotations });
  }
  if (!spec.suspend && conditionOf(last, 'Ready')?.status === 'True') context.record(successEvent(spec, annotations));
}

/** Whether the account that applied is still there; the controller itself always is. */
async function canImpersonate({ metadata }: K8sObject, { serviceAccount }: KustomizationSpec, { policy, live }: Context): Promise<boolean> {
  const name = serviceAccount ?? policy.defaultServiceAccount;
  return name === undefined || (await live.get({ apiVersion: 'v1', kind: 'ServiceAccount', namespace: metadata.namespace, name })) !== undefined;
}

/** Whether something that was deleted is still there: others have finalizers on it. */
async function anyLeft(children: readonly AppliedChild[], { live }: Context): Promise<boolean> {
  for (const { ref, action } of children) if (action === 'deleted' && (await live.get(ref)) !== undefined) return true;
  return false;
}

function eventAnnotations(status: unknown): Readonly<Record<string, string>> {
  if (!isDict(status)) return {};
  const { lastAppliedRevision: revision, lastAppliedOriginRevision: origin } = status;
  return revisionAnnotations(typeof revision === 'string' ? revision : undefined, typeof origin === 'string' ? origin : undefined);
}

function revisionAnnotations(revision: string | undefined, origin: string | undefined): Readonly<Record<string, string>> {
  return { ...(revision === undefined ? {} : { [`${KUSTOMIZE_GROUP}/revision`]: revision }), ...(origin === undefined ? {} : { [`${KUSTOMIZE_GROUP}/originRevision`]: origin }) };
}

function successEvent({ intervalMs }: KustomizationSpec, annotations: Readonly<Record<string, string>>): ControllerEvent {
  return {
    type: 'Normal',
    reason: 'ReconciliationSucceeded',
    message: `Reconciliation finished in 0s, next run in ${goDurationText(intervalMs)}`,
    annotations: { ...annotations, [`${KUSTOMIZE_GROUP}/commit_status`]: 'update' },
  };
}

/** One line per change: `ConfigMap/apps/a created`. */
function changesText(children: readonly AppliedChild[]): string {
  return children.map(({ ref, action }) => `${refText(ref)} ${action}`).join('\n');
}

/** Leaves a build that the memo would keep, because it needs something remote. */
class RemoteAsked extends Error {}

const ask = (): never => {
  throw new RemoteAsked('something remote is needed');
};
const ASKING: RemoteSource = { file: ask, repository: ask };

/** One reconcile of one Kustomization. */
class KustomizationReconcile {
  readonly #object: K8sObject;
  readonly #spec: KustomizationSpec;
  readonly #context: Context;
  readonly #waits: Map<string, HealthWait>;
  readonly #key: string;
  /** Status fields that change whatever the outcome. */
  readonly #status: Dict = newDict();
  #stage = '';
  /** Of the artifact in hand; events tell it. */
  #annotations: Readonly<Record<string, string>> = {};

  constructor(object: K8sObject, spec: KustomizationSpec, context: Context, waits: Map<string, HealthWait>) {
    this.#object = object;
    this.#spec = spec;
    this.#context = context;
    this.#waits = waits;
    this.#key = refKey(refOf(object));
  }

  async run(): Promise<Outcome> {
    if (this.#spec.suspend) return { type: 'Suspended' };
    const outcome = await this.#run();
    this.#announce(outcome);
    if (outcome.type !== 'Waiting') this.#waits.delete(this.#key);
    const requested = this.#object.metadata.annotations?.['reconcile.fluxcd.io/requestedAt'];
    return requested === undefined || outcome.type === 'Suspended' || outcome.type === 'Static' ? outcome : { ...outcome, status: toDict({ ...outcome.status, lastHandledReconcileAt: requested }) };
  }

  async #run(): Promise<Outcome> {
    const fault = await faultOfExpressions(this.#spec);
    if (fault !== undefined) {
      const message = `Reconciliation failed terminally due to configuration error: ${fault}`;
      return { type: 'Stalled', reason: 'InvalidCELExpression', error: new EddyError('CelInvalid', `healthCheckExprs: ${fault}`), message, field: ['spec', 'healthCheckExprs'] };
    }
    const artifact = await this.#artifact();
    if ('type' in artifact) return artifact;
    this.#annotations = revisionAnnotations(artifact.revision, artifact.metadata?.[ORIGIN_REVISION]);
    const unmet = await checkDependencies(
      {
        self: this.#object,
        dependencies: this.#spec.dependsOn,
        resource: `kustomizations.${KUSTOMIZE_GROUP}`,
        isCurrent: (dependency) => this.#isCurrent(dependency, artifact),
      },
      this.#context,
    );
    if (unmet !== undefined) return unmet.type === 'Waiting' ? { ...unmet, conditions: this.#unfinished() } : unmet;
    try {
      return await this.#renderAndApply(artifact);
    } catch (thrown) {
      if (!(thrown instanceof EddyError)) throw thrown;
      return this.#failed('ReconciliationFailed', thrown, artifact);
    }
  }

  /** Tells how it ended. A source that is not there is no news. */
  #announce(outcome: Outcome): void {
    switch (outcome.type) {
      case 'Ready':
        this.#context.record(successEvent(this.#spec, this.#annotations));
        break;
      case 'Waiting':
        if (outcome.reason === 'DependencyNotReady') this.#record('Normal', outcome.reason, `Dependencies do not meet ready condition, retrying in ${this.#context.policy.requeueDependency}`);
        if (outcome.reason === 'BuildFailed') this.#record('Warning', outcome.reason, outcome.message);
        break;
      case 'Failed':
      case 'Stalled': {
        const prefix = outcome.error.code === 'KubeConfigInvalid' ? 'failed to build kube client: ' : '';
        this.#record('Warning', outcome.reason, `${prefix}${outcome.message ?? outcome.error.message}`);
        break;
      }
      case 'Suspended':
      case 'Static':
    }
  }

  #record(type: ControllerEvent['type'], reason: string, message: string): void {
    this.#context.record({ type, reason, message, annotations: this.#annotations });
  }

  /** The artifact of the source, or why there is none. */
  async #artifact(): Promise<Artifact | Outcome> {
    const { source } = this.#spec;
    const { policy } = this.#context;
    const { namespace } = this.#object.metadata;
    const isForeign = policy.noCrossNamespaceRefs && source.namespace !== namespace;
    if (isForeign || (source.kind === 'ExternalArtifact' && !policy.externalArtifacts)) {
      const message = `can't access '${refText(source)}', ${isForeign ? 'cross-namespace references have been blocked' : 'ExternalArtifact feature gate is disabled'}`;
      return { type: 'Stalled', reason: 'AccessDenied', error: new EddyError('AccessDenied', message), status: this.#unobserved() };
    }
    const object = await this.#context.objects.get(source);
    const waiting = (message: string, error: EddyError): Waiting => ({ type: 'Waiting', reason: 'ArtifactFailed', message, on: [{ ref: source, relation: 'sourceRef', error, field: ['spec', 'sourceRef', 'name'] }], conditions: this.#unfinished() });
    if (object === undefined) {
      return waiting(`${source.kind}.${SOURCE_GROUP} "${source.name}" not found`, new EddyError('SourceNotFound', `sourceRef names ${refText(source)}, which does not exist`));
    }
    const artifact = await this.#context.artifact(source);
    if (artifact !== undefined) return artifact;
    return waiting(`Source artifact not found, retrying in ${policy.requeueDependency}`, new EddyError('SourceFailed', `${refText(source)} has no artifact`));
  }

  /** What an earlier reconcile left unfinished still shows, where this one does not even begin. */
  #unfinished(): readonly Condition[] {
    return ['Reconciling', 'Stalled'].flatMap((type) => {
      const condition = conditionOf(this.#object, type);
      if (condition === undefined) return [];
      return [type === 'Reconciling' ? { ...condition, reason: 'ProgressingWithRetry' } : condition];
    });
  }

  /** The generation counts as seen only where the controller says so. */
  #unobserved(): Dict {
    const status = this.#object['status'];
    return toDict({ observedGeneration: isDict(status) ? status['observedGeneration'] ?? -1 : -1 });
  }

  /** A dependency that shares the source must have applied the revision that this one is about to apply. */
  #isCurrent(dependency: K8sObject, { revision }: Artifact): boolean {
    const other = kustomizationSpec(dependency).source;
    const { source } = this.#spec;
    if (other.kind !== source.kind || other.name !== source.name || other.namespace !== source.namespace) return true;
    const status = dependency['status'];
    return isDict(status) && status['lastAppliedRevision'] === revision;
  }

  async #renderAndApply(artifact: Artifact): Promise<Outcome> {
    this.#stage = 'Fetching manifests';
    const path = confinedPath(this.#spec.path);
    if (artifact.tree.kind(path) !== 'dir') return { ...this.#failed('ArtifactFailed', this.#noSuchPath(path, artifact), artifact), field: ['spec', 'path'] };
    this.#status['lastAttemptedRevision'] = artifact.revision;
    this.#stage = 'Building manifests';
    if (this.#spec.kubeConfig !== undefined && this.#isCluster) await checkKubeConfig(this.#spec.kubeConfig, this.#object.metadata.namespace ?? '', this.#context);
    const rendered = await this.#render(artifact, path);
    if ('type' in rendered) return rendered;
    this.#stage = 'Detecting drift';
    return this.#apply(rendered, artifact);
  }

  /** Whether the store is a cluster, with a past and a life of its own, and no build. */
  get #isCluster(): boolean {
    return this.#context.policy.clusterState === 'evaluate';
  }

  async #render(artifact: Artifact, path: string): Promise<Rendered | Outcome> {
    try {
      const decryption = await this.#decryption();
      const { postBuild } = this.#spec;
      const variables = postBuild === undefined ? { values: undefined, open: false } : await loadVariables(postBuild, this.#object.metadata.namespace, this.#context);
      const rendered = await this.#build(artifact, path, 'missing' in variables ? { values: undefined, open: false } : variables, decryption);
      if (!('missing' in variables)) return rendered;
      const [first] = rendered.objects;
      // Variables are read once there is an object to put them in.
      if (first === undefined) return rendered;
      const message = `post build failed for '${idText(first.object)}': ${variables.message}`;
      return { type: 'Waiting', reason: 'BuildFailed', message, on: variables.missing, progress: this.#progress(artifact), status: this.#status };
    } catch (thrown) {
      if (!(thrown instanceof EddyError)) throw thrown;
      return this.#failed('BuildFailed', thrown, artifact);
    }
  }

  #build({ tree }: Artifact, path: string, { values, open }: { readonly values: Dict | undefined; readonly open: boolean }, decryption: Decryption | undefined): Promise<Rendered> {
    const { policy, memo, ports } = this.#context;
    const input: RenderInput = {
      path,
      edits: this.#spec.edits,
      variables: values,
      strict: policy.strictSubstitution,
      always: this.#spec.postBuild?.always ?? false,
      open,
      buildRoot: policy.buildRoot,
      noRemoteBases: policy.noRemoteBases,
      history: policy.history,
    };
    const remote = ports.remoteBases;
    return withLibraries(() => {
      // What was decrypted is never kept.
      if (decryption !== undefined) return renderKustomization(tree, input, { decryption, remote });
      try {
        const local = remote === undefined ? undefined : ASKING;
        return memo.run({ name: 'kustomization', version: RENDER_VERSION, input, tree, run: (files) => renderKustomization(files, input, { decryption, remote: local }) });
      } catch (thrown) {
        if (!(thrown instanceof RemoteAsked)) throw thrown;
        // A memo knows the files of the tree only.
        return renderKustomization(tree, input, { decryption, remote });
      }
    });
  }

  async #decryption(): Promise<Decryption | undefined> {
    const { decryptionSecret } = this.#spec;
    const { ports, objects } = this.#context;
    if (decryptionSecret === undefined || (ports.decryptor === undefined && !this.#isCluster)) return undefined;
    const { namespace } = this.#object.metadata;
    const keys = decryptionSecret === '' ? undefined : await objects.get({ apiVersion: 'v1', kind: 'Secret', namespace, name: decryptionSecret });
    if (keys === undefined && decryptionSecret !== '' && this.#isCluster) throw new EddyError('DecryptionFailed', `secrets "${decryptionSecret}" not found`);
    if (ports.decryptor === undefined) return KEYLESS;
    return ports.decryptor.open(keys, { ...this.#spec.source, kind: 'Kustomization', apiVersion: this.#object.apiVersion, namespace, name: this.#object.metadata.name });
  }

  async #apply(rendered: Rendered, artifact: Artifact): Promise<Outcome> {
    const all = rendered.objects.map((object) => decorate(object, this.#object, this.#spec));
    const result = await this.#write(all);
    if ('code' in result) return this.#notApplied(result, rendered, artifact);
    const changes = result.applied.filter(({ action }) => action === 'created' || action === 'configured');
    if (result.error !== undefined) return this.#notApplied(result.error, rendered, artifact);
    if (changes.length > 0) this.#record('Normal', 'Progressing', changesText(changes));
    if (result.pending !== undefined) return this.#waiting(artifact, result.pending, { name: 'stage', ms: STAGE_TIMEOUT_MS });
    const kept = result.survivors?.refs ?? [];
    const entries = inventoryOf([...result.applied.map(({ ref }) => ref), ...kept], all.map(({ object }) => object)).map((entry) => toDict({ ...entry }));
    this.#status['inventory'] = toDict({ entries });
    if (result.survivors !== undefined) {
      this.#snapshot(rendered, artifact, 'PruneFailed');
      return this.#failed('PruneFailed', result.survivors.error, artifact);
    }
    if (result.pruned.length > 0) this.#record('Normal', 'Progressing', changesText(result.pruned));
    return this.#finish(rendered, artifact, result, all);
  }

  /** Applies the objects, or says what keeps them from being sent at all. */
  async #write(all: readonly ProducedObject[]): Promise<StagedResult | EddyError> {
    try {
      const objects = all.map(({ object }) => object);
      // A build asks only about what may lack a namespace: what it asks for wakes it again.
      const kinds = this.#isCluster ? await servedKinds(objects, this.#context.live, objects) : await servedKinds(objects.filter(({ metadata }) => metadata.namespace === undefined), this.#context.objects);
      if (!this.#isCluster) checkObjects(all, kinds, this.#context);
      const encrypted = this.#isCluster ? all.find(({ payload }) => payload?.apiVersion === 'v1' && payload.kind === 'Secret' && 'sops' in payload && !optsOutOfDecryption(payload)) : undefined;
      if (encrypted !== undefined) return new EddyError('DecryptionFailed', `${refText(refOf(encrypted.object))} is SOPS encrypted, configuring decryption is required for this secret to be reconciled`);
      const gate = this.#isCluster ? clusterGate(kinds, await this.#forbids(kinds)) : undefined;
      return await this.#context.children.applyStaged(inStages(all), this.#stagedOptions(gate));
    } catch (thrown) {
      if (!(thrown instanceof EddyError)) throw thrown;
      return thrown;
    }
  }

  async #forbids(kinds: ServedKinds): Promise<Gate> {
    const serviceAccount = this.#spec.serviceAccount ?? this.#context.policy.defaultServiceAccount;
    if (serviceAccount === undefined) return () => undefined;
    return forbiddenTo({ namespace: this.#object.metadata.namespace ?? '', name: serviceAccount }, kinds, this.#context.live);
  }

  #stagedOptions(gate: Gate | undefined): StagedOptions {
    const { prune, pruneOnDelete, force, ignore } = this.#spec;
    return {
      fieldManager: FIELD_MANAGER,
      prune,
      pruneOnDelete,
      mayPrune: (live) => isOwnedBy(live, this.#object) && !refusesPruning(live),
      skips: (desired, live) => isSkipped(desired) || (live !== undefined && (isSkipped(live) || isKeptAsIs(desired))),
      recreates: (desired, live) => force || allowsForce(desired) || allowsForce(live),
      adopts: (desired, live) => !isMerged(desired) && !isMerged(live),
      ignore,
      refusalOf: gate,
      timedOut: this.#context.timedOut === 'stage',
    };
  }

  #notApplied(error: EddyError, rendered: Rendered, artifact: Artifact): Failed {
    this.#snapshot(rendered, artifact, 'ReconciliationFailed');
    return this.#failed('ReconciliationFailed', error, artifact);
  }

  /** Looks at the health of what was applied, and ends well where that is good. */
  async #finish(rendered: Rendered, artifact: Artifact, { applied }: StagedResult, all: readonly ProducedObject[]): Promise<Outcome> {
    const checks = this.#isCluster ? healthChecksOf(this.#spec, this.#object, applied, all.map(({ object }) => object)) : undefined;
    if (checks === undefined) return this.#succeeded(rendered, artifact, []);
    this.#stage = 'Running health checks';
    const wait = this.#healthWait(artifact, applied);
    const timedOut = this.#context.timedOut === 'health';
    const kinds = await servedKinds(checks.refs, this.#context.live);
    const verdict = await checkHealth(checks, kinds, this.#context, timedOut);
    if (verdict.type === 'pending') {
      this.#waits.set(this.#key, wait);
      return this.#waiting(artifact, verdict.on, { name: 'health', ms: this.#spec.timeoutMs });
    }
    const took = goDurationText(timedOut ? this.#spec.timeoutMs : this.#context.ports.clock.now() - wait.since);
    if (verdict.type === 'failed') {
      this.#snapshot(rendered, artifact, 'HealthCheckFailed');
      const error = new EddyError('HealthCheckFailed', `health check failed after ${took}: ${verdict.message}`);
      return { ...this.#failed('HealthCheckFailed', error, artifact), conditions: [{ type: 'Healthy', status: 'False', reason: 'HealthCheckFailed', message: verdict.message }] };
    }
    const message = `Health check passed in ${took}`;
    if (wait.announce) this.#record('Normal', 'Progressing', message);
    return this.#succeeded(rendered, artifact, [{ type: 'Healthy', status: 'True', reason: 'Succeeded', message }]);
  }

  /** The wait that goes on, or begins. A recovery is worth an event, and so is a change that came with a new revision. */
  #healthWait({ revision }: Artifact, applied: readonly AppliedChild[]): HealthWait {
    const before = this.#waits.get(this.#key);
    if (before !== undefined) return before;
    const status = this.#object['status'];
    const isNewRevision = !isDict(status) || status['lastAppliedRevision'] !== revision;
    const drifted = applied.some(({ action }) => action === 'created' || action === 'configured');
    return { since: this.#context.ports.clock.now(), announce: conditionOf(this.#object, 'Healthy')?.status !== 'True' || (isNewRevision && drifted) };
  }

  #waiting(artifact: Artifact, on: readonly ObjectRef[], timeout: NonNullable<Waiting['timeout']>): Waiting {
    const message = this.#progress(artifact);
    const conditions: Condition[] = [
      { type: 'Ready', status: 'Unknown', reason: 'Progressing', message: 'Reconciliation in progress' },
      { type: 'Reconciling', status: 'True', reason: 'Progressing', message },
      ...(timeout.name === 'health' ? [{ type: 'Healthy', status: 'Unknown', reason: 'Progressing', message } as const] : []),
    ];
    const blockers = on.map((ref) => ({ ref, relation: 'health' as const, error: unhealthy(ref) }));
    return { type: 'Waiting', reason: 'Progressing', message, on: blockers, conditions, status: this.#status, timeout };
  }

  #succeeded(rendered: Rendered, artifact: Artifact, conditions: readonly Condition[]): Ready {
    this.#snapshot(rendered, artifact, 'ReconciliationSucceeded');
    const { revision } = artifact;
    const status = toDict({ ...this.#status, lastAppliedRevision: revision, lastAppliedOriginRevision: artifact.metadata?.[ORIGIN_REVISION] });
    return { type: 'Ready', message: `Applied revision: ${revision}`, status, conditions, removeConditions: conditions.length === 0 ? ['Healthy'] : [] };
  }

  #snapshot({ digest }: Rendered, artifact: Artifact, status: string): void {
    if (digest === undefined) return;
    const origin = artifact.metadata?.[ORIGIN_REVISION];
    const metadata = { revision: artifact.revision, ...(origin === undefined ? {} : { originRevision: origin }) };
    this.#status['history'] = withSnapshot(this.#object, { digest, status, metadata, time: new Date(this.#context.ports.clock.now()).toISOString() });
  }

  #failed(reason: string, error: EddyError, artifact: Artifact): Failed {
    return { type: 'Failed', reason, error, message: error.message, progress: this.#progress(artifact), status: this.#status };
  }

  #progress({ revision }: Artifact): string {
    return `${this.#stage} for revision ${revision} with a timeout of ${goDurationText(this.#spec.timeoutMs)}`;
  }

  #noSuchPath(path: string, { tree }: Artifact): EddyError {
    const { buildRoot } = this.#context.policy;
    const shown = buildRoot === '' ? path : `${buildRoot}/${path}`;
    return new EddyError('KustomizationPathNotFound', `kustomization path not found: stat ${shown}: no such file or directory`, { hint: nearestPath(tree, path) });
  }
}

function idText({ apiVersion, kind, metadata }: K8sObject): string {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  return `${kind}.${version}.${group === '' ? '[noGrp]' : group}/${metadata.name}`;
}
