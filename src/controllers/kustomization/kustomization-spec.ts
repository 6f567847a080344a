import { parseGoDuration } from '../../std/go-duration.ts';
import type { Dict } from '../../std/dict.ts';
import type { ObjectRef } from '../../diagnostics/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import type { CustomHealthCheck } from '../../kstatus/index.ts';
import { readSpec, sourceRef, type Dependency, type DriftIgnoreRule, type SpecReader } from '../base/index.ts';
import type { KubeConfigRef } from './remote-cluster.ts';

/** Where variables come from: a ConfigMap or Secret of the same namespace. */
export interface SubstituteReference {
  readonly kind: string;
  readonly name: string;
  readonly optional: boolean;
}

/** `spec.postBuild`. */
export interface PostBuild {
  readonly substitute: Readonly<Record<string, string>>;
  readonly substituteFrom: readonly SubstituteReference[];
  /** Runs even where there are no variables. */
  readonly always: boolean;
}

/** What of a spec goes into the kustomization file; plain JSON, as it is written. */
export interface FileEdits {
  readonly targetNamespace: string | undefined;
  readonly namePrefix: string | undefined;
  readonly nameSuffix: string | undefined;
  readonly patches: readonly { readonly patch: string; readonly target: Dict | undefined }[];
  readonly images: readonly { readonly name: string; readonly newName: string; readonly newTag: string; readonly digest: string }[];
  readonly components: readonly string[];
  readonly ignoreMissingComponents: boolean;
  readonly buildMetadata: readonly string[];
}

/** The spec of a Kustomization, with Flux's defaults. */
export interface KustomizationSpec {
  readonly source: ObjectRef;
  readonly path: string;
  readonly suspend: boolean;
  readonly prune: boolean;
  /** Whether what it applied goes with it: `deletionPolicy`. */
  readonly pruneOnDelete: boolean;
  /** Whether its own end waits until what it applied is gone. */
  readonly waitsForDeletion: boolean;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Health checks for all that is applied. */
  readonly wait: boolean;
  readonly healthChecks: readonly ObjectRef[];
  readonly healthCheckExprs: readonly CustomHealthCheck[];
  /** Objects that cannot be changed are made anew. */
  readonly force: boolean;
  readonly ignore: readonly DriftIgnoreRule[];
  readonly serviceAccount: string | undefined;
  readonly kubeConfig: KubeConfigRef | undefined;
  readonly dependsOn: readonly Dependency[];
  readonly edits: FileEdits;
  readonly commonLabels: Readonly<Record<string, string>>;
  readonly commonAnnotations: Readonly<Record<string, string>>;
  readonly postBuild: PostBuild | undefined;
  /** The Secret with the keys of SOPS; the empty name where decryption needs none. */
  readonly decryptionSecret: string | undefined;
}

const MIN_TIMEOUT_MS = 30_000;

/** Reads the spec. @throws EddyError SpecInvalid */
export function kustomizationSpec(object: K8sObject): KustomizationSpec {
  const spec = readSpec(object);
  const source = spec.child('sourceRef');
  const common = spec.child('commonMetadata');
  const interval = parseGoDuration(spec.string('interval') ?? '') ?? 0;
  const timeout = parseGoDuration(spec.string('timeout') ?? '');
  return {
    source: sourceRef(source.requiredString('kind'), source.string('namespace') ?? object.metadata.namespace, source.requiredString('name')),
    path: spec.string('path') ?? '',
    suspend: spec.boolean('suspend'),
    prune: spec.boolean('prune'),
    pruneOnDelete: deletesChildren(spec.string('deletionPolicy'), spec.boolean('prune')),
    waitsForDeletion: spec.string('deletionPolicy') === 'WaitForTermination',
    intervalMs: interval,
    timeoutMs: Math.max(MIN_TIMEOUT_MS, timeout ?? interval - MIN_TIMEOUT_MS),
    wait: spec.boolean('wait'),
    healthChecks: spec.items('healthChecks').map(checkedRef),
    healthCheckExprs: spec.items('healthCheckExprs').map(customCheck),
    force: spec.boolean('force'),
    ignore: spec.items('ignore').map((rule) => ({ paths: rule.strings('paths'), target: rule.has('target') ? rule.stringMap('target') : undefined })),
    serviceAccount: spec.string('serviceAccountName'),
    kubeConfig: spec.has('kubeConfig') ? kubeConfigRef(spec.child('kubeConfig')) : undefined,
    dependsOn: spec.items('dependsOn').map((entry) => ({ name: entry.requiredString('name'), namespace: entry.string('namespace'), readyExpr: entry.string('readyExpr') })),
    edits: fileEdits(spec),
    commonLabels: common.stringMap('labels') ?? {},
    commonAnnotations: common.stringMap('annotations') ?? {},
    postBuild: spec.has('postBuild') ? postBuild(spec.child('postBuild')) : undefined,
    decryptionSecret: spec.has('decryption') ? spec.child('decryption').child('secretRef').string('name') ?? '' : undefined,
  };
}

function checkedRef(entry: SpecReader): ObjectRef {
  return { apiVersion: entry.string('apiVersion') ?? 'apps/v1', kind: entry.requiredString('kind'), namespace: entry.string('namespace'), name: entry.requiredString('name') };
}

function customCheck(entry: SpecReader): CustomHealthCheck {
  return {
    apiVersion: entry.requiredString('apiVersion'),
    kind: entry.string('kind'),
    current: entry.string('current') ?? '',
    inProgress: entry.string('inProgress'),
    failed: entry.string('failed'),
  };
}

function kubeConfigRef(entry: SpecReader): KubeConfigRef {
  const secret = entry.child('secretRef');
  return { secret: secret.string('name'), key: secret.string('key'), configMap: entry.child('configMapRef').string('name') };
}

function deletesChildren(policy: string | undefined, prune: boolean): boolean {
  switch (policy) {
    case 'Orphan':
      return false;
    case 'Delete':
    case 'WaitForTermination':
      return true;
    default:
      return prune;
  }
}

function fileEdits(spec: SpecReader): FileEdits {
  return {
    targetNamespace: spec.string('targetNamespace'),
    namePrefix: spec.string('namePrefix'),
    nameSuffix: spec.string('nameSuffix'),
    patches: spec.items('patches').map((entry) => ({ patch: entry.string('patch') ?? '', target: entry.dict('target') })),
    images: spec.items('images').map((entry) => ({
      name: entry.requiredString('name'),
      newName: entry.string('newName') ?? '',
      newTag: entry.string('newTag') ?? '',
      digest: entry.string('digest') ?? '',
    })),
    components: spec.strings('components'),
    ignoreMissingComponents: spec.boolean('ignoreMissingComponents'),
    buildMetadata: spec.strings('buildMetadata'),
  };
}

function postBuild(spec: SpecReader): PostBuild {
  return {
    substitute: spec.stringMap('substitute') ?? {},
    substituteFrom: spec.items('substituteFrom').map((entry) => ({ kind: entry.requiredString('kind'), name: entry.requiredString('name'), optional: entry.boolean('optional') })),
    always: spec.string('substituteStrategy') === 'Always',
  };
}
