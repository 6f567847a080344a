import { EddyError, groupOf } from '../../diagnostics/index.ts';
import { compileRegexp } from '../../lang/regexp/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import { matchesLabels, parseLabelSelector } from '../../store/index.ts';

/** An entry of `spec.ignore` or `spec.driftDetection.ignore`: fields that may differ, and in which objects. */
export interface DriftIgnoreRule {
  /** JSON pointers; the empty one is the whole object. */
  readonly paths: readonly string[];
  /** All objects unless given. Patterns are regular expressions that must fit as a whole. */
  readonly target?: Readonly<Partial<Record<'group' | 'version' | 'kind' | 'name' | 'namespace' | 'labelSelector' | 'annotationSelector', string>>> | undefined;
}

/**
 * Compiles rules into a question: which pointers of an object may differ? Of several rules for all objects only the last one counts, as in Flux.
 *
 * Follows fluxcd/pkg ssa v0.76.1 jsondiff/selector.go.
 *
 * @throws EddyError SpecInvalid for a pattern or selector that cannot be read
 * @throws LibraryNeeded where a pattern needs it
 */
export function ignoredPointers(rules: readonly DriftIgnoreRule[]): (object: K8sObject) => readonly string[] {
  const forAll = rules.filter(({ target }) => target === undefined).slice(-1);
  const compiled = [...rules.filter(({ target }) => target !== undefined), ...forAll].map(({ paths, target }) => ({ paths, fits: matcherOf(target) }));
  return (object) => compiled.filter(({ fits }) => fits(object)).flatMap(({ paths }) => paths);
}

function matcherOf(target: DriftIgnoreRule['target']): (object: K8sObject) => boolean {
  if (target === undefined) return () => true;
  const [group, version, kind, name, namespace] = (['group', 'version', 'kind', 'name', 'namespace'] as const).map((field) => fieldMatcher(field, target[field]));
  const [labels, annotations] = [target.labelSelector, target.annotationSelector].map((text) => (text === undefined || text === '' ? [] : parseLabelSelector(text)));
  return ({ apiVersion, kind: kindOf, metadata }) =>
    group!(groupOf(apiVersion)) &&
    version!(apiVersion.slice(apiVersion.indexOf('/') + 1)) &&
    kind!(kindOf) &&
    name!(metadata.name) &&
    namespace!(metadata.namespace ?? '') &&
    matchesLabels(labels!, metadata.labels) &&
    matchesLabels(annotations!, metadata.annotations);
}

function fieldMatcher(field: string, pattern: string | undefined): (text: string) => boolean {
  if (pattern === undefined || pattern === '') return () => true;
  try {
    const regexp = compileRegexp(`^(?:${pattern})$`);
    return (text) => regexp.matchString(text);
  } catch (thrown) {
    if (!(thrown instanceof EddyError)) throw thrown;
    throw new EddyError('SpecInvalid', `invalid ${field} regex: ${thrown.message}`, { cause: thrown });
  }
}
