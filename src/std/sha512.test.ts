import { expect, test } from 'vitest';
import { adler32 } from './adler32.ts';
import { sha512Hex } from './sha512.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test.each([
  ['', 'cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e'],
  ['abc', 'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f'],
])('SHA-512 of %j', (text, digest) => {
  expect(sha512Hex(bytes(text))).toBe(digest);
});

test('SHA-512 across block borders', () => {
  expect(sha512Hex(bytes('a'.repeat(111)))).toMatch(/^fa9121c7b32b9e01/);
  expect(sha512Hex(bytes('a'.repeat(112)))).toMatch(/^c01d080efd492776/);
});

test('Adler-32', () => {
  expect(adler32(bytes('Wikipedia'))).toBe(0x11e60398);
  expect(adler32(new Uint8Array(0))).toBe(1);
});
