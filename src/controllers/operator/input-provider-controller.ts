import { withLibraries } from '../../std/lazy-library.ts';
import { isDict, toDict, type Dict } from '../../std/dict.ts';
import { EddyError, refText } from '../../diagnostics/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import { sha256Hex } from '../../std/sha256.ts';
import { printYaml } from '../../lang/yaml/index.ts';
import { OPERATOR_GROUP, type Context, type GivenInputs, type Outcome, type Reconciler } from '../base/index.ts';
import { isDisabled } from './annotations.ts';
import { filterInputs } from './filter-inputs.ts';
import { inputProviderSpec, type InputProviderSpec } from './input-provider-spec.ts';
import { inputId } from './inputs.ts';

/**
 * Reconciles ResourceSetInputProviders: what they export goes to `status.exportedInputs`.
 *
 * A Static provider exports its default values. All others ask a service, which is not done here: their inputs are given to the run
 * (`Policy.inputs`), or stand in the object as a cluster had exported them.
 */
export function createInputProviderController(): Reconciler {
  return {
    kinds: [{ group: OPERATOR_GROUP, kind: 'ResourceSetInputProvider' }],
    reconcile: async (ref, context) => {
      const object = await context.objects.get(ref);
      if (object === undefined || isDisabled(object)) return { type: 'Suspended' };
      const spec = inputProviderSpec(object);
      const inputs = await inputsOf(spec, object, context);
      return inputs === undefined ? unknown(spec) : ready(inputs);
    },
  };
}

/** What a provider has exported, as its status says; undefined before it has. */
export function exportedInputs(provider: K8sObject): readonly Dict[] | undefined {
  const exported = isDict(provider['status']) ? provider['status']['exportedInputs'] : undefined;
  return Array.isArray(exported) ? exported.filter(isDict) : undefined;
}

async function inputsOf(spec: InputProviderSpec, object: K8sObject, context: Context): Promise<readonly Dict[] | undefined> {
  if (spec.subject === 'static') return [staticInputs(spec, object)];
  const given = givenInputs(context.policy.inputs, spec);
  if (given === undefined) return exportedInputs(object);
  if (given.exported) return given.sets;
  return withLibraries(() => filterInputs(spec, given.sets, exportedInputs(object)));
}

/** The id of static inputs is made of the object's uid. Here that is the one of this run, which is the same in every run. */
function staticInputs({ defaults }: InputProviderSpec, { metadata }: K8sObject): Dict {
  const set = toDict(defaults);
  set['id'] = inputId(metadata.uid ?? '');
  return set;
}

function givenInputs(given: readonly GivenInputs[], { object }: InputProviderSpec): GivenInputs | undefined {
  return given.find(({ name, namespace }) => name === object.name && (namespace === undefined || namespace === (object.namespace ?? '')));
}

function ready(inputs: readonly Dict[]): Outcome {
  const revision = `sha256:${sha256Hex(new TextEncoder().encode(printYaml(inputs)))}`;
  return { type: 'Ready', message: 'Reconciliation finished', status: toDict({ exportedInputs: inputs, lastExportedRevision: revision }) };
}

function unknown({ object, type, url }: InputProviderSpec): Outcome {
  const from = url === undefined ? type : `${type} at ${url}`;
  const error = new EddyError('InputsUnknown', `the inputs of ${refText(object)} come from ${from}, which is not asked here`, {
    object,
    hint: `give them with --inputs FILE: "${object.namespace ?? ''}/${object.name}: [...]", or the object as a cluster has it, with status.exportedInputs`,
  });
  return { type: 'Failed', reason: 'ReconciliationFailed', error, field: ['spec', 'type'] };
}
