import { X509Certificate, createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { createTemplateSet } from '../../lang/gotemplate/index.ts';
import { createSprigFunctions, seededRandom } from '../../lang/sprig/index.ts';
import { withLibraries } from '../../std/lazy-library.ts';
import { nodeCrypto, secureRandom } from './index.ts';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

/** Renders with random bytes from a seed; the answer depends on nothing else. */
function render(template: string, seed = 'a'): string {
  const functions = createSprigFunctions({ now: () => NOW, random: seededRandom(seed), localZone: 'UTC', crypto: nodeCrypto });
  const set = createTemplateSet({ functions });
  set.parse('t', template);
  return set.execute('t', {});
}

test.each(['sha1sum', 'sha256sum', 'sha512sum'])('%s of a long text is that of the engine itself', (name) => {
  const functions = { now: () => NOW, random: seededRandom('a'), localZone: 'UTC' };
  const own = createTemplateSet({ functions: createSprigFunctions(functions) });
  for (const length of [0, 1999, 2000, 5000]) {
    const template = `{{ repeat ${String(length)} "é" | ${name} }}`;
    own.parse('t', template);
    expect(render(template)).toBe(own.execute('t', {}));
  }
});

const ISSUE = `{{ $ca := genCA "my-ca" 365 -}}
{{ $c := genSignedCert "svc" (list "10.0.0.1" "::1") (list "svc.ns" "*.svc") 30 $ca -}}
{{ $ca.Cert }}|{{ $ca.Key }}|{{ $c.Cert }}|{{ $c.Key }}`;

describe('certificates', () => {
  let ca: X509Certificate;
  let leaf: X509Certificate;
  let keys: string[];

  beforeAll(() => {
    const [caCert = '', caKey = '', cert = '', key = ''] = render(ISSUE).split('|');
    [ca, leaf, keys] = [new X509Certificate(caCert), new X509Certificate(cert), [caKey, key]];
  });

  test('an authority signs itself', () => {
    expect(ca.ca).toBe(true);
    expect(ca.subject).toBe('CN=my-ca');
    expect(ca.verify(ca.publicKey)).toBe(true);
    expect(ca.checkPrivateKey(createPrivateKey(keys[0]!))).toBe(true);
    expect(ca.validFrom).toBe('Jan  2 03:04:05 2026 GMT');
    expect(ca.validTo).toBe('Jan  2 03:04:05 2027 GMT');
  });

  test('a signed certificate names its hosts and its issuer', () => {
    expect(leaf.ca).toBe(false);
    expect(leaf.verify(ca.publicKey)).toBe(true);
    expect(leaf.checkIssued(ca)).toBe(true);
    expect(leaf.subjectAltName).toBe('DNS:svc.ns, DNS:*.svc, IP Address:10.0.0.1, IP Address:0:0:0:0:0:0:0:1');
    expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
    expect(leaf.checkPrivateKey(createPrivateKey(keys[1]!))).toBe(true);
  });

  test('the same seed gives the same keys and certificates', () => {
    const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
    expect(digest(render(ISSUE))).toBe(digest(render(ISSUE)));
    expect(digest(render(ISSUE, 'b'))).not.toBe(digest(render(ISSUE)));
  });
});

test.each([
  ['ecdsa', 'EC PRIVATE KEY', 'ec'],
  ['ed25519', 'PRIVATE KEY', 'ed25519'],
])('genPrivateKey "%s" writes %s, which signs certificates', (type, label, keyType) => {
  const [key = '', cert = ''] = render(`{{ $k := genPrivateKey "${type}" }}{{ $k }}|{{ (genSelfSignedCertWithKey "x" nil (list "x.y") 1 $k).Cert }}`).split('|');
  expect(key.startsWith(`-----BEGIN ${label}-----\n`)).toBe(true);
  expect(createPrivateKey(key).asymmetricKeyType).toBe(keyType);
  expect(new X509Certificate(cert).verify(createPublicKey(key))).toBe(true);
});

test.each([
  ['derivePassword 1 "long" "password" "user" "example.com"', 'ZedaFaxcZaso9*'],
  ['derivePassword 1 "pin" "password" "user" "example.com"', '6685'],
  ['encryptAES "secret" "text" | decryptAES "secret"', 'text'],
  ['decryptAES "secretkey" "30tEfhuJSVRhpG97XCuWgz2okj7L8vQ1s6V9zVUPeDQ="', 'plaintext'],
])('%s is %s', (expression, want) => {
  expect(render(`{{ ${expression} }}`)).toBe(want);
});

test('bcrypt hashes with a salt from the random source', async () => {
  const hash = await withLibraries(() => render('{{ htpasswd "me" "pw" }}'));
  expect(hash).toMatch(/^me:\$2a\$10\$[./A-Za-z0-9]{53}$/);
  expect(render('{{ htpasswd "me" "pw" }}')).toBe(hash);
});

test('an issuer whose key is not its own is refused', () => {
  expect(() => render('{{ $a := genPrivateKey "ecdsa" }}{{ $ca := genCAWithKey "x" 1 $a }}{{ genSignedCert "y" nil nil 1 (buildCustomCert ($ca.Cert | b64enc) (genPrivateKey "ecdsa" | b64enc)) }}')).toThrow(
    "x509: provided PrivateKey doesn't match parent's PublicKey",
  );
});

describe('secureRandom', () => {
  test.each([0, 1, 4, 4096, 16_384, 100_000])('gives %i bytes', (count) => {
    expect(secureRandom()(count)).toHaveLength(count);
  });

  test('gives no byte twice, also across blocks', () => {
    const random = secureRandom();
    const words = Array.from({ length: 3000 }, () => Buffer.from(random(13)).toString('hex'));
    expect(new Set(words).size).toBe(words.length);
  });
});
