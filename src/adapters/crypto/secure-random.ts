import type { RandomSource } from '../../lang/sprig/index.ts';
import { openssl } from './openssl.ts';

const BLOCK = 16_384;

/** Bytes of the system's secure source, fetched in blocks, since templates ask for a few at a time. No byte is given twice. */
export function secureRandom(): RandomSource {
  let block = new Uint8Array();
  let at = 0;
  return (count) => {
    if (count > BLOCK) return openssl().randomBytes(count);
    if (at + count > block.length) {
      block = openssl().randomBytes(BLOCK);
      at = 0;
    }
    at += count;
    return block.subarray(at - count, at);
  };
}
