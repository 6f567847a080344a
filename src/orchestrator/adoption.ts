import { isDict, toDict, type Dict } from '../std/dict.ts';
import type { K8sObject } from '../manifest/index.ts';
import { joinFieldsV1 } from '../smd/index.ts';
import type { SyncStore } from '../store/index.ts';

/** What other tools left on objects, and Flux does not keep. */
const STALE_ANNOTATIONS = ['kubectl.kubernetes.io/last-applied-configuration', 'kustomize.toolkit.fluxcd.io/checksum', 'fluxcd.io/sync-checksum'];
const STALE_LABELS = ['fluxcd.io/sync-gc-mark'];

/** An entry of `metadata.managedFields`, as far as it matters here. */
interface ManagedFields extends Dict {
  readonly manager: string;
  readonly operation: string;
}

/**
 * Takes over what kubectl and earlier versions of the controller own of a live object, so that the next apply may remove it.
 *
 * Follows fluxcd/pkg ssa v0.76.1 patch.go and manager_apply.go (cleanupMetadata) with the managers of kustomize-controller v1.9.4.
 *
 * @returns the object as it is now; undefined where there was nothing to take over.
 */
export function adoptLive(store: SyncStore, live: K8sObject, manager: string): K8sObject | undefined {
  const annotations = without(live.metadata.annotations, STALE_ANNOTATIONS);
  const labels = without(live.metadata.labels, STALE_LABELS);
  const managedFields = adoptFields(live.metadata['managedFields'], manager);
  if (annotations === undefined && labels === undefined && managedFields === undefined) return undefined;
  const metadata = {
    ...live.metadata,
    ...(annotations === undefined ? {} : { annotations }),
    ...(labels === undefined ? {} : { labels }),
    ...(managedFields === undefined ? {} : { managedFields }),
  };
  return store.update({ ...live, metadata }, { fieldManager: manager });
}

/** A map without some keys; undefined where none of them is in it. */
function without(map: Readonly<Record<string, string>> | undefined, keys: readonly string[]): Readonly<Record<string, string>> | undefined {
  if (map === undefined || !keys.some((key) => Object.hasOwn(map, key))) return undefined;
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}

/** The entries with those of the managers that are taken over merged into the applier's own, which comes last; undefined where there are none. */
function adoptFields(entries: unknown, manager: string): readonly Dict[] | undefined {
  if (!Array.isArray(entries)) return undefined;
  const all = entries.filter(isDict) as ManagedFields[];
  const taken = all.filter((entry) => isTaken(entry, manager));
  if (taken.length === 0) return undefined;
  const own = all.find((entry) => entry.manager === manager && entry.operation === 'Apply' && !isSubresource(entry));
  const rest = all.filter((entry) => entry !== own && !taken.includes(entry));
  const joined = own === undefined ? taken : [own, ...taken];
  const merged = toDict({ ...joined[0], manager, operation: 'Apply', fieldsV1: joinFieldsV1(joined) });
  return [...rest, merged];
}

function isTaken(entry: ManagedFields, manager: string): boolean {
  const { manager: name, operation } = entry;
  if (isSubresource(entry)) return false;
  if (name.startsWith('kubectl')) return true;
  return operation === 'Update' && (name.startsWith('before-first-apply') || name.startsWith(manager));
}

function isSubresource(entry: ManagedFields): boolean {
  return entry['subresource'] !== undefined && entry['subresource'] !== '';
}
