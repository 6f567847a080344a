import { isDict, newDict, toDict, type Dict } from '../../std/dict.ts';
import { goDurationText } from '../../std/go-duration.ts';
import { withLibraries } from '../../std/lazy-library.ts';
import { EddyError, refText } from '../../diagnostics/index.ts';
import type { RemoteSource } from '../../kustomize/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import {
  checkDependencies,
  KUSTOMIZE_GROUP,
  SOURCE_GROUP,
  type Artifact,
  type Context,
  type Decryption,
  type Failed,
  type Outcome,
  type Reconciler,
  type Waiting,
} from '../base/index.ts';
import { checkNamespaces, checkTypes, decorate, isOwnedBy, isSkipped, refusesPruning } from './applied-objects.ts';
import { inApplyOrder } from './apply-order.ts';
import { withSnapshot } from './history.ts';
import { inventoryOf } from './inventory.ts';
import { kustomizationSpec, type KustomizationSpec } from './kustomization-spec.ts';
import { renderKustomization, type RenderInput, type Rendered } from './render.ts';
import { nearestPath } from './nearest-path.ts';
import { loadVariables } from './substitution.ts';

const RENDER_VERSION = '1';
const ORIGIN_REVISION = 'org.opencontainers.image.revision';

/**
 * Reconciles Kustomizations.
 *
 * Follows kustomize-controller v1.9.4 kustomization_controller.go: the same steps in the same order, with the same reasons and texts.
 */
export function createKustomizationController(): Reconciler {
  return {
    kinds: [{ group: KUSTOMIZE_GROUP, kind: 'Kustomization' }],
    reconcile: async (ref, context) => {
      const object = await context.objects.get(ref);
      if (object === undefined) return { type: 'Suspended' };
      return new KustomizationReconcile(object, kustomizationSpec(object), context).run();
    },
  };
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
  /** Status fields that change whatever the outcome. */
  readonly #status: Dict = newDict();
  #stage = '';

  constructor(object: K8sObject, spec: KustomizationSpec, context: Context) {
    this.#object = object;
    this.#spec = spec;
    this.#context = context;
  }

  async run(): Promise<Outcome> {
    if (this.#spec.suspend) return { type: 'Suspended' };
    const artifact = await this.#artifact();
    if ('type' in artifact) return artifact;
    const unmet = await checkDependencies(
      {
        self: this.#object,
        dependencies: this.#spec.dependsOn,
        resource: `kustomizations.${KUSTOMIZE_GROUP}`,
        isCurrent: (dependency) => this.#isCurrent(dependency, artifact),
      },
      this.#context,
    );
    if (unmet !== undefined) return unmet;
    try {
      return await this.#renderAndApply(artifact);
    } catch (thrown) {
      if (!(thrown instanceof EddyError)) throw thrown;
      return this.#failed('ReconciliationFailed', thrown, artifact);
    }
  }

  /** The artifact of the source, or why there is none. */
  async #artifact(): Promise<Artifact | Outcome> {
    const { source } = this.#spec;
    const { policy } = this.#context;
    const { namespace } = this.#object.metadata;
    if (policy.noCrossNamespaceRefs && source.namespace !== namespace) {
      const message = `can't access '${refText(source)}', cross-namespace references have been blocked`;
      return { type: 'Stalled', reason: 'AccessDenied', error: new EddyError('AccessDenied', message) };
    }
    const object = await this.#context.objects.get(source);
    const waiting = (message: string, error: EddyError): Waiting => ({ type: 'Waiting', reason: 'ArtifactFailed', message, on: [{ ref: source, relation: 'sourceRef', error, field: ['spec', 'sourceRef', 'name'] }] });
    if (object === undefined) {
      return waiting(`${source.kind}.${SOURCE_GROUP} "${source.name}" not found`, new EddyError('SourceNotFound', `sourceRef names ${refText(source)}, which does not exist`));
    }
    const artifact = await this.#context.artifact(source);
    if (artifact !== undefined) return artifact;
    return waiting(`Source artifact not found, retrying in ${policy.requeueDependency}`, new EddyError('SourceFailed', `${refText(source)} has no artifact`));
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
    const path = insideRoot(this.#spec.path);
    if (artifact.tree.kind(path) !== 'dir') return { ...this.#failed('ArtifactFailed', this.#noSuchPath(path, artifact), artifact), field: ['spec', 'path'] };
    this.#status['lastAttemptedRevision'] = artifact.revision;
    this.#stage = 'Building manifests';
    const rendered = await this.#render(artifact, path);
    if ('type' in rendered) return rendered;
    this.#stage = 'Detecting drift';
    return this.#apply(rendered, artifact);
  }

  async #render(artifact: Artifact, path: string): Promise<Rendered | Outcome> {
    try {
      const decryption = await this.#decryption();
      const { postBuild } = this.#spec;
      const variables = postBuild === undefined ? { values: undefined } : await loadVariables(postBuild, this.#object.metadata.namespace, this.#context);
      const rendered = await this.#build(artifact, path, 'missing' in variables ? undefined : variables.values, decryption);
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

  #build({ tree }: Artifact, path: string, variables: Dict | undefined, decryption: Decryption | undefined): Promise<Rendered> {
    const { policy, memo, ports } = this.#context;
    const input: RenderInput = {
      path,
      edits: this.#spec.edits,
      variables,
      strict: policy.strictSubstitution,
      always: this.#spec.postBuild?.always ?? false,
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
    if (decryptionSecret === undefined || ports.decryptor === undefined) return undefined;
    const { namespace } = this.#object.metadata;
    const keys = decryptionSecret === '' ? undefined : await objects.get({ apiVersion: 'v1', kind: 'Secret', namespace, name: decryptionSecret });
    return ports.decryptor.open(keys, { ...this.#spec.source, kind: 'Kustomization', apiVersion: this.#object.apiVersion, namespace, name: this.#object.metadata.name });
  }

  async #apply(rendered: Rendered, artifact: Artifact): Promise<Outcome> {
    const all = inApplyOrder(rendered.objects.map((object) => decorate(object, this.#object, this.#spec)));
    try {
      await checkNamespaces(all.map(({ object }) => object), this.#context);
      checkTypes(all, this.#context);
      const children = all.filter(({ object }) => !isSkipped(object));
      const { prune, pruneOnDelete } = this.#spec;
      const mayPrune = (live: K8sObject): boolean => isOwnedBy(live, this.#object) && !refusesPruning(live);
      await this.#context.children.setChildren(children, { fieldManager: 'kustomize-controller', prune, pruneOnDelete, mayPrune });
    } catch (thrown) {
      if (!(thrown instanceof EddyError)) throw thrown;
      this.#snapshot(rendered, artifact, 'ReconciliationFailed');
      return this.#failed('ReconciliationFailed', thrown, artifact);
    }
    this.#snapshot(rendered, artifact, 'ReconciliationSucceeded');
    const { revision } = artifact;
    const entries = inventoryOf(all.map(({ object }) => object)).map((entry) => toDict({ ...entry }));
    const status = toDict({
      ...this.#status,
      lastAppliedRevision: revision,
      lastAppliedOriginRevision: artifact.metadata?.[ORIGIN_REVISION],
      inventory: toDict({ entries }),
    });
    return { type: 'Ready', message: `Applied revision: ${revision}`, status };
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

/** A path inside of a root: `..` stops there, as filepath-securejoin has it. */
function insideRoot(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}
