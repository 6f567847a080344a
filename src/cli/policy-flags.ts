import type { GivenInputs, MakerRow, Policy } from '../controllers/base/index.ts';
import { EddyError } from '../diagnostics/index.ts';
import { parseYamlStream } from '../lang/yaml/index.ts';
import { isDict, newDict, type Dict } from '../std/dict.ts';
import type { FlagValues } from './flag.ts';
import * as flags from './flags.ts';
import { readFlagFile } from './read-flag-file.ts';

/** The flags that say what a cluster, or a service that it asks, would answer. */
export const policyFlags: {
  readonly inputs: typeof flags.inputs;
  readonly substitute: typeof flags.substitute;
  readonly substituteFrom: typeof flags.substituteFrom;
  readonly makers: typeof flags.makers;
} = { inputs: flags.inputs, substitute: flags.substitute, substituteFrom: flags.substituteFrom, makers: flags.makers };

/** What these flags mean for the run. @throws EddyError UsageInvalid, PathNotFound, YamlSyntax, InputsInvalid, MakersInvalid */
export function readPolicyFlags(given: FlagValues<typeof policyFlags>, cwd: string): Pick<Policy, 'inputs' | 'makers' | 'variables'> {
  return {
    inputs: given.inputs.flatMap((path) => documentsOf('inputs', path, cwd).flatMap((value) => inputsOf(value, path))),
    makers: given.makers.flatMap((path) => documentsOf('makers', path, cwd).flatMap((value) => makersOf(value, path))),
    variables: variablesOf(given, cwd),
  };
}

function documentsOf(flag: string, path: string, cwd: string): readonly unknown[] {
  return parseYamlStream(readFlagFile(flag, path, cwd), { file: path }).flatMap(({ value, empty }) => (empty ? [] : [value]));
}

/** Inputs by `[NAMESPACE/]NAME`, or providers as `kubectl get -o yaml` prints them. */
function inputsOf(value: unknown, path: string): readonly GivenInputs[] {
  if (!isDict(value)) throw inputsFault(path, 'holds a document that is no mapping');
  const { kind, items, metadata, status } = value;
  if (kind === 'List' || kind === 'ResourceSetInputProviderList') return (Array.isArray(items) ? items : []).flatMap((item) => inputsOf(item, path));
  if (kind !== 'ResourceSetInputProvider') return Object.entries(value).map(([name, sets]) => ({ ...splitName(name), sets: setsOf(sets, name, path), exported: false }));
  const name = isDict(metadata) && typeof metadata['name'] === 'string' ? metadata['name'] : '';
  const namespace = isDict(metadata) && typeof metadata['namespace'] === 'string' ? metadata['namespace'] : undefined;
  return [{ name, namespace, sets: setsOf(isDict(status) ? status['exportedInputs'] : undefined, name, path), exported: true }];
}

function splitName(text: string): { readonly namespace: string | undefined; readonly name: string } {
  const slash = text.indexOf('/');
  return { namespace: slash === -1 ? undefined : text.slice(0, slash), name: text.slice(slash + 1) };
}

function setsOf(value: unknown, name: string, path: string): readonly Dict[] {
  if (Array.isArray(value) && value.every(isDict)) return value;
  throw inputsFault(path, `gives no list of mappings for "${name}"`);
}

function inputsFault(path: string, problem: string): EddyError {
  return new EddyError('InputsInvalid', `--inputs: "${path}" ${problem}`, { hint: 'write "namespace/name: [{branch: main, sha: ...}]", or the providers with their status.exportedInputs' });
}

const MAKER_FIELDS = ['group', 'kind', 'makes', 'when', 'name', 'namespace', 'keys', 'open'];

function makersOf(value: unknown, path: string): readonly MakerRow[] {
  return (Array.isArray(value) ? value : [value]).map((row) => {
    if (!isDict(row)) throw makerFault(path, 'a row is a mapping');
    const odd = Object.keys(row).find((field) => !MAKER_FIELDS.includes(field));
    if (odd !== undefined) throw makerFault(path, `there is no field "${odd}"`);
    const { group, kind, makes, when, name, namespace, keys, open } = row;
    if (typeof group !== 'string' || typeof kind !== 'string') throw makerFault(path, 'a row has the group and the kind of the maker');
    if (makes !== 'Secret' && makes !== 'ConfigMap') throw makerFault(path, 'makes is Secret or ConfigMap');
    if (when !== undefined && typeof when !== 'string') throw makerFault(path, 'when is the path of a field');
    if (namespace !== undefined && typeof namespace !== 'string') throw makerFault(path, 'namespace is a pattern');
    return { group, kind, makes, when, name: textsOf(name ?? '{metadata.name}', 'name', path), namespace, keys: textsOf(keys ?? [], 'keys', path), open: open === true ? true : textsOf(open ?? [], 'open', path) };
  });
}

function textsOf(value: unknown, field: string, path: string): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw makerFault(path, `${field} is a text or a list of texts`);
}

function makerFault(path: string, problem: string): EddyError {
  return new EddyError('MakersInvalid', `--makers: "${path}": ${problem}`, { hint: 'such as {group: example.com, kind: Vault, makes: Secret, name: "{spec.secretName}", keys: [password]}' });
}

function variablesOf({ substitute, substituteFrom }: FlagValues<typeof policyFlags>, cwd: string): Readonly<Record<string, string>> {
  const out = newDict() as Record<string, string>;
  for (const path of substituteFrom) {
    for (const value of documentsOf('substitute-from', path, cwd)) Object.assign(out, variablesIn(value, path));
  }
  for (const text of substitute) {
    const equals = text.indexOf('=');
    if (equals < 1) throw new EddyError('UsageInvalid', `--substitute takes NAME=VALUE, found "${text}"`);
    out[text.slice(0, equals)] = text.slice(equals + 1);
  }
  return out;
}

function variablesIn(value: unknown, path: string): Record<string, string> {
  if (!isDict(value)) throw new EddyError('UsageInvalid', `--substitute-from: "${path}" holds a document that is no mapping`, { hint: 'write NAME: VALUE, or give a ConfigMap or Secret' });
  const { kind, data, stringData } = value;
  if (kind !== 'ConfigMap' && kind !== 'Secret') return texts(value);
  const encoded = texts(isDict(data) ? data : newDict());
  if (kind === 'ConfigMap') return encoded;
  const decoded = Object.entries(encoded).map(([key, text]) => [key, Buffer.from(text, 'base64').toString()] as const);
  return { ...Object.fromEntries(decoded), ...texts(isDict(stringData) ? stringData : newDict()) };
}

function texts(dict: Dict): Record<string, string> {
  return Object.fromEntries(Object.entries(dict).map(([key, value]) => [key, String(value)]));
}
