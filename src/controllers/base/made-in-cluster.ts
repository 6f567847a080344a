import { encodeBase64 } from '../../std/base64.ts';
import { isDict, newDict } from '../../std/dict.ts';
import { refText, type ObjectRef } from '../../diagnostics/index.ts';
import { refOf, type K8sObject } from '../../manifest/index.ts';
import type { Context, ObjectReader } from './context.ts';
import { MAKER_ROWS, type MakerRow } from './maker-rows.ts';

/** What stands for a value that only the cluster knows. */
export function placeholder(key: string): string {
  return `..PLACEHOLDER_${key}..`;
}

/** What is known of an object that a controller of the cluster will make. */
export interface StandIn {
  readonly maker: ObjectRef;
  /** It may have further keys. */
  readonly open: boolean;
}

// Side data: a stand-in looks like any other object, and is never stored.
const standIns = new WeakMap<K8sObject, StandIn>();

/** What is known of the maker of an object that `findOrMade` made up; undefined for an object that exists. */
export function standInOf(object: K8sObject): StandIn | undefined {
  return standIns.get(object);
}

/**
 * Finds a Secret or ConfigMap: the stored one, or a stand-in for the one that an object of the fleet makes in the cluster.
 *
 * A stand-in has the keys that are known, with placeholders for their values; that of a mirrored object has the values of its source.
 * A run over a cluster has no stand-ins. Using one is said as an assumption.
 */
export async function findOrMade(ref: ObjectRef, context: Context): Promise<K8sObject | undefined> {
  const stored = await context.objects.get(ref);
  if (stored !== undefined || context.policy.clusterState === 'evaluate') return stored;
  const made = (await madeByRow(ref, [...context.policy.makers, ...MAKER_ROWS], context.objects)) ?? (await mirrored(ref, context.objects));
  if (made === undefined) return undefined;
  const { maker } = standIns.get(made)!;
  context.warn({ code: 'MadeInCluster', assumed: true, message: `${refText(ref)} is made in the cluster by ${refText(maker)}; values that are not known stand as ${placeholder('KEY')}` });
  return made;
}

async function madeByRow(ref: ObjectRef, rows: readonly MakerRow[], objects: ObjectReader): Promise<K8sObject | undefined> {
  for (const row of rows) {
    if (row.makes !== ref.kind) continue;
    for (const maker of await objects.list({ group: row.group, kind: row.kind })) {
      if (makesNamed(row, maker, ref)) return standIn(ref, maker, patterns(row.keys ?? [], maker), isOpen(row, maker));
    }
  }
  return undefined;
}

function makesNamed(row: MakerRow, maker: K8sObject, ref: ObjectRef): boolean {
  if (row.when !== undefined && valuesAt(row.when, maker).length === 0) return false;
  const names = row.name.map((pattern) => expand(pattern, maker)).find((found) => found.length > 0) ?? [];
  if (!names.includes(ref.name)) return false;
  if (row.namespace === '*') return true;
  const namespace = row.namespace === undefined ? undefined : expand(row.namespace, maker)[0];
  return (namespace ?? maker.metadata.namespace) === ref.namespace;
}

function isOpen({ open }: MakerRow, maker: K8sObject): boolean {
  return open === true || (open ?? []).some((path) => valuesAt(path, maker).length > 0);
}

function patterns(list: readonly string[], maker: K8sObject): readonly string[] {
  return [...new Set(list.flatMap((pattern) => expand(pattern, maker)))];
}

/** The texts that a pattern gives for an object: itself, or one for each text at its path. */
function expand(pattern: string, object: K8sObject): readonly string[] {
  const [, before, path, after] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(pattern) ?? [];
  if (path === undefined) return [pattern];
  return valuesAt(path, object).flatMap((value) => (typeof value === 'string' ? [`${before!}${value}${after!}`] : []));
}

function valuesAt(path: string, object: K8sObject): readonly unknown[] {
  let found: readonly unknown[] = [object];
  for (const step of path.split('.')) {
    if (step === '*') found = found.flatMap((value) => (isDict(value) ? Object.keys(value) : []));
    else if (step.endsWith('[]')) found = found.flatMap((value) => listAt(value, step.slice(0, -2)));
    else found = found.flatMap((value) => (isDict(value) && value[step] != null ? [value[step]] : []));
  }
  return found;
}

function listAt(value: unknown, field: string): readonly unknown[] {
  const list = isDict(value) ? value[field] : undefined;
  return Array.isArray(list) ? list : [];
}

function standIn(ref: ObjectRef, maker: K8sObject, keys: readonly string[], open: boolean): K8sObject {
  const data = newDict();
  for (const key of keys) data[key] = ref.kind === 'Secret' ? encodeBase64(new TextEncoder().encode(placeholder(key))) : placeholder(key);
  return registered({ ...namedBy(ref), data }, { maker: refOf(maker), open });
}

function namedBy({ apiVersion, kind, namespace, name }: ObjectRef): K8sObject {
  return { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } };
}

function registered(object: K8sObject, known: StandIn): K8sObject {
  standIns.set(object, known);
  return object;
}

/** Annotations with which a Secret or ConfigMap asks to be copied to other namespaces, and what switches the copying on. */
const MIRRORS: readonly { readonly namespaces: string; readonly enabled?: string }[] = [
  { namespaces: 'reflector.v1.k8s.emberstack.com/reflection-auto-namespaces', enabled: 'reflector.v1.k8s.emberstack.com/reflection-auto-enabled' },
  { namespaces: 'replicator.v1.mittwald.de/replicate-to' },
];

async function mirrored(ref: ObjectRef, objects: ObjectReader): Promise<K8sObject | undefined> {
  if (ref.kind !== 'Secret' && ref.kind !== 'ConfigMap') return undefined;
  const sources = await objects.list({ group: '', kind: ref.kind, name: ref.name });
  const source = sources.find((candidate) => MIRRORS.some((mirror) => reaches(candidate, mirror, ref.namespace ?? '')));
  if (source === undefined) return undefined;
  const { data, stringData } = source;
  return registered({ ...namedBy(ref), ...(data === undefined ? {} : { data }), ...(stringData === undefined ? {} : { stringData }) }, { maker: refOf(source), open: false });
}

function reaches({ metadata: { annotations = {} } }: K8sObject, { namespaces, enabled }: (typeof MIRRORS)[number], namespace: string): boolean {
  const wanted = annotations[namespaces];
  if (enabled !== undefined ? annotations[enabled] !== 'true' : wanted === undefined) return false;
  // No list means every namespace.
  return (wanted ?? '') === '' || wanted!.split(',').some((entry) => fits(entry.trim(), namespace));
}

/** Entries are names, or regular expressions of which only `.*` is understood here: any other is taken to fit. */
function fits(entry: string, namespace: string): boolean {
  if (/^[a-z0-9-]+$/.test(entry)) return entry === namespace;
  const [start, end, ...more] = entry.split('.*');
  return more.length > 0 || end === undefined || (namespace.startsWith(start!) && namespace.endsWith(end));
}
