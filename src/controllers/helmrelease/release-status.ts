import { isDict, newDict, toDict, type Dict } from '../../std/dict.ts';
import { goDurationText, parseGoDuration } from '../../std/go-duration.ts';
import { sha256Hex } from '../../std/sha256.ts';
import { goJson, printYaml } from '../../lang/yaml/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import { hookJson, infoJson } from './storage/release-codec.ts';
import { chartField, type HookRecord, type ReleaseRecord } from './storage/release-record.ts';
import { plainValues } from './release-render.ts';

/** How the last run of a test went, as a HelmRelease remembers it; empty for one that never ran. */
export interface TestHookStatus {
  readonly lastStarted?: string;
  readonly lastCompleted?: string;
  readonly phase?: string;
}

/** What a HelmRelease remembers of a revision that its controller made: an entry of `status.history`. */
export interface Snapshot {
  /** What Flux wrote before it had one is not compared by digest. */
  readonly apiVersion: string;
  readonly digest: string;
  readonly name: string;
  readonly namespace: string;
  readonly version: number;
  readonly status: string;
  readonly chartName: string;
  readonly chartVersion: string;
  readonly appVersion?: string;
  readonly configDigest: string;
  /** Of the newest revision only: Flux forgets it when a later one takes its place. */
  readonly action?: string;
  readonly ociDigest?: string;
  readonly firstDeployed?: string;
  readonly lastDeployed?: string;
  readonly deleted?: string;
  /** By the names of the hooks; absent until the tests of the revision have run. */
  readonly testHooks?: Readonly<Record<string, TestHookStatus>>;
}

/** The status of a HelmRelease besides its conditions, while it is reconciled. */
export interface ReleaseStatusFields {
  history: readonly Snapshot[];
  helmChart: string | undefined;
  storageNamespace: string | undefined;
  lastAttemptedGeneration: number | undefined;
  lastAttemptedRevision: string | undefined;
  lastAttemptedRevisionDigest: string | undefined;
  lastAttemptedConfigDigest: string | undefined;
  lastAttemptedReleaseAction: 'install' | 'upgrade' | undefined;
  lastAttemptedReleaseActionDurationMs: number | undefined;
  observedPostRenderersDigest: string | undefined;
  observedCommonMetadataDigest: string | undefined;
  failures: number | undefined;
  installFailures: number | undefined;
  upgradeFailures: number | undefined;
  inventory: Dict | undefined;
  lastHandledReconcileAt: string | undefined;
  lastHandledForceAt: string | undefined;
  lastHandledResetAt: string | undefined;
}

/** The status that an object was left with. */
export function readStatus(object: K8sObject): ReleaseStatusFields {
  const status = isDict(object['status']) ? object['status'] : newDict();
  const text = (field: string): string | undefined => (typeof status[field] === 'string' ? status[field] : undefined);
  const number = (field: string): number | undefined => (typeof status[field] === 'number' ? status[field] : undefined);
  const action = text('lastAttemptedReleaseAction');
  return {
    history: Array.isArray(status['history']) ? (status['history'] as Snapshot[]) : [],
    helmChart: text('helmChart'),
    storageNamespace: text('storageNamespace'),
    lastAttemptedGeneration: number('lastAttemptedGeneration'),
    lastAttemptedRevision: text('lastAttemptedRevision'),
    lastAttemptedRevisionDigest: text('lastAttemptedRevisionDigest'),
    lastAttemptedConfigDigest: text('lastAttemptedConfigDigest'),
    lastAttemptedReleaseAction: action === 'install' || action === 'upgrade' ? action : undefined,
    lastAttemptedReleaseActionDurationMs: durationOf(text('lastAttemptedReleaseActionDuration')),
    observedPostRenderersDigest: text('observedPostRenderersDigest'),
    observedCommonMetadataDigest: text('observedCommonMetadataDigest'),
    failures: number('failures'),
    installFailures: number('installFailures'),
    upgradeFailures: number('upgradeFailures'),
    inventory: isDict(status['inventory']) ? status['inventory'] : undefined,
    lastHandledReconcileAt: text('lastHandledReconcileAt'),
    lastHandledForceAt: text('lastHandledForceAt'),
    lastHandledResetAt: text('lastHandledResetAt'),
  };
}

function durationOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseGoDuration(text);
}

/** The fields as a part of an outcome; those that are not set are removed. */
export function writeStatus({ lastAttemptedReleaseActionDurationMs: ms, ...fields }: ReleaseStatusFields): Dict {
  const out = toDict({ ...fields, lastAttemptedReleaseActionDuration: ms === undefined ? undefined : goDurationText(ms) });
  out['history'] = fields.history.length === 0 ? undefined : fields.history;
  return out;
}

/** The digest of values: SHA-256 of their YAML, of nothing where there are none. Follows fluxcd/pkg chartutil v1.27.1 digest.go. */
export function valuesDigest(values: Dict): string {
  const text = Object.keys(values).length === 0 ? '' : printYaml(plainValues(values), { keyOrder: 'bytes' });
  return `sha256:${sha256Hex(new TextEncoder().encode(text))}`;
}

/** The fields of post-renderers and common metadata in the order in which Go's types declare them. */
const GO_ORDER = ['kustomize', 'patches', 'images', 'patch', 'target', 'group', 'version', 'kind', 'namespace', 'name', 'newName', 'newTag', 'digest', 'annotationSelector', 'annotations', 'labelSelector', 'labels'];

/** The digest of `spec.postRenderers` or `spec.commonMetadata`: SHA-256 of the JSON that Go's encoder makes of it. */
export function specDigest(part: unknown): string | undefined {
  if (part === undefined || part === null) return undefined;
  const json = goJsonText(part, true).replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `sha256:${sha256Hex(new TextEncoder().encode(`${json}\n`))}`;
}

/** The keys of structs in their order, those of maps sorted; what is empty is left out of structs. */
function goJsonText(value: unknown, isStruct: boolean): string {
  if (Array.isArray(value)) return `[${value.map((item) => goJsonText(item, true)).join(',')}]`;
  if (!isDict(value)) return JSON.stringify(value);
  const keys = isStruct ? GO_ORDER.filter((key) => !isOmitted(value, key)) : Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${goJsonText(value[key], key !== 'labels' && key !== 'annotations')}`).join(',')}}`;
}

function isOmitted(value: Dict, key: string): boolean {
  const field = value[key];
  if (field === undefined || field === null) return true;
  return key !== 'patch' && (field === '' || (Array.isArray(field) && field.length === 0));
}

/** What is remembered of a record. */
export function snapshotOf(record: ReleaseRecord, action: string | undefined, ociDigest: string | undefined, testHooks?: Snapshot['testHooks']): Snapshot {
  const { name, namespace, version, info, config } = record;
  const appVersion = chartField(record, 'appVersion');
  return {
    apiVersion: 'v2',
    digest: recordDigest(record, ociDigest),
    name,
    namespace,
    version,
    status: info.status,
    chartName: chartField(record, 'name'),
    chartVersion: chartField(record, 'version'),
    ...(appVersion === '' ? {} : { appVersion }),
    configDigest: valuesDigest(config),
    firstDeployed: inSeconds(info.firstDeployed),
    lastDeployed: inSeconds(info.lastDeployed),
    ...(info.deleted === undefined ? {} : { deleted: inSeconds(info.deleted) }),
    ...(action === undefined ? {} : { action }),
    ...(ociDigest === undefined ? {} : { ociDigest }),
    ...(testHooks === undefined ? {} : { testHooks }),
  };
}

/** The results of the tests of a revision, as far as they were run or may be. */
export function testHooksOf(hooks: readonly HookRecord[], isSelected: (hook: HookRecord) => boolean): Readonly<Record<string, TestHookStatus>> {
  const tests = hooks.filter((hook) => hook.events.includes('test') && isSelected(hook));
  return Object.fromEntries(tests.map(({ name, lastRun: { startedAt, completedAt, phase } }) => [
    name,
    {
      ...(startedAt === undefined ? {} : { lastStarted: inSeconds(startedAt) }),
      ...(completedAt === undefined ? {} : { lastCompleted: inSeconds(completedAt) }),
      ...(phase === '' ? {} : { phase }),
    },
  ]));
}

/** Whether the tests of a revision are over: one has failed, or all have succeeded. */
export function hasBeenTested(snapshot: Snapshot): boolean {
  if (snapshot.testHooks === undefined) return false;
  return hasTestInPhase(snapshot, 'Failed') || Object.values(snapshot.testHooks).every(({ phase }) => phase === 'Succeeded');
}

export function hasTestInPhase({ testHooks }: Snapshot, phase: string): boolean {
  return Object.values(testHooks ?? {}).some((test) => test.phase === phase);
}

/** A time as Kubernetes has it: without fractions of seconds. */
function inSeconds(time: string): string {
  return time.replace(/\.\d+/, '');
}

const METADATA_ORDER = [
  'name', 'home', 'sources', 'version', 'description', 'keywords', 'maintainers', 'icon', 'apiVersion', 'condition', 'tags', 'appVersion', 'deprecated',
  'annotations', 'kubeVersion', 'dependencies', 'type',
];
const NESTED_ORDER: Readonly<Record<string, readonly string[]>> = {
  maintainers: ['name', 'email', 'url'],
  dependencies: ['name', 'version', 'repository', 'condition', 'tags', 'enabled', 'import-values', 'alias'],
};

/**
 * The digest that tells whether somebody else has changed a record: of its JSON without the chart's files and without tests.
 *
 * Follows helm-controller v1.6.3 internal/release/observation.go and digest.go.
 */
export function recordDigest(record: ReleaseRecord, ociDigest: string | undefined): string {
  const { name, version, info, chart, config, manifest, hooks, namespace } = record;
  const observed = hooks.filter(({ events }) => !events.includes('test'));
  const json = struct([
    ['name', goJson(name)],
    ['version', String(version)],
    ['info', plainStruct(infoJson(info))],
    ['chartMetadata', orderedStruct(isDict(chart['metadata']) ? chart['metadata'] : newDict(), METADATA_ORDER)],
    ['config', Object.keys(config).length === 0 ? 'null' : goJson(plainValues(config))],
    ['manifest', goJson(manifest)],
    ['hooks', observed.length === 0 ? 'null' : `[${observed.map((hook) => plainStruct(hookJson(hook))).join(',')}]`],
    ['namespace', goJson(namespace)],
    ...(ociDigest === undefined || ociDigest === '' ? [] : [['ociDigest', goJson(ociDigest)] as const]),
  ]);
  return `sha256:${sha256Hex(new TextEncoder().encode(`${json}\n`))}`;
}

function struct(fields: readonly (readonly [string, string])[]): string {
  return `{${fields.map(([key, json]) => `${JSON.stringify(key)}:${json}`).join(',')}}`;
}

/** A struct that was written in the order of its fields. */
function plainStruct(fields: Dict): string {
  return struct(Object.keys(fields).map((key) => [key, key === 'last_run' ? plainStruct(fields[key] as Dict) : goJson(fields[key])]));
}

function orderedStruct(fields: Dict, order: readonly string[]): string {
  return struct(order.filter((key) => Object.hasOwn(fields, key)).map((key) => [key, nestedJson(fields[key], NESTED_ORDER[key])]));
}

function nestedJson(value: unknown, order: readonly string[] | undefined): string {
  if (order === undefined || !Array.isArray(value)) return goJson(value);
  return `[${value.map((item) => (isDict(item) ? orderedStruct(item, order) : goJson(item))).join(',')}]`;
}

/** The newest snapshot. */
export function latest(history: readonly Snapshot[]): Snapshot | undefined {
  return byVersion(history)[0];
}

/** The newest snapshot before the latest that worked, and whose tests did unless they do not count. */
export function previous(history: readonly Snapshot[], ignoresTests: boolean): Snapshot | undefined {
  return byVersion(history).slice(1).find((snapshot) => hasWorked(snapshot, ignoresTests));
}

/** The history without what came before the previous snapshot that worked, or the newest five. */
export function truncated(history: readonly Snapshot[], ignoresTests: boolean): readonly Snapshot[] {
  const sorted = byVersion(history);
  const at = sorted.findIndex((snapshot, i) => i > 0 && hasWorked(snapshot, ignoresTests));
  return at === -1 ? sorted.slice(0, MAX_HISTORY) : sorted.slice(0, at + 1);
}

/** The newest five snapshots. */
export function newest(history: readonly Snapshot[]): readonly Snapshot[] {
  return byVersion(history).slice(0, MAX_HISTORY);
}

const MAX_HISTORY = 5;

function byVersion(history: readonly Snapshot[]): Snapshot[] {
  return [...history].sort((a, b) => b.version - a.version);
}

function hasWorked(snapshot: Snapshot, ignoresTests: boolean): boolean {
  if (snapshot.status !== 'deployed' && snapshot.status !== 'superseded') return false;
  return ignoresTests || !hasTestInPhase(snapshot, 'Failed');
}

/** `namespace/name.v3`: the release as messages name it. */
export function fullReleaseName({ namespace, name, version }: Pick<Snapshot, 'namespace' | 'name' | 'version'>): string {
  return `${namespace}/${name}.v${String(version)}`;
}

/** `podinfo@6.1.0`. */
export function versionedChartName({ chartName, chartVersion }: Snapshot): string {
  return `${chartName}@${chartVersion}`;
}
