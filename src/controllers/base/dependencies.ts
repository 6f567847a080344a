import { isDict, toDict } from '../../std/dict.ts';
import { withLibraries } from '../../std/lazy-library.ts';
import { EddyError, refText, type ObjectRef } from '../../diagnostics/index.ts';
import { evaluateReadyExpr } from '../../lang/cel/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import { conditionOf, isReady } from './conditions.ts';
import type { Context } from './context.ts';
import { withStatusDefault } from './flux-kinds.ts';
import type { Blocker, Outcome } from './outcome.ts';

/** One entry of `spec.dependsOn`. */
export interface Dependency {
  readonly name: string;
  /** That of the object itself where the entry has none. */
  readonly namespace: string | undefined;
  readonly readyExpr: string | undefined;
}

/** A dependency that is not met, in the words of its condition. */
interface Unmet {
  readonly blocker: Blocker;
  readonly message: string;
}

/** What the check of dependencies needs to know of an applier. */
export interface DependencyCheck {
  readonly self: K8sObject;
  readonly dependencies: readonly Dependency[];
  /** The plural name of the kind, for messages: `kustomizations.kustomize.toolkit.fluxcd.io`. */
  readonly resource: string;
  /** How the condition says that a dependency does not exist, where the controller words it in its own way. */
  readonly missing?: ((id: string, name: string) => string) | undefined;
  /** Whether a dependency that is Ready has got as far as this object wants to: the same revision of a shared source. */
  readonly isCurrent: (dependency: K8sObject) => boolean;
}

/**
 * Looks whether all of `dependsOn` is met, and answers with the outcome if it is not. Every entry is looked at, so that every blocker is known.
 *
 * Follows kustomize-controller v1.9.4 kustomization_controller.go (checkDependencies); helm-controller has the same.
 */
export async function checkDependencies(check: DependencyCheck, context: Context): Promise<Outcome | undefined> {
  const unmet: Unmet[] = [];
  for (const [i, dependency] of check.dependencies.entries()) {
    const found = await checkOne(check, dependency, context);
    if (found === undefined) continue;
    if ('type' in found) {
      // The controller stops at the first entry that is not met.
      if (unmet.length === 0 || context.probing) return found;
      break;
    }
    unmet.push({ ...found, blocker: { ...found.blocker, field: ['spec', 'dependsOn', i, 'name'] } });
  }
  const [first] = unmet;
  if (first === undefined || context.probing) return undefined;
  return { type: 'Waiting', reason: 'DependencyNotReady', message: first.message, on: unmet.map(({ blocker }) => blocker) };
}

async function checkOne(check: DependencyCheck, { name, namespace, readyExpr }: Dependency, context: Context): Promise<Unmet | Outcome | undefined> {
  const { apiVersion, kind, metadata } = check.self;
  const ref: ObjectRef = { apiVersion, kind, namespace: namespace ?? metadata.namespace, name };
  const id = `${ref.namespace ?? ''}/${name}`;
  const dependency = await context.objects.get(ref);
  const unmet = (message: string, error: EddyError): Unmet => ({ message, blocker: { ref, relation: 'dependsOn', error } });
  if (dependency === undefined) {
    const message = check.missing?.(id, name) ?? `dependency '${id}' not found: ${check.resource} "${name}" not found`;
    return unmet(message, new EddyError('DependencyNotFound', `dependsOn names ${refText(ref)}, which does not exist`));
  }
  if (isSuspended(dependency) && context.policy.clusterState === 'assume' && conditionOf(dependency, 'Ready') === undefined) {
    context.warn({ code: 'DependencySuspended', message: `depends on ${refText(ref)}, which is suspended: a new cluster would wait for it` });
    return undefined;
  }
  if (readyExpr !== undefined && readyExpr !== '') return checkExpression(check, dependency, readyExpr, unmet, context);
  if (isReady(dependency)) {
    if (check.isCurrent(dependency)) return undefined;
    return unmet(`dependency '${id}' revision is not up to date`, new EddyError('DependencyNotReady', `${refText(ref)} has not applied the revision that its source has now`));
  }
  return unmet(`dependency '${id}' is not ready`, new EddyError('DependencyNotReady', `${refText(ref)} is not ready`));
}

async function checkExpression(
  { self }: DependencyCheck,
  dependency: K8sObject,
  expression: string,
  unmet: (message: string, error: EddyError) => Unmet,
  context: Context,
): Promise<Unmet | Outcome | undefined> {
  const { name, namespace } = dependency.metadata;
  const answer = await withLibraries(() => evaluateReadyExpr(expression, { self: toDict(withStatusDefault(self)), dep: toDict(withStatusDefault(dependency)) }));
  if (answer.type === 'invalid') {
    const message = `Reconciliation failed terminally due to configuration error: terminal error: failed to evaluate dependency ${name}: ${answer.message}`;
    return { type: 'Stalled', reason: 'InvalidCELExpression', error: new EddyError('CelInvalid', `readyExpr of dependency ${name}: ${answer.message}`), message };
  }
  if (answer.type === 'value' && answer.value) return undefined;
  const why = answer.type === 'value' ? 'is false' : `cannot be answered: ${answer.message}`;
  if (context.policy.clusterState === 'assume' && isReady(dependency)) {
    context.warn({ code: 'ReadyExprAssumed', assumed: true, message: `readyExpr of dependency ${name} ${why}; a cluster may know more, so it counts as met` });
    return undefined;
  }
  const id = `${namespace ?? ''}/${name}`;
  const message = answer.type === 'value' ? `dependency '${id}' is not ready according to readyExpr eval` : answer.message;
  return unmet(message, new EddyError('DependencyNotReady', `readyExpr of dependency ${name} ${why}`));
}

function isSuspended(object: K8sObject): boolean {
  return isDict(object['spec']) && object['spec']['suspend'] === true;
}
