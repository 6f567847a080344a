const encoder = new TextEncoder();
const MAYBE_STRAY = /[\udc80-\udcff]/;

/** Writes a text as UTF-8, with the stray bytes that `decodeUtf8` kept. Any other lone surrogate becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  if (!MAYBE_STRAY.test(text)) return encoder.encode(text);
  const bytes = new Uint8Array(text.length * 3);
  let length = 0;
  let plain = 0;
  const flush = (end: number): void => {
    if (end > plain) length += encoder.encodeInto(text.slice(plain, end), bytes.subarray(length)).written;
  };
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0xd800 || unit > 0xdfff) continue;
    if (unit < 0xdc00 && text.charCodeAt(i + 1) >> 10 === 0x37) i++;
    else if (unit >= 0xdc80 && unit <= 0xdcff) {
      flush(i);
      bytes[length++] = unit - 0xdc00;
      plain = i + 1;
    }
  }
  flush(text.length);
  return bytes.slice(0, length);
}
