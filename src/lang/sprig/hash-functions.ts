import { adler32 } from '../../std/adler32.ts';
import { sha1Hex } from '../../std/sha1.ts';
import { sha256Hex } from '../../std/sha256.ts';
import { sha512Hex } from '../../std/sha512.ts';
import { fn, toBytes, type GoFunction } from '../govalue/index.ts';

/** Digests of texts. Follows sprig v3.3.0 crypto.go. */
export function hashFunctions(): Readonly<Record<string, GoFunction>> {
  return {
    sha1sum: fn('string')((text) => sha1Hex(toBytes(text))),
    sha256sum: fn('string')((text) => sha256Hex(toBytes(text))),
    sha512sum: fn('string')((text) => sha512Hex(toBytes(text))),
    adler32sum: fn('string')((text) => String(adler32(toBytes(text)))),
  };
}
