import { isDict, newDict, toDict, type Dict } from '../../std/dict.ts';
import { sha256Hex } from '../../std/sha256.ts';
import { printYaml } from '../../lang/yaml/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import { digestOf } from '../../memo/index.ts';
import { plainValues } from './release-render.ts';
import type { ReleaseRecord } from './release-storage.ts';

/** What a HelmRelease remembers of a revision that its controller made: an entry of `status.history`. */
export interface Snapshot {
  readonly apiVersion: 'v2';
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

/** The fields as a part of an outcome; those that are not set are removed. */
export function writeStatus(fields: ReleaseStatusFields): Dict {
  const out = toDict({ ...fields });
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

/** What is remembered of a record. Its digest is only needed where the record will be looked at again. */
export function snapshotOf(record: ReleaseRecord, action: string | undefined, ociDigest: string | undefined, digest: string = recordDigest(record)): Snapshot {
  const { name, namespace, version, status, chart, config } = record;
  return {
    apiVersion: 'v2',
    digest,
    name,
    namespace,
    version,
    status,
    chartName: chart.name,
    chartVersion: chart.version,
    ...(chart.appVersion === '' ? {} : { appVersion: chart.appVersion }),
    configDigest: valuesDigest(config),
    ...(action === undefined ? {} : { action }),
    ...(ociDigest === undefined ? {} : { ociDigest }),
  };
}

/** A digest that tells whether somebody else has changed a record. */
export function recordDigest({ documents, config, ...head }: ReleaseRecord): string {
  return `sha256:${sha256Hex(new TextEncoder().encode(digestOf({ ...head, config: plainValues(config), documents })))}`;
}

/** The newest snapshot. */
export function latest(history: readonly Snapshot[]): Snapshot | undefined {
  return [...history].sort((a, b) => b.version - a.version)[0];
}

/** `namespace/name.v3`: the release as messages name it. */
export function fullReleaseName({ namespace, name, version }: Pick<Snapshot, 'namespace' | 'name' | 'version'>): string {
  return `${namespace}/${name}.v${String(version)}`;
}

/** `podinfo@6.1.0`. */
export function versionedChartName({ chartName, chartVersion }: Snapshot): string {
  return `${chartName}@${chartVersion}`;
}
