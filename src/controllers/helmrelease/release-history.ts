import type { ReleaseRecord } from './storage/release-record.ts';
import { snapshotOf, type ReleaseStatusFields, type Snapshot } from './release-status.ts';

/** What an install or upgrade wrote to the storage: the last state of each revision. */
export class ObservedRevisions {
  readonly #records = new Map<number, ReleaseRecord>();

  note(record: ReleaseRecord): void {
    this.#records.set(record.version, record);
  }

  get isEmpty(): boolean {
    return this.#records.size === 0;
  }

  /** The newest of them. */
  get newest(): ReleaseRecord | undefined {
    return this.#sorted()[0];
  }

  /**
   * Puts the newest revision in front of the history, and writes the snapshot of the next one anew; what made that one is forgotten.
   *
   * Follows helm-controller v1.6.3 internal/reconcile/release.go (recordOnObject).
   */
  remember(status: ReleaseStatusFields, action: 'install' | 'upgrade'): void {
    const [made, ...others] = this.#sorted();
    if (made === undefined) return;
    status.history = [snapshotOf(made, action, status.lastAttemptedRevisionDigest), ...status.history];
    for (const record of others) {
      if (!status.history.some((snapshot) => targets(snapshot, record))) continue;
      status.history = status.history.map((snapshot) => (targets(snapshot, record) ? snapshotOf(record, undefined, snapshot.ociDigest, snapshot.testHooks) : snapshot));
      return;
    }
  }

  #sorted(): ReleaseRecord[] {
    return [...this.#records.values()].sort((a, b) => b.version - a.version);
  }
}

/** Whether a snapshot is of this revision. */
export function targets(snapshot: Snapshot, { name, namespace, version }: ReleaseRecord): boolean {
  return snapshot.name === name && snapshot.namespace === namespace && snapshot.version === version;
}

/** Writes the snapshot of a revision anew. Whether there was one. */
export function observeKnown(status: ReleaseStatusFields, record: ReleaseRecord, action: (before: Snapshot) => string | undefined): boolean {
  const known = status.history.some((snapshot) => targets(snapshot, record));
  status.history = status.history.map((snapshot) => (targets(snapshot, record) ? snapshotOf(record, action(snapshot), snapshot.ociDigest, snapshot.testHooks) : snapshot));
  return known;
}
