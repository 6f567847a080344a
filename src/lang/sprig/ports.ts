/** Gives so many random bytes. */
export interface RandomSource {
  (count: number): Uint8Array;
  /** Whether the bytes can be had again from a seed, so that nothing that is made of them is a secret. */
  readonly isRepeatable?: boolean;
}

/** What template functions need from outside. Nothing here has a default, so that a rendering is as repeatable as its caller wants. */
export interface SprigPorts {
  /** The current time in milliseconds since 1970. */
  readonly now: () => number;
  /** Random bytes: a secure source, or a seeded one (`seededRandom`) for repeatable output. */
  readonly random: RandomSource;
  /** The zone of `date` and `toDate` without a zone: a name of the IANA database, or `UTC`. */
  readonly localZone: string;
  /** Keys, signatures and ciphers; functions that need them fail without it. */
  readonly crypto?: SprigCrypto | undefined;
  /** What `env` and `expandenv` see. Absent, they see no variable at all. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** The addresses of a host name. Absent, no name resolves. */
  readonly lookupHost?: ((name: string) => readonly string[]) | undefined;
}

/** Key types that certificates and `genPrivateKey` use. */
export type KeyType = { readonly type: 'rsa'; readonly bits: number } | { readonly type: 'dsa' | 'ecdsa' | 'ed25519' };

export type DigestAlgorithm = 'sha1' | 'sha256' | 'sha512';

/** Synchronous cryptography over DER: private keys in PKCS#8, public keys as SubjectPublicKeyInfo. */
export interface SprigCrypto {
  /** Makes a private key: RSA, DSA L2048N256, ECDSA on P-256, or Ed25519. All chance comes from `random`; a key of a repeatable source is no secret, and may be made in a quicker way. */
  generateKey(type: KeyType, random: RandomSource): Uint8Array;
  /** The public key that belongs to a private key. Throws when the key is damaged. */
  publicKey(pkcs8: Uint8Array): Uint8Array;
  /** Signs with the key's usual scheme: RSA PKCS#1 v1.5 or ECDSA with SHA-256, or pure Ed25519. */
  sign(pkcs8: Uint8Array, data: Uint8Array): Uint8Array;
  /** The digest of bytes as lower-case hex. */
  hexDigest(algorithm: DigestAlgorithm, bytes: Uint8Array): string;
  /** Derives a key from a password. */
  scrypt(password: Uint8Array, salt: Uint8Array, cost: { readonly n: number; readonly r: number; readonly p: number; readonly length: number }): Uint8Array;
  /** AES-256 in CBC mode without padding. Lengths of data are multiples of 16. */
  aesCbc(direction: 'encrypt' | 'decrypt', key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array;
}
