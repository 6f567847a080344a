import { readFileSync, statSync, type Stats } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';

/** What Git's index knows of the files of a work tree. */
export interface GitIndex {
  /** The blob id of a file that has not changed since Git last looked; undefined where the bytes have to be read. */
  blobId(path: string, stats: Stats): string | undefined;
}

interface IndexEntry {
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly ino: number;
  readonly size: number;
  readonly id: string;
}

const HEADER_BYTES = 12;
const ENTRY_BYTES = 62;
const EXTENDED = 0x4000;
const STAGE = 0x3000;
/** In the second word of flags: added by name only, so the id is that of nothing. */
const INTENT_TO_ADD = 0x2000;
const EMPTY_BLOB = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391';

/**
 * Reads `.git/index` of a work tree; undefined where there is none, or where its ids may not be those of the bytes on disk
 * (SHA-256 repositories, end-of-line conversion and content filters such as LFS).
 *
 * Follows Git's Documentation/gitformat-index (versions 2 to 4), and its rule for racy entries:
 * a file as young as the index itself is not trusted.
 */
export function readGitIndex(root: string): GitIndex | undefined {
  try {
    const gitDir = findGitDir(root);
    const file = join(gitDir, 'index');
    if (convertsContent(root, gitDir)) return undefined;
    const writtenMs = Math.floor(statSync(file).mtimeMs);
    const entries = parseIndex(readFileSync(file));
    if (entries === undefined || attributeFiles(entries).some((path) => hasConversion(readFileSync(join(root, path), 'utf8')))) return undefined;
    return {
      blobId: (path, stats) => {
        const entry = entries.get(path);
        if (entry === undefined || entry.mtimeMs >= writtenMs || !sameStats(entry, stats)) return undefined;
        // Git writes a size of 0 for what it has to look at again.
        return entry.size === 0 && entry.id !== EMPTY_BLOB ? undefined : entry.id;
      },
    };
  } catch {
    // The index only saves work: without it every file is read.
    return undefined;
  }
}

function findGitDir(root: string): string {
  const dotGit = join(root, '.git');
  if (statSync(dotGit).isDirectory()) return dotGit;
  // A linked work tree or submodule: `gitdir: PATH`.
  const target = readFileSync(dotGit, 'utf8').replace(/^gitdir: /, '').trim();
  return isAbsolute(target) ? target : resolve(dirname(dotGit), target);
}

/** Whether the repository's own settings make the bytes on disk differ from the blobs. */
function convertsContent(root: string, gitDir: string): boolean {
  const commonDir = readIfThere(join(gitDir, 'commondir'))?.trim();
  const shared = commonDir === undefined ? gitDir : resolve(gitDir, commonDir);
  const config = readIfThere(join(shared, 'config')) ?? '';
  if (/^\s*(objectformat\s*=\s*sha256|autocrlf\s*=\s*(true|input)|attributesfile\s*=)/im.test(config)) return true;
  return [join(shared, 'info', 'attributes'), join(root, '.gitattributes')].some((file) => hasConversion(readIfThere(file) ?? ''));
}

function hasConversion(attributes: string): boolean {
  return /^[^#\n]*\s(text|eol|crlf|filter|ident|working-tree-encoding)\b/m.test(attributes);
}

function attributeFiles(entries: ReadonlyMap<string, IndexEntry>): string[] {
  return [...entries.keys()].filter((path) => path.endsWith('/.gitattributes'));
}

function readIfThere(file: string): string | undefined {
  return statSync(file, { throwIfNoEntry: false }) === undefined ? undefined : readFileSync(file, 'utf8');
}

function sameStats(entry: IndexEntry, stats: Stats): boolean {
  return (
    entry.mtimeMs === Math.floor(stats.mtimeMs) &&
    entry.ctimeMs === Math.floor(stats.ctimeMs) &&
    entry.size === (stats.size & 0xffffffff) >>> 0 &&
    entry.ino === stats.ino % 2 ** 32
  );
}

function parseIndex(bytes: Buffer): ReadonlyMap<string, IndexEntry> | undefined {
  if (bytes.toString('latin1', 0, 4) !== 'DIRC') return undefined;
  const version = bytes.readUInt32BE(4);
  const count = bytes.readUInt32BE(8);
  if (version < 2 || version > 4) return undefined;
  const entries = new Map<string, IndexEntry>();
  let at = HEADER_BYTES;
  let path = '';
  for (let i = 0; i < count; i++) {
    const flags = bytes.readUInt16BE(at + 60);
    let nameAt = at + ENTRY_BYTES + ((flags & EXTENDED) === 0 ? 0 : 2);
    if (version === 4) {
      const strip = readOffset(bytes, nameAt);
      nameAt = strip.next;
      path = Buffer.from(path).subarray(0, Buffer.byteLength(path) - strip.value).toString();
    } else {
      path = '';
    }
    const end = bytes.indexOf(0, nameAt);
    if (end === -1) return undefined;
    path += bytes.toString('utf8', nameAt, end);
    const isPlaceholder = (flags & EXTENDED) !== 0 && (bytes.readUInt16BE(at + ENTRY_BYTES) & INTENT_TO_ADD) !== 0;
    if ((flags & STAGE) === 0 && !isPlaceholder) entries.set(path, readEntry(bytes, at));
    // Versions 2 and 3 pad each entry with one to eight NULs.
    at = version === 4 ? end + 1 : at + ((end - at + 8) & ~7);
  }
  return entries;
}

function readEntry(bytes: Buffer, at: number): IndexEntry {
  const timeMs = (offset: number): number => bytes.readUInt32BE(offset) * 1000 + Math.floor(bytes.readUInt32BE(offset + 4) / 1e6);
  return {
    ctimeMs: timeMs(at),
    mtimeMs: timeMs(at + 8),
    ino: bytes.readUInt32BE(at + 20),
    size: bytes.readUInt32BE(at + 36),
    id: bytes.toString('hex', at + 40, at + 60),
  };
}

/** A number of variable width, as `OFS_DELTA` pack entries and index version 4 write it. */
function readOffset(bytes: Buffer, at: number): { readonly value: number; readonly next: number } {
  let byte = bytes.readUInt8(at++);
  let value = byte & 0x7f;
  while ((byte & 0x80) !== 0) {
    byte = bytes.readUInt8(at++);
    value = ((value + 1) << 7) | (byte & 0x7f);
  }
  return { value, next: at };
}
