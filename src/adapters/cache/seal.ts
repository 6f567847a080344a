import { openssl } from '../crypto/openssl.ts';

const CIPHER = 'aes-256-gcm';
const NONCE = 12;
const TAG = 16;

/** Encrypts bytes, part after part, so that only who knows the secret, 32 bytes in hexadecimal, can read them. Layout: nonce, tag, what is encrypted (AES-256-GCM). */
export function seal(parts: readonly Uint8Array[], secret: string): readonly Uint8Array[] {
  const { createCipheriv, randomBytes } = openssl();
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(CIPHER, Buffer.from(secret, 'hex'), nonce, { authTagLength: TAG });
  const sealed = [...parts.map((part) => cipher.update(part)), cipher.final()];
  return [nonce, cipher.getAuthTag(), ...sealed];
}

/** What was sealed; undefined for another secret, and for bytes that are damaged. */
export function unseal(parts: readonly Uint8Array[], secret: string): Buffer | undefined {
  const sealed = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  if (sealed.length < NONCE + TAG) return undefined;
  const decipher = openssl().createDecipheriv(CIPHER, Buffer.from(secret, 'hex'), sealed.subarray(0, NONCE), { authTagLength: TAG });
  decipher.setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
  const bytes = decipher.update(sealed.subarray(NONCE + TAG));
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  return bytes;
}
