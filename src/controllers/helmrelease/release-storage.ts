import type { Dict } from '../../std/dict.ts';
import type { ReleaseDocument } from './post-render.ts';

/** Where a revision of a release stands, in Helm's words. */
export type ReleaseStatus = 'deployed' | 'failed' | 'superseded' | 'uninstalled';

/** One revision of a release: what Helm would keep in the Secret `sh.helm.release.v1.NAME.vN`. */
export interface ReleaseRecord {
  readonly name: string;
  /** Where its objects live. */
  readonly namespace: string;
  /** Where the record is kept. */
  readonly storageNamespace: string;
  readonly version: number;
  readonly status: ReleaseStatus;
  readonly description: string;
  readonly notes: string;
  readonly chart: { readonly name: string; readonly version: string; readonly appVersion: string };
  /** The user's values. */
  readonly config: Dict;
  readonly documents: readonly ReleaseDocument[];
}

/**
 * The records of the releases of one cluster, in memory.
 *
 * A build that has none installs each release as new; a sandbox keeps one, so that a change becomes an upgrade.
 */
export class ReleaseStorage {
  readonly #releases = new Map<string, ReleaseRecord[]>();

  /** The newest revision of a release. */
  last(storageNamespace: string, name: string): ReleaseRecord | undefined {
    return this.#releases.get(keyOf(storageNamespace, name))?.at(-1);
  }

  get(storageNamespace: string, name: string, version: number): ReleaseRecord | undefined {
    return this.#releases.get(keyOf(storageNamespace, name))?.find((record) => record.version === version);
  }

  /** Adds a revision, or replaces the one of its version; what lies beyond `maxHistory` (0: nothing) is forgotten, the oldest first. */
  put(record: ReleaseRecord, maxHistory = 0): void {
    const key = keyOf(record.storageNamespace, record.name);
    const others = (this.#releases.get(key) ?? []).filter(({ version }) => version !== record.version);
    const all = [...others, record].sort((a, b) => a.version - b.version);
    this.#releases.set(key, maxHistory > 0 ? all.slice(-maxHistory) : all);
  }

  /** Forgets a release. */
  remove(storageNamespace: string, name: string): void {
    this.#releases.delete(keyOf(storageNamespace, name));
  }

  /** Every record, by storage namespace, name and version. */
  records(): readonly ReleaseRecord[] {
    return [...this.#releases.keys()].sort().flatMap((key) => this.#releases.get(key)!);
  }
}

function keyOf(storageNamespace: string, name: string): string {
  return `${storageNamespace}/${name}`;
}
