import { groupOf } from '../../../diagnostics/index.ts';
import { compileRegexp } from '../../../lang/regexp/index.ts';
import type { K8sObject } from '../../../manifest/index.ts';
import { matchesLabels, parseLabelSelector, type LabelSelector } from '../../../store/index.ts';

/** Which objects a rule is for; patterns are regular expressions that must fit as a whole. */
export type DriftTarget = Readonly<Partial<Record<'group' | 'version' | 'kind' | 'name' | 'namespace' | 'labelSelector' | 'annotationSelector', string>>>;

/** An entry of `spec.driftDetection.ignore`. */
export interface DriftIgnoreRule {
  /** JSON pointers; the empty one is the whole object. */
  readonly paths: readonly string[];
  /** All objects unless given. */
  readonly target: DriftTarget | undefined;
}

/**
 * Compiles rules into a question: which paths of an object may differ? Of several rules for all objects only the last one counts, as in Flux.
 *
 * Follows fluxcd/pkg ssa v0.76.1 jsondiff/selector.go.
 *
 * @throws LibraryNeeded where a pattern needs it.
 * @throws EddyError for a pattern or selector that cannot be read.
 */
export function ignoredPaths(rules: readonly DriftIgnoreRule[]): (object: K8sObject) => readonly string[] {
  const forAll = rules.filter(({ target }) => target === undefined).slice(-1);
  const compiled = [...rules.filter(({ target }) => target !== undefined), ...forAll].map(({ paths, target }) => ({ paths, fits: matcherOf(target) }));
  return (object) => compiled.filter(({ fits }) => fits(object)).flatMap(({ paths }) => paths);
}

function matcherOf(target: DriftTarget | undefined): (object: K8sObject) => boolean {
  if (target === undefined) return () => true;
  const [group, version, kind, name, namespace] = [target.group, target.version, target.kind, target.name, target.namespace].map(patternOf);
  const [labels, annotations] = [target.labelSelector, target.annotationSelector].map(selectorOf);
  return ({ apiVersion, kind: kindOf, metadata }) =>
    group!(groupOf(apiVersion)) &&
    version!(apiVersion.slice(apiVersion.indexOf('/') + 1)) &&
    kind!(kindOf) &&
    name!(metadata.name) &&
    namespace!(metadata.namespace ?? '') &&
    matchesLabels(labels!, metadata.labels) &&
    matchesLabels(annotations!, metadata.annotations);
}

function patternOf(pattern: string | undefined): (text: string) => boolean {
  if (pattern === undefined || pattern === '') return () => true;
  const regexp = compileRegexp(`^(?:${pattern})$`);
  return (text) => regexp.matchString(text);
}

function selectorOf(text: string | undefined): LabelSelector {
  return text === undefined || text === '' ? [] : parseLabelSelector(text);
}
