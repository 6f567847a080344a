import { adler32 } from '../../std/adler32.ts';
import { sha1Hex } from '../../std/sha1.ts';
import { sha256Hex } from '../../std/sha256.ts';
import { sha512Hex } from '../../std/sha512.ts';
import { fn, toBytes, type GoFunction } from '../govalue/index.ts';
import type { DigestAlgorithm, SprigPorts } from './ports.ts';

/** From so many bytes on, getting at the ports costs less than what runs before V8 has compiled it. */
const LONG = 4000;

/** Digests of texts. Follows sprig v3.3.0 crypto.go. */
export function hashFunctions({ crypto }: SprigPorts): Readonly<Record<string, GoFunction>> {
  const digest = (algorithm: DigestAlgorithm, own: (bytes: Uint8Array) => string): GoFunction =>
    fn('string')((text) => {
      const bytes = toBytes(text);
      return crypto === undefined || bytes.length < LONG ? own(bytes) : crypto.hexDigest(algorithm, bytes);
    });
  return {
    sha1sum: digest('sha1', sha1Hex),
    sha256sum: digest('sha256', sha256Hex),
    sha512sum: digest('sha512', sha512Hex),
    adler32sum: fn('string')((text) => String(adler32(toBytes(text)))),
  };
}
