import { encodeBase64 } from '../../std/base64.ts';
import { decodeBase64 } from './base-encoding.ts';

/** A block of PEM. */
export interface PemBlock {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** Writes a block of PEM, 64 characters to the line. */
export function encodePem({ type, bytes }: PemBlock): string {
  const lines = encodeBase64(bytes).match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${type}-----`, ...lines, `-----END ${type}-----`, ''].join('\n');
}

/** Reads the first block of PEM in a text; undefined where there is none. Headers are passed over. */
export function decodePem(text: string): PemBlock | undefined {
  for (const match of text.matchAll(/(?:^|\n)-----BEGIN ([^\n]*?)-----[ \t\r]*\n([\s\S]*?)-----END ([^\n]*?)-----/g)) {
    const [, type = '', body = '', end] = match;
    if (end !== type) continue;
    const bytes = decodeBase64(body.replace(/^(?:[^\n:]*:[^\n]*\n)+\n?/, '').replace(/[ \t]/g, ''));
    if (typeof bytes !== 'string') return { type, bytes };
  }
  return undefined;
}
