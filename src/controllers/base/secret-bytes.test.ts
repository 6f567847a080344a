import { expect, test } from 'vitest';
import type { K8sObject } from '../../manifest/index.ts';
import { secretBytes } from './secret-bytes.ts';

test.each<[string, object, Readonly<Record<string, string>>]>([
  ['base64', { data: { a: 'eA==', b: 'eHk=\n' } }, { a: 'x', b: 'xy' }],
  ['clear text, which wins', { data: { a: 'eA==' }, stringData: { a: 'z', b: 'é' } }, { a: 'z', b: 'é' }],
  ['ciphertext', { data: { a: 'ENC[AES256_GCM,data:x]' } }, { a: 'ENC[AES256_GCM,data:x]' }],
  ['keys of any name', { data: JSON.parse('{"__proto__": "eA=="}') as unknown }, JSON.parse('{"__proto__": "x"}') as Record<string, string>],
  ['nothing', { data: null }, {}],
])('a Secret holds %s', (_, content, texts) => {
  const secret: K8sObject = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, ...content };
  const held = Object.entries(secretBytes(secret)).map(([key, bytes]) => [key, new TextDecoder().decode(bytes)]);
  expect(held).toEqual(Object.entries(texts));
});
