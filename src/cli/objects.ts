import { didYouMean, EddyError, refText, type ObjectRef } from '../diagnostics/index.ts';
import { isSecret, type RenderedObject } from '../diff/index.ts';
import { matchesLabels, parseLabelSelector } from '../store/index.ts';
import type { FluxRow } from '../orchestrator/index.ts';

/** Which objects a command is asked for. */
export interface ObjectFilter {
  readonly kustomization?: readonly string[] | undefined;
  readonly helmRelease?: readonly string[] | undefined;
  readonly resourceSet?: readonly string[] | undefined;
  readonly only?: readonly string[] | undefined;
  readonly selector?: string | undefined;
  readonly namespace?: string | undefined;
  readonly skipCrds?: boolean | undefined;
  readonly skipSecrets?: boolean | undefined;
}

/**
 * The objects that pass a filter, in the same order.
 *
 * @throws EddyError ProducerNotFound when the fleet has no such producer, SelectorInvalid.
 */
export function filterObjects(objects: readonly RenderedObject[], rows: readonly FluxRow[], filter: ObjectFilter): RenderedObject[] {
  const producers = [...namesOf('Kustomization', filter.kustomization), ...namesOf('HelmRelease', filter.helmRelease), ...namesOf('ResourceSet', filter.resourceSet)];
  for (const name of producers) checkProducer(name, rows);
  const kinds = (filter.only ?? []).map((kind) => kind.toLowerCase());
  const selector = parseLabelSelector(filter.selector ?? '');
  return objects.filter(
    ({ producer, object }) =>
      (producers.length === 0 || producers.some((name) => isNamed(producer, name))) &&
      (kinds.length === 0 || kinds.includes(object.kind.toLowerCase())) &&
      (filter.namespace === undefined || object.metadata.namespace === filter.namespace) &&
      !(filter.skipCrds === true && object.kind === 'CustomResourceDefinition') &&
      !(filter.skipSecrets === true && isSecret(object)) &&
      matchesLabels(selector, object.metadata.labels),
  );
}

/** A producer as a flag names it. */
interface ProducerName {
  readonly kind: 'Kustomization' | 'HelmRelease' | 'ResourceSet';
  readonly namespace?: string | undefined;
  readonly name: string;
}

function namesOf(kind: ProducerName['kind'], texts: readonly string[] = []): ProducerName[] {
  return texts.map((text) => {
    const slash = text.lastIndexOf('/');
    return { kind, namespace: slash === -1 ? undefined : text.slice(0, slash), name: text.slice(slash + 1) };
  });
}

function isNamed(ref: ObjectRef, { kind, namespace, name }: ProducerName): boolean {
  return ref.kind === kind && ref.name === name && (namespace === undefined || (ref.namespace ?? '') === namespace);
}

function checkProducer(wanted: ProducerName, rows: readonly FluxRow[]): void {
  if (rows.some(({ ref }) => isNamed(ref, wanted))) return;
  const known = rows.filter(({ ref }) => ref.kind === wanted.kind).map(({ ref }) => (wanted.namespace === undefined ? ref.name : `${ref.namespace ?? ''}/${ref.name}`));
  const written = wanted.namespace === undefined ? wanted.name : `${wanted.namespace}/${wanted.name}`;
  throw new EddyError('ProducerNotFound', `the fleet has no ${wanted.kind} "${written}"`, { hint: didYouMean(written, known) });
}

/** `kind.group/name`, as `kubectl -o name` prints it. */
export function kubectlName({ apiVersion, kind, name }: ObjectRef): string {
  const group = apiVersion.includes('/') ? `.${apiVersion.slice(0, apiVersion.indexOf('/'))}` : '';
  return `${kind.toLowerCase()}${group}/${name}`;
}

/** Orders refs for people: by kind, namespace and name. */
export function compareRefs(a: ObjectRef, b: ObjectRef): number {
  const [x, y] = [refText(a), refText(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}
