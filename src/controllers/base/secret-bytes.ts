import { decodeBase64 } from '../../std/base64.ts';
import { isDict, newDict } from '../../std/dict.ts';
import type { K8sObject } from '../../manifest/index.ts';
import type { Credentials } from './ports.ts';

const encoder = new TextEncoder();

/** What a Secret holds, decoded, with `stringData` on top. Text that is no base64, such as ciphertext, stands for itself: there is no better value. */
export function secretBytes(secret: K8sObject): Credentials {
  const out = Object.create(null) as Record<string, Uint8Array>;
  for (const [key, value] of entriesOf(secret['data'])) out[key] = decodeBase64(value) ?? encoder.encode(value);
  for (const [key, value] of entriesOf(secret['stringData'])) out[key] = encoder.encode(value);
  return out;
}

function entriesOf(value: unknown): (readonly [string, string])[] {
  return Object.entries(isDict(value) ? value : newDict()).map(([key, text]) => [key, String(text)]);
}
