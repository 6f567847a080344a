import { refKey, type ObjectRef } from '../diagnostics/index.ts';
import { refOf, type K8sObject } from '../manifest/index.ts';
import { compareStrings } from '../std/compare.ts';
import { deepEqual } from '../std/deep-equal.ts';
import { fieldChanges, type FieldChange } from './field-changes.ts';
import { maskPair, maskSecret } from './mask-secrets.ts';

/** An object and the Kustomization or HelmRelease that rendered it. */
export interface RenderedObject {
  readonly producer: ObjectRef;
  readonly object: K8sObject;
}

/** How one object differs. The objects are masked unless the caller asked otherwise. */
export interface ObjectChange {
  readonly type: 'added' | 'removed' | 'changed';
  readonly ref: ObjectRef;
  readonly producer: ObjectRef;
  /** The producer on the old side, where the object moved from one to another. */
  readonly movedFrom?: ObjectRef;
  /** The ref on the old side, where a ConfigMap or Secret got another hash in its name. */
  readonly renamedFrom?: ObjectRef;
  readonly before?: K8sObject;
  readonly after?: K8sObject;
  /** The fields that differ; empty for an object that was added, removed, or moved as it is. */
  readonly fields: readonly FieldChange[];
}

/** How `compareObjects` compares. */
export interface CompareOptions {
  /** Leave the values of Secrets readable. */
  readonly showSecrets?: boolean | undefined;
  /** Takes away what should not count as a difference, on both sides. */
  readonly strip?: ((object: K8sObject) => K8sObject) | undefined;
}

interface Pair {
  readonly before?: RenderedObject;
  readonly after?: RenderedObject;
}

/**
 * Compares two sets of rendered objects, matched by producer and ref; what then is left on both sides is matched by ref alone,
 * and at last by producer and name without the hash that kustomize puts at the end of generated names.
 *
 * The result is sorted by producer and ref, whatever the order of the sets.
 */
export function compareObjects(before: readonly RenderedObject[], after: readonly RenderedObject[], options: CompareOptions = {}): ObjectChange[] {
  const exact = match(before, after, ({ producer, object }) => `${refKey(producer)} ${refKey(refOf(object))}`);
  const byRef = match(exact.onlyBefore, exact.onlyAfter, ({ object }) => refKey(refOf(object)));
  const byStem = match(byRef.onlyBefore, byRef.onlyAfter, generatedKey);
  const pairs: Pair[] = [
    ...exact.pairs,
    ...byRef.pairs,
    ...byStem.pairs,
    ...byStem.onlyBefore.map((one) => ({ before: one })),
    ...byStem.onlyAfter.map((one) => ({ after: one })),
  ];
  return pairs
    .flatMap((pair) => changeOf(pair, options) ?? [])
    .sort((a, b) => compareStrings(sortKey(a), sortKey(b)));
}

/** What is left over on either side, in its order, and the pairs. An object without a key has no partner. */
interface Matching {
  readonly pairs: readonly Pair[];
  readonly onlyBefore: readonly RenderedObject[];
  readonly onlyAfter: readonly RenderedObject[];
}

function match(before: readonly RenderedObject[], after: readonly RenderedObject[], keyOf: (one: RenderedObject) => string | undefined): Matching {
  const waiting = new Map<string, RenderedObject[]>();
  for (const one of before) {
    const key = keyOf(one);
    if (key === undefined) continue;
    const same = waiting.get(key);
    if (same === undefined) waiting.set(key, [one]);
    else same.push(one);
  }
  const pairs: Pair[] = [];
  const onlyAfter: RenderedObject[] = [];
  const paired = new Set<RenderedObject>();
  for (const one of after) {
    const partner = waiting.get(keyOf(one) ?? '')?.shift();
    if (partner === undefined) {
      onlyAfter.push(one);
      continue;
    }
    paired.add(partner);
    pairs.push({ before: partner, after: one });
  }
  return { pairs, onlyBefore: before.filter((one) => !paired.has(one)), onlyAfter };
}

/** Ten characters of the alphabet that kustomize writes hashes in. */
const HASH_SUFFIX = /-[2456789bcdfghkmt]{10}$/;

function generatedKey({ producer, object }: RenderedObject): string | undefined {
  const { name } = object.metadata;
  if ((object.kind !== 'ConfigMap' && object.kind !== 'Secret') || !HASH_SUFFIX.test(name)) return undefined;
  return `${refKey(producer)} ${refKey({ ...refOf(object), name: name.replace(HASH_SUFFIX, '') })}`;
}

function changeOf({ before, after }: Pair, { showSecrets = false, strip = (object): K8sObject => object }: CompareOptions): ObjectChange | undefined {
  const mask = showSecrets ? (object: K8sObject): K8sObject => object : maskSecret;
  if (before === undefined || after === undefined) {
    const one = (before ?? after)!;
    const object = mask(strip(one.object));
    const side = before === undefined ? { type: 'added' as const, after: object } : { type: 'removed' as const, before: object };
    return { ...side, ref: refOf(one.object), producer: one.producer, fields: [] };
  }
  const moved = refKey(before.producer) !== refKey(after.producer);
  if (before.object === after.object && !moved) return undefined;
  const [old, now] = [strip(before.object), strip(after.object)];
  if (deepEqual(old, now) && !moved) return undefined;
  const [oldShown, nowShown] = showSecrets ? [old, now] : maskPair(old, now);
  return {
    type: 'changed',
    ref: refOf(after.object),
    producer: after.producer,
    ...(moved ? { movedFrom: before.producer } : {}),
    ...(before.object.metadata.name === after.object.metadata.name ? {} : { renamedFrom: refOf(before.object) }),
    before: oldShown,
    after: nowShown,
    fields: fieldChanges(oldShown, nowShown),
  };
}

function sortKey({ producer, ref }: ObjectChange): string {
  return [producer.kind, producer.namespace ?? '', producer.name, ref.kind, ref.namespace ?? '', ref.name, ref.apiVersion].join('\0');
}
