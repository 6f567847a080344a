import { decodeBase64 } from '../../std/base64.ts';
import { isDict, newDict, type Dict } from '../../std/dict.ts';
import { EddyError, type ObjectRef } from '../../diagnostics/index.ts';
import { deepCopy, mergeMaps } from '../../helm/index.ts';
import { jsonKind } from '../../lang/gojson/index.ts';
import { fromBytes } from '../../lang/govalue/index.ts';
import { parseSet, parseSetString } from '../../lang/strvals/index.ts';
import { parseYaml, unmarshalMessage, YamlError } from '../../lang/yaml/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import { placeholder, standInOf } from '../base/index.ts';
import type { ValuesReference } from './spec.ts';

/** Finds a ConfigMap or Secret of the release's namespace. */
export type FindValuesObject = (ref: ObjectRef) => Promise<K8sObject | undefined>;

/** A reference that has no data, and may get it later. */
export interface MissingValues {
  readonly ref: ObjectRef;
  readonly error: EddyError;
}

/** The values of a release, or the first reference that nothing is known about. */
export type ComposedValues = { readonly values: Dict } | { readonly missing: MissingValues };

/**
 * Combines `valuesFrom`, in its order, with the inline values.
 *
 * Inline values win over what is merged. Over a `targetPath` they win, too, except where its parent exists in the inline values only:
 * there the assignment changes the very mapping that is merged once more at the end. Flux does it so, and fleets rely on it.
 * Follows fluxcd/pkg chartutil v1.27.1 values.go.
 *
 * @throws EddyError HelmValuesFromInvalid when referenced data cannot be read or assigned.
 */
export async function composeValues(namespace: string, references: readonly ValuesReference[], inline: Dict, find: FindValuesObject): Promise<ComposedValues> {
  // Assignments to paths change what they meet, so the inline values of the object are copied first.
  const own = references.some(({ targetPath }) => targetPath !== undefined) ? deepCopy(inline) : inline;
  let result = newDict();
  for (const reference of references) {
    const found = await readReference(namespace, reference, find);
    if ('missing' in found) {
      if (reference.optional) continue;
      return found;
    }
    if (reference.targetPath === undefined) result = mergeMaps(result, valuesOf(found.text, namespace, reference));
    else {
      result = mergeMaps(result, own);
      assign(result, reference.targetPath, found.text, namespace, reference);
    }
  }
  return { values: mergeMaps(result, own) };
}

const IF_IN_CLUSTER = 'if it lives only in the cluster, supply its manifest with --cluster-object FILE; "optional: true" lets the release go on without it';

async function readReference(
  namespace: string,
  reference: ValuesReference,
  find: FindValuesObject,
): Promise<{ readonly text: string } | { readonly missing: MissingValues }> {
  const ref: ObjectRef = { apiVersion: 'v1', kind: reference.kind, namespace, name: reference.name };
  if (reference.kind !== 'ConfigMap' && reference.kind !== 'Secret') {
    throw referenceError('HelmValuesFromInvalid', namespace, reference, 'unsupported values reference kind');
  }
  const object = await find(ref);
  if (object === undefined) {
    const plural = reference.kind === 'Secret' ? 'secrets' : 'configmaps';
    return { missing: { ref, error: referenceError('HelmValuesFromNotFound', namespace, reference, `${plural} "${reference.name}" not found`, IF_IN_CLUSTER) } };
  }
  const made = standInOf(object);
  if (made !== undefined) return { text: unknownText(reference) };
  const text = dataOf(object, reference.valuesKey);
  if (text !== undefined) return { text };
  const keys = Object.keys({ ...dictOf(object['data']), ...dictOf(object['stringData']) }).sort();
  const hint = keys.length === 0 ? 'it has no data' : `keys present: ${keys.join(', ')}`;
  return { missing: { ref, error: referenceError('HelmValuesFromKeyNotFound', namespace, reference, 'key not found', hint) } };
}

/** Values that only the cluster knows: none where they would be merged, a placeholder where they would be assigned. */
function unknownText({ targetPath, valuesKey }: ValuesReference): string {
  return targetPath === undefined ? '' : placeholder(valuesKey);
}

/** The text under a key; a Secret holds it in base64, or in clear as long as no API server has seen it. */
function dataOf(object: K8sObject, key: string): string | undefined {
  const plain = object.kind === 'Secret' ? dictOf(object['stringData']) : dictOf(object['data']);
  const text = ownText(plain, key);
  if (text !== undefined || object.kind !== 'Secret') return text;
  const encoded = ownText(dictOf(object['data']), key);
  const bytes = encoded === undefined ? undefined : decodeBase64(encoded);
  // Text that is no base64 stands for itself: there is no better value.
  return bytes === undefined ? encoded : fromBytes(bytes);
}

function valuesOf(text: string, namespace: string, reference: ValuesReference): Dict {
  let value: unknown;
  try {
    value = parseYaml(text, { file: `${reference.kind}/${reference.name}:${reference.valuesKey}` });
  } catch (error) {
    if (!(error instanceof EddyError)) throw error;
    throw referenceError('HelmValuesFromInvalid', namespace, reference, error instanceof YamlError ? unmarshalMessage(error) : error.message, error.hint, error);
  }
  if (value === null) return newDict();
  if (isDict(value)) return value;
  const message = `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${jsonKind(value)} into Go value of type common.Values`;
  throw referenceError('HelmValuesFromInvalid', namespace, reference, message, 'values have to be a mapping');
}

function assign(values: Dict, path: string, text: string, namespace: string, reference: ValuesReference): void {
  try {
    if (reference.literal) parseSetString(`${path}=${text.replace(/[\\,[\]{}]/g, String.raw`\$&`)}`, values);
    else if (isQuoted(text)) parseSetString(`${path}=${text.replace(/^['"]+|['"]+$/g, '')}`, values);
    else parseSet(`${path}=${text}`, values);
  } catch (error) {
    if (!(error instanceof EddyError)) throw error;
    const hint = reference.literal ? error.hint : 'the text is read as with `--set`: `literal: true` takes it as it is';
    throw referenceError('HelmValuesFromInvalid', namespace, reference, error.message, hint, error);
  }
}

function isQuoted(text: string): boolean {
  return ["'", '"'].some((quote) => text.startsWith(quote) && text.endsWith(quote));
}

function referenceError(
  code: 'HelmValuesFromInvalid' | 'HelmValuesFromNotFound' | 'HelmValuesFromKeyNotFound',
  namespace: string,
  { kind, name, valuesKey, optional }: ValuesReference,
  reason: string,
  hint?: string,
  cause?: unknown,
): EddyError {
  const what = `could not resolve${optional ? ' optional' : ''} ${kind} chart values reference '${namespace}/${name}' with key '${valuesKey}'`;
  return new EddyError(code, `${what}: ${reason}`, { hint, cause });
}

function dictOf(value: unknown): Dict | undefined {
  return isDict(value) ? value : undefined;
}

function ownText(dict: Dict | undefined, key: string): string | undefined {
  const value = dict !== undefined && Object.hasOwn(dict, key) ? dict[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}
