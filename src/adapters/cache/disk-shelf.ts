import { mkdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { DigestNow, MemoEntry, MemoShelf } from '../../memo/index.ts';
import { isDict, type Dict } from '../../std/dict.ts';
import type { TreeRead } from '../../tree/index.ts';
import { openssl } from '../crypto/openssl.ts';
import { pruneFolder } from './prune-folder.ts';
import { seal, unseal } from './seal.ts';
import { writeFileAtomically } from './write-file.ts';

/** Settings of `diskShelf`. */
export interface DiskShelfOptions {
  readonly dir: string;
  /** What made the entries: another build of eddy never meets them. */
  readonly build: string;
  /** Beyond this the entries used least lately are removed; 512 MiB when not given. */
  readonly maxBytes?: number | undefined;
}

const MAX_BYTES = 512 * 1024 * 1024;
const ENTRIES_PER_KEY = 4;
const LINE_FEED = 0x0a;

/**
 * Keeps results of expensive steps between runs, one file per key, for the user alone to read.
 *
 * Rendered objects hold Secrets, so values are sealed with a key that is made of the digests of all that was read: who has that can make
 * the value himself, and nobody else can read it. The file says what was read, without its digests.
 * Files are written beside and renamed, so that processes can share the folder. What is damaged, or no plain JSON, is left out: the memo only saves work.
 */
export function diskShelf(options: DiskShelfOptions): MemoShelf {
  return new DiskShelf(options);
}

/** An entry as it lies on disk. */
interface SealedEntry {
  readonly reads: readonly Pick<TreeRead, 'path' | 'what'>[];
  readonly sealed: readonly Uint8Array[];
  /** What it held when it was opened last, and the secret that opened it. */
  opened?: { readonly secret: string; readonly value: unknown };
}

class DiskShelf implements MemoShelf {
  readonly #dir: string;
  readonly #build: string;
  readonly #maxBytes: number;
  readonly #entries = new Map<string, SealedEntry[]>();
  #isOpen = false;

  constructor({ dir, build, maxBytes = MAX_BYTES }: DiskShelfOptions) {
    this.#dir = dir;
    this.#build = build;
    this.#maxBytes = maxBytes;
  }

  find(key: string, now: DigestNow): Pick<MemoEntry, 'value'> | undefined {
    for (const entry of this.#entriesOf(key)) {
      const secret = this.#secret(key, entry.reads.map((read) => ({ ...read, digest: now(read) })));
      if (entry.opened?.secret === secret) return entry.opened;
      const bytes = unseal(entry.sealed, secret);
      if (bytes === undefined) continue;
      entry.opened = { secret, value: unpacked(bytes) };
      return entry.opened;
    }
    return undefined;
  }

  add(key: string, { reads, value }: MemoEntry): void {
    if (!isPlainJson(value)) return;
    const secret = this.#secret(key, reads);
    const entry = { reads, sealed: seal(packed(value), secret), opened: { secret, value } };
    const entries = [entry, ...this.#entriesOf(key)].slice(0, ENTRIES_PER_KEY);
    this.#entries.set(key, entries);
    this.#write(key, entries);
  }

  #entriesOf(key: string): readonly SealedEntry[] {
    let entries = this.#entries.get(key);
    if (entries === undefined) this.#entries.set(key, (entries = readEntries(this.#file(key))));
    return entries;
  }

  /** A hash that only they can make who know all that a value was made of. */
  #secret(key: string, reads: readonly TreeRead[]): string {
    return sha256(JSON.stringify([this.#build, key, reads.map(({ path, what, digest }) => [path, what, digest ?? null])]));
  }

  #file(key: string): string {
    return join(this.#dir, sha256(`${this.#build} ${key}`).slice(0, 40));
  }

  #write(key: string, entries: readonly SealedEntry[]): void {
    const parts = entries.flatMap(({ reads, sealed }) => {
      const head = { reads: reads.map(({ path, what }) => ({ path, what })), bytes: sealed.reduce((sum, part) => sum + part.length, 0) };
      return [Buffer.from(`${JSON.stringify(head)}\n`), ...sealed];
    });
    const file = this.#file(key);
    try {
      this.#open();
      writeFileAtomically(file, parts);
    } catch {
      // A full or read-only disk costs the next run its head start, nothing else.
    }
  }

  /** Makes the folder, and room in it, before the first entry is written. */
  #open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
    pruneFolder(this.#dir, this.#maxBytes);
  }
}

function sha256(text: string): string {
  return openssl().createHash('sha256').update(text).digest('hex');
}

/** The entries of a file, newest first: for each a line that says what was read and how many bytes follow. */
function readEntries(file: string): SealedEntry[] {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
    const now = new Date();
    utimesSync(file, now, now);
  } catch {
    return [];
  }
  const entries: SealedEntry[] = [];
  for (let at = 0; at < bytes.length; ) {
    const start = bytes.indexOf(LINE_FEED, at) + 1;
    const head = start === 0 ? undefined : headOf(bytes.toString('utf8', at, start));
    if (head === undefined || start + head.bytes > bytes.length) return entries;
    at = start + head.bytes;
    entries.push({ reads: head.reads, sealed: [bytes.subarray(start, at)] });
  }
  return entries;
}

function headOf(line: string): { readonly reads: SealedEntry['reads']; readonly bytes: number } | undefined {
  const head = parsed(line);
  if (!isDict(head) || typeof head['bytes'] !== 'number' || !isReads(head['reads'])) return undefined;
  return { reads: head['reads'], bytes: head['bytes'] };
}

function isReads(value: unknown): value is SealedEntry['reads'] {
  return Array.isArray(value) && value.every((read) => isDict(read) && typeof read['path'] === 'string' && typeof read['what'] === 'string');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A value without its large texts, and where they belong. */
interface Packed {
  readonly value: unknown;
  /** Undefined for the value itself, else its key in the value. */
  readonly texts: readonly { readonly key?: string; readonly bytes: number }[];
}

/** Texts of this length and more lie as such behind the JSON, in which they would be escaped. */
const LARGE_TEXT = 100_000;

/** A line of JSON, and the large texts behind it. */
function packed(value: unknown): readonly Uint8Array[] {
  const texts: Packed['texts'][number][] = [];
  const bytes: Uint8Array[] = [];
  const withoutText = (item: unknown, place: { readonly key?: string }): unknown => {
    if (typeof item !== 'string' || item.length < LARGE_TEXT || !item.isWellFormed()) return item;
    const utf8 = Buffer.from(item);
    bytes.push(utf8);
    texts.push({ ...place, bytes: utf8.length });
    return null;
  };
  const rest = isDict(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutText(item, { key })])) : withoutText(value, {});
  return [Buffer.from(`${JSON.stringify({ value: rest, texts } satisfies Packed)}\n`), ...bytes];
}

function unpacked(bytes: Buffer): unknown {
  let at = bytes.indexOf(LINE_FEED) + 1;
  const { value, texts } = JSON.parse(bytes.toString('utf8', 0, at)) as Packed;
  for (const { key, bytes: length } of texts) {
    const text = bytes.toString('utf8', at, at + length);
    at += length;
    if (key === undefined) return text;
    (value as Dict)[key] = text;
  }
  return value;
}

/** Whether a value comes back from JSON as it went in. An entry that is `undefined` counts as absent. */
function isPlainJson(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
    case 'object':
      if (value === null) return true;
      if (Array.isArray(value)) return value.every(isPlainJson);
      return isDict(value) && Object.values(value).every((item) => item === undefined || isPlainJson(item));
    default:
      return false;
  }
}
