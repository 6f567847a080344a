import { EddyError, refKey, refText, type ObjectRef } from '../../diagnostics/index.ts';
import type { Dict } from '../../std/dict.ts';
import { refOf, type K8sObject } from '../../manifest/index.ts';
import { labelSelector, type LabelRequirement, type LabelSelector } from '../../store/index.ts';
import { OPERATOR_GROUP, type Blocker, type Context, type FieldPath } from '../base/index.ts';
import { exportedInputs } from './input-provider-controller.ts';
import { combineInputs, compareProviders, type ProvidedInputs } from './inputs.ts';
import type { InputsReference, ResourceSetSpec } from './resource-set-spec.ts';

const PROVIDER = 'ResourceSetInputProvider';

/** The input sets of a ResourceSet, undefined where it has no inputs at all; or the providers that have not exported theirs. */
export type GatheredInputs = { readonly sets: readonly Dict[] | undefined } | { readonly missing: readonly Blocker[] };

/** Gathers the inputs of a ResourceSet: its own first, then those of its providers. @throws EddyError InputsInvalid */
export async function gatherInputs(self: ObjectRef, spec: ResourceSetSpec, context: Context): Promise<GatheredInputs> {
  const own: readonly ProvidedInputs[] = spec.inputs.length === 0 ? [] : [{ provider: self, sets: spec.inputs }];
  if (spec.inputsFrom.length === 0) return { sets: own.length === 0 ? undefined : combineInputs(own, spec.strategy) };
  const found = new Map<string, ProvidedInputs>();
  const missing: Blocker[] = [];
  for (const [i, reference] of spec.inputsFrom.entries()) {
    for (const { ref, object } of await providersOf(self, reference, context)) {
      const sets = object === undefined ? undefined : exportedInputs(object);
      if (sets === undefined) missing.push(blocker(ref, object, ['spec', 'inputsFrom', i]));
      else found.set(refKey(ref), { provider: ref, sets });
    }
  }
  if (missing.length > 0) return { missing };
  const provided = [...found.values()].sort((a, b) => compareProviders(a.provider, b.provider));
  return { sets: combineInputs([...own, ...provided], spec.strategy) };
}

async function providersOf(self: ObjectRef, { name, selector }: InputsReference, context: Context): Promise<readonly { readonly ref: ObjectRef; readonly object: K8sObject | undefined }[]> {
  if (name !== undefined) {
    const ref: ObjectRef = { apiVersion: self.apiVersion, kind: PROVIDER, namespace: self.namespace, name };
    return [{ ref, object: await context.objects.get(ref) }];
  }
  const objects = await context.objects.list({ group: OPERATOR_GROUP, kind: PROVIDER, namespace: self.namespace, labels: selectorOf(selector ?? {}) });
  return objects.map((object) => ({ ref: refOf(object), object }));
}

function selectorOf({ matchLabels, matchExpressions }: Dict): LabelSelector {
  return labelSelector(matchLabels as Readonly<Record<string, string>> | undefined, matchExpressions as readonly LabelRequirement[] | undefined);
}

function blocker(ref: ObjectRef, object: K8sObject | undefined, path: FieldPath): Blocker {
  const error =
    object === undefined
      ? new EddyError('InputProviderNotFound', `inputsFrom names ${refText(ref)}, which does not exist`)
      : new EddyError('InputsUnknown', `${refText(ref)} has exported no inputs`);
  return { ref, relation: 'inputsFrom', error, field: [...path, 'name'] };
}
