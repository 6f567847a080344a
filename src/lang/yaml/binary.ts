/** The bytes of a `!!binary` scalar that are no UTF-8 text; bytes that are one decode to a string. */
export class YamlBinary {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** The text Go's JSON makes of the bytes: each byte that is no UTF-8 becomes U+FFFD. */
  toText(): string {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.bytes);
  }
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Decodes standard base64 with padding; line breaks are ignored. Undefined when the text is none. */
export function decodeBinary(text: string): string | YamlBinary | undefined {
  const compact = text.replace(/[\r\n]/g, '');
  if (!BASE64.test(compact)) return undefined;
  const bytes = Uint8Array.from(atob(compact), (char) => char.charCodeAt(0));
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return new YamlBinary(bytes);
  }
}

/** Encodes bytes as base64 in lines of 70 characters, each ended by a line feed when there are several. */
export function encodeBinary({ bytes }: YamlBinary): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  const encoded = btoa(text);
  if (encoded.length < 70) return encoded;
  let out = '';
  for (let i = 0; i < encoded.length; i += 70) out += `${encoded.slice(i, i + 70)}\n`;
  return out;
}
