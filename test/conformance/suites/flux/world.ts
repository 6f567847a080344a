import { isDict, newDict, toDict, type Dict } from '../../../../src/std/dict.ts';
import { refText, type ObjectRef } from '../../../../src/diagnostics/index.ts';
import { HelmEngine } from '../../../../src/helm/index.ts';
import { GoInt } from '../../../../src/lang/govalue/index.ts';
import { parseYamlStream } from '../../../../src/lang/yaml/index.ts';
import { refOf, type K8sObject } from '../../../../src/manifest/index.ts';
import { noMemo } from '../../../../src/memo/index.ts';
import { ApiRefusal, builtInKind, builtInKinds, fluxDefinitions, isClusterScoped } from '../../../../src/schema/index.ts';
import { MemoryStore, type ApplyOptions, type ApplyResult } from '../../../../src/store/index.ts';
import { memoryTree, type MemoryFile, type Tree } from '../../../../src/tree/index.ts';
import { ArtifactTable, ChildTable, defaultPolicy, type ArchiveReader, type Condition, type ControllerEvent, type Outcome, type Policy, type Ports } from '../../../../src/controllers/base/index.ts';
import { createHelmChartController, createHelmReleaseController, decodeRelease, storeClient, type ClusterClient } from '../../../../src/controllers/helmrelease/index.ts';
import { createKustomizationController } from '../../../../src/controllers/kustomization/index.ts';
import { createSourceControllers } from '../../../../src/controllers/source/index.ts';
import { Reconciliation } from '../../../../src/orchestrator/reconciliation.ts';
import { statusFromControlPlane } from './control-plane.ts';
import { isReleaseSecret, recordingClient } from './recording-client.ts';
import type { CaseSource, FluxCase, Observation, Ready, RecordedEvent, Step } from './case.ts';

const SOURCE_API = 'source.toolkit.fluxcd.io/v1';
/** What a source of a kind must say; nobody fetches these. */
const SOURCE_SPECS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  GitRepository: { url: 'http://server.example.test/git/app.git' },
  OCIRepository: { url: 'oci://registry.example.test/app' },
  Bucket: { bucketName: 'app', endpoint: 's3.example.test' },
  HelmRepository: { url: 'http://server.example.test/static/charts' },
  HelmChart: { chart: 'app', sourceRef: { kind: 'HelmRepository', name: 'app' } },
};

const FLUX_GROUPS = /^(source|kustomize|helm)\.toolkit\.fluxcd\.io\//;

/** A cluster in memory with eddy's controllers in it, and a record of what they write. */
export class FluxWorld {
  readonly #case: FluxCase;
  readonly #store: MemoryStore;
  readonly #artifacts = new ArtifactTable();
  readonly #reconciliation: Reconciliation;
  readonly #archives: ArchiveReader | undefined;
  readonly #files = new Map<string, MemoryFile>();
  #applied: unknown[] = [];
  #deleted: string[] = [];
  #apiErrors: unknown[] = [];
  #events: RecordedEvent[] = [];
  readonly #told = new Map<string, Readonly<Record<string, string>>>();
  readonly #noted = new WeakSet<ApiRefusal>();
  #seeding = false;
  #byHelm = false;

  constructor(fluxCase: FluxCase, ports: Ports) {
    this.#case = fluxCase;
    this.#archives = ports.archives;
    this.#store = new MemoryStore({ now: ports.clock.now.bind(ports.clock), apiServer: { definitions: fluxDefinitions() } });
    this.#recordWrites();
    this.#seeding = true;
    for (const object of clusterOf(fluxCase)) this.#store.sync.apply(object, { fieldManager: 'cluster' });
    this.#reconciliation = new Reconciliation({
      store: this.#store,
      children: new ChildTable(),
      artifacts: this.#artifacts,
      reconcilers: [...createSourceControllers(), createHelmChartController(), createKustomizationController(), createHelmReleaseController({ engine: new HelmEngine(), cluster: this.#releaseCluster() })],
      memo: noMemo(),
      ports,
      policy: policyOf(fluxCase),
      concurrency: 1,
      onFailure: 'keep',
      onOutcome: ({ kind }, outcome) => {
        this.#noteRefusal(kind, outcome);
      },
      onEvent: (ref, event) => {
        this.#keepEvent(refText(ref), event);
      },
    });
  }

  /** An event that comes again is counted, and stays what it was: only those that tell a duration are always new. */
  #keepEvent(object: string, { annotations, ...event }: ControllerEvent): void {
    const key = `${object} ${event.type} ${event.reason} ${event.message}`;
    const isNew = / in [\d.]+\w*s(?:,|$)/.test(event.message);
    const told = isNew ? annotations : this.#told.get(key) ?? annotations;
    if (told !== undefined) this.#told.set(key, told);
    this.#events.push({ object, ...event, ...(told === undefined ? {} : { annotations: told }) });
  }

  /** Does what the step says, lets the controllers work until nothing is left to do, and tells what they did. */
  async run(step: Step): Promise<Observation> {
    this.#applied = [];
    this.#deleted = [];
    this.#apiErrors = [];
    this.#events = [];
    const rejected: Record<string, string> = {};
    await this.#store.prepare();
    this.#seeding = true;
    if (step.files !== undefined) this.#publishApp(step);
    for (const source of step.sources ?? []) this.#publish(source, filesOf(source));
    for (const entry of step.delete ?? []) this.#delete(entry);
    if (step.action !== undefined) this.#act(step.action);
    for (const object of this.#objectsOf(step)) {
      const refusal = this.#seed(object);
      if (refusal !== undefined) rejected[refText(refOf(object))] = refusal;
    }
    for (const { object, annotations } of step.annotate ?? []) this.#annotate(object, annotations);
    this.#seeding = false;
    await this.#reconciliation.settle();
    return { ...(await this.#observe()), rejected };
  }

  /** Puts an object into the cluster; answers why, if the API server does not take it. */
  #seed(object: K8sObject): string | undefined {
    try {
      this.#reconciliation.seed(object);
      return undefined;
    } catch (error) {
      if (!(error instanceof ApiRefusal)) throw error;
      return error.message;
    }
  }

  /** What is not Flux comes first, then sources, then the appliers. */
  #objectsOf(step: Step): K8sObject[] {
    const objects = (step.objects ?? []).flatMap((text) => parseYamlStream(text, { dialect: 'kustomize' }).map(({ value }) => value)).filter(isDict);
    const rank = (object: K8sObject): number => (!FLUX_GROUPS.test(object.apiVersion) ? 0 : object.apiVersion === SOURCE_API ? 1 : 2);
    return objects.map((object) => this.#inCase(object)).sort((a, b) => rank(a) - rank(b));
  }

  #inCase(object: Dict): K8sObject {
    const metadata = isDict(object['metadata']) ? toDict(object['metadata']) : newDict();
    if (!isClusterScoped(String(object['apiVersion']), String(object['kind']))) metadata['namespace'] ??= this.#case.id;
    const out = toDict(object);
    out['metadata'] = metadata;
    return out as unknown as K8sObject;
  }

  #publishApp(step: Step): void {
    this.#files.clear();
    for (const [path, text] of Object.entries(step.files ?? {})) this.#files.set(path, text);
    for (const [path, link] of Object.entries(step.symlinks ?? {})) this.#files.set(path, { link });
    this.#publish({ kind: 'GitRepository', name: 'app', revision: step.revision ?? '', files: {} }, withoutLinks(this.#files));
  }

  /** A suspended source that is Ready: nobody fetches it. */
  #publish(source: CaseSource, tree: Tree): void {
    const ref: ObjectRef = { apiVersion: SOURCE_API, kind: source.kind, namespace: source.namespace ?? this.#case.id, name: source.name };
    const artifact = { revision: source.revision, digest: 'sha256:0', ...(source.metadata === undefined ? {} : { metadata: source.metadata }) };
    const object = { apiVersion: ref.apiVersion, kind: ref.kind, metadata: { name: ref.name, namespace: ref.namespace! }, spec: ref.kind === 'ExternalArtifact' ? newDict() : toDict({ ...SOURCE_SPECS[ref.kind], interval: '1h', suspend: true }) };
    this.#reconciliation.seed(object);
    const stored = this.#store.sync.get(ref)!;
    const conditions = [{ type: 'Ready', status: 'True', reason: 'Succeeded', message: 'stored artifact', observedGeneration: stored.metadata.generation }];
    const status = source.noArtifact === true ? newDict() : toDict({ observedGeneration: stored.metadata.generation, conditions, artifact: toDict(artifact) });
    if (source.noArtifact !== true && source.gone !== true) this.#artifacts.set(ref, { ...artifact, tree });
    this.#store.sync.updateStatus({ ...stored, status }, { fieldManager: 'tester' });
  }

  #delete(entry: string): void {
    const [apiVersion = '', kind = '', namespace = '', name = ''] = entry.split('|');
    this.#store.sync.delete({ apiVersion, kind, namespace, name });
  }

  /** What somebody else did to a live object, as it was put into words. */
  #act(action: string): void {
    const patched = /^live ConfigMap (\S+) merge-patched (?:as (\S+)|by another manager): (.*)$/.exec(action);
    const edited = /^live ConfigMap (\S+): data\.(\w+) = (\w+)/.exec(action);
    const unlabelled = /^label (\S+) removed from the live ConfigMap (\S+)$/.exec(action);
    if (action === 'the Helm storage Secret is deleted') for (const secret of this.#releaseSecrets()) this.#store.sync.delete(refOf(secret));
    else if (patched !== null) this.#patch(patched[1]!, JSON.parse(patched[3]!.replaceAll("'", '"').replaceAll('None', 'null')) as Dict, patched[2]);
    else if (edited !== null) this.#patch(edited[1]!, { data: { [edited[2]!]: edited[3] } });
    else if (unlabelled !== null) this.#patch(unlabelled[2]!, { metadata: { labels: { [unlabelled[1]!]: null } } });
    else throw new Error(`unknown action: ${action}`);
  }

  #patch(name: string, patch: Dict, fieldManager = 'someone'): void {
    const object = this.#store.sync.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace: this.#case.id, name });
    if (object !== undefined) this.#store.sync.update(mergePatch(toDict(object), patch) as unknown as K8sObject, { fieldManager });
  }

  #annotate(text: string, annotations: Readonly<Record<string, string>>): void {
    const object = this.#fluxObjects().find((candidate) => refText(refOf(candidate)) === text);
    if (object === undefined) return;
    const metadata = { ...object.metadata, annotations: { ...object.metadata.annotations, ...annotations } };
    this.#store.sync.update({ ...object, metadata }, { fieldManager: 'tester' });
  }

  /** Helm sends all that it has rendered, changed or not. */
  #releaseCluster(): ClusterClient {
    const client = storeClient(this.#store);
    const quiet: ClusterClient = {
      ...client,
      apply: (object, options) => {
        this.#byHelm = true;
        const result = client.apply(object, options);
        this.#byHelm = false;
        return result;
      },
    };
    return recordingClient(quiet, {
      sent: (request) => {
        this.#applied.push('ref' in request && 'patch' in request ? { patch: request.patch, type: request.type, path: deletePath(request.ref as ObjectRef) } : request);
      },
      refused: ({ code, message }, { ref, creates }, dryRun) => {
        const path = deletePath(ref);
        this.#apiErrors.push({ code, dryRun, message, path: creates ? path.slice(0, path.lastIndexOf('/')) : path });
      },
    });
  }

  #releaseSecrets(): readonly K8sObject[] {
    return this.#store.sync.list({ group: '', kind: 'Secret' }).items.filter(isReleaseSecret);
  }

  #recordWrites(): void {
    const { sync } = this.#store;
    const apply = sync.apply.bind(sync);
    const remove = sync.delete.bind(sync);
    sync.apply = (object: K8sObject, options: ApplyOptions): ApplyResult => {
      const result = this.#answered(() => apply(object, options), options.dryRun === true);
      if (options.dryRun === true) return result;
      const status = statusFromControlPlane(result.object);
      if (status !== undefined) this.#store.sync.updateStatus({ ...result.object, status }, { fieldManager: 'control-plane' });
      if (!this.#seeding && !this.#byHelm && result.action !== 'unchanged') this.#applied.push(object);
      return result;
    };
    sync.delete = (ref, options) => {
      if (!this.#seeding && !ref.name.startsWith('sh.helm.release.v1.')) this.#deleted.push(deletePath(ref));
      remove(ref, options);
    };
  }

  /** The files of a chart, in the folder that its archive has. */
  #chartContent(object: K8sObject): Readonly<Record<string, string>> | undefined {
    const artifact = this.#artifacts.get(refOf(object));
    const name = isDict(object['status']) ? object['status']['observedChartName'] : undefined;
    if (artifact === undefined || typeof name !== 'string') return undefined;
    const out: Record<string, string> = {};
    const walk = (folder: string, prefix: string): void => {
      for (const entry of artifact.tree.list(folder) ?? []) {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (entry.kind === 'dir') walk(path, `${prefix}/${entry.name}`);
        else out[`${prefix}/${entry.name}`] = artifact.tree.readText(path) ?? '';
      }
    };
    walk(artifact.file ?? '', name);
    return out;
  }

  /** The files of a source's artifact; folders are null and end in a slash. */
  async #sourceContent(object: K8sObject): Promise<Readonly<Record<string, string | null>> | undefined> {
    const artifact = this.#artifacts.get(refOf(object));
    if (artifact === undefined) return undefined;
    // A layer that was copied is the archive.
    const packed = artifact.file?.endsWith('.tgz') === true ? artifact.tree.read(artifact.file) : undefined;
    const tree = packed === undefined ? artifact.tree : await this.#archives!.untar(packed);
    const out: Record<string, string | null> = {};
    const walk = (folder: string): void => {
      for (const { name, kind } of tree.list(folder) ?? []) {
        const path = folder === '' ? name : `${folder}/${name}`;
        // Archives from elsewhere name no folders.
        if (kind !== 'dir') out[path] = tree.readText(path) ?? '';
        else if (packed === undefined) out[`${path}/`] = null;
        if (kind === 'dir') walk(path);
      }
    };
    walk('');
    return out;
  }

  /** Writes down what the server refuses to the controllers. */
  #answered<T>(request: () => T, dryRun: boolean): T {
    try {
      return request();
    } catch (thrown) {
      if (thrown instanceof ApiRefusal && !this.#seeding && !this.#byHelm) this.#note(thrown, dryRun);
      throw thrown;
    }
  }

  #note(refusal: ApiRefusal, dryRun: boolean): void {
    if (refusal.code === 0 || this.#noted.has(refusal)) return;
    this.#noted.add(refusal);
    // What no handler is there for is answered in plain text, and the client puts it into its own words.
    const message = / \(patch \S+ \S+\)$/.test(refusal.message) ? '404 page not found\n' : refusal.message;
    this.#apiErrors.push({ code: refusal.code, dryRun, message, path: deletePath(refusal.object) });
  }

  /** A refusal that never reached the store: of who asked, or of where. */
  #noteRefusal(kind: string, outcome: Outcome): void {
    const error = kind !== 'HelmRelease' && (outcome.type === 'Failed' || outcome.type === 'Stalled') ? outcome.error : undefined;
    if (error?.cause instanceof ApiRefusal) this.#note(error.cause, true);
  }

  #fluxObjects(): readonly K8sObject[] {
    const namespaces = new Set([this.#case.id, ...(this.#case.namespaces ?? [])]);
    return this.#store.sync.list({}).items.filter(({ apiVersion, metadata }) => FLUX_GROUPS.test(apiVersion) && namespaces.has(metadata.namespace ?? ''));
  }

  /** The ConfigMaps, Secrets and Blobs of the case, without what only a server writes. */
  #live(): readonly unknown[] {
    const objects = ['ConfigMap', 'Secret', 'Blob'].flatMap((kind) => this.#store.sync.list({ kind }).items);
    const namespaces = new Set([this.#case.id, ...(this.#case.namespaces ?? [])]);
    return objects.filter((object) => namespaces.has(object.metadata.namespace ?? '') && !isReleaseSecret(object)).map((object) => {
      const { uid: _u, resourceVersion: _r, generation: _g, creationTimestamp: _c, managedFields: _f, ...metadata } = object.metadata;
      return asPlain({ ...object, metadata });
    });
  }

  async #observe(): Promise<Observation> {
    const ready: Record<string, Ready> = {};
    const conditions: Record<string, readonly Condition[]> = {};
    const status: Record<string, Dict> = {};
    const inventory: Record<string, string[]> = {};
    const helmCharts: Record<string, unknown> = {};
    for (const object of this.#fluxObjects()) {
      const key = refText(refOf(object));
      const own = isDict(object['status']) ? object['status'] : newDict();
      const listed = (own['conditions'] ?? []) as readonly Condition[];
      conditions[key] = listed.map(({ type, status: value, reason, message }) => ({ type, status: value, reason, message }));
      const main = listed.find(({ type }) => type === 'Ready');
      ready[key] = main === undefined ? null : { status: main.status, reason: main.reason, message: main.message };
      status[key] = withArtifactFile(own, object.kind === 'HelmChart' ? this.#chartContent(object) : await this.#sourceContent(object));
      const entries = isDict(own['inventory']) ? own['inventory']['entries'] : undefined;
      if (Array.isArray(entries)) inventory[key] = (entries as { id: string; v: string }[]).map(({ id, v }) => `${id} ${v}`);
      if (object.kind === 'HelmChart') {
        helmCharts[key] = { spec: object['spec'], labels: object.metadata.labels ?? null, annotations: object.metadata.annotations ?? null };
      }
    }
    return { ready, conditions, status, inventory, helmCharts, applied: this.#applied.map(asPlain), deleted: this.#deleted, apiErrors: this.#apiErrors, events: this.#events, live: this.#live(), releases: this.#releaseSecrets().map((secret) => asPlain(releaseSecret(secret))) };
  }
}

/** What is there before a case begins: its namespaces, and the two kinds of every case. */
function clusterOf({ id, namespaces = [] }: FluxCase): K8sObject[] {
  const spaces = [...new Set([id, ...namespaces])].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
  return [...spaces, definition('Blob', 'blobs', true), definition('Stat', 'stats', false)];
}

/** One of the two kinds that every case has: any fields. */
function definition(kind: string, plural: string, hasStatus: boolean): K8sObject {
  const version = { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }, ...(hasStatus ? { subresources: { status: {} } } : {}) };
  const spec = { group: 'test.example.test', names: { kind, plural, singular: kind.toLowerCase() }, scope: 'Namespaced', versions: [version] };
  return { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: `${plural}.test.example.test` }, spec };
}

/** The path of a delete call, as it was written down. */
function deletePath({ apiVersion, kind, namespace, name }: ObjectRef): string {
  const resource = builtInKind(apiVersion, kind)?.resource ?? `${kind.toLowerCase()}s`;
  return namespace === undefined ? `${apiVersion}/${resource}/${name}` : `${apiVersion}/namespaces/${namespace}/${resource}/${name}`;
}

/** What discovery of the recorded cluster answered. */
function servedApiVersions(): string[] {
  const served = new Set(['helm.toolkit.fluxcd.io/v2', 'kustomize.toolkit.fluxcd.io/v1', SOURCE_API, 'test.example.test/v1']);
  for (const { apiVersion, kind } of builtInKinds()) served.add(apiVersion).add(`${apiVersion}/${kind}`);
  return [...served];
}

function policyOf({ controllerFlags = [] }: FluxCase): Policy {
  return {
    ...defaultPolicy,
    requeueDependency: '2s',
    kubeVersion: '1.36.4',
    clusterState: 'evaluate',
    history: true,
    buildRoot: '<tmp>',
    apiVersions: servedApiVersions(),
    externalArtifacts: controllerFlags.includes('ExternalArtifact=true'),
    defaultServiceAccount: controllerFlags.map((flag) => /^--default-service-account=(.*)$/.exec(flag)?.[1]).find((name) => name !== undefined),
    noCrossNamespaceRefs: controllerFlags.includes('--no-cross-namespace-refs'),
    noRemoteBases: controllerFlags.includes('--no-remote-bases'),
    strictSubstitution: !controllerFlags.includes('StrictPostBuildSubstitutions=false'),
  };
}

/** RFC 7386. */
function mergePatch(target: Dict, patch: Dict): Dict {
  const out = toDict(target);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete out[key];
    else out[key] = isDict(value) ? mergePatch(isDict(out[key]) ? out[key] : newDict(), value) : value;
  }
  return out;
}

/** Where an artifact lies was written down without its folder. */
function withArtifactFile(status: Dict, content: Readonly<Record<string, string | null>> | undefined): Dict {
  const artifact = status['artifact'];
  if (!isDict(artifact) || typeof artifact['path'] !== 'string') return status;
  return toDict({ ...status, artifact: toDict({ ...artifact, file: artifact['path'].slice(artifact['path'].lastIndexOf('/') + 1), ...(content === undefined ? {} : { content }) }) });
}

/** Source-controller leaves links out of its archives. */
function withoutLinks(files: ReadonlyMap<string, MemoryFile>): Tree {
  return memoryTree(new Map([...files].filter(([, file]) => typeof file === 'string' || !('link' in file))));
}

function filesOf({ files }: CaseSource): Tree {
  return memoryTree(files);
}

/** A release Secret in the form in which it was written down. */
function releaseSecret(secret: K8sObject): unknown {
  const record = decodeRelease(secret, undefined)!;
  const { name, namespace, version, info, applyMethod, chart, config, manifest, hooks } = record;
  const { createdAt: _c, modifiedAt: _m, ...labels } = secret.metadata.labels ?? {};
  const { name: chartName, version: chartVersion, appVersion = null } = chart['metadata'] as Dict;
  return {
    secret: secret.metadata.name,
    namespace: secret.metadata.namespace,
    labels,
    name,
    releaseNamespace: namespace,
    version,
    status: info.status,
    description: info.description,
    notes: info.notes === '' ? null : info.notes,
    applyMethod,
    chart: { name: chartName, version: chartVersion, appVersion },
    config: Object.keys(config).length === 0 ? null : config,
    manifest: manifest || null,
    hooks: hooks.map(({ name: hook, kind, path, events, weight, deletePolicies, manifest: text }) => ({
      name: hook,
      kind,
      path,
      events,
      ...(weight === 0 ? {} : { weight }),
      delete_policies: deletePolicies.length === 0 ? ['before-hook-creation'] : deletePolicies,
      manifest: text,
    })),
  };
}

function asPlain(value: unknown): Readonly<Record<string, unknown>> {
  return JSON.parse(JSON.stringify(value, (_key, entry: unknown) => (entry instanceof GoInt ? Number(entry.value) : typeof entry === 'bigint' ? Number(entry) : entry))) as Record<string, unknown>;
}
