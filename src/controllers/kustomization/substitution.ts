import { isDict, newDict, type Dict } from '../../std/dict.ts';
import { EddyError, type ObjectRef } from '../../diagnostics/index.ts';
import { expandVariables } from '../../lang/envsubst/index.ts';
import { parseYaml, printYaml, YamlError } from '../../lang/yaml/index.ts';
import type { Blocker, Context } from '../base/index.ts';
import type { PostBuild } from './kustomization-spec.ts';
import { secretData } from './secret-data.ts';

const OPT_OUT = 'kustomize.toolkit.fluxcd.io/substitute';
const VARIABLE_NAME = /^[_\p{L}][_\p{L}\p{Nd}]*$/u;
const ASCII_NAME = /^[_A-Za-z][_A-Za-z0-9]*$/;

/** The variables of a Kustomization, or the sources of variables that are missing. */
export type Variables = { readonly values: Dict } | { readonly missing: readonly Blocker[]; readonly message: string };

/**
 * Collects variables: `substituteFrom` in list order, then `substitute`; later ones win. Line feeds are removed from values.
 *
 * Follows fluxcd/pkg kustomize v1.35.4 kustomize_varsub.go.
 */
export async function loadVariables(postBuild: PostBuild, namespace: string | undefined, context: Context): Promise<Variables> {
  const values = newDict();
  const missing: Blocker[] = [];
  let message: string | undefined;
  for (const [i, { kind, name, optional }] of postBuild.substituteFrom.entries()) {
    if (kind !== 'ConfigMap' && kind !== 'Secret') continue;
    const ref: ObjectRef = { apiVersion: 'v1', kind, namespace, name };
    const object = await context.objects.get(ref);
    if (object === undefined) {
      if (optional) continue;
      const text = `substitute from '${kind}/${name}' error: ${kind.toLowerCase()}s "${name}" not found`;
      message ??= text;
      missing.push({ ref, relation: 'substituteFrom', error: missingError(kind, namespace, name), field: ['spec', 'postBuild', 'substituteFrom', i, 'name'] });
      continue;
    }
    for (const [key, value] of Object.entries(secretData(object))) values[key] = value.replaceAll('\n', '');
  }
  if (message !== undefined) return { missing, message };
  for (const [key, value] of Object.entries(postBuild.substitute)) values[key] = value.replaceAll('\n', '');
  return { values };
}

function missingError(kind: string, namespace: string | undefined, name: string): EddyError {
  return new EddyError('SubstituteFromNotFound', `postBuild.substituteFrom names ${kind}/${namespace ?? ''}/${name}, which does not exist`, {
    hint: `if it lives only in the cluster, supply its manifest with --cluster-objects FILE; "optional: true" lets the build go on without it`,
  });
}

/**
 * Expands the variables in one object, by way of its YAML text, as the controller does: keys and numbers included.
 *
 * @throws EddyError SubstitutionSyntax, SubstitutionVariable, YamlSyntax with the controller's texts.
 */
export function substitute(object: Dict, variables: Dict, options: { readonly strict: boolean; readonly always: boolean }): Dict {
  if (optsOut(object) || (Object.keys(variables).length === 0 && !options.always)) return object;
  const odd = Object.keys(variables).find((name) => !ASCII_NAME.test(name) || !VARIABLE_NAME.test(name));
  if (odd !== undefined) throw new EddyError('SubstitutionVariable', `envsubst error: '${odd}' var name is invalid, must match '^[_[:alpha:]][_[:alpha:][:digit:]]*$'`);
  if (!hasDollar(object)) return object;
  const text = printYaml(object);
  const expanded = rethrow('envsubst error: variable substitution failed', () =>
    expandVariables(text, { strict: options.strict, lookup: (name) => variables[name] as string | undefined ?? (options.strict ? undefined : '') }),
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
