import type { Observation, RecordedEvent } from './case.ts';

/** A part of what was recorded that eddy does not do alike. */
export interface Difference {
  readonly part: keyof Observation;
  readonly text: string;
}

/** The status fields that were recorded, by kind. Others (lists of deprecated fields, times) carry no meaning here. */
const STATUS_FIELDS: Readonly<Record<string, readonly string[]>> = {
  Kustomization: ['lastAppliedRevision', 'lastAttemptedRevision', 'observedGeneration', 'history'],
  HelmRelease: [
    'history',
    'helmChart',
    'lastAttemptedRevision',
    'lastAttemptedRevisionDigest',
    'lastAttemptedConfigDigest',
    'lastAttemptedGeneration',
    'lastAttemptedReleaseAction',
    'storageNamespace',
    'observedPostRenderersDigest',
    'observedCommonMetadataDigest',
    'observedGeneration',
    'installFailures',
    'upgradeFailures',
  ],
  HelmChart: ['observedGeneration', 'observedSourceArtifactRevision', 'observedChartName', 'observedValuesFiles', 'artifact'],
};
const SOURCE_FIELDS = ['observedGeneration', 'observedIgnore', 'observedSparseCheckout', 'observedInclude', 'artifact'];
const HISTORY_FIELDS: Readonly<Record<string, readonly string[]>> = {
  Kustomization: ['digest', 'lastReconciledStatus', 'totalReconciliations', 'metadata'],
  HelmRelease: ['name', 'namespace', 'version', 'status', 'chartName', 'chartVersion', 'appVersion', 'configDigest', 'action', 'apiVersion', 'ociDigest', 'testHooks'],
};

type Data = Readonly<Record<string, unknown>>;

/**
 * All parts in which `found` differs from what was recorded.
 *
 * @param earlier the events of the steps before: those of sources were sometimes written down a step late.
 */
export function differences(wanted: Observation, found: Observation, earlier: readonly RecordedEvent[] = []): Difference[] {
  const want = comparable(wanted);
  const got = comparable(found);
  const out: Difference[] = [];
  const check = (part: keyof Observation, expected: unknown, actual: unknown): void => {
    const text = firstDifference(expected, actual, '');
    if (text !== undefined) out.push({ part, text });
  };
  check('rejected', want.rejected ?? {}, got.rejected ?? {});
  check('ready', want.ready, pick(got.ready, Object.keys(want.ready)));
  for (const [ref, conditions] of Object.entries(want.conditions ?? {})) {
    check('conditions', { [ref]: settled(ref, conditions) }, { [ref]: settled(ref, got.conditions?.[ref] ?? []) });
  }
  for (const [ref, status] of Object.entries(want.status ?? {})) {
    check('status', { [ref]: statusPart(ref, status) }, { [ref]: statusPart(ref, got.status?.[ref] ?? {}, status) });
  }
  check('inventory', want.inventory ?? {}, pick(got.inventory ?? {}, Object.keys(want.inventory ?? {})));
  check('applied', groupByKind(want.applied ?? []), groupByKind(got.applied ?? []));
  if (appliersOf(want) === 1) check('applied', { order: kindOrder(want.applied ?? []) }, { order: kindOrder(got.applied ?? []) });
  check('deleted', deletes(want.deleted), deletes(got.deleted));
  check('apiErrors', want.apiErrors ?? [], got.apiErrors ?? []);
  if (want.releases !== undefined) check('releases', want.releases, got.releases ?? []);
  check('helmCharts', want.helmCharts ?? {}, got.helmCharts ?? {});
  if (want.live !== undefined) check('live', want.live, got.live ?? []);
  if (want.events !== undefined) check('events', ...comparableEvents(want.events, [...earlier.filter(({ object }) => !isApplier(object)), ...(got.events ?? [])]));
  return out;
}

// Retries come and go with timing, so their events may be missing on either side. So do repeated looks at a HelmChart that is as it was.
const RETRY_EVENTS: ReadonlySet<string> = new Set(['DependencyNotReady', 'NoSourceArtifact']);

/**
 * The events of each object that both sides must have, as they come in order; equal ones count once.
 *
 * Events of sources were sometimes missed by the recording: there, only those that were caught must be among eddy's.
 */
function comparableEvents(want: readonly RecordedEvent[], got: readonly RecordedEvent[]): [Record<string, string[]>, Record<string, string[]>] {
  const wanted = eventTexts(want);
  const found = eventTexts(got);
  for (const [object, texts] of Object.entries(found)) {
    if (isApplier(object)) continue;
    const kept = texts.filter((text) => wanted[object]?.includes(text));
    if (kept.length === 0) delete found[object];
    else found[object] = kept;
  }
  return [wanted, found];
}

function eventTexts(events: readonly RecordedEvent[]): Record<string, string[]> {
  const out: Record<string, string[]> = {};
  for (const { object, type, reason, message, annotations } of events) {
    if (RETRY_EVENTS.has(reason) || (reason === 'ArtifactUpToDate' && object.startsWith('HelmChart/')) || message.startsWith('(combined from similar events)')) continue;
    const text = `${type} ${reason}: ${message.replace(/(?<=(finished in|failed after) )[\dhmsµ.]+/, '<dur>').replace(/(?<=\nLast Helm logs:)[^]*/, ' <logs>').replace(/(?<=index of size )[\d.]+[kMG]?B/, '<size>')} ${stable(withoutArtifactDigest(annotations))}`;
    const texts = (out[object] ??= []);
    if (!texts.includes(text)) texts.push(text);
  }
  return out;
}

/** The archives of the recording were packed by a stand-in, so their digests say nothing. */
function withoutArtifactDigest(annotations: Readonly<Record<string, string>> = {}): Data {
  const { 'source.toolkit.fluxcd.io/digest': _digest, ...rest } = annotations;
  return rest;
}

function isApplier(ref: string): boolean {
  return /^(Kustomization|HelmRelease)\//.test(ref);
}

function comparable(observation: Observation): Observation {
  return withoutKeySearch(withoutChance(withOneRegistryClient(withoutTemporaryFolder(withoutOutside(withoutIndexDigests(observation))))));
}

/** The controller names the folder beside that of its build; eddy has none, and says that a path leads out. */
function withoutOutside(observation: Observation): Observation {
  const outside = /fs-security-constraint read (<\w*dir>\S*): path '\1' is not in or below '<tmp>'|not a valid directory: evalsymlink failure on '(<\w*dir>[^']*)' : lstat \2: no such file or directory|security; '[^']*' is outside of the source/g;
  return JSON.parse(JSON.stringify(observation).replace(outside, '<outside>')) as Observation;
}

/** Flux asks registries through two libraries, which tell of something absent in different words; eddy has one. */
function withOneRegistryClient(observation: Observation): Observation {
  const absent = /GET https?:\/\/([^/\s]+)\/v2\/(\S+)\/manifests\/(\S+): (?:MANIFEST_UNKNOWN: Unknown manifest|NAME_UNKNOWN: Unknown name)/g;
  return JSON.parse(JSON.stringify(observation).replace(absent, '$1/$2:$3: not found')) as Observation;
}

/** Where SOPS looked for keys on the controller's disk says nothing of the fleet; which recipients it wanted does. */
function withoutKeySearch(observation: Observation): Observation {
  const searched = /(?<=: FAILED)\\n {4}- \| .*?(?=\\n\\n {2}\w|\\n\\n\w|")/g;
  return JSON.parse(JSON.stringify(observation).replace(searched, '').replace(/\\n\\nRecovery failed because no master key.*?none were\./g, '')) as Observation;
}

/** Eddy builds in no temporary folder: its paths begin at the root of the source. */
function withoutTemporaryFolder(observation: Observation): Observation {
  return JSON.parse(JSON.stringify(observation).replaceAll('<tmp>/source/', '').replaceAll('<tmp>/', '')) as Observation;
}

/**
 * Nothing takes as long here as it did there, and a list of unhealthy objects is in no order: the controller walks a Go map.
 */
function withoutChance(observation: Observation): Observation {
  const text = JSON.stringify(observation).replace(/(?<=(?:passed in|failed after) )[\dhmsµ.]+(?=[":])/g, '<dur>');
  const sorted = text.replace(/(?<=(?:timeout waiting for|due to stalled resources): \[)[^\]]*(?=\])/g, (list) => list.split(/, (?=\w+\/)/).sort().join(', '));
  return JSON.parse(sorted) as Observation;
}

/** The bytes of the repository indexes were not recorded, so their digests are only names. */
function withoutIndexDigests(observation: Observation): Observation {
  const revisions = Object.entries(observation.status ?? {})
    .filter(([ref]) => ref.startsWith('HelmRepository/'))
    .map(([, status]) => (status['artifact'] as Data | undefined)?.['revision'])
    .filter((revision) => typeof revision === 'string');
  if (revisions.length === 0) return observation;
  let text = JSON.stringify(observation);
  for (const [i, revision] of revisions.entries()) text = text.replaceAll(revision.replace(/^sha256:/, ''), `<index ${String(i)}>`);
  return JSON.parse(text) as Observation;
}

function pick<T>(from: Readonly<Record<string, T>>, keys: readonly string[]): Record<string, T | undefined> {
  return Object.fromEntries(keys.map((key) => [key, from[key]]));
}

/** Without deletes of what was not there: they change nothing. */
function deletes(calls: readonly string[] = []): readonly string[] {
  return calls.filter((call) => !call.endsWith(' 404')).sort();
}

/** `Reconciling` of a failing source depends on its retries. */
function settled(ref: string, conditions: readonly { readonly type: string }[]): readonly unknown[] {
  return isApplier(ref) ? conditions : conditions.filter((condition) => condition.type !== 'Reconciling');
}

function statusPart(ref: string, status: Data, want: Data = status): Data {
  const kind = ref.slice(0, ref.indexOf('/'));
  const out: Record<string, unknown> = {};
  for (const field of STATUS_FIELDS[kind] ?? SOURCE_FIELDS) {
    const value = status[field];
    if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
    out[field] = field === 'history' ? historyPart(kind, value as readonly Data[], want['history'] as readonly Data[] | undefined) : value;
    if (field === 'artifact') out[field] = artifactPart(value as Data, want['artifact'] as Data | undefined);
  }
  return out;
}

/** Where the run used another namespace name, the digest of a Kustomization's history was left out. */
function historyPart(kind: string, history: readonly Data[], want: readonly Data[] | undefined): readonly Data[] {
  const fields = HISTORY_FIELDS[kind] ?? [];
  return history.map((entry, i) => {
    const kept = fields.filter((field) => entry[field] !== undefined && (field !== 'digest' || want?.[i]?.['digest'] !== undefined));
    return Object.fromEntries(kept.map((field) => [field, entry[field]]));
  });
}

function artifactPart(artifact: Data, want: Data | undefined): Data {
  const keys = ['revision', 'file', 'content', 'metadata'].filter((key) => artifact[key] !== undefined);
  return Object.fromEntries(keys.filter((key) => want === undefined || key !== 'content' || want[key] !== undefined).map((key) => [key, artifact[key]]));
}

/** Objects of one kind are written at the same time, so their order says nothing. */
function groupByKind(objects: readonly Data[]): Record<string, unknown[]> {
  const groups: Record<string, unknown[]> = {};
  for (const object of objects) (groups[kindOf(object)] ??= []).push(object);
  for (const group of Object.values(groups)) group.sort((a, b) => (stable(a) < stable(b) ? -1 : 1));
  return groups;
}

/** How many objects wrote something; the order between two of them depends on timing. */
function appliersOf({ ready }: Observation): number {
  return Object.keys(ready).filter(isApplier).length;
}

/** The kinds in the order of sending. */
function kindOrder(objects: readonly Data[]): string[] {
  return objects.map(kindOf).filter((kind, i, kinds) => kind !== kinds[i - 1]);
}

function kindOf(object: Data): string {
  return typeof object['kind'] === 'string' ? object['kind'] : 'patch';
}

/** JSON with sorted keys. */
export function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`;
  if (typeof value !== 'object' || value === null) return value === undefined ? 'undefined' : JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${stable((value as Data)[key])}`).join(',')}}`;
}

/** The first place where two values differ, as a text; undefined where they are equal. */
function firstDifference(want: unknown, got: unknown, path: string): string | undefined {
  if (Array.isArray(want) && Array.isArray(got)) {
    for (let i = 0; i < Math.max(want.length, got.length); i++) {
      const text = firstDifference(want[i], got[i], `${path}[${String(i)}]`);
      if (text !== undefined) return text;
    }
    return undefined;
  }
  if (isData(want) && isData(got)) {
    for (const key of new Set([...Object.keys(want), ...Object.keys(got)])) {
      const text = firstDifference(own(want, key), own(got, key), `${path}.${key}`);
      if (text !== undefined) return text;
    }
    return undefined;
  }
  return want === got ? undefined : `${path}\n    want ${stable(want)}\n    got  ${stable(got)}`;
}

function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(data: Data, key: string): unknown {
  return Object.hasOwn(data, key) ? data[key] : undefined;
}
