const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads bytes as UTF-8 without losing any of them.
 *
 * Go's strings are bytes, and templates do cut runes apart or carry binary data through base64. Each byte that is no part of valid
 * UTF-8 becomes the lone surrogate U+DC00 + byte, which no valid text contains; `encodeUtf8` turns it back into that byte.
 * Printed by anything else, it shows as U+FFFD, as Go's own printers show it.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return decodeWithStrays(bytes);
  }
}

function decodeWithStrays(bytes: Uint8Array): string {
  const parts: string[] = [];
  let valid = 0;
  let at = 0;
  while (at < bytes.length) {
    const size = runeSize(bytes, at);
    if (size > 0) {
      at += size;
      continue;
    }
    if (at > valid) parts.push(strict.decode(bytes.subarray(valid, at)));
    parts.push(String.fromCharCode(0xdc00 + bytes[at]!));
    valid = ++at;
  }
  parts.push(strict.decode(bytes.subarray(valid)));
  return parts.join('');
}

/** The length of the valid sequence at `at`, or 0 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF). */
function runeSize(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  const second = bytes[at + 1] ?? 0;
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return 0;
  for (let i = 2; i < size; i++) {
    if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  return size;
}
