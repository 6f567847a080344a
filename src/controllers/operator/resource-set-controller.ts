import { isDict, toDict, type Dict } from '../../std/dict.ts';
import { sha256Hex } from '../../std/sha256.ts';
import { withLibraries } from '../../std/lazy-library.ts';
import { EddyError, groupOf } from '../../diagnostics/index.ts';
import { printYaml } from '../../lang/yaml/index.ts';
import { refOf, type K8sObject } from '../../manifest/index.ts';
import { builtInKind, normalizeNative } from '../../schema/index.ts';
import { HELM_GROUP, KUSTOMIZE_GROUP, OPERATOR_GROUP, SOURCE_EXTENSIONS_GROUP, SOURCE_GROUP, type Context, type FieldPath, type Outcome, type ProducedObject, type Reconciler } from '../base/index.ts';
import { inApplyOrder, inventoryOf } from '../kustomization/index.ts';
import { annotationOf, isDisabled } from './annotations.ts';
import { completeObjects } from './copied-data.ts';
import { gatherInputs } from './gather-inputs.ts';
import { renderResources } from './render-resources.ts';
import { checkResourceDependencies } from './resource-set-dependencies.ts';
import { resourceSetSpec, type ResourceSetSpec } from './resource-set-spec.ts';

const OWNER = `resourceset.${OPERATOR_GROUP}`;

/**
 * Reconciles ResourceSets: inputs, templates, then the objects, step by step.
 *
 * Follows the documented behaviour of Flux Operator 0.58. That an object was rendered stands for its being healthy: steps and `wait` hold nothing back.
 */
export function createResourceSetController(): Reconciler {
  return {
    kinds: [{ group: OPERATOR_GROUP, kind: 'ResourceSet' }],
    reconcile: async (ref, context) => {
      const object = await context.objects.get(ref);
      if (object === undefined || isDisabled(object)) return { type: 'Suspended' };
      try {
        return await reconcileSet(object, resourceSetSpec(object), context);
      } catch (thrown) {
        if (!(thrown instanceof EddyError)) throw thrown;
        return stalled(thrown);
      }
    },
  };
}

async function reconcileSet(object: K8sObject, spec: ResourceSetSpec, context: Context): Promise<Outcome> {
  const unmet = await checkResourceDependencies(spec, context);
  if (unmet !== undefined) return unmet;
  const inputs = await gatherInputs(refOf(object), spec, context);
  if ('missing' in inputs) return { type: 'Waiting', reason: 'BuildFailed', message: inputs.missing[0]!.error.message, on: inputs.missing };
  const groups = await withLibraries(() => renderResources(spec.groups, inputs.sets));
  const ordered: ProducedObject[] = [];
  for (const { objects } of groups) {
    const placed = await inNamespaces(objects, object, context);
    const completed = await completeObjects(placed, context);
    if ('missing' in completed) return { type: 'Waiting', reason: 'ReconciliationFailed', message: completed.missing[0]!.error.message, on: completed.missing };
    ordered.push(...inApplyOrder(completed.objects.map((one) => decorated(one, object, spec))));
  }
  return apply(ordered, context);
}

async function apply(children: readonly ProducedObject[], context: Context): Promise<Outcome> {
  const mayPrune = (live: K8sObject): boolean => annotationOf(live, 'prune') !== 'disabled';
  try {
    await context.children.setChildren(children, { fieldManager: 'flux-operator', prune: true, mayPrune });
  } catch (thrown) {
    if (!(thrown instanceof EddyError)) throw thrown;
    return { type: 'Failed', reason: 'ReconciliationFailed', error: thrown };
  }
  const objects = children.map(({ object }) => object);
  const entries = inventoryOf(objects.map(refOf), objects).map((entry) => toDict({ ...entry }));
  const revision = `sha256:${sha256Hex(new TextEncoder().encode(objects.map((object) => `---\n${printYaml(object)}`).join('')))}`;
  return { type: 'Ready', message: 'Reconciliation finished', status: toDict({ inventory: toDict({ entries }), lastAppliedRevision: revision }) };
}

/** A fault of the spec or its templates: nothing changes until the user changes it. */
function stalled(error: EddyError): Outcome {
  const field: FieldPath | undefined = error.path;
  return { type: 'Stalled', reason: 'BuildFailed', error, field };
}

/** The objects with owner labels, then common metadata, which may override them. */
function decorated(object: K8sObject, owner: K8sObject, { commonLabels, commonAnnotations }: ResourceSetSpec): ProducedObject {
  const { metadata } = object;
  const labels = { ...metadata.labels, [`${OWNER}/name`]: owner.metadata.name, [`${OWNER}/namespace`]: owner.metadata.namespace ?? '', ...commonLabels };
  const annotations = { ...metadata.annotations, ...commonAnnotations };
  const applied: K8sObject = { ...object, metadata: { ...metadata, labels, ...(Object.keys(annotations).length === 0 ? {} : { annotations }) } };
  return { object: applied, payload: normalizeNative(applied) };
}

const FLUX_GROUPS: ReadonlySet<string> = new Set([SOURCE_GROUP, SOURCE_EXTENSIONS_GROUP, KUSTOMIZE_GROUP, HELM_GROUP, OPERATOR_GROUP, 'notification.toolkit.fluxcd.io', 'image.toolkit.fluxcd.io']);

/** Namespaced objects that name no namespace go to that of the ResourceSet. */
async function inNamespaces(objects: readonly K8sObject[], { metadata: { namespace } }: K8sObject, context: Context): Promise<readonly K8sObject[]> {
  if (namespace === undefined || objects.every((object) => object.metadata.namespace !== undefined)) return objects;
  const placed: K8sObject[] = [];
  for (const object of objects) {
    const needsOne = object.metadata.namespace === undefined && (await isNamespaced(object, context));
    placed.push(needsOne ? { ...object, metadata: { ...object.metadata, namespace } } : object);
  }
  return placed;
}

async function isNamespaced({ apiVersion, kind }: K8sObject, context: Context): Promise<boolean> {
  const builtIn = builtInKind(apiVersion, kind);
  if (builtIn !== undefined) return builtIn.scope === 'Namespaced';
  const group = groupOf(apiVersion);
  if (FLUX_GROUPS.has(group)) return true;
  const definitions = await context.objects.list({ group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition' });
  const spec: unknown = definitions.find(({ spec: candidate }) => isDict(candidate) && candidate['group'] === group && kindOf(candidate) === kind)?.['spec'];
  return isDict(spec) && spec['scope'] === 'Namespaced';
}

function kindOf(definition: Dict): unknown {
  const { names } = definition;
  return isDict(names) ? names['kind'] : undefined;
}
