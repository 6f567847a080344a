import { formatValue } from '../gofmt/index.ts';
import { GoError, GoObject, fn, fromBytes, goParam, type GoFunction, type Param } from '../govalue/index.ts';
import { decodeBase64 } from './base-encoding.ts';
import { createCertificate, parseIssuer, type CertificateTemplate, type Issuer } from './certificate.ts';
import { equalBytes } from './der.ts';
import { describing } from './describing.ts';
import { parseIpAddress } from './ip-address.ts';
import { decodePem, encodePem } from './pem.ts';
import type { KeyType, SprigCrypto, SprigPorts } from './ports.ts';
import { encodePrivateKey, parsePrivateKey, privateKeyOf, type PrivateKey } from './private-key.ts';
import { metered } from './work-budget.ts';

const DAY_NANOS = 86_400_000_000_000n;
const KEY_TYPES: ReadonlyMap<string, KeyType> = new Map<string, KeyType>([
  ['', { type: 'rsa', bits: 4096 }],
  ['rsa', { type: 'rsa', bits: 4096 }],
  ['dsa', { type: 'dsa' }],
  ['ecdsa', { type: 'ecdsa' }],
  ['ed25519', { type: 'ed25519' }],
]);
/** What making a key costs, in steps of a template; measured as prices.ts says. */
const STEPS_OF_KEYS: Readonly<Record<KeyType['type'], number>> = { rsa: 1_000_000, dsa: 1_000_000, ecdsa: 10_000, ed25519: 1000 };
const CERTIFICATE_KEY: KeyType = { type: 'rsa', bits: 2048 };

/** A certificate with its key, both as PEM: the struct that templates read `.Cert` and `.Key` from. */
class GoCertificate extends GoObject {
  override readonly goType = 'sprig.certificate';
  override readonly goKind = 'struct';
  readonly cert: string;
  readonly key: string;

  constructor(cert: string, key: string) {
    super();
    this.cert = cert;
    this.key = key;
  }

  override field(name: string): { readonly value: unknown } | undefined {
    if (name === 'Cert') return { value: this.cert };
    return name === 'Key' ? { value: this.key } : undefined;
  }

  override fields(): readonly (readonly [name: string, value: unknown])[] {
    return [['Cert', this.cert], ['Key', this.key]];
  }
}

const CERTIFICATE: Param<GoCertificate> = goParam('sprig.certificate', (value) => value instanceof GoCertificate);

/** Private keys and X.509 certificates. Follows sprig v3.3.0 crypto.go. */
export function certificateFunctions(ports: SprigPorts): Readonly<Record<string, GoFunction>> {
  const crypto = (): SprigCrypto => {
    if (ports.crypto === undefined) throw new GoError('keys and certificates are not available here');
    return ports.crypto;
  };
  const newKey = (type: KeyType): PrivateKey => privateKeyOf(crypto().generateKey(type, ports.random));
  const givenKey = (pem: string): PrivateKey => describing('parsing private key', () => parsePrivateKey(pem));
  const issue = (template: CertificateTemplate, key: PrivateKey, issuer?: Issuer): GoCertificate => {
    const bytes = describing('error creating certificate', () => createCertificate(template, key, issuer, crypto()));
    return new GoCertificate(encodePem({ type: 'CERTIFICATE', bytes }), encodePrivateKey(key, crypto()));
  };
  const template = (name: string, ips: readonly unknown[], dns: readonly unknown[], days: number, isAuthority = false): CertificateTemplate => ({
    commonName: name,
    ipAddresses: ips.map(ipOf),
    dnsNames: dns.map(dnsNameOf),
    serial: ports.random(16),
    ...validity(ports.now(), days),
    isAuthority,
  });
  const issuerOf = (authority: GoCertificate): Issuer => readIssuer(authority, crypto());
  return {
    genPrivateKey: metered('string')((meter, type) => {
      const known = KEY_TYPES.get(type);
      if (known === undefined) return `Unknown type ${type}`;
      meter.spend(STEPS_OF_KEYS[known.type]);
      return encodePrivateKey(newKey(known), crypto());
    }),
    buildCustomCert: fn('string', 'string')(buildCustomCertificate),
    genCA: fn('string', 'int')((name, days) => issue(template(name, [], [], days, true), newKey(CERTIFICATE_KEY))),
    genCAWithKey: fn('string', 'int', 'string')((name, days, key) => {
      const given = givenKey(key);
      return issue(template(name, [], [], days, true), given);
    }),
    genSelfSignedCert: fn('string', 'list', 'list', 'int')((name, ips, dns, days) => issue(template(name, ips, dns, days), newKey(CERTIFICATE_KEY))),
    genSelfSignedCertWithKey: fn('string', 'list', 'list', 'int', 'string')((name, ips, dns, days, key) => {
      const given = givenKey(key);
      return issue(template(name, ips, dns, days), given);
    }),
    genSignedCert: fn('string', 'list', 'list', 'int', CERTIFICATE)((name, ips, dns, days, authority) => {
      const issuer = issuerOf(authority);
      return issue(template(name, ips, dns, days), newKey(CERTIFICATE_KEY), issuer);
    }),
    genSignedCertWithKey: fn('string', 'list', 'list', 'int', CERTIFICATE, 'string')((name, ips, dns, days, authority, key) => {
      const given = givenKey(key);
      const issuer = issuerOf(authority);
      return issue(template(name, ips, dns, days), given, issuer);
    }),
  };
}

function readIssuer({ cert, key }: GoCertificate, crypto: SprigCrypto): Issuer {
  const block = decodePem(cert);
  if (block === undefined) throw new GoError('unable to decode certificate');
  const { publicKey, ...issuer } = describing('error parsing certificate: decodedSignerCert.Bytes', () => parseIssuer(block.bytes));
  const signer = describing('error parsing private key', () => parsePrivateKey(key));
  if (!equalBytes(crypto.publicKey(signer.pkcs8), publicKey)) {
    throw new GoError("error creating certificate: x509: provided PrivateKey doesn't match parent's PublicKey");
  }
  return { ...issuer, key: signer };
}

function buildCustomCertificate(certificate: string, key: string): GoCertificate {
  const cert = decodeBase64(certificate);
  if (typeof cert === 'string') throw new GoError('unable to decode base64 certificate');
  const privateKey = decodeBase64(key);
  if (typeof privateKey === 'string') throw new GoError('unable to decode base64 private key');
  const block = decodePem(fromBytes(cert));
  if (block === undefined) throw new GoError('unable to decode certificate');
  describing('error parsing certificate: decodedCert.Bytes', () => parseIssuer(block.bytes));
  describing('error parsing private key', () => parsePrivateKey(fromBytes(privateKey)));
  return new GoCertificate(fromBytes(cert), fromBytes(privateKey));
}

/** From now for so many days; the product wraps as Go's int64 of nanoseconds does. */
function validity(now: number, days: number): Pick<CertificateTemplate, 'notBefore' | 'notAfter'> {
  const lifetime = BigInt.asIntN(64, BigInt(days) * DAY_NANOS);
  return { notBefore: Math.floor(now / 1000), notAfter: Math.floor((now + Number(lifetime / 1_000_000n)) / 1000) };
}

function ipOf(value: unknown): Uint8Array {
  if (typeof value !== 'string') throw new GoError(`error parsing ip: ${formatValue(value)} is not a string`);
  const address = parseIpAddress(value);
  if (address === undefined) throw new GoError(`error parsing ip: ${value}`);
  return address;
}

function dnsNameOf(value: unknown): string {
  if (typeof value !== 'string') throw new GoError(`error processing alternate dns name: ${formatValue(value)} is not a string`);
  return value;
}
