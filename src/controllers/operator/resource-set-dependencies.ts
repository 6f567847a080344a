import { withLibraries } from '../../std/lazy-library.ts';
import { newDict, toDict } from '../../std/dict.ts';
import { EddyError, groupOf, refText, type ObjectRef } from '../../diagnostics/index.ts';
import { evaluateReadyExpr } from '../../lang/cel/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import { conditionOf, HELM_GROUP, isReady, KUSTOMIZE_GROUP, OPERATOR_GROUP, SOURCE_EXTENSIONS_GROUP, SOURCE_GROUP, type Blocker, type Context, type Outcome } from '../base/index.ts';
import type { ResourceDependency, ResourceSetSpec } from './resource-set-spec.ts';

/** Groups whose objects have a controller here, so that their status says whether they are ready. */
const RECONCILED: ReadonlySet<string> = new Set([SOURCE_GROUP, SOURCE_EXTENSIONS_GROUP, KUSTOMIZE_GROUP, HELM_GROUP, OPERATOR_GROUP]);

/** Definitions that come with Flux and the operator: where those run, they are there. */
const FLUX_DEFINITION = /\.(?:(?:source|kustomize|helm|notification|image)\.toolkit\.fluxcd\.io|source\.extensions\.fluxcd\.io|fluxcd\.controlplane\.io)$/;

/** A dependency that is not met. */
interface Unmet {
  readonly message: string;
  readonly error: EddyError;
}

/** Looks whether all of `dependsOn` is met, and answers with the outcome if it is not. */
export async function checkResourceDependencies({ dependsOn }: ResourceSetSpec, context: Context): Promise<Outcome | undefined> {
  const on: Blocker[] = [];
  let message = '';
  for (const [i, dependency] of dependsOn.entries()) {
    const found = await checkOne(dependency, context);
    if (found === undefined) continue;
    if ('type' in found) return { ...found, field: ['spec', 'dependsOn', i, 'readyExpr'] };
    if (on.length === 0) message = found.message;
    on.push({ ref: dependency.ref, relation: 'dependsOn', error: found.error, field: ['spec', 'dependsOn', i, 'name'] });
  }
  if (on.length === 0 || context.probing) return undefined;
  return { type: 'Waiting', reason: 'DependencyNotReady', message, on };
}

async function checkOne({ ref, ready, readyExpr }: ResourceDependency, context: Context): Promise<Unmet | (Outcome & { readonly type: 'Stalled' }) | undefined> {
  const object = await context.objects.get(ref);
  if (object === undefined) {
    if (ref.kind === 'CustomResourceDefinition' && FLUX_DEFINITION.test(ref.name)) return undefined;
    return {
      message: `dependency ${refText(ref)} not found`,
      error: new EddyError('DependencyNotFound', `dependsOn names ${refText(ref)}, which does not exist`, { hint: 'if it lives only in the cluster, supply its manifest with --cluster-object FILE' }),
    };
  }
  if (!ready) return undefined;
  if (readyExpr !== undefined && readyExpr !== '') return checkExpression(ref, object, readyExpr, context);
  if (isReady(object) || isAssumedReady(object, context)) return undefined;
  return { message: `dependency ${refText(ref)} is not ready`, error: new EddyError('DependencyNotReady', `${refText(ref)} is not ready`) };
}

/** Nothing here gives a status to objects of other groups: that they were rendered stands for their being ready. */
function isAssumedReady(object: K8sObject, { policy }: Context): boolean {
  return policy.clusterState === 'assume' && !RECONCILED.has(groupOf(object.apiVersion)) && conditionOf(object, 'Ready') === undefined;
}

async function checkExpression(ref: ObjectRef, object: K8sObject, expression: string, context: Context): Promise<Unmet | (Outcome & { readonly type: 'Stalled' }) | undefined> {
  // The fields of the object are the variables; those that nearly every object has are known even where this one lacks them.
  const variables = { data: null, metadata: newDict(), spec: null, status: null, ...toDict(object) };
  const answer = await withLibraries(() => evaluateReadyExpr(expression, variables));
  if (answer.type === 'invalid') return { type: 'Stalled', reason: 'InvalidCELExpression', error: new EddyError('CelInvalid', `readyExpr of dependency ${refText(ref)}: ${answer.message}`) };
  if (answer.type === 'value' && answer.value) return undefined;
  const why = answer.type === 'value' ? 'is false' : `cannot be answered: ${answer.message}`;
  if (context.policy.clusterState === 'assume' && (isReady(object) || isAssumedReady(object, context))) {
    context.warn({ code: 'ReadyExprAssumed', assumed: true, message: `readyExpr of dependency ${refText(ref)} ${why}; a cluster may know more, so it counts as met` });
    return undefined;
  }
  const message = `readyExpr of dependency ${refText(ref)} ${why}`;
  return { message, error: new EddyError('DependencyNotReady', message) };
}
