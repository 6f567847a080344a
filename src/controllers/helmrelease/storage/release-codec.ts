import { decodeBase64, encodeBase64 } from '../../../std/base64.ts';
import { isDict, newDict, toDict, type Dict } from '../../../std/dict.ts';
import { EddyError } from '../../../diagnostics/index.ts';
import type { K8sObject } from '../../../manifest/index.ts';
import type { Gunzip } from '../../../tree/index.ts';
import type { HookRecord, HookRun, ReleaseRecord, ReleaseStatus } from './release-record.ts';
import { gunzipStored, gzipStored, isGzip } from './stored-gzip.ts';

/** The type of the Secrets that Helm keeps releases in. */
export const RELEASE_SECRET_TYPE = 'helm.sh/release.v1';
const MAX_RELEASE_BYTES = 64 * 1024 * 1024;

/** The name of the Secret of a revision. */
export function releaseSecretName(name: string, version: number): string {
  return `sh.helm.release.v1.${name}.v${String(version)}`;
}

/**
 * The Secret that holds a revision: its JSON in gzip in base64, once for Helm and once for the Secret.
 *
 * Follows Helm 4.2.4 pkg/storage/driver (secrets.go, util.go).
 *
 * @param labels `createdAt` or `modifiedAt`, in seconds since 1970.
 */
export function encodeRelease(record: ReleaseRecord, storageNamespace: string, labels: Readonly<Record<string, string>>): K8sObject {
  const json = new TextEncoder().encode(JSON.stringify(releaseJson(record)));
  const text = encodeBase64(gzipStored(json));
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: releaseSecretName(record.name, record.version),
      namespace: storageNamespace,
      labels: { ...labels, name: record.name, owner: 'helm', status: record.info.status, version: String(record.version) },
    },
    type: RELEASE_SECRET_TYPE,
    data: { release: btoa(text) },
  };
}

/**
 * The revision that a Secret holds; undefined for a Secret of another type.
 *
 * @throws EddyError HelmReleaseInvalid when its content cannot be read.
 */
export function decodeRelease(secret: K8sObject, gunzip: Gunzip | undefined): ReleaseRecord | undefined {
  if (secret['type'] !== RELEASE_SECRET_TYPE) return undefined;
  const held = isDict(secret['data']) ? secret['data']['release'] : undefined;
  const inner = typeof held === 'string' ? decodeBase64(held) : undefined;
  const packed = inner === undefined ? undefined : decodeBase64(new TextDecoder().decode(inner));
  if (packed === undefined) throw unreadable(secret, 'data.release is not base64');
  try {
    return readRelease(JSON.parse(new TextDecoder().decode(unpack(packed, gunzip))) as Dict);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw unreadable(secret, error.message);
  }
}

function unpack(bytes: Uint8Array, gunzip: Gunzip | undefined): Uint8Array {
  if (!isGzip(bytes)) return bytes;
  const stored = gunzipStored(bytes);
  if (stored !== undefined) return stored;
  if (gunzip === undefined) throw new EddyError('ArchiveInvalid', 'releases that others have packed cannot be opened here');
  return gunzip(bytes, MAX_RELEASE_BYTES);
}

function unreadable({ metadata }: K8sObject, problem: string): EddyError {
  return new EddyError('HelmReleaseInvalid', `Secret "${metadata.namespace ?? ''}/${metadata.name}" holds no release: ${problem}`);
}

/** A revision as Helm writes its JSON: fields in the order of its Go types, empty ones left out. */
export function releaseJson({ name, namespace, version, chart, config, manifest, hooks, applyMethod, ...record }: ReleaseRecord): Dict {
  return withoutEmpty({
    name,
    info: infoJson(record.info),
    chart,
    config: Object.keys(config).length === 0 ? undefined : config,
    manifest,
    hooks: hooks.map(hookJson),
    version,
    namespace,
    apply_method: applyMethod,
  });
}

/** `info` as Helm writes it. */
export function infoJson({ firstDeployed, lastDeployed, deleted, description, status, notes }: ReleaseRecord['info']): Dict {
  return withoutEmpty({ first_deployed: firstDeployed, last_deployed: lastDeployed, deleted, description, status, notes });
}

/** A hook as Helm writes it. */
export function hookJson({ name, kind, path, manifest, events, lastRun, weight, deletePolicies, outputLogPolicies }: HookRecord): Dict {
  const run = { ...withoutEmpty({ started_at: lastRun.startedAt, completed_at: lastRun.completedAt }), phase: lastRun.phase };
  return withoutEmpty({ name, kind, path, manifest, events, last_run: run, weight, delete_policies: deletePolicies, output_log_policies: outputLogPolicies });
}

function withoutEmpty(fields: Readonly<Record<string, unknown>>): Dict {
  const out = newDict();
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined || value === '' || value === 0 || (Array.isArray(value) && value.length === 0)) continue;
    out[key] = value;
  }
  return out;
}

function readRelease(json: Dict): ReleaseRecord {
  const info = dictOf(json['info']);
  return {
    name: textOf(json['name']),
    namespace: textOf(json['namespace']),
    version: typeof json['version'] === 'number' ? json['version'] : 0,
    info: {
      firstDeployed: textOf(info['first_deployed']),
      lastDeployed: textOf(info['last_deployed']),
      deleted: textOf(info['deleted']) || undefined,
      description: textOf(info['description']),
      status: (textOf(info['status']) || 'unknown') as ReleaseStatus,
      notes: textOf(info['notes']),
    },
    chart: dictOf(json['chart']),
    config: dictOf(json['config']),
    manifest: textOf(json['manifest']),
    hooks: (Array.isArray(json['hooks']) ? json['hooks'] : []).filter(isDict).map(readHook),
    applyMethod: json['apply_method'] === 'ssa' ? 'ssa' : 'csa',
  };
}

function readHook(hook: Dict): HookRecord {
  const run = dictOf(hook['last_run']);
  return {
    name: textOf(hook['name']),
    kind: textOf(hook['kind']),
    path: textOf(hook['path']),
    manifest: textOf(hook['manifest']),
    events: textsOf(hook['events']),
    lastRun: { startedAt: textOf(run['started_at']) || undefined, completedAt: textOf(run['completed_at']) || undefined, phase: textOf(run['phase']) as HookRun['phase'] },
    weight: typeof hook['weight'] === 'number' ? hook['weight'] : 0,
    deletePolicies: textsOf(hook['delete_policies']),
    outputLogPolicies: textsOf(hook['output_log_policies']),
  };
}

/** A mapping with keys of any name; JSON.parse makes plain objects. */
function dictOf(value: unknown): Dict {
  return isDict(value) ? toDict(value) : newDict();
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
