import { forbiddenAt } from './chars.ts';

/** The bytes that go-yaml takes from a text at a time, and refuses as a whole. */
const READ_SIZE = 512;
/** The bytes of a byte order mark of UTF-16, which are no UTF-8, as a text has them. */
const LITTLE_ENDIAN = '\udcff\udcfe';
const BIG_ENDIAN = '\udcfe\udcff';
const INCOMPLETE = 'incomplete UTF-8 octet sequence';

/** What of a text can be read. */
export interface ReadableText {
  readonly kept: string;
  /** What is wrong with the piece with which the text goes on; undefined when all of it can be read. */
  readonly cutShort: string | undefined;
}

/**
 * Decodes a text where it is UTF-16, and cuts it before the piece that go-yaml would refuse to decode.
 *
 * Follows go-yaml v2.4.3 `readerc.go`.
 *
 * @param text - Bytes that are no UTF-8 are lone surrogates in it.
 */
export function readableText(text: string): ReadableText {
  if (text.startsWith(LITTLE_ENDIAN) || text.startsWith(BIG_ENDIAN)) return readableUtf16(bytesOf(text));
  const bad = forbiddenAt(text);
  if (bad === -1) return { kept: text, cutShort: undefined };
  const fault = byteFault(text, bad) ?? 'control characters are not allowed';
  // What may yet go on is refused no sooner than the text ends.
  if (fault === INCOMPLETE) return { kept: text.slice(0, bad), cutShort: fault };
  return { kept: text.slice(0, startOfPiece(text, bad, utf8Width, 0)), cutShort: fault };
}

/** Where the piece begins that the character at `end` lies in: a character that a piece has no room for begins the next one. */
function startOfPiece(text: string, end: number, widthOf: (code: number) => number, before: number): number {
  let start = 0;
  let bytes = before;
  for (let i = 0; i <= end; ) {
    const code = text.codePointAt(i)!;
    const width = widthOf(code);
    if (bytes + width > READ_SIZE) {
      start = i;
      bytes = 0;
    }
    bytes += width;
    i += code > 0xffff ? 2 : 1;
  }
  return start;
}

/** The bytes of a character in UTF-8; of a byte that is none, those of the character that it would begin. */
function utf8Width(code: number): number {
  const octet = code >= 0xdc80 && code <= 0xdcff ? code & 0xff : 0;
  if (octet !== 0) return octet >= 0xf8 ? 1 : octet >= 0xf0 ? 4 : octet >= 0xe0 ? 3 : octet >= 0xc0 ? 2 : 1;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

/** The bytes of a character in UTF-16. */
function utf16Width(code: number): number {
  return code > 0xffff || isHighSurrogate(code) ? 4 : 2;
}

function readableUtf16(bytes: readonly number[]): ReadableText {
  const isLittle = bytes[0] === 0xff;
  let text = '';
  for (let i = 2; i + 1 < bytes.length; i += 2) text += String.fromCharCode(isLittle ? bytes[i]! | (bytes[i + 1]! << 8) : (bytes[i]! << 8) | bytes[i + 1]!);
  const bad = forbiddenAt(text);
  if (bad === -1) return { kept: text, cutShort: bytes.length % 2 === 1 ? 'incomplete UTF-16 character' : undefined };
  const unit = text.charCodeAt(bad);
  if (isHighSurrogate(unit) && bad === text.length - 1) return { kept: text.slice(0, bad), cutShort: 'incomplete UTF-16 surrogate pair' };
  // The mark is a part of the first piece.
  return { kept: text.slice(0, startOfPiece(text, bad, utf16Width, 2)), cutShort: unitFault(unit) };
}

const encoder = new TextEncoder();

function bytesOf(text: string): readonly number[] {
  const bytes: number[] = [];
  for (const char of text) {
    const octet = octetAt(char, 0);
    if (octet === undefined) bytes.push(...encoder.encode(char));
    else bytes.push(octet);
  }
  return bytes;
}

function unitFault(unit: number): string {
  if (isHighSurrogate(unit)) return 'expected low surrogate area';
  return unit >= 0xdc00 && unit <= 0xdfff ? 'unexpected low surrogate area' : 'control characters are not allowed';
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** What is wrong at a byte that is no UTF-8, which a text has as a lone surrogate from U+DC80 on; undefined for other characters. */
function byteFault(text: string, at: number): string | undefined {
  const octet = octetAt(text, at);
  if (octet === undefined || octet < 0x80) return undefined;
  const width = utf8Width(text.charCodeAt(at));
  if (width === 1) return 'invalid leading UTF-8 octet';
  if (bytesWithin(text, at, width) < width) return INCOMPLETE;
  for (let i = at + 1; i < at + width; i++) {
    const next = octetAt(text, i);
    if (next === undefined || (next & 0xc0) !== 0x80) return 'invalid trailing UTF-8 octet';
  }
  return octet === 0xed || octet > 0xf3 ? 'invalid Unicode character' : 'invalid length of a UTF-8 sequence';
}

/** How many bytes some characters have, where those of several count as two: enough to know whether a sequence is whole. */
function bytesWithin(text: string, at: number, count: number): number {
  let bytes = 0;
  for (let i = at; i < Math.min(at + count, text.length); i++) bytes += octetAt(text, i) === undefined ? 2 : 1;
  return bytes;
}

/** The byte that a character stands for by itself; undefined for one of several bytes. */
function octetAt(text: string, at: number): number | undefined {
  const code = text.charCodeAt(at);
  if (code >= 0xdc80 && code <= 0xdcff) return code & 0xff;
  return code < 0x80 ? code : undefined;
}
