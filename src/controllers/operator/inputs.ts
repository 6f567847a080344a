import { adler32 } from '../../std/adler32.ts';
import { compareStrings } from '../../std/compare.ts';
import { newDict, toDict, type Dict } from '../../std/dict.ts';
import { EddyError, groupOf, type ObjectRef } from '../../diagnostics/index.ts';

/** What one provider exports: a ResourceSetInputProvider, or the ResourceSet itself for its inline inputs. */
export interface ProvidedInputs {
  readonly provider: ObjectRef;
  readonly sets: readonly Dict[];
}

/** `spec.inputStrategy`. */
export interface InputStrategy {
  readonly name: 'Flatten' | 'Permute';
  /** A provider without inputs makes the product empty, instead of being left out of it. */
  readonly includeEmptyProviders: boolean;
}

const MAX_PERMUTATIONS = 10_000;

/** The checksum that stands for a text in names: Adler-32 in decimal. */
export function inputId(text: string): string {
  return String(adler32(new TextEncoder().encode(text)));
}

/**
 * The input sets that the templates are executed for, one after the other.
 *
 * Flatten: the sets of all providers in their order, each told its `provider`.
 * Permute: every combination of one set per provider, each under the name of its provider, with an `id` of the combination.
 *
 * @throws EddyError InputsInvalid
 */
export function combineInputs(providers: readonly ProvidedInputs[], { name, includeEmptyProviders }: InputStrategy): readonly Dict[] {
  if (name === 'Flatten') return providers.flatMap(({ provider, sets }) => sets.map((set) => withProvider(set, provider)));
  return permute(includeEmptyProviders ? providers : providers.filter(({ sets }) => sets.length > 0));
}

/** Providers in the order in which their inputs are taken: by version and kind, namespace and name. */
export function compareProviders(a: ObjectRef, b: ObjectRef): number {
  return (
    compareStrings(groupOf(a.apiVersion), groupOf(b.apiVersion)) ||
    compareStrings(a.apiVersion, b.apiVersion) ||
    compareStrings(a.kind, b.kind) ||
    compareStrings(a.namespace ?? '', b.namespace ?? '') ||
    compareStrings(a.name, b.name)
  );
}

function withProvider(set: Dict, { apiVersion, kind, name, namespace = '' }: ObjectRef): Dict {
  const out = toDict(set);
  out['provider'] = toDict({ apiVersion, kind, name, namespace });
  return out;
}

/** One set of each provider chosen so far, and how the choice reads in the id. */
interface Choice {
  readonly inputs: Dict;
  readonly text: string;
}

function permute(providers: readonly ProvidedInputs[]): readonly Dict[] {
  if (providers.length === 0) return [];
  const names = fieldNames(providers);
  const count = providers.reduce((product, { sets }) => product * sets.length, 1);
  if (count > MAX_PERMUTATIONS) {
    throw new EddyError('InputsInvalid', `the inputs have ${String(count)} permutations, more than ${String(MAX_PERMUTATIONS)}`, { hint: 'let providers export fewer inputs: filter.limit' });
  }
  let choices: readonly Choice[] = [{ inputs: newDict(), text: '' }];
  for (const [i, { provider, sets }] of providers.entries()) {
    const field = names[i]!;
    choices = choices.flatMap(({ inputs, text }) =>
      sets.map((set, index) => {
        const next = toDict(inputs);
        next[field] = withProvider(set, provider);
        return { inputs: next, text: `${text}${text === '' ? '' : '/'}${field}=${String(index)}` };
      }),
    );
  }
  return choices.map(({ inputs, text }) => {
    inputs['id'] = inputId(text);
    return inputs;
  });
}

function fieldNames(providers: readonly ProvidedInputs[]): readonly string[] {
  const names = providers.map(({ provider }) => fieldName(provider.name));
  const twice = names.findIndex((name, i) => names.indexOf(name) !== i);
  if (twice === -1) return names;
  const both = [providers[names.indexOf(names[twice]!)]!, providers[twice]!].map(({ provider }) => `"${provider.name}"`).join(' and ');
  throw new EddyError('InputsInvalid', `the inputs of ${both} would both be called "${names[twice]!}"`, { hint: 'with Permute, each provider needs a name of its own' });
}

/** The name of a provider as a field of the inputs: lower case, `_` for spaces and punctuation, nothing but letters and digits besides. */
export function fieldName(name: string): string {
  return name.toLowerCase().replace(/[\s\p{P}]/gu, '_').replace(/[^\p{L}\p{Nd}_]/gu, '');
}
