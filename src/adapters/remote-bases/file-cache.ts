import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDict } from '../../std/dict.ts';
import { pruneFolder } from '../cache/prune-folder.ts';
import { writeFileAtomically } from '../cache/write-file.ts';
import { openssl } from '../crypto/openssl.ts';

/** What an address answered last. */
export interface KnownAnswer {
  readonly status: number;
  readonly statusText: string;
  /** `sha256:` and hex digits. */
  readonly digest: string;
  /** What the server calls this content, to ask whether it is still the same. */
  readonly etag?: string | undefined;
}

const MAX_BYTES = 512 * 1024 * 1024;

/** Files that came over http: contents by their digest, and what each address answered last. Shared by processes; several may write at once. */
export class FileCache {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** The content of a digest; undefined where it is not there, or damaged. */
  content(digest: string): Uint8Array | undefined {
    const bytes = readIfThere(join(this.#dir, 'contents', digest.slice('sha256:'.length)));
    return bytes !== undefined && digestOf(bytes) === digest ? bytes : undefined;
  }

  answer(url: string): KnownAnswer | undefined {
    const text = readIfThere(this.#addressFile(url))?.toString();
    try {
      const known: unknown = text === undefined ? undefined : JSON.parse(text);
      return isDict(known) && typeof known['digest'] === 'string' && typeof known['status'] === 'number' ? (known as unknown as KnownAnswer) : undefined;
    } catch {
      return undefined;
    }
  }

  /** Keeps a content and gives its digest. */
  keep(bytes: Uint8Array): string {
    const digest = digestOf(bytes);
    const folder = join(this.#dir, 'contents');
    writeFileAtomically(join(folder, digest.slice('sha256:'.length)), [bytes]);
    pruneFolder(folder, MAX_BYTES);
    return digest;
  }

  /** Keeps what an address answered. */
  keepAnswer(url: string, answer: KnownAnswer): void {
    writeFileAtomically(this.#addressFile(url), [JSON.stringify(answer)]);
  }

  #addressFile(url: string): string {
    return join(this.#dir, 'addresses', openssl().createHash('sha256').update(url).digest('hex'));
  }
}

/** `sha256:` and the hex digits. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${openssl().createHash('sha256').update(bytes).digest('hex')}`;
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
