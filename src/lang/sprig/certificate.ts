import { quote } from '../gofmt/index.ts';
import { GoError, toBytes } from '../govalue/index.ts';
import { sha256 } from '../../std/sha256.ts';
import { civilTime } from './civil-date.ts';
import { TAG, der, derBitString, derInteger, derOid, derSequence, equalBytes, readDer, readSequence, type DerElement } from './der.ts';
import type { SprigCrypto } from './ports.ts';
import { publicBits, type KeyKind, type PrivateKey } from './private-key.ts';

/** What a certificate is made from. */
export interface CertificateTemplate {
  readonly commonName: string;
  readonly dnsNames: readonly string[];
  /** 4 or 16 bytes each. */
  readonly ipAddresses: readonly Uint8Array[];
  readonly serial: Uint8Array;
  /** Seconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly isAuthority: boolean;
}

/** Who signs a certificate. */
export interface Issuer {
  /** The subject of the issuer's certificate, as DER. */
  readonly subject: Uint8Array;
  /** The issuer's subject key identifier; empty where it has none. */
  readonly keyId: Uint8Array;
  readonly key: PrivateKey;
}

const EMPTY_NAME = derSequence();
const EXTENSIONS = {
  subjectKeyId: derOid('2.5.29.14'), keyUsage: derOid('2.5.29.15'), subjectAltName: derOid('2.5.29.17'),
  basicConstraints: derOid('2.5.29.19'), authorityKeyId: derOid('2.5.29.35'), extKeyUsage: derOid('2.5.29.37'),
};
const COMMON_NAME = derOid('2.5.4.3');
const SERVER_AND_CLIENT_AUTH = derSequence(derOid('1.3.6.1.5.5.7.3.1'), derOid('1.3.6.1.5.5.7.3.2'));
const TRUE = der(TAG.boolean, Uint8Array.of(0xff));
const SIGNATURES: Readonly<Record<Exclude<KeyKind, 'dsa'>, Uint8Array>> = {
  rsa: derSequence(derOid('1.2.840.113549.1.1.11'), der(TAG.null)),
  ecdsa: derSequence(derOid('1.2.840.10045.4.3.2')),
  ed25519: derSequence(derOid('1.3.101.112')),
};

/**
 * Makes an X.509 version 3 certificate in DER; self-signed without an issuer.
 *
 * Fields, extensions and their order follow Go 1.26 `x509.CreateCertificate` for sprig's templates.
 * @throws GoError for names and keys that a certificate cannot hold
 */
export function createCertificate(template: CertificateTemplate, key: PrivateKey, issuer: Issuer | undefined, crypto: SprigCrypto): Uint8Array {
  const subject = nameOf(template.commonName);
  const signer = issuer?.key ?? key;
  if (signer.kind === 'dsa') throw new GoError('x509: certificate private key does not implement crypto.Signer');
  if (key.kind === 'dsa') throw new GoError('x509: unsupported public key type: *dsa.PublicKey');
  const signature = SIGNATURES[signer.kind];
  const authority = issuer !== undefined && !equalBytes(issuer.subject, subject) ? issuer.keyId : new Uint8Array(0);
  const toBeSigned = derSequence(
    der(0xa0, derInteger(Uint8Array.of(2))),
    derInteger(template.serial),
    signature,
    issuer?.subject ?? subject,
    derSequence(timeOf(template.notBefore), timeOf(template.notAfter)),
    subject,
    crypto.publicKey(key.pkcs8),
    der(0xa3, derSequence(...extensionsOf(template, subject, authority, publicBits(key, crypto)))),
  );
  return derSequence(toBeSigned, signature, derBitString(crypto.sign(signer.pkcs8, toBeSigned)));
}

/** What signing needs to know of the issuer's certificate. @throws GoError for what is no certificate */
export function parseIssuer(certificate: Uint8Array): Omit<Issuer, 'key'> & { readonly publicKey: Uint8Array } {
  const fields = readDer(readSequence(certificate)?.[0]?.content ?? new Uint8Array(0));
  // The version is optional; serial, algorithm, issuer and validity come before the subject.
  const first = fields?.[0]?.tag === 0xa0 ? 1 : 0;
  const subject = fields?.[first + 4];
  const publicKey = fields?.[first + 5];
  if (fields === undefined || subject?.tag !== TAG.sequence || publicKey?.tag !== TAG.sequence) throw new GoError('x509: malformed certificate');
  return { subject: subject.raw, publicKey: publicKey.raw, keyId: subjectKeyIdOf(fields.find(({ tag }) => tag === 0xa3)) };
}

function subjectKeyIdOf(extensions: DerElement | undefined): Uint8Array {
  const all = extensions === undefined ? [] : (readSequence(extensions.content) ?? []);
  for (const { content } of all) {
    const [id, ...rest] = readDer(content) ?? [];
    if (id !== undefined && equalBytes(id.raw, EXTENSIONS.subjectKeyId)) return readDer(rest.at(-1)!.content)?.[0]?.content ?? new Uint8Array(0);
  }
  return new Uint8Array(0);
}

function extensionsOf({ isAuthority, dnsNames, ipAddresses }: CertificateTemplate, subject: Uint8Array, authority: Uint8Array, publicKey: Uint8Array): Uint8Array[] {
  // Digital signature and key encipherment, for an authority also the signing of certificates.
  const usage = isAuthority ? derBitString(Uint8Array.of(0xa4), 2) : derBitString(Uint8Array.of(0xa0), 5);
  const extensions = [
    extension(EXTENSIONS.keyUsage, true, usage),
    extension(EXTENSIONS.extKeyUsage, false, SERVER_AND_CLIENT_AUTH),
    extension(EXTENSIONS.basicConstraints, true, isAuthority ? derSequence(TRUE) : derSequence()),
  ];
  if (isAuthority) extensions.push(extension(EXTENSIONS.subjectKeyId, false, der(TAG.octetString, sha256(publicKey).subarray(0, 20))));
  if (authority.length > 0) extensions.push(extension(EXTENSIONS.authorityKeyId, false, derSequence(der(0x80, authority))));
  const names = [...dnsNames.map((name) => der(0x82, asciiOf(name))), ...ipAddresses.map((address) => der(0x87, address))];
  if (names.length > 0) extensions.push(extension(EXTENSIONS.subjectAltName, equalBytes(subject, EMPTY_NAME), derSequence(...names)));
  return extensions;
}

function extension(id: Uint8Array, isCritical: boolean, value: Uint8Array): Uint8Array {
  return isCritical ? derSequence(id, TRUE, der(TAG.octetString, value)) : derSequence(id, der(TAG.octetString, value));
}

/** A name with nothing but the common name; empty without one. */
function nameOf(commonName: string): Uint8Array {
  if (commonName === '') return EMPTY_NAME;
  const tag = /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(commonName) ? TAG.printableString : TAG.utf8String;
  return derSequence(der(TAG.set, derSequence(COMMON_NAME, der(tag, toBytes(commonName)))));
}

function asciiOf(name: string): Uint8Array {
  if (!/^[\0-\x7f]*$/.test(name)) throw new GoError(`x509: ${quote(name)} cannot be encoded as an IA5String`);
  return toBytes(name);
}

/** UTCTime up to 2049, GeneralizedTime from then on. */
function timeOf(seconds: number): Uint8Array {
  const { year, month, day, hour, minute, second } = civilTime(seconds);
  const rest = `${[month, day, hour, minute, second].map((part) => String(part).padStart(2, '0')).join('')}Z`;
  if (year >= 1950 && year < 2050) return der(TAG.utcTime, toBytes(String(year % 100).padStart(2, '0') + rest));
  return der(TAG.generalizedTime, toBytes(String(year).padStart(4, '0') + rest));
}
