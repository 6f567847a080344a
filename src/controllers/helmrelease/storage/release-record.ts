import type { Dict } from '../../../std/dict.ts';

/** Where a revision of a release stands, in Helm's words. */
export type ReleaseStatus =
  | 'deployed' | 'failed' | 'superseded' | 'uninstalled' | 'uninstalling' | 'pending-install' | 'pending-upgrade' | 'pending-rollback' | 'unknown';

/** How the objects of a revision were written: server-side or client-side apply. */
export type ApplyMethod = 'ssa' | 'csa';

/** How the last run of a hook went; the phase is empty for one that never ran. Times are RFC 3339. */
export interface HookRun {
  readonly startedAt?: string | undefined;
  readonly completedAt?: string | undefined;
  readonly phase: '' | 'Unknown' | 'Running' | 'Succeeded' | 'Failed';
}

/** A hook of a revision. */
export interface HookRecord {
  readonly name: string;
  readonly kind: string;
  /** The template it came from. */
  readonly path: string;
  readonly manifest: string;
  readonly events: readonly string[];
  readonly lastRun: HookRun;
  readonly weight: number;
  readonly deletePolicies: readonly string[];
  readonly outputLogPolicies: readonly string[];
}

/** What was done to a revision, and when. Times are RFC 3339. */
export interface ReleaseInfo {
  readonly firstDeployed: string;
  readonly lastDeployed: string;
  readonly deleted?: string | undefined;
  readonly description: string;
  readonly status: ReleaseStatus;
  readonly notes: string;
}

/** One revision of a release: what Helm keeps in the Secret `sh.helm.release.v1.NAME.vN`. Replaced, never changed. */
export interface ReleaseRecord {
  readonly name: string;
  /** Where its objects live. */
  readonly namespace: string;
  readonly version: number;
  readonly info: ReleaseInfo;
  /** The chart as Helm's JSON has it: metadata, templates, values, files. */
  readonly chart: Dict;
  /** The user's values. */
  readonly config: Dict;
  /** Everything but hooks, each document after its `# Source:` line. */
  readonly manifest: string;
  readonly hooks: readonly HookRecord[];
  readonly applyMethod: ApplyMethod;
}

/** The record with another status, and a description where one is given. */
export function withStatus(record: ReleaseRecord, status: ReleaseStatus, description: string = record.info.description): ReleaseRecord {
  return { ...record, info: { ...record.info, status, description } };
}

/** Whether an action was begun on the revision and has not ended. */
export function isPending({ info }: ReleaseRecord): boolean {
  return info.status.startsWith('pending-');
}

/** `name`, `version` or `appVersion` of the chart; empty where it has none. */
export function chartField(record: ReleaseRecord, field: 'name' | 'version' | 'appVersion'): string {
  const value = (record.chart['metadata'] as Dict | undefined)?.[field];
  return typeof value === 'string' ? value : '';
}
