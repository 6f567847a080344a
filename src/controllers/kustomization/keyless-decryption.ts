import { decodeBase64 } from '../../std/base64.ts';
import { isDict } from '../../std/dict.ts';
import { EddyError } from '../../diagnostics/index.ts';
import type { K8sObject } from '../../manifest/index.ts';
import type { Decryption } from '../base/index.ts';

/** What tells that a value is a file that SOPS encrypted, whatever its format. */
const MARKERS = ['"mac": "ENC[', 'sops_mac=ENC[', '[sops]', 'mac: ENC['];

/**
 * Decryption where nothing can decrypt: what is not encrypted passes, the rest is refused as by a controller that has no key.
 *
 * Follows kustomize-controller v1.9.4 internal/decryptor/decryptor.go (DecryptResource).
 */
export const KEYLESS: Decryption = {
  sources: (tree) => tree,
  object: (object) => {
    const { kind, metadata, sops } = object;
    const id = `${metadata.namespace ?? ''}/${metadata.name}`;
    if (isDict(sops) && 'mac' in sops) throw noKey(`failed to decrypt and format '${id}' ${kind} data`, recipientsOf(sops));
    const field = kind === 'Secret' ? encryptedField(object) : undefined;
    if (field !== undefined) throw noKey(`failed to decrypt and format '${id}' Secret field '${field}'`, []);
    return object;
  },
};

/** Whether an object says that it is not to be decrypted. */
export function optsOutOfDecryption({ metadata }: K8sObject): boolean {
  return metadata.annotations?.['kustomize.toolkit.fluxcd.io/decrypt']?.toLowerCase() === 'disabled';
}

function encryptedField({ data }: K8sObject): string | undefined {
  if (!isDict(data)) return undefined;
  return Object.keys(data).find((key) => {
    const bytes = decodeBase64(String(data[key]));
    const text = bytes === undefined ? '' : new TextDecoder().decode(bytes);
    return MARKERS.some((marker) => text.includes(marker));
  });
}

function recipientsOf(sops: Readonly<Record<string, unknown>>): string[] {
  const entries = ['age', 'pgp', 'kms', 'gcp_kms', 'azure_kv', 'hc_vault'].flatMap((kind) => (Array.isArray(sops[kind]) ? sops[kind].filter(isDict) : []));
  return entries.map((entry) => ['recipient', 'fp', 'arn', 'resource_id', 'name'].map((field) => entry[field]).find((value) => typeof value === 'string') ?? '');
}

function noKey(what: string, recipients: readonly string[]): EddyError {
  const groups = recipients.length === 0 ? '' : `\n\nGroup 0: FAILED\n${recipients.map((recipient) => `  ${recipient}: FAILED\n    - | there is no key for it`).join('\n\n')}`;
  return new EddyError('DecryptionFailed', `${what}: cannot get sops data key: Failed to get the data key required to decrypt the SOPS file.${groups}`, {
    hint: 'the Secret of spec.decryption.secretRef holds the keys',
  });
}
