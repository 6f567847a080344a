import { EddyError } from '../diagnostics/index.ts';

/** One member of a tar archive, as it is written there: nothing about its path has been checked. */
export interface TarEntry {
  readonly path: string;
  /** `link` is a symbolic or hard link; `other` a device, a pipe or something newer. */
  readonly type: 'file' | 'dir' | 'link' | 'other';
  /** The permission bits. */
  readonly mode: number;
  /** What a link names; empty for the rest. */
  readonly linkTarget: string;
  /** The content, a view into the archive; empty for all but files. */
  readonly bytes: Uint8Array;
}

const BLOCK = 512;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** What a pax or GNU header says about the entry that follows it. */
interface Overrides {
  path?: string;
  linkpath?: string;
  size?: string;
}

/**
 * Reads the members of an uncompressed tar archive: ustar, GNU long names and pax headers.
 *
 * Follows POSIX.1-2017 pax and GNU tar 1.35 where both agree with Go 1.26 `archive/tar`.
 *
 * @throws EddyError ArchiveInvalid when a header is damaged or the archive ends inside of a member.
 */
export function* readTar(tar: Uint8Array): Generator<TarEntry> {
  let overrides: Overrides = {};
  const defaults: Overrides = {};
  for (let at = 0; at < tar.length; ) {
    if (at + BLOCK > tar.length) throw new EddyError('ArchiveInvalid', 'archive ends inside of a header');
    const header = tar.subarray(at, at + BLOCK);
    if (isZero(header)) return;
    checkSum(header);
    const type = String.fromCharCode(header[156]!);
    const size = overrides.size === undefined ? numberField(header, 124, 12) : Number(overrides.size);
    const end = at + BLOCK + size;
    if (!Number.isSafeInteger(size) || size < 0 || end > tar.length) {
      throw new EddyError('ArchiveInvalid', `archive ends inside of "${overrides.path ?? textField(header, 0, 100)}"`);
    }
    const body = tar.subarray(at + BLOCK, end);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    if (type === 'x') overrides = { ...overrides, ...paxRecords(body) };
    else if (type === 'g') Object.assign(defaults, paxRecords(body));
    else if (type === 'L') overrides.path = cString(body);
    else if (type === 'K') overrides.linkpath = cString(body);
    else {
      yield entryOf(header, type, body, { ...defaults, ...overrides });
      overrides = {};
    }
  }
}

function entryOf(header: Uint8Array, type: string, body: Uint8Array, overrides: Overrides): TarEntry {
  const prefix = textField(header, 257, 5) === 'ustar' ? textField(header, 345, 155) : '';
  const name = textField(header, 0, 100);
  const path = overrides.path ?? (prefix === '' ? name : `${prefix}/${name}`);
  const kind = kindOf(type, path);
  return {
    path,
    type: kind,
    mode: numberField(header, 100, 8) & 0o7777,
    linkTarget: kind === 'link' ? (overrides.linkpath ?? textField(header, 157, 100)) : '',
    bytes: kind === 'file' ? body : new Uint8Array(0),
  };
}

function kindOf(type: string, path: string): TarEntry['type'] {
  switch (type) {
    case '\0':
      // Before ustar a folder was a file whose name ends in a slash.
      return path.endsWith('/') ? 'dir' : 'file';
    case '0':
    case '7':
      return 'file';
    case '5':
      return 'dir';
    case '1':
    case '2':
      return 'link';
    default:
      return 'other';
  }
}

/** Records = { Length " " Key "=" Value "\n" } . */
function paxRecords(body: Uint8Array): Overrides {
  const found: Overrides = {};
  for (let at = 0; at < body.length; ) {
    const space = body.indexOf(0x20, at);
    const length = space === -1 ? NaN : Number(decoder.decode(body.subarray(at, space)));
    if (!Number.isInteger(length) || length <= space - at || at + length > body.length) throw new EddyError('ArchiveInvalid', 'archive has a damaged pax header');
    const record = decoder.decode(body.subarray(space + 1, at + length - 1));
    const equals = record.indexOf('=');
    const key = record.slice(0, equals);
    if (key === 'path' || key === 'linkpath' || key === 'size') found[key] = record.slice(equals + 1);
    at += length;
  }
  return found;
}

function isZero(header: Uint8Array): boolean {
  return header.every((byte) => byte === 0);
}

/** The sum of a header's bytes, its own field counted as spaces. */
function checkSum(header: Uint8Array): void {
  let sum = 8 * 0x20;
  for (let i = 0; i < BLOCK; i++) if (i < 148 || i >= 156) sum += header[i]!;
  if (sum !== numberField(header, 148, 8)) throw new EddyError('ArchiveInvalid', 'archive has a damaged header');
}

function textField(header: Uint8Array, at: number, length: number): string {
  return cString(header.subarray(at, at + length));
}

function cString(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return decoder.decode(end === -1 ? bytes : bytes.subarray(0, end));
}

/** An octal number, or GNU's big-endian form when the first bit is set. */
function numberField(header: Uint8Array, at: number, length: number): number {
  if ((header[at]! & 0x80) === 0) {
    const text = textField(header, at, length).trim();
    return text === '' ? 0 : /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : NaN;
  }
  let value = header[at]! & 0x7f;
  for (let i = 1; i < length; i++) value = value * 256 + header[at + i]!;
  return value;
}
