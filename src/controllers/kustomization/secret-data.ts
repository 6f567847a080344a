import { decodeBase64 } from '../../std/base64.ts';
import { isDict, newDict } from '../../std/dict.ts';
import type { K8sObject } from '../../manifest/index.ts';

/** The entries of a ConfigMap or a Secret as texts; those of a Secret decoded, with what `stringData` says on top. */
export function secretData(object: K8sObject): Readonly<Record<string, string>> {
  const out = newDict() as Record<string, string>;
  const isSecret = object.kind === 'Secret';
  for (const [key, value] of entriesOf(object['data'])) out[key] = isSecret ? decoded(String(value)) : String(value);
  if (isSecret) for (const [key, value] of entriesOf(object['stringData'])) out[key] = String(value);
  return out;
}

function entriesOf(value: unknown): [string, unknown][] {
  return Object.entries(isDict(value) ? value : newDict());
}

/** Ciphertext and other text that is no base64 stands for itself: there is no better value. */
function decoded(text: string): string {
  const bytes = decodeBase64(text);
  return bytes === undefined ? text : new TextDecoder().decode(bytes);
}
