import { GoError } from '../govalue/index.ts';
import { TAG, der, derBitString, derInteger, derOid, derSequence, equalBytes, readDer, readSequence, type DerElement } from './der.ts';
import { describing } from './describing.ts';
import { decodePem, encodePem } from './pem.ts';
import type { SprigCrypto } from './ports.ts';

/** The kinds of keys that can be read and written. */
export type KeyKind = 'rsa' | 'dsa' | 'ecdsa' | 'ed25519';

/** A private key in PKCS#8. */
export interface PrivateKey {
  readonly kind: KeyKind;
  readonly pkcs8: Uint8Array;
}

const OIDS: Readonly<Record<KeyKind, Uint8Array>> = {
  rsa: derOid('1.2.840.113549.1.1.1'),
  dsa: derOid('1.2.840.10040.4.1'),
  ecdsa: derOid('1.2.840.10045.2.1'),
  ed25519: derOid('1.3.101.112'),
};
const ZERO = derInteger(Uint8Array.of(0));
const ONE = derInteger(Uint8Array.of(1));
const NULL = der(TAG.null);
const KEY_SUFFIX = ' PRIVATE KEY';

/** Wraps a PKCS#8 document. @throws GoError when it is none, or of a kind unknown here */
export function privateKeyOf(pkcs8: Uint8Array): PrivateKey {
  const algorithm = readDer(readSequence(pkcs8)?.[1]?.content ?? new Uint8Array(0))?.[0]?.raw;
  const kind = (Object.keys(OIDS) as KeyKind[]).find((name) => algorithm !== undefined && equalBytes(OIDS[name], algorithm));
  if (kind === undefined) throw new GoError('asn1: syntax error: data truncated');
  return { kind, pkcs8 };
}

/** A key in the form Go writes it: PKCS#1 for RSA, SEC 1 for ECDSA, OpenSSL's for DSA, PKCS#8 for Ed25519. */
export function encodePrivateKey(key: PrivateKey, crypto: SprigCrypto): string {
  const [, algorithm, octets] = readSequence(key.pkcs8)!;
  const inner = octets!.content;
  switch (key.kind) {
    case 'rsa':
      return encodePem({ type: 'RSA PRIVATE KEY', bytes: inner });
    case 'ecdsa':
      return encodePem({ type: 'EC PRIVATE KEY', bytes: sec1Of(inner, readDer(algorithm!.content)![1]!, publicBits(key, crypto)) });
    case 'dsa': {
      const params = readDer(readDer(algorithm!.content)![1]!.content)!.map(({ raw }) => raw);
      return encodePem({ type: 'DSA PRIVATE KEY', bytes: derSequence(ZERO, ...params, publicBits(key, crypto), inner) });
    }
    case 'ed25519':
      return encodePem({ type: 'PRIVATE KEY', bytes: key.pkcs8 });
  }
}

/** Reads a key in any of the forms that `encodePrivateKey` writes, or PKCS#8. Follows sprig v3.3.0 crypto.go. @throws GoError */
export function parsePrivateKey(text: string): PrivateKey {
  const block = decodePem(text);
  if (block === undefined) throw new GoError('no PEM data in input');
  if (block.type === 'PRIVATE KEY') return describing('decoding PEM as PKCS#8', () => privateKeyOf(block.bytes));
  if (!block.type.endsWith(KEY_SUFFIX)) throw new GoError(`no private key data in PEM block of type ${block.type}`);
  const kind = block.type.slice(0, -KEY_SUFFIX.length);
  switch (kind) {
    case 'RSA':
      return describing('parsing RSA private key from PEM', () => wrap('rsa', NULL, block.bytes));
    case 'EC':
      return describing('parsing EC private key from PEM', () => wrapSec1(block.bytes));
    case 'DSA':
      return describing('parsing DSA private key from PEM', () => wrapDsa(block.bytes));
    default:
      throw new GoError(`invalid private key type ${kind}`);
  }
}

/** The content of the public key's BIT STRING. */
export function publicBits(key: PrivateKey, crypto: SprigCrypto): Uint8Array {
  return readSequence(crypto.publicKey(key.pkcs8))![1]!.content.subarray(1);
}

function wrap(kind: KeyKind, parameters: Uint8Array, inner: Uint8Array): PrivateKey {
  if (readSequence(inner) === undefined && kind === 'rsa') throw new GoError('asn1: syntax error: data truncated');
  return { kind, pkcs8: derSequence(ZERO, derSequence(OIDS[kind], parameters), der(TAG.octetString, inner)) };
}

/** SEC 1: version 1, the number, the curve in [0], the public key in [1]. */
function wrapSec1(bytes: Uint8Array): PrivateKey {
  const elements = readSequence(bytes);
  const curve = elements?.find(({ tag }) => tag === 0xa0);
  if (elements === undefined || curve === undefined) throw new GoError('asn1: syntax error: data truncated');
  return wrap('ecdsa', curve.content, derSequence(...elements.filter((element) => element !== curve).map(({ raw }) => raw)));
}

function sec1Of(inner: Uint8Array, curve: DerElement, point: Uint8Array): Uint8Array {
  const secret = readSequence(inner)![1]!.raw;
  return derSequence(ONE, secret, der(0xa0, curve.raw), der(0xa1, derBitString(point)));
}

/** OpenSSL's form of DSA keys: version 0, then P, Q, G, Y, X. */
function wrapDsa(bytes: Uint8Array): PrivateKey {
  const [, p, q, g, , x] = readSequence(bytes) ?? [];
  if (p === undefined || q === undefined || g === undefined || x === undefined) throw new GoError('asn1: syntax error: data truncated');
  return wrap('dsa', derSequence(p.raw, q.raw, g.raw), x.raw);
}
