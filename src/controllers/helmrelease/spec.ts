import { isDict, newDict, type Dict } from '../../std/dict.ts';
import { parseGoDuration } from '../../std/go-duration.ts';
import type { K8sObject } from '../../manifest/index.ts';
import type { CustomHealthCheck } from '../../kstatus/index.ts';
import type { Dependency, DriftIgnoreRule } from '../base/index.ts';
import type { DeletionPropagation } from './actions/cluster-client.ts';
import type { TestFilter } from './actions/helm-test.ts';
import type { ReleaseNaming } from './release-name.ts';

/** `spec.chart`: what the HelmChart of this release shall be. */
export interface ChartTemplate {
  readonly labels: Dict | undefined;
  readonly annotations: Dict | undefined;
  readonly chart: string;
  readonly version: string;
  readonly sourceKind: string;
  readonly sourceName: string;
  readonly sourceNamespace: string | undefined;
  readonly interval: string | undefined;
  readonly reconcileStrategy: string;
  readonly valuesFiles: readonly string[];
  readonly ignoreMissingValuesFiles: boolean;
  readonly verify: Dict | undefined;
}

/** `spec.chartRef`: an object that already has the chart as its artifact. */
export interface ChartReference {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
}

/** One entry of `spec.valuesFrom`. */
export interface ValuesReference {
  readonly kind: string;
  readonly name: string;
  readonly valuesKey: string;
  readonly targetPath: string | undefined;
  readonly optional: boolean;
  readonly literal: boolean;
}

/** One entry of `spec.postRenderers`, as kustomize takes it. */
export interface KustomizePostRenderer {
  readonly patches: readonly Dict[];
  readonly images: readonly Dict[];
}

/** Whether hooks pass through the post-renderers, and in which company. */
export type PostRenderStrategy = 'combined' | 'separate' | 'nohooks';

/** What to do with the `crds/` folder of a chart. */
export type CrdPolicy = 'Skip' | 'Create' | 'CreateReplace';

/** How to react to a failed install or upgrade. */
export interface Remediation {
  /** Negative means for ever. */
  readonly retries: number;
  readonly remediateLastFailure: boolean | undefined;
  /** As `spec.test.ignoreFailures` unless given. */
  readonly ignoreTestFailures: boolean | undefined;
  /** Of an upgrade only. */
  readonly strategy: 'rollback' | 'uninstall';
}

/** How an action writes objects: as it says, or (`auto`) as the release was written before. */
export type ServerSideApplyMode = 'auto' | 'enabled' | 'disabled';

/** What all actions may be told. */
export interface WaitSpec {
  readonly timeoutMs: number;
  readonly disableWait: boolean;
  readonly disableWaitForJobs: boolean;
  readonly disableHooks: boolean;
}

/** `spec.rollback`. */
export interface RollbackSpec extends WaitSpec {
  readonly force: boolean;
  readonly cleanupOnFail: boolean;
  readonly serverSideApply: ServerSideApplyMode;
}

/** `spec.uninstall`. */
export interface UninstallSpec extends WaitSpec {
  readonly keepHistory: boolean;
  readonly deletionPropagation: DeletionPropagation;
}

/** `spec.test`. */
export interface TestSpec {
  readonly enabled: boolean;
  readonly ignoreFailures: boolean;
  readonly timeoutMs: number;
  readonly filters: readonly TestFilter[];
}

/** `spec.install` and `spec.upgrade`. */
export interface ActionSpec extends WaitSpec {
  readonly remediation: Remediation;
  /** Set when the strategy is RetryOnFailure. */
  readonly retryIntervalMs: number | undefined;
  readonly crds: CrdPolicy;
  readonly createNamespace: boolean;
  readonly disableTakeOwnership: boolean;
  readonly serverSideApply: ServerSideApplyMode;
  /** Of an install only. */
  readonly replace: boolean;
  /** Of an upgrade only. */
  readonly force: boolean;
  /** Of an upgrade only. */
  readonly cleanupOnFail: boolean;
  readonly disableSchemaValidation: boolean;
  readonly preserveValues: boolean;
  readonly chartNameChange: 'Reinstall' | 'InPlaceUpdate';
}

/** A HelmRelease as the controller reads it, with Flux's defaults filled in. */
export interface HelmReleaseSpec {
  readonly naming: ReleaseNaming;
  readonly generation: number;
  readonly suspended: boolean;
  readonly interval: string;
  readonly chart: ChartTemplate | undefined;
  readonly chartRef: ChartReference | undefined;
  readonly dependsOn: readonly Dependency[];
  readonly values: Dict;
  readonly valuesFrom: readonly ValuesReference[];
  readonly postRenderers: readonly KustomizePostRenderer[];
  readonly postRenderStrategy: PostRenderStrategy;
  readonly commonLabels: Dict | undefined;
  readonly commonAnnotations: Dict | undefined;
  readonly install: ActionSpec;
  readonly upgrade: ActionSpec;
  readonly rollback: RollbackSpec;
  readonly uninstall: UninstallSpec;
  readonly test: TestSpec;
  readonly healthChecks: readonly CustomHealthCheck[];
  readonly serviceAccountName: string | undefined;
  readonly kubeConfig: Dict | undefined;
  readonly timeoutMs: number;
  readonly maxHistory: number;
  readonly driftDetection: 'enabled' | 'warn' | 'disabled';
  readonly driftIgnored: readonly DriftIgnoreRule[];
  /** `spec` as it was written, for digests over parts of it. */
  readonly raw: Dict;
}

const DEFAULT_TIMEOUT_MS = 300_000;
const DEFAULT_RETRY_INTERVAL_MS = 300_000;

/** Reads a HelmRelease. What is missing or of the wrong type counts as unset: the API server has checked it, or `schema` reports it. */
export function readHelmRelease(object: K8sObject): HelmReleaseSpec {
  const spec = dictOf(object['spec']) ?? newDict();
  const namespace = object.metadata.namespace ?? '';
  const timeoutMs = duration(spec['timeout']) ?? DEFAULT_TIMEOUT_MS;
  const common = dictOf(spec['commonMetadata']);
  return {
    naming: {
      name: object.metadata.name,
      namespace,
      releaseName: text(spec['releaseName']),
      targetNamespace: text(spec['targetNamespace']),
      storageNamespace: text(spec['storageNamespace']),
    },
    generation: object.metadata.generation ?? 1,
    suspended: spec['suspend'] === true,
    interval: text(spec['interval']) ?? '',
    chart: readChartTemplate(dictOf(spec['chart'])),
    chartRef: readChartReference(dictOf(spec['chartRef'])),
    dependsOn: dicts(spec['dependsOn']).map((entry) => ({
      name: text(entry['name']) ?? '',
      namespace: text(entry['namespace']) ?? namespace,
      readyExpr: text(entry['readyExpr']),
    })),
    values: dictOf(spec['values']) ?? newDict(),
    valuesFrom: dicts(spec['valuesFrom']).map(readValuesReference),
    postRenderers: dicts(spec['postRenderers']).flatMap(readPostRenderer),
    postRenderStrategy: oneOf(spec['postRenderStrategy'], ['combined', 'separate', 'nohooks']),
    commonLabels: dictOf(common?.['labels']),
    commonAnnotations: dictOf(common?.['annotations']),
    install: readAction(dictOf(spec['install']), timeoutMs),
    upgrade: readAction(dictOf(spec['upgrade']), timeoutMs),
    rollback: readRollback(dictOf(spec['rollback']), timeoutMs),
    uninstall: readUninstall(dictOf(spec['uninstall']), timeoutMs),
    test: readTest(dictOf(spec['test']), timeoutMs),
    healthChecks: dicts(spec['healthCheckExprs']).map(readHealthCheck),
    serviceAccountName: text(spec['serviceAccountName']),
    kubeConfig: dictOf(spec['kubeConfig']),
    timeoutMs,
    maxHistory: typeof spec['maxHistory'] === 'number' ? spec['maxHistory'] : 5,
    driftDetection: oneOf(dictOf(spec['driftDetection'])?.['mode'], ['disabled', 'enabled', 'warn']),
    driftIgnored: dicts(dictOf(spec['driftDetection'])?.['ignore']).map(readIgnoreRule),
    raw: spec,
  };
}

function readChartTemplate(template: Dict | undefined): ChartTemplate | undefined {
  const spec = dictOf(template?.['spec']);
  if (template === undefined || spec === undefined) return undefined;
  const metadata = dictOf(template['metadata']);
  const source = dictOf(spec['sourceRef']) ?? newDict();
  return {
    labels: dictOf(metadata?.['labels']),
    annotations: dictOf(metadata?.['annotations']),
    chart: text(spec['chart']) ?? '',
    version: text(spec['version']) ?? '*',
    sourceKind: text(source['kind']) ?? 'HelmRepository',
    sourceName: text(source['name']) ?? '',
    sourceNamespace: text(source['namespace']),
    interval: text(spec['interval']),
    reconcileStrategy: text(spec['reconcileStrategy']) ?? 'ChartVersion',
    valuesFiles: texts(spec['valuesFiles']),
    ignoreMissingValuesFiles: spec['ignoreMissingValuesFiles'] === true,
    verify: dictOf(spec['verify']),
  };
}

function readChartReference(ref: Dict | undefined): ChartReference | undefined {
  if (ref === undefined) return undefined;
  return { kind: text(ref['kind']) ?? '', name: text(ref['name']) ?? '', namespace: text(ref['namespace']) };
}

function readValuesReference(entry: Dict): ValuesReference {
  return {
    kind: text(entry['kind']) ?? '',
    name: text(entry['name']) ?? '',
    valuesKey: text(entry['valuesKey']) ?? 'values.yaml',
    targetPath: text(entry['targetPath']),
    optional: entry['optional'] === true,
    literal: entry['literal'] === true,
  };
}

function readPostRenderer(entry: Dict): KustomizePostRenderer[] {
  const kustomize = dictOf(entry['kustomize']);
  return kustomize === undefined ? [] : [{ patches: dicts(kustomize['patches']), images: dicts(kustomize['images']) }];
}

function readIgnoreRule(rule: Dict): DriftIgnoreRule {
  const target = dictOf(rule['target']);
  return { paths: texts(rule['paths']), target: target === undefined ? undefined : Object.fromEntries(Object.entries(target).filter(([, value]) => typeof value === 'string')) };
}

function readHealthCheck(check: Dict): CustomHealthCheck {
  return {
    apiVersion: text(check['apiVersion']) ?? '',
    kind: text(check['kind']),
    current: text(check['current']) ?? '',
    inProgress: text(check['inProgress']),
    failed: text(check['failed']),
  };
}

function readWait(action: Dict | undefined, timeoutMs: number): WaitSpec {
  const flag = (name: string): boolean => action?.[name] === true;
  return {
    timeoutMs: duration(action?.['timeout']) ?? timeoutMs,
    disableWait: flag('disableWait'),
    disableWaitForJobs: flag('disableWaitForJobs'),
    disableHooks: flag('disableHooks'),
  };
}

function readRollback(action: Dict | undefined, timeoutMs: number): RollbackSpec {
  const serverSideApply = oneOf(action?.['serverSideApply'], ['auto', 'enabled', 'disabled']);
  return { ...readWait(action, timeoutMs), force: action?.['force'] === true, cleanupOnFail: action?.['cleanupOnFail'] === true, serverSideApply };
}

function readUninstall(action: Dict | undefined, timeoutMs: number): UninstallSpec {
  const deletionPropagation = oneOf(action?.['deletionPropagation'], ['background', 'foreground', 'orphan']);
  return { ...readWait(action, timeoutMs), keepHistory: action?.['keepHistory'] === true, deletionPropagation };
}

function readTest(test: Dict | undefined, timeoutMs: number): TestSpec {
  return {
    enabled: test?.['enable'] === true,
    ignoreFailures: test?.['ignoreFailures'] === true,
    timeoutMs: duration(test?.['timeout']) ?? timeoutMs,
    filters: dicts(test?.['filters']).map((filter) => ({ name: text(filter['name']) ?? '', exclude: filter['exclude'] === true })),
  };
}

function readAction(action: Dict | undefined, timeoutMs: number): ActionSpec {
  const remediation = dictOf(action?.['remediation']);
  const strategy = dictOf(action?.['strategy']);
  const flag = (name: string): boolean => action?.[name] === true;
  // An install says true or false, an upgrade names a mode.
  const apply = action?.['serverSideApply'];
  return {
    ...readWait(action, timeoutMs),
    remediation: {
      retries: typeof remediation?.['retries'] === 'number' ? remediation['retries'] : 0,
      remediateLastFailure: optionalFlag(remediation?.['remediateLastFailure']),
      ignoreTestFailures: optionalFlag(remediation?.['ignoreTestFailures']),
      strategy: oneOf(remediation?.['strategy'], ['rollback', 'uninstall']),
    },
    retryIntervalMs: strategy?.['name'] === 'RetryOnFailure' ? duration(strategy['retryInterval']) ?? DEFAULT_RETRY_INTERVAL_MS : undefined,
    crds: oneOf(action?.['crds'], ['Create', 'Skip', 'CreateReplace']),
    createNamespace: flag('createNamespace'),
    disableTakeOwnership: flag('disableTakeOwnership'),
    serverSideApply: typeof apply === 'boolean' ? (apply ? 'enabled' : 'disabled') : oneOf(apply, ['auto', 'enabled', 'disabled']),
    replace: flag('replace'),
    force: flag('force'),
    cleanupOnFail: flag('cleanupOnFail'),
    disableSchemaValidation: flag('disableSchemaValidation'),
    preserveValues: flag('preserveValues'),
    chartNameChange: oneOf(action?.['chartNameChangeStrategy'], ['Reinstall', 'InPlaceUpdate']),
  };
}

/** The value where it is one of those allowed, else the first of them. */
function oneOf<T extends string>(value: unknown, allowed: readonly [T, ...T[]]): T {
  return allowed.find((candidate) => candidate === value) ?? allowed[0];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function duration(value: unknown): number | undefined {
  return typeof value === 'string' ? parseGoDuration(value) : undefined;
}

function optionalFlag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

function dictOf(value: unknown): Dict | undefined {
  return isDict(value) ? value : undefined;
}

function dicts(value: unknown): Dict[] {
  return Array.isArray(value) ? value.filter(isDict) : [];
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
