import { mkdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { MemoEntry, MemoShelf } from '../../memo/index.ts';
import { isDict } from '../../std/dict.ts';
import type { TreeRead } from '../../tree/index.ts';
import { openssl } from '../crypto/openssl.ts';
import { pruneFolder } from './prune-folder.ts';
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

/**
 * Keeps results of expensive steps between runs, one file per key, for the user alone to read.
 *
 * A file is two lines per entry, newest first: the reads, then the value; a value is parsed only when its reads still hold.
 * Files are written beside and renamed, so that processes can share the folder. What is damaged, or no plain JSON, is left out: the memo only saves work.
 */
export function diskShelf(options: DiskShelfOptions): MemoShelf {
  return new DiskShelf(options);
}

class DiskShelf implements MemoShelf {
  readonly #dir: string;
  readonly #build: string;
  readonly #maxBytes: number;
  readonly #entries = new Map<string, MemoEntry[]>();
  #isOpen = false;

  constructor({ dir, build, maxBytes = MAX_BYTES }: DiskShelfOptions) {
    this.#dir = dir;
    this.#build = build;
    this.#maxBytes = maxBytes;
  }

  get(key: string): readonly MemoEntry[] {
    let entries = this.#entries.get(key);
    if (entries === undefined) this.#entries.set(key, (entries = readEntries(this.#file(key))));
    return entries;
  }

  add(key: string, entry: MemoEntry): void {
    const entries = [entry, ...this.get(key)].slice(0, ENTRIES_PER_KEY);
    this.#entries.set(key, entries);
    if (entries.every(({ value }) => isPlainJson(value))) this.#write(key, entries);
  }

  #file(key: string): string {
    return join(this.#dir, openssl().createHash('sha256').update(`${this.#build} ${key}`).digest('hex').slice(0, 40));
  }

  #write(key: string, entries: readonly MemoEntry[]): void {
    const text = entries.map(({ reads, value }) => `${JSON.stringify(reads)}\n${JSON.stringify(value)}\n`).join('');
    const file = this.#file(key);
    try {
      this.#open();
      writeFileAtomically(file, text);
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

function readEntries(file: string): MemoEntry[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
    const now = new Date();
    utimesSync(file, now, now);
  } catch {
    return [];
  }
  const lines = text.split('\n');
  if (lines.length % 2 === 0 || lines.at(-1) !== '') return [];
  const entries: MemoEntry[] = [];
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const reads = parsed(lines[i]!);
    if (!isReads(reads)) return entries;
    entries.push(lazyEntry(reads, lines[i + 1]!));
  }
  return entries;
}

/** An entry whose value is parsed when it is asked for. */
function lazyEntry(reads: readonly TreeRead[], text: string): MemoEntry {
  let value: { readonly of: unknown } | undefined;
  return {
    reads,
    get value(): unknown {
      return (value ??= { of: JSON.parse(text) as unknown }).of;
    },
  };
}

function isReads(value: unknown): value is TreeRead[] {
  return Array.isArray(value) && value.every((read) => isDict(read) && typeof read['path'] === 'string' && typeof read['what'] === 'string');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
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
