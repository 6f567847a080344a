import { concatBytes } from '../../std/concat-bytes.ts';
import { lazyLibrary } from '../../std/lazy-library.ts';
import { sha256 } from '../../std/sha256.ts';
import { encodeBase64 } from '../../std/base64.ts';
import { GoError, GoInt, byteLength, fn, fromBytes, toBytes, type GoFunction, type Param } from '../govalue/index.ts';
import { decodeBase64 } from './base-encoding.ts';
import { PASSWORD_CHARACTERS, PASSWORD_TEMPLATES } from './password-templates.ts';
import type { RandomSource, SprigCrypto, SprigPorts } from './ports.ts';
import { runtimeError } from './runtime-error.ts';

const BLOCK = 16;
const SCOPE = 'com.lyndir.masterpassword';
const BCRYPT_ROUNDS = 10;
const bcryptjs = lazyLibrary('bcryptjs', () => import('bcryptjs'));

const UINT32: Param<number> = {
  goType: 'uint32',
  kind: 'int',
  accepts: (value) => value instanceof GoInt && value.kind === 'uint32',
  convert: (value) => Number((value as GoInt).value),
};

/** Password hashes, derived passwords and AES. Follows sprig v3.3.0 crypto.go. */
export function passwordFunctions(ports: SprigPorts): Readonly<Record<string, GoFunction>> {
  const crypto = (): SprigCrypto => {
    if (ports.crypto === undefined) throw new GoError('ciphers are not available here');
    return ports.crypto;
  };
  return {
    bcrypt: fn('string')((password) => bcrypt(password, ports.random)),
    htpasswd: fn('string', 'string')((user, password) => (user.includes(':') ? `invalid username: ${user}` : `${user}:${bcrypt(password, ports.random)}`)),
    derivePassword: fn(UINT32, 'string', 'string', 'string', 'string')((counter, type, password, user, site) => {
      const templates = PASSWORD_TEMPLATES.get(type);
      if (templates === undefined) return `cannot find password template ${type}`;
      const salt = concatBytes([toBytes(SCOPE), uint32(byteLength(user)), toBytes(user)]);
      const key = crypto().scrypt(toBytes(password), salt, { n: 32_768, r: 8, p: 2, length: 64 });
      return fillTemplate(templates, hmacSha256(key, concatBytes([toBytes(SCOPE), uint32(byteLength(site)), toBytes(site), uint32(counter)])));
    }),
    encryptAES: fn('string', 'string')((password, text) => (text === '' ? '' : encrypt(crypto(), password, text, ports.random(BLOCK)))),
    decryptAES: fn('string', 'string')((password, text) => (text === '' ? '' : decrypt(crypto(), password, text))),
  };
}

function bcrypt(password: string, random: RandomSource): string {
  if (byteLength(password) > 72) return 'failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes';
  const { encodeBase64: encodeSalt, hashSync } = bcryptjs.get();
  return hashSync(password, `$2a$${BCRYPT_ROUNDS}$${encodeSalt(random(16), 16)}`);
}

/** Picks a template and its characters by the bytes of a seed. Follows the Master Password algorithm. */
function fillTemplate(templates: readonly string[], seed: Uint8Array): string {
  const template = templates[seed[0]! % templates.length]!;
  return Array.from(template, (kind, i) => {
    const characters = PASSWORD_CHARACTERS.get(kind)!;
    return characters[seed[i + 1]! % characters.length]!;
  }).join('');
}

function hmacSha256(key: Uint8Array, data: Uint8Array): Uint8Array {
  const block = new Uint8Array(64);
  block.set(key.length > 64 ? sha256(key) : key);
  const inner = sha256(concatBytes([block.map((byte) => byte ^ 0x36), data]));
  return sha256(concatBytes([block.map((byte) => byte ^ 0x5c), inner]));
}

/** AES-256-CBC with the padding of PKCS#7, the initialization vector in front, all in base64. */
function encrypt(crypto: SprigCrypto, password: string, text: string, iv: Uint8Array): string {
  const content = toBytes(text);
  const padding = BLOCK - (content.length % BLOCK);
  const padded = concatBytes([content, new Uint8Array(padding).fill(padding)]);
  return encodeBase64(concatBytes([iv, crypto.aesCbc('encrypt', aesKey(password), iv, padded)]));
}

function decrypt(crypto: SprigCrypto, password: string, text: string): string {
  const bytes = decodeBase64(text);
  if (typeof bytes === 'string') throw new GoError(bytes);
  const capacity = Math.floor(text.length / 4) * 3;
  if (bytes.length < BLOCK && capacity < BLOCK) throw runtimeError(`slice bounds out of range [:${BLOCK}] with capacity ${capacity}`);
  if (bytes.length < BLOCK) throw runtimeError(`slice bounds out of range [${BLOCK}:${bytes.length}]`);
  const content = bytes.subarray(BLOCK);
  if (content.length % BLOCK !== 0) throw new GoError('crypto/cipher: input not full blocks');
  if (content.length === 0) throw runtimeError('index out of range [-1]');
  const decrypted = crypto.aesCbc('decrypt', aesKey(password), bytes.subarray(0, BLOCK), content);
  const end = decrypted.length - decrypted.at(-1)!;
  if (end < 0) throw runtimeError(`slice bounds out of range [:${end}]`);
  return fromBytes(decrypted.subarray(0, end));
}

/** The first 32 bytes of the password, filled up with zeros. */
function aesKey(password: string): Uint8Array {
  const key = new Uint8Array(32);
  key.set(toBytes(password).subarray(0, 32));
  return key;
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
