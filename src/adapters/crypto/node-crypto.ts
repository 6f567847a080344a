import type { KeyObject } from 'node:crypto';
import type { KeyType, RandomSource, SprigCrypto } from '../../lang/sprig/index.ts';
import { openssl } from './openssl.ts';
import { generateRsaKey } from './rsa-key.ts';

/** PKCS#8 around the 32 bytes of an Ed25519 key (RFC 8410). */
const ED25519_HEADER = Buffer.from('302e020100300506032b657004220420', 'hex');
const DER_PRIVATE = { type: 'pkcs8', format: 'der' } as const;

/**
 * The cryptography of template functions on Node's OpenSSL.
 *
 * Keys depend on nothing but the random source, so a seeded one gives the same keys again; DSA keys are the exception.
 */
export const nodeCrypto: SprigCrypto = {
  generateKey,
  publicKey: (pkcs8) => openssl().createPublicKey(privateKey(pkcs8)).export({ type: 'spki', format: 'der' }),
  sign: (pkcs8, data) => {
    const key = privateKey(pkcs8);
    return openssl().sign(key.asymmetricKeyType === 'ed25519' ? null : 'sha256', data, key);
  },
  hexDigest: (algorithm, bytes) => openssl().createHash(algorithm).update(bytes).digest('hex'),
  scrypt: (password, salt, { n, r, p, length }) => openssl().scryptSync(password, salt, length, { N: n, r, p, maxmem: 256 * n * r }),
  aesCbc: (direction, key, iv, data) => {
    const { createCipheriv, createDecipheriv } = openssl();
    const cipher = direction === 'encrypt' ? createCipheriv('aes-256-cbc', key, iv) : createDecipheriv('aes-256-cbc', key, iv);
    cipher.setAutoPadding(false);
    return Buffer.concat([cipher.update(data), cipher.final()]);
  },
};

function generateKey(type: KeyType, random: RandomSource): Uint8Array {
  switch (type.type) {
    case 'rsa':
      return exported(generateRsaKey(type.bits, random));
    case 'ecdsa':
      return generateEcdsaKey(random);
    case 'ed25519':
      return Buffer.concat([ED25519_HEADER, random(32)]);
    case 'dsa':
      return exported(openssl().generateKeyPairSync('dsa', { modulusLength: 2048, divisorLength: 256 }).privateKey);
  }
}

function generateEcdsaKey(random: RandomSource): Uint8Array {
  const curve = openssl().createECDH('prime256v1');
  for (;;) {
    const d = Buffer.from(random(32));
    try {
      curve.setPrivateKey(d);
    } catch {
      // The number is not below the order of the curve, which happens once in 2^32 times.
      continue;
    }
    const point = curve.getPublicKey();
    const coordinates = { x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') };
    return exported(openssl().createPrivateKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', d: d.toString('base64url'), ...coordinates } }));
  }
}

/** The keys of documents that were read or written: OpenSSL takes longer to read one than to sign with it. */
const known = new WeakMap<Uint8Array, KeyObject>();

function exported(key: KeyObject): Uint8Array {
  const pkcs8 = key.export(DER_PRIVATE);
  known.set(pkcs8, key);
  return pkcs8;
}

function privateKey(pkcs8: Uint8Array): KeyObject {
  let key = known.get(pkcs8);
  if (key === undefined) {
    key = openssl().createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
    known.set(pkcs8, key);
  }
  return key;
}
