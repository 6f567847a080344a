import { isDict, toDict, type Dict } from '../../std/dict.ts';
import type { FetchedSource, SourceRun } from './source-run.ts';

/** Where a source-controller that was installed as Flux does it gives its artifacts out. */
const SERVER = 'http://source-controller.flux-system.svc.cluster.local.';
/** A link to the newest artifact lies beside it, for these kinds. */
const LATEST: Readonly<Record<string, string>> = { HelmRepository: 'index.yaml', OCIRepository: 'latest.tar.gz', Bucket: 'latest.tar.gz' };

/**
 * The artifact as the status of its source shows it, with the address of the newest one.
 *
 * An artifact that is the one from before keeps its time. No server is behind the addresses: Flux names artifacts so, and its CRDs ask for it.
 */
export function storedAs({ object, context }: SourceRun, { artifact, file }: FetchedSource): Dict {
  const { kind, metadata } = object;
  const { revision, digest, metadata: annotations = {} } = artifact;
  const folder = `${kind.toLowerCase()}/${metadata.namespace ?? ''}/${metadata.name}`;
  const path = `${folder}/${file ?? archiveName(kind, revision)}`;
  const before = isDict(object['status']) && isDict(object['status']['artifact']) ? object['status']['artifact'] : {};
  const isSame = before['revision'] === revision && before['digest'] === digest && typeof before['lastUpdateTime'] === 'string';
  const shown = toDict({
    ...(digest === undefined ? {} : { digest }),
    lastUpdateTime: isSame ? before['lastUpdateTime'] : timeText(context.ports.clock.now()),
    ...(Object.keys(annotations).length === 0 ? {} : { metadata: toDict(annotations) }),
    path,
    revision,
    url: `${SERVER}/${path}`,
  });
  const latest = LATEST[kind];
  return toDict({ artifact: shown, ...(latest === undefined ? {} : { url: `${SERVER}/${folder}/${latest}` }) });
}

/** The file of an artifact, which is named after its revision. */
function archiveName(kind: string, revision: string): string {
  const digest = revision.slice(revision.lastIndexOf('@') + 1);
  const hex = digest.slice(digest.indexOf(':') + 1);
  if (kind === 'HelmRepository') return `index-${hex}.yaml`;
  return `${kind === 'OCIRepository' ? digest : hex}.tar.gz`;
}

/** RFC 3339 in UTC, to the second. */
function timeText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}
