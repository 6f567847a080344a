import { encodeBase64 } from '../../std/base64.ts';
import { fn, fromBytes, toBytes, type GoFunction } from '../govalue/index.ts';
import { decodeBase32, decodeBase64, encodeBase32 } from './base-encoding.ts';

/** Base64 and base32. A text that cannot be decoded gives Go's error text in place of a result. Follows sprig v3.3.0 strings.go. */
export function encodingFunctions(): Readonly<Record<string, GoFunction>> {
  return {
    b64enc: fn('string')((text) => encodeBase64(toBytes(text))),
    b64dec: fn('string')((text) => textOrFault(decodeBase64(text))),
    b32enc: fn('string')((text) => encodeBase32(toBytes(text))),
    b32dec: fn('string')((text) => textOrFault(decodeBase32(text))),
  };
}

function textOrFault(decoded: Uint8Array | string): string {
  return typeof decoded === 'string' ? decoded : fromBytes(decoded);
}
