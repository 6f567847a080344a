import { isDict } from '../../std/dict.ts';
import { didYouMean, EddyError } from '../../diagnostics/index.ts';
import { refOf, type K8sObject } from '../../manifest/index.ts';
import { refusedFields, type RefusedField } from '../../schema/index.ts';

/**
 * Why an API server with Flux would not take a Flux object: its first field at fault, the others as notes. Undefined for one that it takes.
 *
 * A build has no server that answers, so whoever builds asks this.
 */
export function admissionError(object: K8sObject): EddyError | undefined {
  const [first, ...others] = faultsOf(object);
  if (first === undefined) return undefined;
  const name = first.path.at(-1);
  return new EddyError('SpecInvalid', `the API server refuses it: ${textOf(first)}`, {
    object: refOf(object),
    path: first.path,
    hint: typeof name === 'string' ? didYouMean(name, first.known) : undefined,
    notes: others.map((field) => ({ message: textOf(field) })),
  });
}

// A spec that stays the same, whatever becomes of the status, is looked at once.
const judged = new WeakMap<object, readonly RefusedField[]>();

function faultsOf(object: K8sObject): readonly RefusedField[] {
  const { spec } = object;
  if (!isDict(spec)) return refusedFields(object);
  let faults = judged.get(spec);
  if (faults === undefined) judged.set(spec, (faults = refusedFields(object)));
  return faults;
}

function textOf({ path, problem }: RefusedField): string {
  const text = path.map((step, i) => (typeof step === 'number' ? `[${String(step)}]` : `${i === 0 ? '' : '.'}${step}`)).join('');
  return `${text}: ${problem}`;
}
