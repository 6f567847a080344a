import { isDict, newDict, type Dict } from '../../std/dict.ts';
import { EddyError, refText, type ObjectRef } from '../../diagnostics/index.ts';
import { expandVariables } from '../../lang/envsubst/index.ts';
import { parseYaml, printYaml, YamlError } from '../../lang/yaml/index.ts';
import { findOrMade, placeholder, standInOf, type Blocker, type Context } from '../base/index.ts';
import type { PostBuild } from './kustomization-spec.ts';
import { secretData } from './secret-data.ts';

const OPT_OUT = 'kustomize.toolkit.fluxcd.io/substitute';
const VARIABLE_NAME = /^[_\p{L}][_\p{L}\p{Nd}]*$/u;
/** What SOPS puts in place of a value. */
const CIPHERTEXT = /^ENC\[[A-Z0-9_]+,data:.*\]$/;
const ASCII_NAME = /^[_A-Za-z][_A-Za-z0-9]*$/;

/** The variables of a Kustomization, or the sources of variables that are missing. */
export type Variables =
  | { readonly values: Dict; /** There are more, whose names and values only the cluster knows. */ readonly open: boolean }
  | { readonly missing: readonly Blocker[]; readonly message: string };

/**
 * Collects variables: `substituteFrom` in list order, then `substitute`; later ones win. Line feeds are removed from values.
 *
 * What only a cluster knows is taken from the variables that were given to the run, or has a placeholder.
 * Follows fluxcd/pkg kustomize v1.35.4 kustomize_varsub.go.
 */
export async function loadVariables(postBuild: PostBuild, namespace: string | undefined, context: Context): Promise<Variables> {
  const sources = new VariableSources(context);
  const missing: Blocker[] = [];
  let message: string | undefined;
  for (const [i, { kind, name, optional }] of postBuild.substituteFrom.entries()) {
    if (kind !== 'ConfigMap' && kind !== 'Secret') continue;
    const ref: ObjectRef = { apiVersion: 'v1', kind, namespace, name };
    if ((await sources.take(ref)) || optional) continue;
    message ??= `substitute from '${kind}/${name}' error: ${kind.toLowerCase()}s "${name}" not found`;
    missing.push({ ref, relation: 'substituteFrom', error: missingError(kind, namespace, name), field: ['spec', 'postBuild', 'substituteFrom', i, 'name'] });
  }
  if (message !== undefined) return { missing, message };
  const { values, open } = sources.complete(postBuild.substituteFrom.length > 0);
  for (const [key, value] of Object.entries(postBuild.substitute)) values[key] = value.replaceAll('\n', '');
  return { values, open };
}

/** The data of `substituteFrom`, and what of it is not known. */
class VariableSources {
  readonly #context: Context;
  readonly #given: Readonly<Record<string, string>>;
  readonly #values = newDict();
  /** Variables that have a placeholder. */
  readonly #unknown = new Set<string>();
  #open = false;

  constructor(context: Context) {
    this.#context = context;
    this.#given = context.policy.clusterState === 'assume' ? context.policy.variables : {};
  }

  /** Takes in the data of a source; false where there is none. */
  async take(ref: ObjectRef): Promise<boolean> {
    const object = await findOrMade(ref, this.#context);
    if (object === undefined) return this.#isGiven(ref);
    this.#open ||= standInOf(object)?.open === true;
    const known = standInOf(object) === undefined;
    for (const [key, text] of Object.entries(secretData(object))) {
      const value = text.replaceAll('\n', '');
      const isHidden = known && this.#context.policy.clusterState === 'assume' && CIPHERTEXT.test(value);
      this.#values[key] = isHidden ? placeholder(key) : value;
      if (isHidden) this.#assume('VariableEncrypted', `${refText(ref)} has "${key}" encrypted: its value stands as ${placeholder(key)}`);
      if (isHidden || value === placeholder(key)) this.#unknown.add(key);
      else this.#unknown.delete(key);
    }
    return true;
  }

  /** A source that is not there is taken to hold the variables that were given to the run. */
  #isGiven(ref: ObjectRef): boolean {
    if (Object.keys(this.#given).length === 0) return false;
    this.#assume('VariablesGiven', `${refText(ref)} is not part of the fleet: its variables are those that were given`);
    return true;
  }

  /** All values. Given ones stand for what is not known, where there are sources that they may come from. */
  complete(hasSources: boolean): { readonly values: Dict; readonly open: boolean } {
    for (const [name, value] of hasSources ? Object.entries(this.#given) : []) {
      if (this.#values[name] === undefined || this.#unknown.has(name)) this.#values[name] = value.replaceAll('\n', '');
    }
    return { values: this.#values, open: this.#open };
  }

  #assume(code: string, message: string): void {
    this.#context.warn({ code, assumed: true, message });
  }
}

function missingError(kind: string, namespace: string | undefined, name: string): EddyError {
  return new EddyError('SubstituteFromNotFound', `postBuild.substituteFrom names ${kind}/${namespace ?? ''}/${name}, which does not exist`, {
    hint: `if it lives only in the cluster, supply its manifest with --cluster-object FILE, or its variables with --substitute NAME=VALUE; "optional: true" lets the build go on without it`,
  });
}

/** How variables are expanded. */
export interface SubstituteOptions {
  readonly strict: boolean;
  readonly always: boolean;
  /** There are variables that only the cluster knows: what is not set has a placeholder. */
  readonly open?: boolean | undefined;
}

/**
 * Expands the variables in one object, by way of its YAML text, as the controller does: keys and numbers included.
 *
 * @throws EddyError SubstitutionSyntax, SubstitutionVariable, YamlSyntax with the controller's texts.
 */
export function substitute(object: Dict, variables: Dict, options: SubstituteOptions): Dict {
  if (optsOut(object) || (Object.keys(variables).length === 0 && !options.always && options.open !== true)) return object;
  const odd = Object.keys(variables).find((name) => !ASCII_NAME.test(name) || !VARIABLE_NAME.test(name));
  if (odd !== undefined) throw new EddyError('SubstitutionVariable', `envsubst error: '${odd}' var name is invalid, must match '^[_[:alpha:]][_[:alpha:][:digit:]]*$'`);
  if (!hasDollar(object)) return object;
  const text = printYaml(object);
  const expanded = rethrow('envsubst error: variable substitution failed', () =>
    expandVariables(text, {
      strict: options.strict,
      lookup: (name) => variables[name] as string | undefined ?? (options.strict || options.open === true ? undefined : ''),
      fallback: options.open === true ? placeholder : undefined,
    }),
  );
  if (expanded === text) return object;
  return rethrow('envsubst error: YAMLToJSON', () => parseYaml(expanded)) as Dict;
}

function rethrow<T>(prefix: string, step: () => T): T {
  try {
    return step();
  } catch (thrown) {
    if (!(thrown instanceof EddyError)) throw thrown;
    const message = thrown instanceof YamlError ? thrown.goMessage : thrown.message;
    throw new EddyError(thrown.code, `${prefix}: ${message}`, { hint: thrown.hint, cause: thrown });
  }
}

/** Objects can opt out with a label or an annotation. */
function optsOut(object: Dict): boolean {
  const metadata = isDict(object['metadata']) ? object['metadata'] : {};
  return [metadata['labels'], metadata['annotations']].some((map) => isDict(map) && map[OPT_OUT] === 'disabled');
}

/** Whether any key or text has a dollar in it; without one, substitution changes nothing. */
function hasDollar(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('$') || value.includes('\0');
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(hasDollar);
  return Object.entries(value).some(([key, held]) => key.includes('$') || hasDollar(held));
}
