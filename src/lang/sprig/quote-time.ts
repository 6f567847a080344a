import { toBytes } from '../govalue/index.ts';

/** Quotes a text as Go's package time does: bytes outside of printable ASCII as `\xNN`. */
export function quoteTime(text: string): string {
  let out = '"';
  for (const byte of toBytes(text)) {
    const char = String.fromCharCode(byte);
    if (byte < 0x20 || byte >= 0x80) out += `\\x${byte.toString(16).padStart(2, '0')}`;
    else out += char === '"' || char === '\\' ? `\\${char}` : char;
  }
  return `${out}"`;
}
