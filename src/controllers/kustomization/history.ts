import { isDict, toDict, type Dict } from '../../std/dict.ts';
import type { K8sObject } from '../../manifest/index.ts';

const MAX_SNAPSHOTS = 5;

/** What is kept of one reconcile. */
export interface Snapshot {
  readonly digest: string;
  readonly status: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** RFC 3339. */
  readonly time: string;
}

/**
 * `status.history` after one more reconcile, newest first: equal results are counted in one entry.
 *
 * Follows fluxcd/pkg apis/meta history.go.
 */
export function withSnapshot(object: K8sObject, { digest, status, metadata, time }: Snapshot): readonly Dict[] {
  const listed = isDict(object['status']) ? object['status']['history'] : undefined;
  const history = Array.isArray(listed) ? (listed as Dict[]) : [];
  const same = history.find((entry) => entry['digest'] === digest && entry['lastReconciledStatus'] === status);
  const entry = toDict({
    digest,
    firstReconciled: same?.['firstReconciled'] ?? time,
    lastReconciled: time,
    lastReconciledDuration: '0s',
    lastReconciledStatus: status,
    totalReconciliations: ((same?.['totalReconciliations'] as number | undefined) ?? 0) + 1,
    metadata: toDict(metadata),
  });
  return [entry, ...history.filter((other) => other !== same)].slice(0, MAX_SNAPSHOTS);
}
