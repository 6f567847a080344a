import { isDict } from '../../std/dict.ts';
import { refText } from '../../diagnostics/index.ts';
import { parseGoDuration } from '../../std/go-duration.ts';
import type { K8sObject } from '../../manifest/index.ts';
import { readSpec, type Artifact, type Context, type SpecReader } from '../base/index.ts';
import { SourceConditions } from './source-conditions.ts';
import { SourceFailure } from './source-failure.ts';

/** One reconcile of a source: what it reads, and what it says. */
export interface SourceRun {
  readonly object: K8sObject;
  readonly spec: SpecReader;
  /** The status as it was before; empty for a new object. */
  readonly status: SpecReader;
  readonly context: Context;
  readonly conditions: SourceConditions;
  /** What the source produced last, where its files are still at hand. */
  readonly stored: Artifact | undefined;
  /** What goes on, for the Reconciling condition of a source that will be tried again. */
  progress: string;
}

/** A source on its way to an artifact. */
export interface FetchedSource {
  readonly artifact: Artifact;
  /** Of the Ready condition. */
  readonly message: string;
  /** What the event of a new artifact says. */
  readonly news: string;
  /** The file of the archive, where it is not named after the revision. */
  readonly file?: string | undefined;
  /** Tells that the artifact is the one that was there before. */
  readonly unchanged?: { readonly reason: string; readonly message: string } | undefined;
  /** Status fields besides `artifact`. */
  readonly status?: Readonly<Record<string, unknown>> | undefined;
}

/** Begins the reconcile of a source. */
export async function startRun(object: K8sObject, context: Context): Promise<SourceRun> {
  const spec = readSpec(object);
  const status = readSpec({ ...object, spec: isDict(object['status']) ? object['status'] : {} });
  const stored = await context.artifact(spec.object);
  const seen = status.number('observedGeneration') ?? -1;
  const { generation = 1 } = object.metadata;
  const progress = stored === undefined ? 'building artifact' : seen === generation ? 'reconciliation in progress' : `processing object: new generation ${String(seen)} -> ${String(generation)}`;
  return { object, spec, status, context, conditions: new SourceConditions(object), stored, progress };
}

/** Says that there is something new, and that an artifact of it comes next. */
export function outdated(run: SourceRun, message: string): void {
  if (run.stored !== undefined) run.conditions.mark('ArtifactOutdated', 'True', { reason: 'NewRevision', message });
  run.progress = `building artifact: ${message}`;
}

/** The event of a fetch that brought nothing new. */
export function upToDate(revision: string): FetchedSource['unchanged'] {
  return { reason: 'ArtifactUpToDate', message: `artifact up-to-date with remote revision: '${revision}'` };
}

/** The timeout of a source, in milliseconds. */
export function timeoutOf(spec: SpecReader): number {
  return parseGoDuration(spec.string('timeout') ?? '60s') ?? 60_000;
}

/** The port, or the failure that says which remote thing is out of reach. */
export function portFor<T>(port: T | undefined, spec: SpecReader, url: string): T {
  if (port !== undefined) return port;
  throw new SourceFailure('ArtifactFailed', `"${url}" is remote, and nothing may be fetched in this run`, {
    code: 'SourceNotFetched',
    hint: `allow the network, or map it to a folder: --source ${refText(spec.object)}=DIR`,
  });
}
