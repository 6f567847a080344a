import { didYouMean, EddyError, refKey, refText, type ObjectRef } from '../../diagnostics/index.ts';
import type { RenderedObject } from '../../diff/index.ts';
import { refOf, type K8sObject } from '../../manifest/index.ts';
import type { FluxRow } from '../../orchestrator/index.ts';
import type { Fleet } from '../fleet.ts';

/** An object of a fleet, with all that is known of it. */
export interface FoundObject {
  readonly ref: ObjectRef;
  /** Undefined for an entry that nothing renders. */
  readonly object?: K8sObject | undefined;
  readonly producer?: ObjectRef | undefined;
  /** How it ended, for a Flux object. */
  readonly row?: FluxRow | undefined;
}

/** kubectl's short names, as far as people type them. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  cj: 'cronjob',
  cm: 'configmap',
  crd: 'customresourcedefinition',
  deploy: 'deployment',
  ds: 'daemonset',
  hr: 'helmrelease',
  ing: 'ingress',
  ks: 'kustomization',
  ns: 'namespace',
  pvc: 'persistentvolumeclaim',
  sa: 'serviceaccount',
  sts: 'statefulset',
  svc: 'service',
};

/** The kind that a word means, in lower case: a kind, its plural, or a short name. */
export function kindOf(word: string, fleet: Fleet): string {
  const lower = word.toLowerCase();
  const long = SHORT_NAMES[lower] ?? lower;
  const kinds = new Set(allObjects(fleet).map(({ ref }) => ref.kind.toLowerCase()));
  for (const kind of [long, long.replace(/s$/, ''), long.replace(/es$/, ''), long.replace(/ies$/, 'y')]) if (kinds.has(kind)) return kind;
  throw new EddyError('ObjectUnknown', `the fleet has no objects of kind "${word}"`, { hint: didYouMean(long, kinds) });
}

/** Every object of the fleet once per producer, Flux objects with their rows; entries first. */
export function allObjects({ objects, result }: Fleet): FoundObject[] {
  const rows = new Map(result.rows.map((row) => [refKey(row.ref), row]));
  const found = objects.map(({ object, producer }: RenderedObject): FoundObject => {
    const ref = refOf(object);
    return { ref, object, producer, row: rows.get(refKey(ref)) };
  });
  const rendered = new Set(found.map(({ ref }) => refKey(ref)));
  const entries = result.rows.filter(({ ref }) => !rendered.has(refKey(ref))).map((row): FoundObject => ({ ref: row.ref, row }));
  return [...entries, ...found];
}

/**
 * The object that a text names: `KIND/NAMESPACE/NAME`, `KIND/NAME` or `NAME`, the kind in any case or short.
 *
 * @throws EddyError ObjectUnknown with the nearest names, ObjectAmbiguous with all that it may mean.
 */
export function findObject(text: string | undefined, fleet: Fleet): FoundObject {
  if (text === undefined) throw new EddyError('UsageInvalid', 'an object is missing', { hint: 'name one as KIND/NAMESPACE/NAME, KIND/NAME or NAME' });
  const all = allObjects(fleet);
  const exact = all.filter(({ ref }) => refText(ref) === text);
  const candidates = exact.length > 0 ? exact : all.filter(({ ref }) => matches(text.split('/'), ref));
  const [first] = candidates;
  if (first === undefined) throw new EddyError('ObjectUnknown', `the fleet has no object "${text}"`, { hint: didYouMean(text, completeNames(fleet)) });
  const refs = [...new Set(candidates.map(({ ref }) => refText(ref)))].sort();
  if (refs.length > 1) throw new EddyError('ObjectAmbiguous', `"${text}" may be ${refs.slice(0, 8).join(', ')}${refs.length > 8 ? ' and more' : ''}`);
  return first;
}

/** What tab completes to. */
export function completeNames(fleet: Fleet): string[] {
  return [...new Set(allObjects(fleet).map(({ ref }) => refText(ref)))].sort();
}

function matches(parts: readonly string[], ref: ObjectRef): boolean {
  const isKind = (word: string): boolean => {
    const lower = word.toLowerCase();
    const kind = ref.kind.toLowerCase();
    return kind === lower || kind === SHORT_NAMES[lower];
  };
  const [first = '', second, third] = parts;
  if (second === undefined) return ref.name === first;
  if (third === undefined) return ref.name === second && (isKind(first) || ref.namespace === first);
  return parts.length === 3 && isKind(first) && ref.namespace === second && ref.name === third;
}
