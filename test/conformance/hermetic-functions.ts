import { fn, fromBytes, goInt, toBytes, type GoFunction } from '../../src/lang/govalue/index.ts';
import { encodeBase64 } from '../../src/std/base64.ts';
import { toDict, type Dict } from '../../src/std/dict.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const KEY = '-----BEGIN RSA PRIVATE KEY-----\nSEVSTUVUSUMgS0VZ\n-----END RSA PRIVATE KEY-----\n';
const CERT = '-----BEGIN CERTIFICATE-----\nSEVSTUVUSUMgQ0VSVElGSUNBVEU=\n-----END CERTIFICATE-----\n';
const HASH = '$2a$10$hermetichermetichermeticuHermeticHermeticHermeticHerme';

function repeated(chars: string, count: number): string {
  return chars.repeat(Math.ceil(Math.max(0, count) / chars.length)).slice(0, Math.max(0, count));
}

function pair(cert: string, key: string): Dict {
  return toDict({ Cert: cert, Key: key });
}

function decoded(text: string): string {
  return fromBytes(Uint8Array.from(Buffer.from(text, 'base64')));
}

/** The constants that stand for Helm's random functions in recordings marked `hermetic`; the README of the data lists them. */
export const hermeticFunctions: ReadonlyMap<string, GoFunction> = new Map<string, GoFunction>([
  ['randAlphaNum', fn('int')((count) => repeated(`${LETTERS}0123456789`, count))],
  ['randAlpha', fn('int')((count) => repeated(LETTERS, count))],
  ['randAscii', fn('int')((count) => repeated(LETTERS, count))],
  ['randNumeric', fn('int')((count) => repeated('1234567890', count))],
  ['randBytes', fn('int')((count) => encodeBase64(toBytes(repeated(LETTERS, count))))],
  ['randInt', fn('int', 'int')((low) => goInt(low))],
  ['shuffle', fn('string')((text) => text)],
  ['uuidv4', fn()(() => '00000000-0000-4000-8000-000000000000')],
  ['bcrypt', fn('string')(() => HASH)],
  ['htpasswd', fn('string', 'string')((user) => `${user}:${HASH}`)],
  ['encryptAES', fn('string', 'string')((_, text) => encodeBase64(toBytes(text)))],
  ['genPrivateKey', fn('string')(() => KEY)],
  ['genCA', fn('string', 'int')(() => pair(CERT, KEY))],
  ['genCAWithKey', fn('string', 'int', 'string')((_, __, key) => pair(CERT, key))],
  ['genSelfSignedCert', fn('string', 'list', 'list', 'int')(() => pair(CERT, KEY))],
  ['genSelfSignedCertWithKey', fn('string', 'list', 'list', 'int', 'string')((_, __, ___, ____, key) => pair(CERT, key))],
  ['genSignedCert', fn('string', 'list', 'list', 'int', 'any')(() => pair(CERT, KEY))],
  ['genSignedCertWithKey', fn('string', 'list', 'list', 'int', 'any', 'string')((_, __, ___, ____, _____, key) => pair(CERT, key))],
  ['buildCustomCert', fn('string', 'string')((cert, key) => pair(decoded(cert), decoded(key)))],
]);
